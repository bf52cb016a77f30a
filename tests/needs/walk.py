"""What the walks through every page open the pages of this room with: a draft, an open and a closed questionnaire."""

import uuid
from typing import TypeAlias

from servicepunkt.core.actions import SYSTEM
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import receive_answer
from servicepunkt.needs.content import AGES
from servicepunkt.needs.models import Channel, Entrance, Idea, IdeaTheme, Questionnaire, Variant, Willing
from servicepunkt.places.models import Area, Place

Arguments: TypeAlias = dict[str, list[str | int]]

FILES = {
    "needs:codes_file",
    "needs:qr",
    "needs:ideas_file",
    "needs:gap_file",
    "needs:results_csv",
    "needs:slips",
    "answer:worker",
}
"""Answers that are no pages."""
THE_VILLAGES_OWN = {
    "needs:new", "needs:about", "needs:new_question", "needs:question", "needs:publish", "needs:codes",
    "needs:last_day", "needs:close", "needs:reopen", "needs:willing", "needs:questionnaire", "needs:preview",
    "needs:words", "needs:idea", "needs:theme", "needs:enter", "needs:interview", "needs:papers",
}  # fmt: skip
"""Pages only for those who build a village's questionnaires (two of them while it is a draft) or keep its ideas."""
_OF_A_DRAFT = ("about", "new_question", "publish", "codes", "questionnaire", "preview")
_OF_AN_OPEN_ONE = ("last_day", "close", "notice", "willing", "enter", "interview", "papers")


def questionnaire(root: Area, place: Place) -> Questionnaire:
    """A draft for residents as the bank begins it, with codes."""
    made = building.create(root=root, place=place, variant=Variant.RESIDENT, request_key=uuid.uuid4(), actor=SYSTEM)
    publishing.make_codes(questionnaire=made, number=12, seen=0, actor=SYSTEM)
    return made


def arguments(root: Area, place: Place) -> Arguments:
    """For each page that is about one thing: what stands in its address after programme and place."""
    draft, opened, closed = (questionnaire(root, place) for _each in range(3))
    for one in (opened, closed):
        Questionnaire.objects.filter(pk=one.pk).update(entrance=Entrance.LINK)
        one.refresh_from_db()
        publishing.publish(questionnaire=one, seen=building.draft_mark(one), actor=SYSTEM)
        one.refresh_from_db()
    for number in range(70):
        raw = {"age": AGES[number % 7].key, "broadband": "good", "free": "Mer att göra för unga."}
        receive_answer(questionnaire=closed, key=uuid.uuid4(), raw=raw, channel=Channel.WEB)
    publishing.close(questionnaire=closed, actor=SYSTEM)
    Willing.objects.create(questionnaire=opened, key=uuid.uuid4(), name="Olga Öst", reach="070-000 00 00")
    theme = IdeaTheme.objects.create(root=root, place=place, title="Resor")
    idea = Idea.objects.create(root=root, place=place, theme=theme, text="Samåkning", request_key=uuid.uuid4())
    return {
        **{f"needs:{name}": [draft.pk] for name in _OF_A_DRAFT},
        **{f"needs:{name}": [opened.pk] for name in _OF_AN_OPEN_ONE},
        "needs:question": [draft.pk, "services"],
        "needs:reopen": [closed.pk],
        "needs:idea": [idea.pk],
        "needs:theme": [theme.pk],
        "needs:results": [closed.pk],
        "needs:words": [closed.pk],
        "answer:answer": [opened.key],
        "answer:help": [opened.key],
        "answer:thanks": [opened.key],
    }
