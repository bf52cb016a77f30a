"""A national data set from a seeded generator: programmes, places, seats, five years of statements, money and journal.

Programmes are loaded, gates passed and journal sealed by the platform's own actions. What would take hours that way
(people, statements, outlays) is written in bulk, with the same rows and journal lines that the actions would write;
progress is then computed from it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from django.db.models import Model

from servicepunkt.core import clock
from servicepunkt.core.actions import action
from servicepunkt.core.journal import seal
from servicepunkt.core.models import JournalEntry, identity
from servicepunkt.method import actions, progress
from servicepunkt.method.models import Statement
from servicepunkt.method.spec import MethodSpec, Requirement
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import Access, HeldSeat
from servicepunkt.people.models import Account, Holding, Person, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Outlay, Programme
from servicepunkt.supply.evidence import MEMO_SECTORS
from servicepunkt.supply.facts import Facts
from servicepunkt.supply.models import AreaAnswer, Inventory, Offer
from servicepunkt.supply.reference import areas, municipal_areas

from .agreements import fill_agreements
from .plans import fill_plans, noon
from .programme_file import YEARS, programme_file
from .sheets import fill_sheets
from .villages import fill_villages

LINES_A_YEAR = 120
"""Journal lines a place and year from the rooms to come (errands, bookings, surveys): a little more than two a week."""

NOTE = "Gruppen gick igenom frågan på mötet och kom överens. Underlaget finns hos kontaktpersonen och i protokollet. "
LOCAL_SEATS = (
    (Role.LOCAL_MEMBER, "Byalagets ledamot"),
    (Role.LOCAL_MEMBER, "Ungdomarnas ledamot"),
    (Role.INTERVIEWER, "Intervjuare"),
)


@dataclass
class _Made:
    """What has been made of a programme, while it is being filled."""

    programme: Programme
    spec: MethodSpec
    dice: Random
    today: dt.date
    members: list[AreaPlace]
    ripe: dict[int, float]
    held: dict[tuple[int | None, str], HeldSeat] = field(default_factory=dict)
    account: dict[int, int] = field(default_factory=dict)
    entries: list[JournalEntry] = field(default_factory=list)

    @property
    def root_id(self) -> int:
        """The programme's root area."""
        return self.programme.area_id

    def day(self, share: float) -> dt.date:
        """The day when this share (0 to 1) of the time from the start until yesterday had gone."""
        days = (self.today - self.programme.starts_on).days - 1
        return self.programme.starts_on + dt.timedelta(days=int(days * min(max(share, 0), 1)))

    def access(self, seat: HeldSeat) -> Access:
        """What the holder of a seat may do."""
        return Access(self.account[seat.seat_id], None, (seat,))

    def line(
        self, verb: str, thing: Model, on: dt.date, place_id: int | None, seat_id: int | None = None, **codes: str
    ) -> JournalEntry:
        """A journal line, written later, when all of them can be written in order of time."""
        room, kind, number = identity(thing)
        at = dt.datetime.combine(on, dt.time(8 + self.dice.randrange(9), self.dice.randrange(60)), clock.STOCKHOLM)
        return JournalEntry(
            at=at, account_id=self.account.get(seat_id or 0), seat_id=seat_id, verb=verb, room=room, thing=kind,
            thing_id=number, place_id=place_id, area_id=self.root_id, codes=codes,
        )  # fmt: skip


def fill(sizes: Sequence[int], *, seed: int = 2010, lines_a_year: int = LINES_A_YEAR) -> list[Programme]:
    """Fill an empty database with one programme for each size; the smaller ones share the places of the largest.

    `seed` decides everything that looks like chance; `lines_a_year` are the everyday journal lines a place and year.
    Raises ValueError for a database that already has a programme.
    """
    if Programme.objects.exists():
        raise ValueError("the generator fills empty databases only")
    today, made = clock.today(), []
    for size in sizes:
        raw = programme_file(f"program-{size}", size, today)
        with clock.fixed(clock.first_of_month(today, -12 * YEARS - 3)):
            programme = load_programme(raw=raw)
        made.append(_made(programme, today, Random(seed + size)))
    for one in made:
        _seat_people(one)
        _state(one)
        _supply(one)
        _pay(one)
        fill_villages(one.root_id, one.ripe, one.day)
        keys = [chapter.key for chapter in one.spec.chapters]
        fill_plans(one.root_id, keys, one.ripe, one.day, noon(one.day(0.5)))
        ripe = [place_id for place_id, share in one.ripe.items() if share == 1]
        fill_agreements(one.root_id, ripe, clock.first_of_month(one.today, -2))
    _write_journal(made, lines_a_year * YEARS, Random(seed))
    for one in made:
        progress.renew(one.root_id)
        _pass_gates(one)
    seal()
    return [one.programme for one in made]


