"""What the agreements of a place can prove: that they are listed, signed, five years long; time expected; one door."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Agreement, Kind, Needed, Party, StandsFor
from .queries import with_standing
from .running import Standing, State, standing
from .terms import add_months

AGREEMENTS, DOORS = "agreements:agreements", "agreements:doors"
MONTHS = 60
BINDING = (Kind.COOPERATION, Kind.MENU)
"""The agreements in which parties bind themselves to take part and do their share, as the memo wants. A lease or an
agent's terms alone are none."""
YEARS = 5


def _parties(question: Question) -> dict[int, list[Party]]:
    def read() -> dict[int, list[Party]]:
        out: dict[int, list[Party]] = defaultdict(list)
        for row in Party.objects.filter(root_id=question.root_id, place_id__in=question.place_ids).order_by("id"):
            out[row.place_id].append(row)
        return out

    return question.once("agreements.parties", read)


def _running(question: Question) -> dict[int, list[Standing]]:
    """For each place the agreements that are signed and hold, or will, on the day. Three queries for all asked."""

    def read() -> dict[int, list[Standing]]:
        rows = Agreement.objects.filter(
            root_id=question.root_id, place_id__in=question.place_ids, signed_on__lte=question.on, kind__in=BINDING
        )
        out: dict[int, list[Standing]] = defaultdict(list)
        for row in with_standing(rows.order_by("signed_on", "id")):
            found = standing(row, question.on)
            if found.state in (State.RUNNING, State.COMING):
                out[row.place_id].append(found)
        return out

    return question.once("agreements.running", read)


@evidence("agreements.listed", _("Avtalen som behövs är förtecknade"))
def listed(question: Question) -> Mapping[int, Finding]:
    """Met when at least `agreements` (1) needed agreements are listed; each names at least two parties."""
    rows = Needed.objects.filter(
        root_id=question.root_id, place_id__in=question.place_ids, listed_on__lte=question.on
    ).order_by("listed_on", "id")
    days: dict[int, list[dt.date]] = defaultdict(list)
    for place_id, day in rows.values_list("place_id", "listed_on"):
        days[place_id].append(day)
    wanted = question.number("agreements", 1)
    out = {}
    for place_id in question.place_ids:
        own = days.get(place_id, [])
        if len(own) >= wanted:
            values: dict[str, str | int] = {"number": len(own)}
            yes = gettext_noop("%(number)s avtal som behövs är förtecknade, med sina parter.")
            out[place_id] = Finding(True, yes, values, AGREEMENTS, own[wanted - 1])
        else:
            no = gettext_noop("Inget avtal som behövs är förtecknat än.")
            out[place_id] = Finding(False, no, {}, AGREEMENTS)
    return out


def _time(question: Question, stands_for: str, yes: str, no: str) -> Mapping[int, Finding]:
    out = {}
    for place_id in question.place_ids:
        own = [x for x in _parties(question).get(place_id, []) if x.stands_for == stands_for]
        days = [x.time_on for x in own if x.time_on and x.time_on <= question.on]
        out[place_id] = (
            Finding(True, yes, {"day": min(days).isoformat()}, DOORS, min(days))
            if days
            else Finding(False, no, {}, DOORS)
        )
    return out


@evidence("agreements.municipality_time", _("Det är klart hur mycket tid som väntas av kommunen"))
def municipality_time(question: Question) -> Mapping[int, Finding]:
    """Met when the time expected of the municipality is written, with what it is for."""
    return _time(
        question,
        StandsFor.MUNICIPALITY,
        gettext_noop("Tiden som väntas av kommunen skrevs in %(day)s."),
        gettext_noop("Tiden som väntas av kommunen är inte inskriven än."),
    )


@evidence("agreements.county_time", _("Det är klart hur mycket tid som väntas av länsstyrelsen eller regionen"))
def county_time(question: Question) -> Mapping[int, Finding]:
    """Met when the time expected of the county board or the region is written, with what it is for."""
    return _time(
        question,
        StandsFor.COUNTY,
        gettext_noop("Tiden som väntas av länsstyrelsen eller regionen skrevs in %(day)s."),
        gettext_noop("Tiden som väntas av länsstyrelsen eller regionen är inte inskriven än."),
    )


