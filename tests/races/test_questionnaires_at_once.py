"""Two at the same moment who build, open or close one questionnaire."""

import uuid
from functools import partial

from servicepunkt.core.actions import SYSTEM, ChangedMeanwhile
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import content_of
from servicepunkt.needs.models import Answer, HouseholdCode, Questionnaire, State, Variant
from tests.method.building import Village
from tests.needs import making
from tests.races.conftest import at_once

ROUNDS = 3


def new(by: Village) -> Questionnaire:
    return building.create(
        root=by.programme.area, place=by.place, variant=Variant.YOUTH, request_key=uuid.uuid4(), actor=SYSTEM
    )


def test_the_same_form_twice_at_once_makes_one_questionnaire(by: Village) -> None:
    for number in range(1, ROUNDS + 1):
        once = partial(
            building.create, root=by.programme.area, place=by.place, variant=Variant.YOUTH, request_key=uuid.uuid4(),
            actor=SYSTEM,
        )  # fmt: skip
        outcomes = at_once(once, once)
        assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
        assert Questionnaire.objects.count() == number


def test_two_who_make_codes_at_once_make_them_once(by: Village) -> None:
    for _each in range(ROUNDS):
        draft = new(by)
        once = partial(publishing.make_codes, questionnaire=draft, number=50, seen=0, actor=SYSTEM)
        outcomes = at_once(once, once)
        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [ChangedMeanwhile], outcomes
        assert HouseholdCode.objects.filter(questionnaire=draft).count() == 50


def test_nobody_who_builds_at_once_loses_what_they_did(by: Village) -> None:
    for _each in range(ROUNDS):
        draft = new(by)
        outcomes = at_once(
            partial(building.move, questionnaire=draft, key="free", after="", actor=SYSTEM),
            partial(building.bring_in, questionnaire=draft, key="children", actor=SYSTEM),
        )
        assert outcomes == [None, None]
        asked = [one.key for one in content_of(Questionnaire.objects.get(pk=draft.pk)).questions]
        assert asked[0] == "free" and asked[-1] == "children"


def test_what_is_opened_at_the_moment_somebody_changes_it_is_what_was_seen_or_is_not_opened(by: Village) -> None:
    for _each in range(ROUNDS):
        draft = new(by)
        asks = content_of(draft)
        seen = building.draft_mark(draft)
        outcomes = at_once(
            partial(publishing.publish, questionnaire=draft, seen=seen, actor=SYSTEM),
            partial(building.move, questionnaire=draft, key="free", after="", actor=SYSTEM),
        )
        assert len([one for one in outcomes if isinstance(one, Exception)]) == 1, outcomes
        one = Questionnaire.objects.get(pk=draft.pk)
        assert one.state == State.DRAFT or content_of(one) == asks


def test_an_answer_at_the_moment_of_the_close_is_counted_or_late_but_never_lost(by: Village) -> None:
    for number in range(1, ROUNDS + 1):
        one = making.questionnaire(by.place, by.programme.area)
        outcomes = at_once(partial(making.answer, one), partial(publishing.close, questionnaire=one, actor=SYSTEM))
        assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
        assert Answer.objects.count() == number
    assert JournalEntry.objects.filter(verb="close").count() == ROUNDS
