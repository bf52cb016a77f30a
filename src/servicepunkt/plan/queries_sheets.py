"""Reads of the plan's sheets: what each lacks, and planned hours held against office hours, need and cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from servicepunkt.core import clock
from servicepunkt.core.evidence import Question
from servicepunkt.core.money import kronor
from servicepunkt.needs.content import DAY_PARTS, WEEKDAYS
from servicepunkt.needs.coverage import population_by_age
from servicepunkt.needs.gap import PART_WORDS, released, when
from servicepunkt.needs.showing import percent
from servicepunkt.places.models import Area, Place
from servicepunkt.sheets.fields import Values
from servicepunkt.sheets.queries import SheetCount, counts
from servicepunkt.sheets.spec import tidy
from servicepunkt.supply.hours import SHORT, Schedule, covers
from servicepunkt.supply.models import Offer, Resource

from .evidence_sheets import known_sheets, missing
from .hours import PlannedDay, covers_office, days_of, per_open_hour, week_cost
from .models_sheets import Offering, OpeningWeek, Staffing
from .sheets import SHEETS
from .sheets.fields import in_hours, spans
from .sheets.offering import OFFERING, source_of
from .sheets.working import DAY_FIELDS


@dataclass(frozen=True)
class PlanSheet:
    """A sheet of the plan with its rows, and how many of them lack something that is asked for."""

    counted: SheetCount
    missing: int


def overview(root: Area, place: Place) -> list[PlanSheet]:
    """Every sheet of the plan. Four queries."""
    found = known_sheets(Question(root.pk, frozenset({place.pk}), {}, clock.today()))[place.pk]
    return [PlanSheet(one, missing(found, one.sheet)) for one in counts(SHEETS, place)]


@dataclass(frozen=True)
class ResourceRow:
    """A service of today that can become a resource at the service point, and whether the offering has it already."""

    offer: Offer
    taken: bool


def resources(place: Place) -> list[ResourceRow]:
    """The place's services that have been judged as a resource, yes or maybe. Two queries."""
    known = set(Offering.objects.filter(place=place, offer__isnull=False).values_list("offer_id", flat=True))
    judged = Offer.objects.filter(place=place, resource__in=(Resource.YES, Resource.MAYBE))
    return [ResourceRow(one, one.pk in known) for one in judged]


def offered(offer: Offer) -> Values:
    """What a row of the offering begins with when it comes from an offer of today."""
    said = {"what": offer.service, "sector": offer.sector, "area": offer.area, "level": offer.level,
            "channel": offer.channel, "who": offer.provider, "source": source_of(offer)}  # fmt: skip
    return tidy(OFFERING, said)


@dataclass(frozen=True)
class Wish:
    """A part of a weekday in the survey: how many would come, in words ("–" when it is not shown), and the plan."""

    day: Promise
    share: str
    wanted: bool
    open: bool


@dataclass(frozen=True)
class PlannedWeek:
    """A planned week: its days, hours open, whether it holds office hours, what an open hour costs in words ("": it is
    never open, or nobody is paid), and the survey's parts of the week: rows of parts, a cell for every weekday.

    `shut`: in how many of those parts when many want to come it is closed.
    """

    week: OpeningWeek
    days: list[PlannedDay]
    open_words: str
    office: bool
    hour_cost: str
    wishes: list[tuple[Promise, list[Wish]]]
    shut: int


@dataclass(frozen=True)
class Hours:
    """Planned opening hours. `answers`: of the survey (None: not shown); hours `staffed` a week and their cost."""

    weeks: list[PlannedWeek]
    answers: int | None
    staffed: str
    cost: str


def planned_hours(root: Area, place: Place) -> Hours:
    """A place's planned opening hours held against all there is to hold them against. Five queries."""
    staff = list(Staffing.objects.filter(place=place).values_list("week_minutes", "hour_ore"))
    cost = sum(week_cost(minutes, hour_ore) for minutes, hour_ore in staff)
    asked = released(root, place)
    people = {key: sum(sexes.values()) for key, sexes in population_by_age([place.pk]).get(place.pk, {}).items()}
    times = asked[0][1].times(people or None) if asked else {}
    shares = {cell: share.share for cell, share in times.items()}
    wanted = set(when(times))
    weeks = [_week(week, shares, wanted, cost) for week in OpeningWeek.objects.filter(place=place)]
    staffed = in_hours(sum(minutes for minutes, _ore in staff))
    return Hours(weeks, asked[0][1].answers if times else None, staffed, kronor(cost))


def _week(
    week: OpeningWeek, shares: Mapping[tuple[str, str], float], wanted: set[tuple[str, str]], cost: int
) -> PlannedWeek:
    days = days_of(week)
    minutes = sum(day.minutes for day in days)
    open_in = covers(Schedule(tuple(spans(getattr(week, name)) for name in DAY_FIELDS)))
    open_cells = {(WEEKDAYS[day], part.value) for day, part in open_in}
    wishes: list[tuple[Promise, list[Wish]]] = [
        (
            PART_WORDS[part],
            [
                Wish(
                    SHORT[number],
                    percent(shares[day, part]) if (day, part) in shares else "–",
                    (day, part) in wanted,
                    (day, part) in open_cells,
                )
                for number, day in enumerate(WEEKDAYS)
            ],
        )
        for part in DAY_PARTS
    ]
    shut, an_hour = len(wanted - open_cells), per_open_hour(cost, minutes)
    return PlannedWeek(
        week, days, in_hours(minutes), covers_office(week), kronor(an_hour) if an_hour else "",
        wishes if shares else [], shut,
    )  # fmt: skip
