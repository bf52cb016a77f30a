"""Need held against supply: what people hold important, what exists of it, and whether it is open when they can come.

Needs are read from what a release shows, never from answers, so that nothing here tells more than the results do.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.distances import say_km
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.facts import Facts, facts_of
from servicepunkt.supply.hours import brief, covers
from servicepunkt.supply.models import WITHOUT_PLACE, Channel, Located, Offer
from servicepunkt.supply.reference import areas

from .content import DAY_PARTS, WEEKDAYS
from .coverage import population_by_age
from .models import Questionnaire, Variant
from .releases import latest
from .results import Share, Shown

MANY = 0.5
"""Needed by many: at least half of those who answered hold it important."""
CAN_COME = 0.25
"""A part of the week counts as one when people can come, when at least a quarter of them said so."""
AT_LEAST_TIMES = 3
"""When no part of the week is chosen by so many: the three most chosen."""
OPEN_ENOUGH = 1 / 3
"""An offer that is open in fewer of those parts than this is closed when people can come."""
FAR_M = 30_000
"""From here on distance is as bad as it gets: half an hour by car on country roads."""

Times = Mapping[tuple[str, str], Share]

DAY_WORDS = {
    "mon": gettext_lazy("mån"),
    "tue": gettext_lazy("tis"),
    "wed": gettext_lazy("ons"),
    "thu": gettext_lazy("tor"),
    "fri": gettext_lazy("fre"),
    "sat": gettext_lazy("lör"),
    "sun": gettext_lazy("sön"),
}
PART_WORDS = {
    "morning": gettext_lazy("tidig morgon"),
    "forenoon": gettext_lazy("förmiddag"),
    "afternoon": gettext_lazy("eftermiddag"),
    "evening": gettext_lazy("kväll"),
}


UNKNOWN_GAP = 0.001
"""Where the need cannot be shown the row stands after those with a gap: first what does not exist at all."""


class Verdict(StrEnum):
    """How a service stands against the need of it."""

    MISSING = "missing"  # many need it, and there is nothing
    LACKING = "lacking"  # fewer need it, and there is nothing
    CLOSED = "closed"
    FAR = "far"
    REMOTE = "remote"  # only by telephone or digitally
    UNKNOWN = "unknown"
    COVERED = "covered"


@dataclass(frozen=True)
class Row:
    """A service area that people were asked about: the need (None: too few answers), what exists, the verdict."""

    area: str
    title: str
    sector: str
    need: Share | None
    here: tuple[Facts, ...]
    elsewhere: tuple[Facts, ...]
    remote: tuple[Facts, ...]
    verdict: Verdict
    gap: float

    @property
    def words(self) -> str:
        """The verdict in plain words."""
        nearest = min((one.distance_m or 0 for one in self.elsewhere), default=0)
        return {
            Verdict.MISSING: _("Behövs av många och saknas"),
            Verdict.LACKING: _("Saknas, viktigt för färre"),
            Verdict.CLOSED: _("Finns, men stängt när folk kan"),
            Verdict.FAR: _("Finns %(km)s km bort") % {"km": say_km(nearest)},
            Verdict.REMOTE: _("Finns bara på telefon eller digitalt"),
            Verdict.UNKNOWN: _("För få svar för att visa"),
            Verdict.COVERED: _("Täckt"),
        }[self.verdict]

    @property
    def important(self) -> str:
        """How many hold it important, with the interval of chance."""
        if self.need is None:
            return ""
        return _("%(share)s %% (%(low)s–%(high)s %%)") % {
            "share": round(100 * self.need.share),
            "low": round(100 * self.need.low),
            "high": round(100 * self.need.high),
        }

    @property
    def exists(self) -> list[str]:
        """What exists, a line each: here, elsewhere with the distance, by telephone, digitally."""
        lines = [_("Här: %(who)s") % {"who": one.provider} for one in self.here]
        lines += [
            _("%(km)s km bort: %(who)s") % {"km": say_km(one.distance_m), "who": one.provider}
            for one in sorted(self.elsewhere, key=lambda facts: facts.distance_m or 0)
        ]
        lines += [
            (_("Telefon: %(who)s") if one.channel == Channel.PHONE else _("Digitalt: %(who)s")) % {"who": one.provider}
            for one in self.remote
        ]
        return lines

    @property
    def open(self) -> list[str]:
        """When what can be met is open, a line for each offer; nothing when nobody has said."""
        return [week for one in (*self.here, *self.elsewhere) if (week := brief(one.schedule))]


@dataclass(frozen=True)
class Matrix:
    """Need against supply at a place: from which questionnaire, its rows by how large the gap is, when people can."""

    questionnaire: Questionnaire
    shown: Shown
    rows: list[Row]
    times: list[tuple[str, str]]

    @property
    def can_come(self) -> str:
        """When most people can come, in words, days alike together; nothing when too few have said."""
        spans: list[tuple[str, str, list[str]]] = []
        for day in DAY_WORDS:
            parts = [part for part in PART_WORDS if (day, part) in self.times]
            if spans and spans[-1][2] == parts:
                spans[-1] = (spans[-1][0], day, parts)
            else:
                spans.append((day, day, parts))
        return "; ".join(_span(*span) for span in spans if span[2])


def _span(first: str, last: str, parts: list[str]) -> str:
    """Days that are alike: "mån kväll", "mån–fre eftermiddag och kväll"."""
    days = str(DAY_WORDS[first]) if first == last else f"{DAY_WORDS[first]}–{DAY_WORDS[last]}"
    words = [str(PART_WORDS[part]) for part in parts]
    both = _("%(these)s och %(last)s") % {"these": ", ".join(words[:-1]), "last": words[-1]}
    said = words[0] if len(words) == 1 else both
    return f"{days} {said}"


def released(root: Area, place: Place) -> list[tuple[Questionnaire, Shown]]:
    """The newest questionnaire of each variant that something is shown of: residents first. Two queries."""
    asked = {one.pk: one for one in Questionnaire.objects.filter(root=root, place=place).defer("draft")}
    shown = latest(asked)
    newest: dict[str, int] = {}
    for number in sorted(shown):
        newest[asked[number].variant] = number
    return [(asked[newest[one]], shown[newest[one]]) for one in Variant.values if one in newest]


def matrix(place: Place, questionnaire: Questionnaire, shown: Shown, sector: str = "") -> Matrix:
    """A place's needs held against its supply, the largest gap first; of one sector, if one is named. Three queries."""
    people = {key: sum(sexes.values()) for key, sexes in population_by_age([place.pk]).get(place.pk, {}).items()}
    needs = shown.important(people or None)
    asked = [key for key in dict.fromkeys(shown.tables["roles"]["services"].values()) if key in areas()]
    wanted = when(shown.times(people or None))
    offers = _offers(place, asked)
    rows = [
        _row(key, needs.get(key), offers.get(key, []), wanted)
        for key in asked
        if not sector or areas()[key].sector == sector
    ]
    return Matrix(questionnaire, shown, sorted(rows, key=lambda row: (-row.gap, row.title)), wanted)


