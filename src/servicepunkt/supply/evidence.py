"""What `supply` can prove: a baseline inventory, every sector mapped, every municipal area accounted for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import AreaAnswer, NothingHere, Offer, Sector
from .reference import municipal_areas

SUPPLY, AREAS = "supply:supply", "supply:areas"
MEMO_SECTORS = (Sector.STATE, Sector.MUNICIPAL, Sector.NONPROFIT, Sector.COMMERCIAL)
"""The sectors the memo asks for. What the region offers is shown beside them, and asked for only by name."""


@dataclass
class _Known:
    """What is known of a place: how many offers by sector, sectors said to have nothing, municipal areas answered."""

    offers: dict[str, int] = field(default_factory=dict)
    nothing: set[str] = field(default_factory=set)
    areas: int = 0


def _known(question: Question) -> dict[int, _Known]:
    """All that this room's evidence stands on, in one query for all that asks."""

    def read() -> dict[int, _Known]:
        found: dict[int, _Known] = defaultdict(_Known)
        wanted = [area.key for area in municipal_areas()]
        told = AreaAnswer.objects.filter(area__in=wanted).exclude(answer="")
        parts = [
            rows.filter(place_id__in=question.place_ids)
            .order_by()
            .annotate(kind=Value(kind), of=F("sector") if kind != "areas" else Value(""))
            .values_list("place_id", "kind", "of")
            .annotate(number=Count("id"))
            for kind, rows in (("offers", Offer.objects), ("nothing", NothingHere.objects), ("areas", told))
        ]
        for place_id, kind, sector, number in parts[0].union(*parts[1:], all=True):
            if kind == "offers":
                found[place_id].offers[sector] = number
            elif kind == "nothing":
                found[place_id].nothing.add(sector)
            else:
                found[place_id].areas = number
        return found

    return question.once("supply.known", read)


@evidence("supply.inventory_made", _("Ortens utbud är nedskrivet"))
def inventory_made(question: Question) -> Mapping[int, Finding]:
    """Met when the place's inventory has at least `offers` services (1 if nothing is said)."""
    wanted = question.number("offers", 1)
    known = _known(question)
    out = {}
    for place_id in question.place_ids:
        count = sum(known[place_id].offers.values())
        sentence = (
            gettext_noop("%(count)s tjänster är nedskrivna.")
            if count >= wanted
            else gettext_noop("%(count)s tjänster är nedskrivna; minst %(wanted)s behövs.")
        )
        out[place_id] = Finding(count >= wanted, sentence, {"count": count, "wanted": wanted}, SUPPLY)
    return out


@evidence("supply.sectors_mapped", _("Det är kartlagt vad sektorerna erbjuder"))
def sectors_mapped(question: Question) -> Mapping[int, Finding]:
    """Met when the `sector` has an offer or somebody has said that it has nothing; without `sector`, the memo's four.

    Raises ValueError when the method names a sector there is not.
    """
    named = question.word("sector")
    wanted = (Sector(named),) if named else MEMO_SECTORS
    known = _known(question)
    out = {}
    for place_id in question.place_ids:
        here = known[place_id]
        missing = [one for one in wanted if one.value not in here.nothing.union(here.offers)]
        count = sum(here.offers.get(one, 0) for one in wanted)
        values: dict[str, str | int] = {"count": count, "done": len(wanted) - len(missing), "wanted": len(wanted)}
        if named and missing:
            sentence = gettext_noop("Ingen tjänst är nedskriven, och ingen har sagt att det inte finns någon.")
        elif missing:
            sentence = gettext_noop("%(done)s av %(wanted)s sektorer är kartlagda.")
        elif not count:
            sentence = gettext_noop("Det är undersökt, och inget finns.")
        else:
            sentence = gettext_noop("Kartlagt: %(count)s tjänster.")
        out[place_id] = Finding(not missing, sentence, values, SUPPLY)
    return out


@evidence("supply.municipal_areas_covered", _("Alla kommunala områden är redovisade"))
def municipal_areas_covered(question: Question) -> Mapping[int, Finding]:
    """Met when every municipal area of the reference list is said to be here, elsewhere or not relevant, with words."""
    wanted, known = len(municipal_areas()), _known(question)
    return {
        place_id: Finding(
            known[place_id].areas == wanted,
            gettext_noop("%(count)s av %(wanted)s kommunala områden är redovisade."),
            {"count": known[place_id].areas, "wanted": wanted},
            AREAS,
        )
        for place_id in question.place_ids
    }
