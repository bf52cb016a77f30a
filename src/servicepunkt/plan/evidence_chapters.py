"""What the plan's chapters can prove: begun, chosen topic by topic, put together as a document, decided."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core import clock
from servicepunkt.core.evidence import Finding, Question, evidence
from servicepunkt.method.versions import adoption_of, spec_of

from .models import Chapter, Edition
from .queries_chapters import PLAN

LINK = "plan:plan"
State = Chapter.State


@dataclass
class _Place:
    """A place's plan in short: its chapters' rows, when one was last decided and the plan last approved."""

    rows: dict[str, tuple[str, int | None, dt.date | None]] = field(default_factory=dict)
    decided_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None

    @property
    def current(self) -> bool:
        """Whether the plan was approved, and nothing has been decided since."""
        return self.approved_at is not None and (self.decided_at is None or self.decided_at <= self.approved_at)

    @property
    def approved_on(self) -> dt.date:
        """The day it was last approved. Raises ValueError when it never was."""
        if self.approved_at is None:
            raise ValueError("the plan has not been approved")
        return self.approved_at.astimezone(clock.STOCKHOLM).date()


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.STOCKHOLM)


def _places(question: Question) -> dict[int, _Place]:
    """The plan in short of every place that has begun one. One query."""

    def read() -> dict[int, _Place]:
        until = _end_of(question.on)
        editions = Edition.objects.filter(
            root_id=question.root_id, place=OuterRef("place"), kind=PLAN, at__lt=until, frozen__withdrawal=None
        )
        rows = Chapter.objects.filter(root_id=question.root_id, place_id__in=question.place_ids)
        found = (
            rows.defer("text", "decision", "questions", "reason")
            .exclude(chosen_on__gt=question.on)
            .annotate(
                decided_at=Max("decisions__at", filter=Q(decisions__at__lt=until)),
                approved_at=Subquery(editions.order_by("-at").values("at")[:1]),
            )
        )
        out: dict[int, _Place] = defaultdict(_Place)
        for row in found:
            one = out[row.place_id]
            one.rows[row.key] = (row.state, row.owner_id, row.chosen_on)
            one.approved_at = row.approved_at
            one.decided_at = max(filter(None, (one.decided_at, row.decided_at)), default=None)
        return dict(out)

    return question.once("plan.chapters", read)


def _keys(question: Question) -> tuple[str, ...]:
    """The chapters of the way of working that the programme works by."""

    def read() -> tuple[str, ...]:
        return tuple(chapter.key for chapter in spec_of(adoption_of(question.root_id).version).chapters)

    return question.once("plan.chapter_keys", read)


NOBODY = _Place()


@evidence("plan.prestudy_begun", _("Förstudien är påbörjad"), reads=("documents", "method"))
def prestudy_begun(question: Question) -> Mapping[int, Finding]:
    """Met when some chapter that is treated has an owner and is begun."""
    out = {}
    for place_id in question.place_ids:
        rows = _places(question).get(place_id, NOBODY).rows.values()
        days = [
            day
            for state, owner, day in rows
            if day and owner is not None and state not in (State.NOT_BEGUN, State.SET_ASIDE)
        ]
        if days:
            told: dict[str, str | int] = {"day": min(days).isoformat(), "number": len(days)}
            said = gettext_noop("Arbetet började %(day)s. Kapitel med en ansvarig: %(number)s.")
            out[place_id] = Finding(True, said, told, LINK, min(days))
        else:
            said = gettext_noop("Inget kapitel i planen har en ansvarig än.")
            out[place_id] = Finding(False, said, {}, LINK)
    return out


@evidence("plan.topics_chosen", _("Varje ämne är påbörjat eller satt åt sidan"), reads=("documents", "method"))
def topics_chosen(question: Question) -> Mapping[int, Finding]:
    """Met when every chapter of the way of working is begun, decided, or set aside with a reason."""
    keys = _keys(question)
    out = {}
    for place_id in question.place_ids:
        rows = _places(question).get(place_id, NOBODY).rows
        chosen = {key: rows[key] for key in keys if key in rows and rows[key][0] != State.NOT_BEGUN}
        aside = sum(state == State.SET_ASIDE for state, _owner, _day in chosen.values())
        told: dict[str, str | int] = {"chosen": len(chosen), "total": len(keys), "aside": aside}
        if keys and len(chosen) == len(keys):
            said = gettext_noop("Bygden har tagit ställning till alla %(total)s ämnen. Åt sidan: %(aside)s.")
            since = max(day for _state, _owner, day in chosen.values() if day)
            out[place_id] = Finding(True, said, told, LINK, since)
        else:
            said = gettext_noop("Bygden har tagit ställning till %(chosen)s av %(total)s ämnen.")
            out[place_id] = Finding(False, said, told, LINK)
    return out


@evidence("plan.put_together", _("Projektplanen är sammanställd och godkänd"), reads=("documents", "method"))
def put_together(question: Question) -> Mapping[int, Finding]:
    """Met when a project plan is approved that is no older than the last decision about a chapter."""
    out = {}
    for place_id in question.place_ids:
        one = _places(question).get(place_id, NOBODY)
        if one.current:
            told = {"day": one.approved_on.isoformat()}
            out[place_id] = Finding(True, gettext_noop("Projektplanen godkändes %(day)s."), told, LINK, one.approved_on)
        elif one.approved_at:
            said = gettext_noop("Kapitel har beslutats sedan projektplanen godkändes. Godkänn en ny utgåva.")
            out[place_id] = Finding(False, said, {}, LINK)
        else:
            said = gettext_noop("Projektplanen är inte sammanställd och godkänd än.")
            out[place_id] = Finding(False, said, {}, LINK)
    return out


@evidence("plan.plan_decided", _("Projektplanen är beslutad"), reads=("documents", "method"))
def plan_decided(question: Question) -> Mapping[int, Finding]:
    """Met when every chapter that is treated is decided and unchanged since, and the plan then was approved."""
    keys = _keys(question)
    out = {}
    for place_id in question.place_ids:
        one = _places(question).get(place_id, NOBODY)
        states = [one.rows[key][0] if key in one.rows else State.NOT_BEGUN for key in keys]
        treated = [state for state in states if state != State.SET_ASIDE]
        decided = sum(state == State.DECIDED for state in treated)
        told: dict[str, str | int] = {"decided": decided, "total": len(treated)}
        if treated and decided == len(treated) and one.current:
            told["day"] = one.approved_on.isoformat()
            said = gettext_noop("Alla %(total)s kapitel är beslutade, och planen godkändes %(day)s.")
            out[place_id] = Finding(True, said, told, LINK, one.approved_on)
        elif treated and decided == len(treated):
            said = gettext_noop("Alla %(total)s kapitel är beslutade. Godkänn projektplanen som helhet.")
            out[place_id] = Finding(False, said, told, LINK)
        else:
            said = gettext_noop("%(decided)s av %(total)s kapitel är beslutade.")
            out[place_id] = Finding(False, said, told, LINK)
    return out