def _offers(place: Place, asked: Collection[str]) -> dict[str, list[Facts]]:
    out: dict[str, list[Facts]] = {}
    for offer in Offer.objects.filter(place=place, area__in=asked).prefetch_related("hours", "special"):
        out.setdefault(offer.area, []).append(facts_of(offer))
    return out


def when(times: Times) -> list[tuple[str, str]]:
    """The parts of the week when people can come, in the week's order; nothing when too few have said."""
    often = [cell for cell, share in times.items() if share.share >= CAN_COME]
    if len(often) < AT_LEAST_TIMES:
        often = sorted(times, key=lambda cell: (-times[cell].share, _order(cell)))[:AT_LEAST_TIMES]
    return sorted(often, key=_order)


def _order(cell: tuple[str, str]) -> tuple[int, int]:
    return WEEKDAYS.index(cell[0]), DAY_PARTS.index(cell[1])


def _open(offer: Facts) -> set[tuple[str, str]]:
    """The parts of an ordinary week in which an offer is open, named as the cells of a TIMES grid."""
    return {(WEEKDAYS[day], part.value) for day, part in covers(offer.schedule)}


def _row(area: str, need: Share | None, offers: Sequence[Facts], wanted: Sequence[tuple[str, str]]) -> Row:
    remote = tuple(one for one in offers if one.channel in WITHOUT_PLACE)
    here = tuple(one for one in offers if one.located == Located.HERE)
    elsewhere = tuple(one for one in offers if one.located == Located.ELSEWHERE)
    verdict, weight = _judge(need, here, elsewhere, remote, wanted)
    known = areas()[area]
    gap = weight * need.share if need else (UNKNOWN_GAP if offers else 2 * UNKNOWN_GAP)
    return Row(area, str(known.title), known.sector, need, here, elsewhere, remote, verdict, gap)


def _judge(
    need: Share | None,
    here: Sequence[Facts],
    elsewhere: Sequence[Facts],
    remote: Sequence[Facts],
    wanted: Sequence[tuple[str, str]],
) -> tuple[Verdict, float]:
    """The verdict, and how bad it is from 0 to 1: nothing at all is worst, then far away, closed, only at a distance.

    Without enough answers nothing is judged. Offers without opening hours count as open: nobody has said otherwise.
    """
    if need is None:
        return Verdict.UNKNOWN, 0.0
    if here:
        told = [_open(one) for one in here if one.schedule]
        if wanted and told and len(told) == len(here):
            part = len(set().union(*told) & set(wanted)) / len(wanted)
            if part < OPEN_ENOUGH:
                return Verdict.CLOSED, 0.6 * (1 - part)
        return Verdict.COVERED, 0.0
    if elsewhere:
        nearest = min(one.distance_m or 0 for one in elsewhere)
        return Verdict.FAR, 0.2 + 0.7 * min(1.0, nearest / FAR_M)
    if remote:
        return Verdict.REMOTE, 0.3
    return (Verdict.MISSING if need.share >= MANY else Verdict.LACKING), 1.0
