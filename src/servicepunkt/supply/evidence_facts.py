"""What the sheets of facts can prove: that something has been looked into, compared, asked or judged."""

from collections.abc import Mapping

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence
from servicepunkt.sheets.evidence import Known, counted, known, summed
from servicepunkt.sheets.fields import Choice, Text
from servicepunkt.sheets.spec import Sheet

from .models import Offer, Sector
from .models_facts import AgentService, NoneFound, Premises
from .sheets import SHEETS
from .sheets.partners import AGENTS, ASSOCIATIONS, COMPANIES, STATE_COMPANIES
from .sheets.spaces import CONNECTIVITY, PREMISES, TRANSPORTS

SUPPLY, COMPARE = "supply:supply", "supply:compare"
CONNECTED, JUDGED, MUNICIPAL_JUDGED, SERVICES = "connected", "judged", "municipal", "services"
"""Further counts: premises with a known connection, offers judged as a resource, the municipal ones of them, and how
many of the agents' services are told of."""


def _deciding_known() -> Q:
    """Premises of which everything that decides is known."""
    known = Q()
    for one in PREMISES.fields.values():
        if one.deciding:
            known &= ~Q(**{one.name: ""}) if isinstance(one, (Choice, Text)) else Q(**{f"{one.name}__isnull": False})
    return known


_TOLD: Mapping[str, Q] = {
    PREMISES.key: _deciding_known(),
    CONNECTIVITY.key: ~Q(source="") & Q(seen_on__isnull=False) & ~Q(missing=""),
    STATE_COMPANIES.key: Q(contacted_on__isnull=False) & ~Q(answer=""),
    ASSOCIATIONS.key: ~Q(offers="") & ~Q(receives=""),
    COMPANIES.key: ~Q(offers="") & ~Q(ways_in=""),
    TRANSPORTS.key: Q(days__gt=0) | Q(purpose="on_demand"),
}
"""When a row says what it is there to say; on other sheets every row does."""


def _known(question: Question) -> dict[int, Known]:
    """All that this evidence stands on, in two queries for all that asks."""

    def read() -> dict[int, Known]:
        judged, services = ~Q(resource=""), Count("service", distinct=True)
        municipal = Offer.objects.filter(sector=Sector.MUNICIPAL)
        parts = [
            *(counted(one.model._default_manager.all(), question, one.key, _TOLD.get(one.key)) for one in SHEETS),
            counted(Premises.objects.all(), question, CONNECTED, ~Q(connection="")),
            counted(Offer.objects.all(), question, JUDGED, judged),
            counted(municipal, question, MUNICIPAL_JUDGED, judged),
            summed(AgentService.objects.all(), question, SERVICES, services, services),
        ]
        return known(question, parts, NoneFound)

    return question.once("supply.facts", read)


@evidence("supply.premises_compared", _("Tänkbara lokaler är jämförda"))
def premises_compared(question: Question) -> Mapping[int, Finding]:
    """Met when all that decides is known of at least two premises; or of the only one, and somebody has said why there
    are no more."""
    found, out = _known(question), {}
    for place_id in question.place_ids:
        here, key = found[place_id], PREMISES.key
        rows, told = here.rows[key], here.told[key]
        alone = rows == told == 1 and key in here.none
        if told >= 2:
            sentence = gettext_noop("Jämförda lokaler: %(told)s.")
        elif alone:
            sentence = gettext_noop("En lokal finns, och det står varför det inte finns fler.")
        else:
            sentence = gettext_noop("Lokaler där allt som avgör är känt: %(told)s av %(rows)s; minst två behövs.")
        out[place_id] = Finding(told >= 2 or alone, sentence, {"told": told, "rows": rows}, COMPARE)
    return out


@evidence("supply.connectivity_described", _("Bredband och uppkoppling är beskrivna"))
def connectivity_described(question: Question) -> Mapping[int, Finding]:
    """Met when the connection of every premises is known (and there is one), and for part of the village at least it
    stands with source, day and what is missing; or somebody has said that nothing is to be had."""
    found, out = _known(question), {}
    for place_id in question.place_ids:
        here = found[place_id]
        houses, connected = here.rows[CONNECTED], here.told[CONNECTED]
        parts = here.told[CONNECTIVITY.key]
        bygd = parts > 0 or (CONNECTIVITY.key in here.none and not here.rows[CONNECTIVITY.key])
        values: dict[str, str | int] = {"houses": houses, "connected": connected, "parts": parts}
        sentence = gettext_noop(
            "Lokaler med känd uppkoppling: %(connected)s av %(houses)s. Beskrivna delar av bygden: %(parts)s."
        )
        out[place_id] = Finding(bygd and houses == connected > 0, sentence, values, SUPPLY)
    return out


@evidence("supply.state_companies_contacted", _("Statliga bolag är kontaktade"))
def state_companies_contacted(question: Question) -> Mapping[int, Finding]:
    """Met when at least `companies` (3 if nothing is said) have been contacted, each with the day and what they
    answered, or that an answer is waited for."""
    wanted, found, out = question.number("companies", 3), _known(question), {}
    for place_id in question.place_ids:
        told = found[place_id].told[STATE_COMPANIES.key]
        sentence = (
            gettext_noop("Kontaktade statliga bolag: %(told)s.")
            if told >= wanted
            else gettext_noop("Kontaktade statliga bolag: %(told)s; minst %(wanted)s behövs.")
        )
        out[place_id] = Finding(told >= wanted, sentence, {"told": told, "wanted": wanted}, SUPPLY)
    return out