def _made(programme: Programme, today: dt.date, dice: Random) -> _Made:
    members = list(AreaPlace.objects.filter(root_id=programme.area_id).select_related("place").order_by("id"))
    # A tenth has not begun, a sixth has everything, the others lie evenly between.
    ripe = {m.place_id: 0.0 if (r := dice.random()) < 0.1 else 1.0 if r > 0.84 else (r - 0.1) / 0.74 for m in members}
    return _Made(programme, spec_of(adoption_of(programme.area_id).version), dice, today, members, ripe)


def _seat_people(one: _Made) -> None:
    """Three more seats at each begun place; everywhere begun a holder with an account, and sometimes one before."""
    groups = {s.place_id: s.body_id for s in Seat.objects.filter(area=one.root_id, role=Role.CONTACT_PERSON)}
    begun = [m for m in one.members if one.ripe[m.place_id]]
    Seat.objects.bulk_create(
        Seat(
            body_id=groups[m.place_id],
            role=role,
            title=title,
            area_id=one.root_id,
            place_id=m.place_id,
            number=n,
        )
        for m in begun
        for n, (role, title) in enumerate(LOCAL_SEATS, start=2)
    )
    places = {m.place_id for m in begun}
    seats = Seat.objects.filter(body__area_id=one.root_id).select_related("area").order_by("id")
    wanted = [s for s in seats if s.place_id is None or s.place_id in places]
    before = [one.dice.random() < 0.4 for _ in wanted]
    count = len(wanted) + sum(before)
    names = [f"{one.programme.slug} person {n}" for n in range(count)]
    people = Person.objects.bulk_create(
        Person(name=n, email=f"{n.replace(' ', '-')}@example.org", **Person.keys(n)) for n in names
    )
    accounts = Account.objects.bulk_create(
        Account(email=p.email, person=p, password="!", created_at=clock.now()) for p in people[: len(wanted)]
    )
    earlier = iter(people[len(wanted) :])
    holdings = []
    for seat, person, account, had_one in zip(wanted, people, accounts, before, strict=False):
        first, moved = one.day(0.02 + 0.05 * one.dice.random()), one.day(0.3 + 0.4 * one.dice.random())
        holdings.append(Holding(seat=seat, person=person, from_on=moved if had_one else first))
        if had_one:
            holdings.append(Holding(seat=seat, person=next(earlier), from_on=first, to_on=moved))
        one.account[seat.pk] = account.pk
        held = HeldSeat(seat.pk, Role(seat.role), seat.title, one.root_id, seat.area_id, seat.place_id, False)
        one.held[(seat.place_id or -seat.area_id, seat.role)] = held
    for holding in Holding.objects.bulk_create(holdings):
        one.entries.append(one.line("seat", holding, holding.from_on, holding.seat.place_id))


def _seat(one: _Made, member: AreaPlace, by: Iterable[str]) -> HeldSeat:
    """The first seat, local before wide, that may speak for a place in one of these roles."""
    wide = (-(member.area_id or 0), -one.root_id)
    keys = [(where, role) for where in (member.place_id, *wide) for role in by]
    return next(one.held[key] for key in keys if key in one.held)


def _state(one: _Made) -> None:
    """Statements on what only people can know: as far as each place has come, one in six said no first."""
    stated = [r for r in one.spec.requirements if r.is_stated]
    rows = []
    for member in one.members:
        ripe = one.ripe[member.place_id]
        for number, requirement in enumerate(stated):
            share = (number + 1) / len(stated)
            if share > ripe:
                break
            seat = _seat(one, member, requirement.by)
            if one.dice.random() < 1 / 6:
                rows.append(_statement(one, member, requirement, seat, "not_met", one.day(share * 0.8)))
            rows.append(_statement(one, member, requirement, seat, _says(one, requirement), one.day(share * 0.95)))
    for row in Statement.objects.bulk_create(rows, batch_size=1000):
        codes = {"requirement": row.requirement, "says": row.says}
        one.entries.append(one.line("state", row, row.on, row.place_id, row.seat_id, **codes))


def _says(one: _Made, requirement: Requirement) -> str:
    relevant = one.dice.random() > 0.05 or actions.must_always_hold(one.spec, requirement.key)
    return "met" if relevant else "not_relevant"


def _statement(
    one: _Made, member: AreaPlace, requirement: Requirement, seat: HeldSeat, says: str, on: dt.date
) -> Statement:
    return Statement(
        area_id=one.root_id,
        place_id=member.place_id,
        seat_id=seat.seat_id,
        account_id=one.account[seat.seat_id],
        on=on,
        note=NOTE * one.dice.randrange(1, 3),
        at=dt.datetime.combine(on, dt.time(12), clock.STOCKHOLM),
        requirement=requirement.key,
        says=says,
    )


