"""Reads of national lists: what a file would bring, the report of every row, and what lies near a place."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core.cells import harmless
from servicepunkt.core.distances import say_km
from servicepunkt.core.words import search_key
from servicepunkt.places.distance import ROAD_FACTOR, Point, box_round, great_circle_m
from servicepunkt.places.models import Place

from .actions_register import count
from .facts import LONGEST, Facts
from .models import Channel, Located, Offer
from .models_register import TAKEN_ANYWAY, Kind, Reason, RegisterRemark, RegisterService, RegisterSource
from .register_files import RegisterFile, Remark
from .register_formats import FORMATS
from .register_kinds import KIND_FACTS

NEAR_M = 20_000
HERE_M = 2_000
"""So near, in metres by road, a service is suggested as being at the place itself."""
FEW = 5
MOST_REMARKS = 40


@dataclass
class Report:
    """What a file would bring: the counts, how many of each kind, and the first remarks with their rows."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    remarked: int = 0


def examine(file: RegisterFile) -> Report:
    """What a file would bring, without writing anything. Raises FileNotTaken."""
    out = Report()
    for entry in file.entries():
        count(entry, out.counts)
        if entry.told is not None:
            out.kinds[entry.told.kind] += 1
        out.remarked += len(entry.remarks)
        out.remarks += [(entry.row, one) for one in entry.remarks[: MOST_REMARKS - len(out.remarks)]]
    return out


def title_of(source: RegisterSource) -> str:
    """What a list is called, in the language of the moment."""
    form = FORMATS.get(source.format)
    return source.title or (str(form.title) if form and form.key == source.key else source.key)


