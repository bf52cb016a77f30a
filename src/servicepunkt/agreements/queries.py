"""Reads of a place's parties and agreements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from servicepunkt.core.money import kronor
from servicepunkt.documents.models import Draft
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.models import Offer
from servicepunkt.supply.reference import areas

from .confiding import AGREEMENT, reasons_of
from .leaving import Between, Consequences, Promised, leaving
from .menu import menu, title_of
from .models import Agreement, Commitment, FollowUp, Needed, Party, Side
from .running import Due, Standing, State, YearSum, due, pay_of, standing, year_sums


def with_standing(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements read with all that `running.standing` asks for. Three queries."""
    related = ("root", "place", "signed__withdrawal", "notice__side__party", "replaces")
    return rows.select_related(*related).prefetch_related("decided", "successors")


def standings(root: Area, place: Place, on: dt.date) -> list[Standing]:
    """Every agreement of a place and how it stands, the latest first. Five queries."""
    rows = list(with_standing(Agreement.objects.filter(root=root, place=place)))
    drafts = Draft.objects.filter(kind=AGREEMENT, area=root, subject__in=[str(one.pk) for one in rows])
    states = dict(drafts.values_list("subject", "state"))
    secrets = reasons_of(rows)
    return [standing(one, on, states.get(str(one.pk), ""), secrets.get(one.pk, "")) for one in rows]


@dataclass(frozen=True)
class NeededRow:
    """An agreement needed, what is being written or is signed of it, and its state: that of what is written."""

    needed: Needed
    standing: Standing | None
    state: str
    state_title: str


_OF_STATE = {
    State.DRAFT: Needed.State.NEGOTIATED,
    State.PROPOSED: Needed.State.READY,
    State.COMING: Needed.State.SIGNED,
    State.RUNNING: Needed.State.SIGNED,
    State.ENDED: Needed.State.ENDED,
    State.WITHDRAWN: Needed.State.ENDED,
}
_ORDER = (State.RUNNING, State.COMING, State.PROPOSED, State.DRAFT, State.ENDED, State.WITHDRAWN)


def needed_rows(root: Area, place: Place, stands: Sequence[Standing]) -> list[NeededRow]:
    """The agreements a place needs, with where each stands. One query."""
    out = []
    for one in Needed.objects.filter(root=root, place=place):
        own = [x for x in stands if x.agreement.needed_id == one.pk and x.state in _ORDER]
        best = min(own, key=lambda x: _ORDER.index(x.state), default=None)
        state = _OF_STATE[best.state] if best else Needed.State(one.state)
        out.append(NeededRow(one, best, str(state), str(state.label)))
    return out


def parties_of(root: Area, place: Place) -> list[Party]:
    """A place's parties: authorities first, then others, by name. One query."""
    rows = Party.objects.filter(root=root, place=place)
    return sorted(rows, key=lambda one: (not one.is_authority, one.same_key))


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment as it is shown: on the menu, öre as kronor, how it was followed up, what is to be."""

    commitment: Commitment
    title: str
    per_year: str
    follow_ups: list[FollowUp]
    due: Due | None
    deducted: str


def commitment_rows(stands: Standing) -> list[CommitmentRow]:
    """What the parties of an agreement have promised, in its order, with how it was kept. Two queries."""
    rows = stands.agreement.commitments.select_related("doer__party", "payer__party").prefetch_related("follow_ups")
    out = []
    for one in rows:
        followed = list(one.follow_ups.all())
        deducted = sum(x.deduction_ore for x in followed)
        out.append(
            CommitmentRow(
                one,
                title_of(one.menu),
                kronor(one.amount_ore) if one.amount_ore else "",
                followed,
                due(stands, one, followed),
                kronor(deducted) if deducted else "",
            )
        )
    return out


def all_due(stands: Sequence[Standing]) -> list[Due]:
    """What is to be followed up of all agreements but the veiled, the longest waiting first. Two queries."""
    by_id = {one.agreement.pk: one for one in stands if not one.veiled}
    rows = Commitment.objects.filter(agreement__in=list(by_id)).select_related("doer__party", "agreement")
    found = [due(by_id[one.agreement_id], one, one.follow_ups.all()) for one in rows.prefetch_related("follow_ups")]
    return sorted((one for one in found if one), key=lambda one: (one.to_on, one.commitment.pk))


@dataclass(frozen=True)
class Sums:
    """What an agreement costs: year by year, the first term, and with every extension. As kronor."""

    years: list[tuple[YearSum, str]]
    term: str
    whole: str
    extended: bool

    @property
    def paid(self) -> bool:
        """Whether anybody pays anybody anything."""
        return any(one.ore for one, _said in self.years)


def sums_of(agreement: Agreement, commitments: Sequence[Commitment]) -> Sums:
    """What an agreement's commitments cost. No query."""
    pays = [pay_of(agreement, one) for one in commitments]
    term = sum(pay.between(agreement.from_on, agreement.to_on) for pay in pays)
    rows = year_sums(agreement, commitments)
    return Sums(
        [(one, kronor(one.ore)) for one in rows],
        kronor(term),
        kronor(sum(one.ore for one in rows)),
        agreement.term().longest > agreement.to_on,
    )


