"""Typing in what came on paper or was said on the telephone, once or twice, through the same door as every answer.

None of it leaves a line in the journal, as no answer does: who typed which paper when could be held against them.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.duties import duty
from servicepunkt.core.identity_numbers import without_identity_numbers

from .answering import AnswerRefused, content_of, receive_answer, tidy_code
from .comparing import Difference, Typing, differences, merged
from .content import check
from .models import Answer, Channel, PaperForm, Questionnaire, State
from .publishing import REMEMBERED

LARGEST_NUMBER = 99_999
FIRST, SECOND = "first", "second"


class NumberRefused(ActionRefused):
    """The paper has no number, or one that has been typed in already."""


class TypedDifferently(ActionRefused):
    """The two typings of a paper differ. `seen` is the first typing's mark; `alone` when the same person typed both."""

    def __init__(self, found: Sequence[Difference], seen: str, alone: bool) -> None:
        super().__init__(_("De två inskrivningarna skiljer sig åt."))
        self.found, self.seen, self.alone = list(found), seen, alone


@dataclass(frozen=True)
class Typed:
    """What was typed from a paper or said on the telephone. `key` is the form's own: sent again, it is the same.

    `number` is the paper's, None on the telephone; `twice` that somebody is to type this paper once more.
    """

    key: UUID
    raw: Mapping[str, Any]
    code: str = ""
    number: int | None = None
    twice: bool = False


@dataclass(frozen=True)
class Chosen:
    """What was chosen where two typings differ: "first" or "second" by unit, having `seen` a certain first typing."""

    seen: str
    picks: Mapping[str, str]


@dataclass(frozen=True)
class Entered:
    """What became of it: it `waits` for a second typing, had come before, or came after the close."""

    waits: bool = False
    again: bool = False
    late: bool = False


@action
def enter(
    *, questionnaire: Questionnaire, channel: Channel, typed: Typed, actor: Actor, chosen: Chosen | None = None
) -> Entered:
    """Store what was typed: as an answer, or as the first typing of a paper that is typed twice.

    The same `key` again changes nothing. Raises AnswerRefused, CodeRefused, NumberRefused, TypedDifferently when a
    second typing differs from the first and nothing was chosen about it, ActionRefused for a draft.
    """
    if questionnaire.state == State.DRAFT:
        raise ActionRefused(_("Enkäten är inte öppen än."))
    if Answer.objects.filter(questionnaire=questionnaire, key=typed.key).exists():
        return Entered(again=True)
    if channel is Channel.TELEPHONE:
        return _receive(questionnaire, channel, typed)
    if typed.number is None or not 1 <= typed.number <= LARGEST_NUMBER:
        raise NumberRefused(_("Skriv blankettens nummer. Har den inget, skriv ett nytt nummer på den."))
    waiting = PaperForm.objects.select_for_update().filter(questionnaire=questionnaire, number=typed.number).first()
    if waiting is None:
        try:
            with transaction.atomic():  # two who type the same paper at once: the later waits here for the other
                return _first(questionnaire, channel, typed, actor)
        except IntegrityError:
            if Answer.objects.filter(questionnaire=questionnaire, key=typed.key).exists():
                return Entered(again=True)
            waiting = PaperForm.objects.select_for_update().get(questionnaire=questionnaire, number=typed.number)
    if waiting.done:
        raise NumberRefused(_("Blankett %(number)s är redan inskriven.") % {"number": typed.number})
    return _second(questionnaire, waiting, typed, actor, chosen)


def _receive(questionnaire: Questionnaire, channel: Channel, typed: Typed) -> Entered:
    received = receive_answer(
        questionnaire=questionnaire, key=typed.key, raw=typed.raw, channel=channel, code=typed.code
    )
    return Entered(again=received.again, late=received.late)


