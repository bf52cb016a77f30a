"""Receiving an answer: once, however often it is sent, and so that nothing tells whose it is."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, action
from servicepunkt.core.identity_numbers import without_identity_numbers
from servicepunkt.documents.models import FrozenVersion

from .content import Checked, Content, Role, check, load
from .models import Answer, Channel, Entrance, HouseholdCode, OpenAnswer, Questionnaire, State


class AnswerRefused(ActionRefused):
    """An answer does not fit its questionnaire. `faults` says what is wrong, by question."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_("Några svar behöver rättas."))
        self.faults = dict(faults)


class CodeRefused(ActionRefused):
    """The household's code is missing, unknown, or has been used by as many as may answer."""


@dataclass(frozen=True)
class Received:
    """What became of an answer: `again` when it had come before, `late` when it came after the close."""

    again: bool
    late: bool


@lru_cache(maxsize=64)
def _content(frozen_id: int, _key: str) -> Content:
    """The key belongs to what is remembered: numbers come again in a database that was thrown away, keys never do."""
    return load(FrozenVersion.objects.values_list("content", flat=True).get(pk=frozen_id))


def content_of(questionnaire: Questionnaire) -> Content:
    """What a questionnaire asks: the frozen content when it is published, else its draft. At most one query."""
    return (
        load(questionnaire.draft)
        if questionnaire.frozen_id is None
        else _content(questionnaire.frozen_id, questionnaire.key)
    )


_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def tidy_code(code: str) -> str:
    """A household's code as it is stored, however it was typed: "k7q2 9mrt" becomes "K7Q2-9MRT"."""
    plain = re.sub(r"[\s-]", "", code).upper().translate(_LOOKS_LIKE)[:12]
    return f"{plain[:4]}-{plain[4:]}" if len(plain) > 4 else plain


@action
def receive_answer(
    *, questionnaire: Questionnaire, key: UUID, raw: Mapping[str, Any], channel: Channel, code: str = ""
) -> Received:
    """Store an answer once. The same `key` again changes nothing and says so.

    What came on paper or by telephone may lack what should be answered: nobody can be made to say it afterwards.

    It leaves no line in the journal: a moment noted beside it could be held against the moment a code was used.
    Raises AnswerRefused with every fault by question, CodeRefused, ActionRefused when the questionnaire is a draft.
    """
    if questionnaire.state == State.DRAFT:
        raise ActionRefused(_("Enkäten är inte öppen än."))
    checked = check(content_of(questionnaire), raw, required=channel is Channel.WEB)
    if checked.faults:
        raise AnswerRefused(checked.faults)
    answer = _answer(questionnaire, key, channel, checked)
    try:
        with transaction.atomic():  # two of the same at once: the second waits for the first and finds it here
            answer.save(force_insert=True)
    except IntegrityError:
        stored = Answer.objects.filter(questionnaire=questionnaire, key=key).values_list("late", flat=True).first()
        if stored is None:
            raise
        return Received(True, stored)
    # Locked: else it could be closed or opened between the look and the commit, and the answer never be counted.
    # Not before: whoever answers the same questionnaire waits here until this one is committed.
    held = Questionnaire.objects.select_for_update(no_key=True).only("state").get(pk=questionnaire.pk)
    late = held.state != State.OPEN
    if late:
        Answer.objects.filter(pk=answer.pk).update(late=True)
    if questionnaire.entrance == Entrance.CODES:
        _use_code(questionnaire, code)
    OpenAnswer.objects.bulk_create(
        OpenAnswer(questionnaire=questionnaire, question=question, text=without_identity_numbers(text), late=late)
        for question, text in sorted(checked.texts.items())
        if text
    )
    return Received(False, late)


def _answer(questionnaire: Questionnaire, key: UUID, channel: Channel, checked: Checked) -> Answer:
    content = content_of(questionnaire)
    age, sex = content.asked(Role.AGE), content.asked(Role.SEX)
    return Answer(
        questionnaire=questionnaire,
        key=key,
        channel=channel,
        received_on=clock.today(),
        age=checked.values.get(age.key, "") if age else "",
        sex=checked.values.get(sex.key, "") if sex else "",
        values=json.dumps(checked.values, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    )


def _use_code(questionnaire: Questionnaire, code: str) -> None:
    """Mark the household's code; raises CodeRefused, and with it nothing of the answer is stored."""
    if not code.strip():
        raise CodeRefused(_("Skriv koden som ert hushåll har fått."))
    codes = HouseholdCode.objects.filter(questionnaire=questionnaire, code=tidy_code(code))
    if codes.filter(uses__lt=questionnaire.answers_a_code).update(uses=F("uses") + 1):
        return
    if codes.exists():
        raise CodeRefused(_("Koden har redan använts av så många som får svara i hushållet."))
    raise CodeRefused(_("Koden finns inte. Se efter på lappen att alla tecken är rätt."))
