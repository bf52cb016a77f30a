"""What `supply` can prove: a baseline inventory, every sector mapped, every municipal area accounted for."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import AreaAnswer, NothingHere, Offer, Sector
from .reference import municipal_areas

SUPPLY, AREAS = "supply:supply", "supply:areas"
MEMO_SECTORS = (Sector.STATE, Sector.MUNICIPAL, Sector.NONPROFIT, Sector.COMMERCIAL)
"""The sectors the memo asks for. What the region offers is shown beside them, and asked for only by name."""


def _offers(question: Question) -> dict[int, dict[str, int]]:
    """How many offers each place has, by sector. One query for all that asks."""

    def read() -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = defaultdict(dict)
        rows = Offer.objects.filter(place_id__in=question.place_ids).order_by()
        for place_id, sector, number in rows.values_list("place_id", "sector").annotate(number=Count("id")):
            found[place_id][sector] = number
        return found

    return question.once("supply.offers", read)


def _nothing(question: Question) -> set[tuple[int, str]]:
    rows = NothingHere.objects.filter(place_id__in=question.place_ids)
    return question.once("supply.nothing", lambda: set(rows.values_list("place_id", "sector")))


@evidence("supply.inventory_made", _("Ortens utbud är nedskrivet"))
def inventory_made(question: Question) -> Mapping[int, Finding]:
    """Met when the place's inventory has at least `offers` services (1 if nothing is said)."""
    wanted = question.number("offers", 1)
    known = _offers(question)
    out = {}
    for place_id in question.place_ids:
        count = sum(known.get(place_id, {}).values())
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
    offers, nothing = _offers(question), _nothing(question)
    out = {}
    for place_id in question.place_ids:
        known = offers.get(place_id, {})
        missing = [one for one in wanted if not known.get(one) and (place_id, one.value) not in nothing]
        count = sum(known.get(one, 0) for one in wanted)
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
    wanted = {area.key for area in municipal_areas()}
    rows = AreaAnswer.objects.filter(place_id__in=question.place_ids, area__in=wanted).exclude(answer="").order_by()
    counts = dict(rows.values_list("place_id").annotate(number=Count("id")))
    return {
        place_id: Finding(
            counts.get(place_id, 0) == len(wanted),
            gettext_noop("%(count)s av %(wanted)s kommunala områden är redovisade."),
            {"count": counts.get(place_id, 0), "wanted": len(wanted)},
            AREAS,
        )
        for place_id in question.place_ids
    }