def _supply(one: _Made) -> None:
    """Two services a sector, every municipal area and the sheets of facts, where a place has come halfway."""
    known = set(Inventory.objects.values_list("place_id", flat=True))
    members = [m for m in one.members if one.ripe[m.place_id] > 0.5 and m.place_id not in known]
    Inventory.objects.bulk_create(Inventory(place_id=m.place_id, version=1) for m in members)
    facts = [
        Facts(
            sector,
            area,
            f"Anordnare {number}",
            f"Tjänst {number}",
            "information",
            "on_site",
            "here",
            resource="yes",
            resource_how="Vid servicepunkten",
        )
        for sector in MEMO_SECTORS
        for number in range(2)
        for area in [next(key for key, known_area in areas().items() if known_area.sector == sector)]
    ]
    offers = [Offer(place_id=m.place_id, **each.stored()) for m in members for each in facts]
    Offer.objects.bulk_create(offers, batch_size=1000)
    AreaAnswer.objects.bulk_create(
        (
            AreaAnswer(place_id=m.place_id, area=area.key, answer="here", words="Vid servicepunkten")
            for m in members
            for area in municipal_areas()
        ),
        batch_size=1000,
    )
    fill_sheets([m.place_id for m in members], one.day(0.2))
    for offer in offers:
        one.entries.append(one.line("keep", offer, one.day(0.2), offer.place_id))


def _pay(one: _Made) -> None:
    """A cheque to every place that has come some way, one more local outlay each, and general ones now and then."""
    rows = []
    for member in one.members:
        ripe = one.ripe[member.place_id]
        if ripe > 0.15:
            accounted = one.day(0.3) if ripe > 0.3 else None
            rows.append(_outlay(one, member.place_id, "cheque", 1_000_000, one.day(0.15), accounted))
        if ripe > 0.4:
            rows.append(
                _outlay(one, member.place_id, "other", 100 * one.dice.randrange(1000, 90000), one.day(ripe), None)
            )
    for number in range(len(one.members) // 8):
        rows.append(_outlay(one, None, "other", 2_500_000, one.day(number * 8 / len(one.members)), None))
    for row in Outlay.objects.bulk_create(rows, batch_size=1000):
        one.entries.append(one.line("pay", row, row.paid_on, row.place_id))


def _outlay(
    one: _Made, place_id: int | None, kind: str, ore: int, paid_on: dt.date, accounted_on: dt.date | None
) -> Outlay:
    return Outlay(
        programme=one.programme,
        place_id=place_id,
        purpose="local" if place_id else "general",
        kind=kind,
        text="Påhittad utbetalning",
        amount_ore=ore,
        paid_on=paid_on,
        accounted_on=accounted_on,
        request_key=uuid.UUID(int=one.dice.getrandbits(128)),
    )


def _write_journal(made: Sequence[_Made], everyday: int, dice: Random) -> None:
    """Write the journal in order of time, with `everyday` lines a place of the largest programme; seal it by week."""
    entries = [entry for one in made for entry in one.entries]
    largest = max(made, key=lambda one: len(one.members))
    for member in largest.members:
        for _ in range(everyday):
            on = largest.day(dice.random())
            entries.append(largest.line("keep", member.place, on, member.place_id, kind="errand"))
    ordered = sorted(entries, key=lambda entry: entry.at)
    week: list[JournalEntry] = []
    for entry in ordered:
        if week and entry.at.isocalendar()[:2] != week[0].at.isocalendar()[:2]:
            _write_week(week)
            week = []
        week.append(entry)
    _write_week(week)


def _write_week(week: Sequence[JournalEntry]) -> None:
    JournalEntry.objects.bulk_create(week, batch_size=2000)
    with clock.fixed(week[-1].at):
        seal()


def _pass_gates(one: _Made) -> None:
    """Every place that has everything confirms and passes the method's gates, fifty places in a transaction."""
    done = [m for m in one.members if one.ripe[m.place_id] == 1]
    for first in range(0, len(done), 50):
        _pass(one, done[first : first + 50])


@action
def _pass(one: _Made, members: Sequence[AreaPlace]) -> None:
    rows = AreaPlace.objects.filter(pk__in=[m.pk for m in members]).select_related("root", "place__municipality")
    for row in rows.order_by("id"):
        for gate in one.spec.gates:
            for party in gate.confirmations:
                actions.confirm(
                    root=row.root, place=row.place, gate_key=gate.key, key=party.key, yes=True, on=one.today, note=NOTE,
                    seen_confirmation_id=None, access=one.access(_seat(one, row, party.by)),
                )  # fmt: skip
            actions.pass_gate(
                root=row.root, place=row.place, gate_key=gate.key, stage="", services=(), on=one.today,
                access=one.access(_seat(one, row, [Role.LEADER])),
            )  # fmt: skip
