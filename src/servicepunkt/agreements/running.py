"""How an agreement stands on a day: whether it holds, until when, what is to be followed up, what it costs. Pure.

Rows come from `queries`, read with what these functions ask for.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.models import Draft

from .models import Agreement, Commitment, FollowUp
from .money import Pay, years
from .terms import Term, add_months


class State(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    COMING = "coming"
    RUNNING = "running"
    REPLACED = "replaced"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


STATE_TITLES: dict[State, Promise] = {
    State.DRAFT: _("Skrivs"),
    State.PROPOSED: _("Ligger för underskrift"),
    State.COMING: _("Undertecknat, börjar gälla senare"),
    State.RUNNING: _("Gäller"),
    State.REPLACED: _("Ersatt av ett nyare avtal"),
    State.ENDED: _("Har slutat gälla"),
    State.WITHDRAWN: _("Återkallat"),
    State.DROPPED: _("Nedlagt"),
}


@dataclass(frozen=True)
class Standing:
    """An agreement on a day: its rules about time, its state, and the end that holds as far as is known.

    `runs_until` is that end, or the day a newer agreement takes its place. `warn_on` and `notice_on` are the day from
    which to talk about what comes after, and the last day for notice. `secret` is the law that makes it confidential;
    `veiled` that the agreement here is only what anybody may know of it (`confiding`).
    """

    agreement: Agreement
    term: Term
    state: State
    end: dt.date
    runs_until: dt.date
    noticed_on: dt.date | None
    on: dt.date
    secret: str = ""
    veiled: bool = False

    @property
    def warn_on(self) -> dt.date:
        """From when to talk about what comes after the end that holds."""
        return self.term.warning(self.end)

    @property
    def notice_on(self) -> dt.date:
        """The last day on which notice ends it at the end that holds."""
        return self.term.last_notice(self.end)

    @property
    def days_left(self) -> int:
        """Days until it no longer runs; 0 when it does not."""
        return max(0, (self.runs_until - self.on).days)

    @property
    def title(self) -> str:
        """The state in words."""
        return str(STATE_TITLES[self.state])

    @property
    def ending(self) -> bool:
        """Whether it is time to talk about what comes after."""
        return self.state == State.RUNNING and self.warn_on <= self.on

    @property
    def last_on(self) -> dt.date:
        """The last day it runs, as far as is known."""
        return self.runs_until - dt.timedelta(days=1)


def standing(agreement: Agreement, on: dt.date, draft_state: str = "", secret: str = "") -> Standing:
    """How an agreement stands on a day. Its `decided`, `notice`, `successors` and signed version's withdrawal are read:
    no query when they were fetched with it. `draft_state` is its document's, `secret` why that is confidential."""
    decided = [one for one in agreement.decided.all() if one.decided_on <= on]
    notice = getattr(agreement, "notice", None)
    noticed_on = notice.given_on if notice and notice.given_on <= on else None
    term = agreement.term(len(decided))
    end = term.end(on, noticed_on)
    newer = [x.from_on for x in agreement.successors.all() if x.signed_id and x.signed_on and x.signed_on <= on]
    until = min([end, *newer])
    state = _state(agreement, on, until, end, draft_state)
    return Standing(agreement, term, state, end, until, noticed_on, on, secret)


def _state(agreement: Agreement, on: dt.date, until: dt.date, end: dt.date, draft_state: str) -> State:
    if agreement.dropped_on:
        return State.DROPPED
    if agreement.signed is None or agreement.signed_on is None or agreement.signed_on > on:
        return State.DRAFT if draft_state == Draft.State.OPEN else State.PROPOSED
    if hasattr(agreement.signed, "withdrawal"):
        return State.WITHDRAWN
    if on < agreement.from_on:
        return State.COMING
    if on < until:
        return State.RUNNING
    return State.REPLACED if until < end else State.ENDED


def pay_of(agreement: Agreement, one: Commitment) -> Pay:
    """What a commitment costs, from its first day to the last that the agreement can have."""
    longest = agreement.term().longest
    return Pay(
        one.amount_ore,
        one.from_on or agreement.from_on,
        one.to_on or longest,
        agreement.from_on,
        agreement.index_per_mille,
    )


@dataclass(frozen=True)
class YearSum:
    """What an agreement costs in one of its years, by commitment in the order given, and together. `extended`: the
    year lies wholly after the first term."""

    number: int
    from_on: dt.date
    to_on: dt.date
    parts: tuple[int, ...]
    extended: bool

    @property
    def ore(self) -> int:
        """All commitments together."""
        return sum(self.parts)

    @property
    def last_on(self) -> dt.date:
        """Its last day."""
        return self.to_on - dt.timedelta(days=1)


def year_sums(agreement: Agreement, commitments: Iterable[Commitment]) -> list[YearSum]:
    """What it costs in each of its years with every extension used; the sums of the years are the whole sum."""
    pays = [pay_of(agreement, one) for one in commitments]
    return [
        YearSum(number + 1, first, after, tuple(pay.between(first, after) for pay in pays), first >= agreement.to_on)
        for number, first, after in years(agreement.from_on, agreement.term().longest)
    ]


@dataclass(frozen=True)
class Due:
    """A commitment that is to be followed up: for which period, and since when."""

    commitment: Commitment
    from_on: dt.date
    to_on: dt.date

    @property
    def last_on(self) -> dt.date:
        """The period's last day."""
        return self.to_on - dt.timedelta(days=1)


def due(stands: Standing, commitment: Commitment, follow_ups: Iterable[FollowUp]) -> Due | None:
    """The next period of a commitment that has ended and is not followed up, or None.

    Periods are as long as the agreement says; the last ends with the commitment.
    """
    agreement, on = stands.agreement, stands.on
    if stands.state in (State.DRAFT, State.PROPOSED, State.DROPPED, State.WITHDRAWN, State.COMING):
        return None
    pay = pay_of(agreement, commitment)
    after = min(pay.to_on, stands.runs_until)
    first = max([pay.from_on, *(one.to_on for one in follow_ups)])
    end = min(add_months(first, agreement.follow_months), after)
    return Due(commitment, first, end) if first < end <= on else None