def sentence(reason: str, said: str) -> str:
    """Why a row is in the report, in a plain sentence."""
    words = {
        Reason.REPEAT: _("Raden upprepar rad %(said)s. Upprepningen tas inte in."),
        Reason.OUTSIDE: _("Punkten ligger utanför Sverige (%(said)s). Raden tas inte in."),
        Reason.SWAPPED: _("Koordinaterna ser ut att ha bytt plats (%(said)s). Raden tas inte in."),
        Reason.NO_POINT: _("Koordinater saknas. Raden tas in, men visas inte som nära någon ort."),
        Reason.BAD_POINT: _("Koordinaterna är inte tal (%(said)s). Raden tas in, men visas inte som nära någon ort."),
        Reason.NO_NAME: _("Namn saknas. Raden tas inte in."),
        Reason.TOO_LONG: _("En text är för lång (%(said)s tecken). Raden tas inte in."),
        Reason.UNREADABLE: _(
            "Cellen i kolumnen %(said)s har en formel, ett felvärde, ett datum eller tecken som inte går att läsa. "
            "Raden tas inte in."
        ),
        Reason.RAGGED: _("Raden har inte lika många celler som rubrikraden (%(said)s). Raden tas inte in."),
        Reason.IDENTITY: _("Raden har vad som ser ut som ett personnummer. Den tas inte in, och visas inte här."),
    }
    return words[Reason(reason)] % {"said": said}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def report_lines(source: RegisterSource) -> Iterator[str]:
    """Every remark on a list as lines of CSV with semicolons, in the language of the moment. One query."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"  # so that Excel reads it as UTF-8
    yield writer.writerow([_("Rad"), _("Namn"), _("Skäl"), _("Tas in"), _("Vad som hände")])
    for one in RegisterRemark.objects.filter(source=source).iterator():
        taken = _("ja, utan punkt") if one.reason in TAKEN_ANYWAY else _("nej")
        told = sentence(one.reason, one.said)
        yield writer.writerow([one.row, harmless(one.name), str(Reason(one.reason).label), taken, harmless(told)])


@dataclass(frozen=True)
class Near:
    """A service near a place: about how far by road, in metres, and whether an offer has its name already."""

    service: RegisterService
    road_m: int
    offered: bool

    @property
    def km(self) -> str:
        """The distance in kilometres with one decimal."""
        return say_km(100 * round(self.road_m / 100))

    @property
    def register(self) -> str:
        """What the list is called."""
        return title_of(self.service.source)


@dataclass(frozen=True)
class NearKind:
    """The services of a kind near a place: the nearest of them, and how many there are in all."""

    kind: Kind
    rows: Sequence[Near]
    total: int

    @property
    def title(self) -> str:
        """The kind in words."""
        return str(self.kind.label)


def near(place: Place, kind: str = "") -> list[NearKind]:
    """What lies within 20 km of a place (great circle × 1.17), the nearest first, by kind; all of one kind if it is
    named, else the first few of each. Two queries, however many there are; none near a place without a point.
    """
    if place.latitude is None or place.longitude is None:
        return []
    here = (place.latitude, place.longitude)
    found: dict[str, list[tuple[float, RegisterService]]] = {}
    for service in _in_box(here, kind):
        metres = road_m(here, service)
        if metres <= NEAR_M:
            found.setdefault(service.kind, []).append((metres, service))
    names = _offered(place)
    out = []
    for one in Kind:
        rows = sorted(found.get(one, []), key=lambda pair: (pair[0], pair[1].name, pair[1].pk))
        shown = rows if kind else rows[:FEW]
        if rows:
            out.append(NearKind(one, [Near(s, round(m), search_key(s.name) in names) for m, s in shown], len(rows)))
    return out


def _in_box(here: Point, kind: str) -> Iterable[RegisterService]:
    (south, west), (north, east) = box_round(here, NEAR_M / ROAD_FACTOR)
    inside = Q(latitude__range=(south, north), longitude__range=(west, east))
    services = RegisterService.objects.filter(inside).select_related("source").order_by()
    return services.filter(kind=kind) if kind else services


def road_m(here: Point, service: RegisterService) -> float:
    """About how many metres it is by road to a service with a point."""
    assert service.latitude is not None and service.longitude is not None
    return great_circle_m(here, (service.latitude, service.longitude)) * ROAD_FACTOR


def _offered(place: Place) -> set[str]:
    pairs = Offer.objects.filter(place=place).order_by().values_list("provider", "service")
    return {search_key(name) for pair in pairs for name in pair}


def as_offer(place: Place, service: RegisterService) -> Facts:
    """What a list says of a service, as an offer to go through: what is not known is left empty."""
    known = KIND_FACTS[service.kind]
    kind = Kind(service.kind)
    metres: int | None = None
    if place.latitude is not None and place.longitude is not None and service.latitude is not None:
        metres = 100 * round(road_m((place.latitude, place.longitude), service) / 100)
    here = metres is not None and metres <= HERE_M
    with override("sv"):  # what is stored is Swedish, whoever opens the form
        what, title = str(kind.label) if kind is not Kind.OTHER else "", title_of(service.source)
        read_on = date_format(localtime(service.source.read_at), "j F Y")
        note = _("Ur %(register)s, inläst %(day)s.") % {"register": title, "day": read_on}
        if service.detail:
            note += " " + _("Där står: %(detail)s.") % {"detail": service.detail}
        if metres is not None and not here:
            note += " " + _("Avståndet är fågelvägen gånger 1,17.")
    return Facts(
        sector=known.sector,
        area=known.area,
        provider=service.name[: LONGEST["provider"]],
        service=what,
        level=known.level,
        channel=Channel.ON_SITE,
        located=(Located.HERE if here else Located.ELSEWHERE) if metres is not None else "",
        address=service.address[: LONGEST["address"]],
        distance_m=None if here else metres,
        note=note,
    )


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The counts of a report in words, in order."""
    return [
        (_("Rader i filen"), counts["rows"]),
        (_("Tas in"), counts["taken"]),
        (_("Upprepar en annan rad"), counts["repeats"]),
        (_("Utanför Sverige"), counts["outside"]),
        (_("Utan koordinater som går att använda"), counts["without_point"]),
        (_("Går inte att använda"), counts["unusable"]),
    ]


def counts_of(source: RegisterSource) -> dict[str, int]:
    """The stored counts of a list."""
    return {
        name: getattr(source, name) for name in ("rows", "taken", "repeats", "outside", "without_point", "unusable")
    }