@dataclass(frozen=True)
class YearRow:
    """A follow-up in the page of a year."""

    follow_up: FollowUp
    agreement: Agreement
    title: str
    deducted: str


def followed_in(stands: Sequence[Standing], year: int) -> list[YearRow]:
    """What was followed up of a year: periods that ended in it, by agreement; not of those veiled. One query."""
    rows = FollowUp.objects.filter(
        commitment__agreement__in=[one.agreement.pk for one in stands if not one.veiled],
        to_on__gt=dt.date(year, 1, 1),
        to_on__lte=dt.date(year + 1, 1, 1),
    ).select_related("commitment__agreement", "commitment__doer__party")
    ordered = rows.order_by("commitment__agreement_id", "commitment_id", "from_on")
    return [
        YearRow(
            x, x.commitment.agreement, title_of(x.commitment.menu), kronor(x.deduction_ore) if x.deduction_ore else ""
        )
        for x in ordered
    ]


# --- when a party leaves ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """What follows when a party leaves, with the names of things for a page."""

    found: Consequences
    falls: list[tuple[Promised, str, str]]
    unpaid: list[tuple[Promised, str, str]]
    stays: list[tuple[Promised, str, str]]
    lost: str
    gained: str
    menu: list[str]
    offers: list[Offer]
    areas: list[str]
    also_in: list[Agreement]
    tell: list[Party]


def leaving_of(stands: Standing, others: Sequence[Standing], party: Party | None) -> Leaving:
    """What follows when a party leaves an agreement, or (None) when it ends, if it is said today. Five queries."""
    running = [one for one in others if one.state in (State.RUNNING, State.COMING)]
    numbers = {stands.agreement.pk, *(one.agreement.pk for one in running)}
    sides: dict[int, set[int]] = {number: set() for number in numbers}
    for agreement_id, party_id in Side.objects.filter(agreement__in=numbers).values_list("agreement_id", "party_id"):
        sides[agreement_id].add(party_id)
    rows = stands.agreement.commitments.select_related("doer", "payer")
    promised = [
        Promised(
            x.pk, x.agreement_id, x.menu, x.what, x.doer.party_id, x.payer.party_id if x.payer else None, x.amount_ore,
            menu()[x.menu].supply if x.menu in menu() else (),
        )
        for x in rows
    ]  # fmt: skip
    found = leaving(
        party.pk if party else None,
        _between(stands, sides),
        promised,
        [_between(one, sides) for one in running],
        stands.on,
    )
    names = {
        one.pk: one for one in Party.objects.filter(root=stands.agreement.root_id, place=stands.agreement.place_id)
    }
    offers = Offer.objects.filter(place=stands.agreement.place_id, area__in=found.supply)
    by_id = {one.agreement.pk: one.agreement for one in running}

    def shown(some: Sequence[Promised]) -> list[tuple[Promised, str, str]]:
        return [(x, names[x.doer_id].organisation, kronor(x.per_year_ore) if x.per_year_ore else "") for x in some]

    return Leaving(
        found,
        shown(found.falls),
        shown(found.unpaid),
        shown(found.stays),
        kronor(found.lost_ore),
        kronor(found.gained_ore),
        [title_of(key) for key in found.menu],
        list(offers),
        [areas()[key].title.here() for key in found.supply],
        [by_id[number] for number in found.also_in],
        [names[number] for number in found.tell],
    )


def _between(stands: Standing, sides: dict[int, set[int]]) -> Between:
    """An agreement and the day it would end with notice today."""
    end = min(stands.term.end(stands.on, stands.noticed_on or stands.on), stands.runs_until)
    return Between(stands.agreement.pk, frozenset(sides[stands.agreement.pk]), end)


def of_place(root: Area, place: Place) -> QuerySet[Agreement]:
    """A place's agreements."""
    return with_standing(Agreement.objects.filter(root=root, place=place))


def history(agreement: Agreement, on: dt.date) -> list[Standing]:
    """The agreements that one another replaced, the oldest first, up to and with the newest. Some queries a step."""
    out = [agreement]
    while out[0].replaces_id and len(out) < 50:
        out.insert(0, Agreement.objects.get(pk=out[0].replaces_id))
    while (newer := out[-1].successors.filter(dropped_on=None).first()) and len(out) < 50:
        out.append(newer)
    secrets = reasons_of(out)
    return [standing(one, on, secret=secrets.get(one.pk, "")) for one in out]