def _first(questionnaire: Questionnaire, channel: Channel, typed: Typed, actor: Actor) -> Entered:
    paper = PaperForm(questionnaire=questionnaire, number=typed.number or 0, done=not typed.twice)
    if typed.twice:
        paper.typed, paper.typed_by = _kept(questionnaire, typed), actor.account_id
    paper.save(force_insert=True)
    return Entered(waits=True) if typed.twice else _receive(questionnaire, channel, typed)


def _second(
    questionnaire: Questionnaire, paper: PaperForm, typed: Typed, actor: Actor, chosen: Chosen | None
) -> Entered:
    stored = json.loads(paper.typed)
    if stored["key"] == str(typed.key):
        return Entered(waits=True, again=True)
    content = content_of(questionnaire)
    first, second = Typing(stored["values"], stored["code"]), _read(questionnaire, typed)
    found = differences(content, first, second)
    picks = chosen.picks if chosen and chosen.seen == stored["key"] else {}
    if any(picks.get(one.unit) not in (FIRST, SECOND) for one in found):
        raise TypedDifferently(found, stored["key"], paper.typed_by == actor.account_id)
    right = merged(content, first, second, [one.unit for one in found if picks[one.unit] == FIRST])
    entered = _receive(questionnaire, Channel.PAPER, Typed(typed.key, right.values, right.code))
    paper.done, paper.typed, paper.typed_by = True, "", None
    paper.save()
    return entered


def _read(questionnaire: Questionnaire, typed: Typed) -> Typing:
    """What was typed, held against the questionnaire. Raises AnswerRefused."""
    checked = check(content_of(questionnaire), typed.raw, required=False)
    if checked.faults:
        raise AnswerRefused(checked.faults)
    texts = {key: without_identity_numbers(text) for key, text in checked.texts.items() if text}
    return Typing({**checked.values, **texts}, tidy_code(typed.code))


def _kept(questionnaire: Questionnaire, typed: Typed) -> str:
    read = _read(questionnaire, typed)
    return json.dumps({"key": str(typed.key), "values": read.values, "code": read.code}, ensure_ascii=False)


@action
def begin_again(*, questionnaire: Questionnaire, typed: Typed, seen: str, actor: Actor) -> Entered:
    """Let what was typed take the place of a paper's first typing, which was of another paper.

    When that typing is another one by now, or has been answered by a second, it is as if this were an ordinary typing.
    Raises AnswerRefused, NumberRefused, TypedDifferently.
    """
    paper = (
        PaperForm.objects.select_for_update()
        .filter(questionnaire=questionnaire, number=typed.number or 0, done=False)
        .first()
    )
    if paper is None or json.loads(paper.typed)["key"] != seen:
        return enter(questionnaire=questionnaire, channel=Channel.PAPER, typed=typed, actor=actor)
    paper.typed, paper.typed_by = _kept(questionnaire, typed), actor.account_id
    paper.save()
    return Entered(waits=True)


def waiting_papers(questionnaire: Questionnaire) -> list[int]:
    """The numbers of the papers that wait for a second typing. One query."""
    papers = PaperForm.objects.filter(questionnaire=questionnaire, done=False).order_by("number")
    return list(papers.values_list("number", flat=True))


def next_number(questionnaire: Questionnaire) -> int:
    """A number that no paper has: one more than the largest. One query."""
    numbers = PaperForm.objects.filter(questionnaire=questionnaire).order_by("-number")
    return (numbers.values_list("number", flat=True).first() or 0) + 1


@duty("needs.papers", every=dt.timedelta(hours=24))
def forget_first_typings() -> None:
    """Remove first typings that nobody typed a second time within half a year of the close: they were never answers."""
    past = clock.now() - REMEMBERED
    waiting = PaperForm.objects.filter(
        done=False, questionnaire__closed_at__lte=past, questionnaire__state=State.CLOSED
    )
    for questionnaire in Questionnaire.objects.filter(pk__in=waiting.values("questionnaire")).order_by("id"):
        _forget(questionnaire=questionnaire)


@action
def _forget(*, questionnaire: Questionnaire) -> None:
    PaperForm.objects.filter(questionnaire=questionnaire, done=False).delete()