def _all_told(question: Question, sheet: Sheet, wanted: int, enough: str, missing: str) -> Mapping[int, Finding]:
    """Met when a sheet has `wanted` rows that all say what they are there to say, or somebody found that there are
    none."""
    found, out = _known(question), {}
    for place_id in question.place_ids:
        here = found[place_id]
        rows, told = here.rows[sheet.key], here.told[sheet.key]
        values: dict[str, str | int] = {"told": told, "rows": rows, "wanted": wanted}
        if not rows and sheet.key in here.none:
            sentence = gettext_noop("Det är undersökt, och inget finns.")
            out[place_id] = Finding(True, sentence, values, SUPPLY)
            continue
        met = rows == told >= wanted
        nothing = gettext_noop("Inget är nedskrivet, och ingen har sagt att det inte finns något.")
        sentence = enough if met else missing if rows else nothing
        out[place_id] = Finding(met, sentence, values, SUPPLY)
    return out


@evidence("supply.associations_asked", _("Föreningarna är tillfrågade"))
def associations_asked(question: Question) -> Mapping[int, Finding]:
    """Met when at least `associations` (1 if nothing is said) stand on the sheet, each with what it offers and what it
    would like to receive."""
    return _all_told(
        question, ASSOCIATIONS, question.number("associations", 1),
        gettext_noop("Föreningar som har sagt vad de ger och vill få: %(told)s."),
        gettext_noop("Föreningar som har sagt vad de ger och vill få: %(told)s av %(rows)s; minst %(wanted)s behövs."),
    )  # fmt: skip


@evidence("supply.companies_asked", _("Företagen är tillfrågade"))
def companies_asked(question: Question) -> Mapping[int, Finding]:
    """Met when at least `companies` (1 if nothing is said) stand on the sheet, each with what it can offer and which
    ways in would be simpler."""
    return _all_told(
        question, COMPANIES, question.number("companies", 1),
        gettext_noop("Företag som har sagt vad de kan erbjuda och vad som vore enklare: %(told)s."),
        gettext_noop(
            "Företag som har sagt vad de kan erbjuda och vad som vore enklare: %(told)s av %(rows)s; "
            "minst %(wanted)s behövs."
        ),
    )  # fmt: skip


@evidence("supply.transports_mapped", _("Dagens transporter är kartlagda"))
def transports_mapped(question: Question) -> Mapping[int, Finding]:
    """Met when at least `transports` (1 if nothing is said) stand on the sheet, each with its days or driven when
    somebody orders."""
    return _all_told(
        question, TRANSPORTS, question.number("transports", 1),
        gettext_noop("Kartlagda turer: %(told)s."),
        gettext_noop("Turer med sina dagar: %(told)s av %(rows)s; minst %(wanted)s behövs."),
    )  # fmt: skip


@evidence("supply.agents_mapped", _("Ombuden är kartlagda"))
def agents_mapped(question: Question) -> Mapping[int, Finding]:
    """Met when at least `services` (4 if nothing is said) different agents' services are told of: here, elsewhere or
    not to be had; or somebody has said that there are none."""
    wanted, found, out = question.number("services", 4), _known(question), {}
    for place_id in question.place_ids:
        here = found[place_id]
        told = here.rows[SERVICES]
        none = not told and AGENTS.key in here.none
        sentence = (
            gettext_noop("Det är undersökt, och inget finns.")
            if none
            else gettext_noop("Beskrivna slag av ombudstjänster: %(told)s.")
            if told >= wanted
            else gettext_noop("Beskrivna slag av ombudstjänster: %(told)s; minst %(wanted)s behövs.")
        )
        out[place_id] = Finding(none or told >= wanted, sentence, {"told": told, "wanted": wanted}, SUPPLY)
    return out


def _judged(question: Question, kind: str, sentence: str) -> Mapping[int, Finding]:
    found, out = _known(question), {}
    for place_id in question.place_ids:
        rows, told = found[place_id].rows[kind], found[place_id].told[kind]
        out[place_id] = Finding(rows == told > 0, sentence, {"told": told, "rows": rows}, SUPPLY)
    return out


@evidence("supply.resources_judged", _("Det är bedömt vad som kan bli en resurs"))
def resources_judged(question: Question) -> Mapping[int, Finding]:
    """Met when every service that is written down has been judged: yes, maybe or no."""
    return _judged(question, JUDGED, gettext_noop("Bedömda tjänster: %(told)s av %(rows)s."))


@evidence("supply.municipal_services_judged", _("Kommunens tjänster är bedömda"))
def municipal_services_judged(question: Question) -> Mapping[int, Finding]:
    """Met when every municipal service that is written down has been judged: yes, maybe or no."""
    return _judged(question, MUNICIPAL_JUDGED, gettext_noop("Bedömda kommunala tjänster: %(told)s av %(rows)s."))