@evidence("agreements.one_door", _("Det finns en dörr in i varje myndighet"))
def one_door(question: Question) -> Mapping[int, Finding]:
    """Met when municipality and county are among the parties, and every authority has contact, deputy, answer time."""
    out = {}
    for place_id in question.place_ids:
        own = [x for x in _parties(question).get(place_id, []) if x.is_authority]
        there = {x.stands_for for x in own}
        closed = [x for x in own if x.door_on is None or x.door_on > question.on]
        if not {StandsFor.MUNICIPALITY, StandsFor.COUNTY} <= there:
            no = gettext_noop("Kommunen och länsstyrelsen eller regionen är inte båda bland parterna än.")
            out[place_id] = Finding(False, no, {}, DOORS)
        elif closed:
            no = gettext_noop("Kontaktperson, ersättare eller svarstid saknas för %(closed)s av %(all)s myndigheter.")
            out[place_id] = Finding(False, no, {"closed": len(closed), "all": len(own)}, DOORS)
        else:
            yes = gettext_noop("Varje myndighet (%(all)s) har en kontaktperson, en ersättare och en svarstid.")
            since = max(x.door_on for x in own if x.door_on)
            out[place_id] = Finding(True, yes, {"all": len(own)}, DOORS, since)
    return out


@evidence("agreements.signed", _("Ett skriftligt avtal är undertecknat"), reads=("documents", "places"))
def signed(question: Question) -> Mapping[int, Finding]:
    """Met when an agreement on cooperation or tasks, signed by all its parties, holds or is going to."""
    out = {}
    for place_id in question.place_ids:
        own = _running(question).get(place_id, [])
        if own:
            day = own[0].agreement.signed_on or question.on
            yes = gettext_noop("Ett samverkansavtal undertecknades av alla sina parter %(day)s.")
            out[place_id] = Finding(True, yes, {"day": day.isoformat()}, AGREEMENTS, day)
        else:
            no = gettext_noop("Inget samverkansavtal som gäller är undertecknat av alla sina parter.")
            out[place_id] = Finding(False, no, {}, AGREEMENTS)
    return out


def _lacks(one: Standing) -> str:
    """What an agreement lacks of five years: nothing, or a sentence."""
    agreement, term = one.agreement, one.term
    first = _first(one)
    if _reaches(term.to_on, first):
        return ""
    if agreement.intention_years < YEARS:
        return gettext_noop("Avtalet är kortare än fem år, och avsikten att samverka i fem år står inte i det.")
    if agreement.extending == Agreement.Extending.NONE:
        return gettext_noop("Avsikten är fem år, men avtalet är kortare och säger inte hur det förlängs.")
    if not _reaches(term.longest, first):
        return gettext_noop("Avsikten är fem år, men med alla förlängningar räcker avtalet inte så länge.")
    return ""


def _first(one: Standing) -> dt.date:
    """The first day counted from: that of the agreement it replaces, if it does."""
    return one.agreement.replaces.from_on if one.agreement.replaces else one.term.from_on


def _reaches(day: dt.date, first: dt.date) -> bool:
    return day >= add_months(first, MONTHS)


@evidence("agreements.five_years", _("Avtalet löper i fem år"), reads=("documents", "places"))
def five_years(question: Question) -> Mapping[int, Finding]:
    """Met when a signed agreement runs for five years, or says that five are meant and how its shorter term is extended
    to them."""
    return {place_id: _five(_running(question).get(place_id, []), question) for place_id in question.place_ids}


def _five(own: list[Standing], question: Question) -> Finding:
    if not own:
        return Finding(
            False, gettext_noop("Inget samverkansavtal som gäller är undertecknat av alla sina parter."), {}, AGREEMENTS
        )
    found = next((one for one in own if not _lacks(one)), None)
    if found is None:
        return Finding(False, _lacks(own[-1]), {}, AGREEMENTS)
    day = found.agreement.signed_on or question.on
    if not _reaches(found.term.to_on, _first(found)):
        yes = gettext_noop("Avtalet från %(day)s säger att parterna avser fem år och hur det förlängs dit.")
    else:
        yes = gettext_noop("Avtalet från %(day)s löper i fem år.")
    return Finding(True, yes, {"day": day.isoformat()}, AGREEMENTS, day)
