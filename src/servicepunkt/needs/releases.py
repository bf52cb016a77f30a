"""Releases: what is shown of the answers, moment by moment, so that neither a table nor two of them tell anybody apart.

A release holds, for each thing asked, a new table or the one shown before (with the number of the release it came
from). How tables are chosen stands in `suppression`; a release itself needs at least five answers more than the last.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor, action, record
from servicepunkt.core.duties import duty

from .answering import content_of
from .choosing import tables_of
from .counting import count
from .models import Answer, OpenAnswer, Questionnaire, Release, State
from .results import SCHEMA, Shown
from .suppression import LEAST

FIRST = 20
"""Answers before the first release of an open questionnaire; a closed one is released from twice `LEAST`."""


def next_at(answers: int | None) -> int:
    """How many answers the next release of an open questionnaire waits for, when the last stood on `answers`.

    Half as many again, and at least ten: each release binds those after it, so few and large steps show more in the
    end than many small ones. It follows from what is shown, so it tells nothing.
    """
    return FIRST if answers is None else answers + max(2 * LEAST, answers // 2)


def latest(questionnaire_ids: Iterable[int]) -> dict[int, Shown]:
    """What is shown of each questionnaire now, by its id; those without a release are missing. One query."""
    later = Release.objects.filter(questionnaire=OuterRef("questionnaire"), number__gt=OuterRef("number"))
    found = Release.objects.filter(~Exists(later), questionnaire_id__in=list(questionnaire_ids))
    return {one.questionnaire_id: Shown.of(one) for one in found}


def release(*, questionnaire: Questionnaire, final: bool, actor: Actor) -> Release | None:
    """Show what can be shown of the answers that have come; None when it has to wait.

    `final` is for a questionnaire that has closed: it is released with fewer new answers, and where too few have come
    since the last time the tables stay as they were. Asked again when nothing has come, the last release is given.
    Counting is done before the transaction, so that on SQLite answers can be received meanwhile.
    """
    earlier = list(Release.objects.filter(questionnaire=questionnaire).order_by("number"))
    last = earlier[-1] if earlier else None
    came = Answer.objects.filter(questionnaire=questionnaire, late=False).count()
    if not final and came < next_at(last.answers if last else None):
        return None
    if last is None and came < 2 * LEAST:
        return None
    if last is not None and came - last.answers < LEAST:
        if last.final or not final:
            return last if final else None
        return _store(questionnaire=questionnaire, last=last, answers=last.answers, final=True, tables=last.tables,
                      news=False, actor=actor)  # fmt: skip
    content = content_of(questionnaire)
    counted = count(questionnaire, content)
    tables = tables_of(content, counted, [one.tables for one in earlier], final=final)
    if not final and all(one["release"] <= len(earlier) for one in tables["items"].values()):
        return None
    return _store(questionnaire=questionnaire, last=last, answers=counted.answers, final=final, tables=tables,
                  news=True, actor=actor)  # fmt: skip


@action
def _store(
    *,
    questionnaire: Questionnaire,
    last: Release | None,
    answers: int,
    final: bool,
    tables: dict[str, Any],
    news: bool,
    actor: Actor,
) -> Release | None:
    """Store a release after `last`, and let the own words that belong to it be read; None if somebody was before.

    Own words are let out in batches too: read one by one as they came, they would tell who had just answered.
    """
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    number = last.number if last else 0
    if Release.objects.filter(questionnaire=questionnaire, number__gt=number).exists():
        return None
    made = Release.objects.create(
        questionnaire=questionnaire,
        number=number + 1,
        at=clock.now(),
        answers=answers,
        final=final,
        schema=SCHEMA,
        tables=tables,
    )
    if news:
        OpenAnswer.objects.filter(questionnaire=questionnaire, late=False, shown=False).update(shown=True)
    record(
        "release", made, actor=actor, place_id=questionnaire.place_id, area_id=questionnaire.root_id,
        questionnaire=questionnaire.pk, number=made.number, final=final,
    )  # fmt: skip
    return made


@duty("needs.release", every=dt.timedelta(hours=1))
def release_duty() -> None:
    """Release what can be released of open questionnaires, and what a close two days back at most has left undone."""
    recently = Q(state=State.CLOSED, closed_at__gte=clock.now() - dt.timedelta(days=2))
    for one in (
        Questionnaire.objects.filter(Q(state=State.OPEN) | recently)
        .annotate(released_at=Max("releases__at", filter=Q(releases__final=True)))
        .filter(Q(state=State.OPEN) | Q(released_at=None) | Q(released_at__lt=F("closed_at")))
        .order_by("id")
    ):
        release(questionnaire=one, final=one.state == State.CLOSED, actor=SYSTEM)
