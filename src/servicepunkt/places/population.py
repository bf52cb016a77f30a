"""People of a place by age and sex: kept with year, definition and source; a new year is added beside the older ones.

What the age groups are is said by the room that asks: here they are only ages from and to, half open.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .models import Area, Place, Population

FIRST_YEAR = 1990
LONGEST_DEFINITION = 120
LONGEST_SOURCE = 200
MOST_PEOPLE = 1_000_000
"""More people than any place here has; a larger figure is a slip of the finger."""


@dataclass(frozen=True, order=True)
class Group:
    """People of one sex ("w", "m", or "" for all) from `first` to `last` whole years, half open; None has no end."""

    sex: str
    first: int
    last: int | None
    people: int


@dataclass(frozen=True)
class Figures:
    """A place's people by age: one year, one definition of what the place is, one source. `groups` do not overlap."""

    year: int
    definition: str
    source: str
    groups: tuple[Group, ...]

    @property
    def people(self) -> int:
        """All people in the groups."""
        return sum(one.people for one in self.groups)

    @property
    def whole(self) -> bool:
        """Whether the groups hold everybody: each sex from 0 years on without a gap."""
        return bool(self.groups) and all(_without_gap(rows) for rows in _by_sex(self.groups).values())


def _by_sex(groups: Iterable[Group]) -> dict[str, list[Group]]:
    out: dict[str, list[Group]] = defaultdict(list)
    for one in sorted(groups, key=lambda group: group.first):
        out[one.sex].append(one)
    return out


def _without_gap(rows: Sequence[Group]) -> bool:
    ends = [0, *(one.last for one in rows)]
    return ends[-1] is None and all(one.first == end for one, end in zip(rows, ends[:-1], strict=True))


def history(place_ids: Collection[int]) -> dict[int, list[Figures]]:
    """Every set of figures by age that places have, the newest first. One query."""
    found: dict[int, dict[tuple[int, str], list[Population]]] = defaultdict(lambda: defaultdict(list))
    rows = Population.objects.filter(place_id__in=place_ids, age_from__isnull=False)
    for row in rows.order_by("-year", "-id"):
        found[row.place_id][row.year, row.definition].append(row)
    return {
        place_id: [
            Figures(
                year,
                definition,
                of_year[0].source,
                tuple(sorted((_group(row) for row in of_year), key=lambda one: (one.first, one.sex))),
            )
            for (year, definition), of_year in sets.items()
        ]
        for place_id, sets in found.items()
    }


def _group(row: Population) -> Group:
    return Group(row.sex, row.age_from or 0, row.age_to, row.people)


def newest(place_ids: Collection[int]) -> Mapping[int, Figures]:
    """The newest figures by age of each place that has any; of two from one year, the one kept last. One query."""
    return {place_id: sets[0] for place_id, sets in history(place_ids).items()}


def seen_mark(sets: Sequence[Figures]) -> str:
    """A short trace of everything that is kept by age for a place, by which a form tells what it was opened on."""
    return hashlib.sha256(repr(sorted(sets, key=lambda one: (one.year, one.definition))).encode()).hexdigest()[:16]


@action
def keep_figures(*, root: Area, place: Place, figures: Figures, seen: str, actor: Actor) -> bool:
    """Keep a place's people by age; what was kept of the same year and definition is replaced, other years stay.

    False when the same stands there already. The place's whole figure of that year and definition follows, when
    the groups hold everybody. Raises ChangedMeanwhile when somebody saved since `seen` (`seen_mark`), ActionRefused
    with what is wrong.
    """
    Place.objects.select_for_update().get(pk=place.pk)
    _check(figures)
    sets = history([place.pk]).get(place.pk, [])
    ordered = Figures(
        figures.year,
        figures.definition.strip(),
        figures.source.strip(),
        tuple(sorted(figures.groups, key=lambda one: (one.first, one.sex))),
    )
    if ordered in sets:
        return False
    if seen != seen_mark(sets):
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    _write(place, ordered)
    record("count", place, actor=actor, place_id=place.pk, area_id=root.pk, year=ordered.year)
    return True


def _check(figures: Figures) -> None:
    if not FIRST_YEAR <= figures.year <= clock.today().year:
        raise ActionRefused(
            _("Året ska ligga mellan %(first)s och i år.") % {"first": FIRST_YEAR},
        )
    for text, longest, without in (
        (figures.definition, LONGEST_DEFINITION, _("Skriv vilket område siffrorna gäller.")),
        (figures.source, LONGEST_SOURCE, _("Skriv varifrån siffrorna kommer.")),
    ):
        if not text.strip():
            raise ActionRefused(without)
        if len(text) > longest:
            raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": longest})
    refuse_identity_numbers(figures.definition, figures.source)
    if not figures.groups:
        raise ActionRefused(_("Skriv hur många som bor på orten i minst en åldersgrupp."))
    if any(not 0 <= one.people <= MOST_PEOPLE for one in figures.groups):
        raise ActionRefused(_("Ett antal är mindre än noll eller större än en miljon."))
    for rows in _by_sex(figures.groups).values():
        if any(one.last is None or one.last > later.first for one, later in pairwise(rows)):
            raise ActionRefused(_("Åldrarna går in i varandra."))


def _write(place: Place, figures: Figures) -> None:
    same: dict[str, Any] = {"place": place, "year": figures.year, "definition": figures.definition}
    Population.objects.filter(**same, age_from__isnull=False).delete()
    Population.objects.bulk_create(
        Population(**same, source=figures.source, sex=one.sex, age_from=one.first, age_to=one.last, people=one.people)
        for one in figures.groups
    )
    if figures.whole:
        Population.objects.update_or_create(
            **same, sex="", age_from=None, defaults={"people": figures.people, "source": figures.source}
        )
