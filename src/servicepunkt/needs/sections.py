"""What `needs` tells in documents: who was asked and who answered, from released results alone.

Nothing here counts an answer: every figure is read from releases, in which nobody can be told apart, so a report shows
no more than the results pages do.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from servicepunkt.core import clock
from servicepunkt.core.text import localised
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import MOST_ROWS, Telling, day_said, part_said, period_said
from servicepunkt.places.models import AreaPlace

from .content import SEXES
from .gap import matrix, released
from .models import Questionnaire, Release, State, Variant

OF_PEOPLE = (Variant.RESIDENT, Variant.YOUTH, Variant.PART_YEAR)
AGE, SEX = "age", "sex"
"""The questions about age and sex in the bank (data/questions.toml); no questionnaire asks them otherwise."""
STAGES_OF_LIFE: tuple[tuple[Any, frozenset[str]], ...] = (
    (gettext_lazy("Under 30 år"), frozenset({"13-19", "20-29"})),
    (gettext_lazy("30–64 år"), frozenset({"30-49", "50-64"})),
    (gettext_lazy("65 år och äldre"), frozenset({"65-74", "75-84", "85-"})),
)


@dataclass(frozen=True)
class Closed:
    """A questionnaire that closed in the period; `answers` None when too few answered for anything to be shown."""

    place_id: int
    place: str
    area: str
    variant: Variant
    on: dt.date
    answers: int | None
    age: Mapping[str, Any] | None
    sex: Mapping[str, Any] | None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.STOCKHOLM)


def _closed(asked: Asked) -> list[Closed]:
    """The questionnaires that closed in the period, with what was released of them. Three queries."""
    end = asked.on + dt.timedelta(days=1)
    found = Questionnaire.objects.filter(root=asked.root, state=State.CLOSED)
    if asked.period_from and asked.period_to:
        found = found.filter(closed_at__gte=_midnight(asked.period_from))
        end = min(end, asked.period_to)
    found = found.filter(closed_at__lt=_midnight(end)).select_related("place")
    later = Release.objects.filter(questionnaire=OuterRef("questionnaire"), number__gt=OuterRef("number"))
    rows = Release.objects.filter(~Exists(later), questionnaire__in=found)
    released = {
        pk: rest
        for pk, *rest in rows.values_list(
            "questionnaire_id", "answers", f"tables__items__{AGE}", f"tables__items__{SEX}"
        )
    }
    members = AreaPlace.objects.filter(root=asked.root).select_related("area")
    areas = {one.place_id: localised(one.area) if one.area else _("Ingen region ännu") for one in members}
    return [
        Closed(
            one.place_id, one.place.name, areas.get(one.place_id, ""), Variant(one.variant),
            one.closed_at.astimezone(clock.STOCKHOLM).date(), *released.get(one.pk, (None, None, None)),
        )
        for one in found.order_by("place__sort_key", "closed_at", "id")
        if one.closed_at
    ]  # fmt: skip


@section("needs.closed", gettext_lazy("Enkäter som stängdes under perioden"))
def closed(asked: Asked) -> Section:
    """Who was asked where, and how many answered; by place when they are few, else by whom they were for."""
    tell = Telling(asked, _("Enkäternas publicerade resultat"))
    rows = _closed(asked)
    few = _("för få för att visas")
    if len(rows) <= MOST_ROWS:
        tell.table(
            _("Enkäter som stängdes under perioden"),
            (_("Ort"), _("Till"), _("Stängd"), _("Svar")),
            (
                (one.place, str(one.variant.label), day_said(one.on), few if one.answers is None else str(one.answers))
                for one in rows
            ),
            numeric=(3,),
            none=_("Ingen enkät stängdes under perioden (%(period)s).") % {"period": period_said(asked)},
        )
    _by_variant(tell, rows)
    return tell.section()


def _by_variant(tell: Telling, rows: list[Closed]) -> None:
    by_variant: dict[Variant, list[Closed]] = defaultdict(list)
    for one in rows:
        by_variant[one.variant].append(one)
    tell.table(
        _("Enkäter efter vilka de vände sig till"),
        (_("Till"), _("Enkäter"), _("Orter"), _("Svar som visas")),
        (
            (
                str(variant.label), str(len(of_variant)), str(len({one.place_id for one in of_variant})),
                str(sum(one.answers or 0 for one in of_variant)),
            )
            for variant, of_variant in sorted(by_variant.items(), key=lambda pair: Variant.values.index(pair[0]))
        ),
        numeric=(1, 2, 3),
    )  # fmt: skip


@section("needs.gaps", gettext_lazy("Behoven och det som saknas"))
def gaps(asked: Asked) -> Section:
    """What a place's people hold important against what there is, the largest gap first. Five queries."""
    tell = Telling(asked, _("Enkätens publicerade resultat och ortens utbud"))
    found = released(asked.root, asked.place) if asked.place else []
    if not found or asked.place is None:
        tell.say(_("Ingen enkät är redovisad ännu."))
        return tell.section()
    held = matrix(asked.place, *found[0])
    tell.say(
        _("Enkäten fick %(answers)s svar som redovisas. Andelarna är avrundade, och grupper som är för små för att "
          "visas står tillsammans.") % {"answers": held.shown.answers}
    )  # fmt: skip
    if held.can_come:
        tell.say(_("När de flesta kan komma: %(times)s.") % {"times": held.can_come})
    tell.table(
        _("Behov mot utbud, det största gapet först"),
        (_("Service"), _("Viktigt för"), _("Läge"), _("Finns i dag")),
        ((row.title, row.important, row.words, "\n".join(row.exists)) for row in held.rows[:MOST_ROWS]),
        none=_("Enkäten frågade inte om någon service."),
    )
    return tell.section()


def _blocks(entries: Iterable[Mapping[str, Any] | None]) -> Iterator[tuple[frozenset[str], int]]:
    """The groups that releases show, with how many are in each."""
    for entry in entries:
        if entry:
            for block, count in zip(entry["blocks"], entry["counts"], strict=True):
                yield frozenset(block), int(count)


def _shared_out(
    blocks: Iterable[tuple[frozenset[str], int]], groups: list[tuple[str, frozenset[str]]]
) -> list[tuple[str, int]]:
    """How many are in each group. What a release shows together with another group stays untold in the last row."""
    out = dict.fromkeys([title for title, _keys in groups], 0)
    untold = 0
    for block, count in blocks:
        title = next((title for title, keys in groups if block <= keys), None)
        if title is None:
            untold += count
        else:
            out[title] += count
    return [*out.items(), (_("Går inte att skilja ut, eller inget svar"), untold)]


@section("needs.reach", gettext_lazy("Vilka vi har nått"))
def reach(asked: Asked) -> Section:
    """People who answered, by age, sex and area: from released results, in which small groups stand together."""
    tell = Telling(asked, _("Enkäternas publicerade resultat"))
    rows = [one for one in _closed(asked) if one.variant in OF_PEOPLE and one.answers]
    total = sum(one.answers or 0 for one in rows)
    if not total:
        tell.say(_("Det finns inga publicerade enkätsvar från personer under perioden."))
        return tell.section()
    tell.say(
        _("Siffrorna kommer ur de publicerade enkätresultaten. Grupper som är för små för att visas står tillsammans.")
    )
    ages = [(str(title), keys) for title, keys in STAGES_OF_LIFE]
    sexes = [(text.here(), frozenset({key})) for key, text in SEXES.items() if key != "x"]
    # Few answer otherwise, so that releases show them together with the men or the women.
    sexes += [
        (_("%(sex)s, annat eller inget svar") % {"sex": SEXES[key].here()}, frozenset({key, "x", ""})) for key in "wm"
    ]
    for caption, head, counts in (
        (_("Svar efter ålder"), _("Ålder"), _shared_out(_blocks(one.age for one in rows), ages)),
        (_("Svar efter kön"), pgettext("fråga", "Kön"), _shared_out(_blocks(one.sex for one in rows), sexes)),
    ):
        shown = [(title, part_said(count, total)) for title, count in counts if count]
        tell.table(caption, (head, _("Svar")), shown, numeric=(1,))
    areas: dict[str, int] = defaultdict(int)
    for one in rows:
        areas[one.area] += one.answers or 0
    tell.table(
        _("Svar efter region"), (_("Region"), _("Svar")), ((area, part_said(n, total)) for area, n in areas.items()),
        numeric=(1,),
    )  # fmt: skip
    return tell.section()
