"""What the plan's sheets can prove: that service, staffing, hours, secrecy and safety are thought through."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence
from servicepunkt.sheets.evidence import Known, counted, known
from servicepunkt.sheets.spec import Sheet
from servicepunkt.supply.models import Level, Sector

from .hours import covers_office
from .models_sheets import Offering, OpeningWeek, PlanNone, PremisesChoice, Staffing, TechService
from .sheets import SHEETS
from .sheets.offering import OFFERING
from .sheets.working import DAY_FIELDS, OPENING, SAFETY, SECRECY, STAFFING, TRAINING

LIST, PREMISES, HOURS = "plan:sheets", "plan:premises", "plan:hours"
LATER, HELP, KNOWLEDGE, CHOSEN, OFFICE, NEEDED = "later", "help", "knowledge", "chosen", "office", "needed"
"""Further counts: what comes later, help that takes competence, functions with what they know, premises chosen, and
opening hours held against office hours and against need."""

_OPEN = Q()
for _day in DAY_FIELDS:
    _OPEN |= ~Q(**{_day: ""})
_TOLD: Mapping[str, Q] = {
    STAFFING.key: ~Q(when_ill=""),
    TRAINING.key: ~Q(giver="") & ~Q(when=""),
    SECRECY.key: ~Q(secret="") & ~Q(who_may="") & ~Q(how=""),
    SAFETY.key: ~Q(what="") & ~Q(with_whom=""),
    OPENING.key: _OPEN,
}
"""When a row says what it is there to say; on other sheets every row does."""


def known_sheets(question: Question) -> dict[int, Known]:
    """All that this evidence stands on, in two queries for all that asks."""

    def read() -> dict[int, Known]:
        offered = Offering.objects.exclude(begins=Offering.Begins.NOT)
        helping = offered.filter(level__in=(Level.GUIDANCE, Level.AGENT))
        taken = ~Q(who="") & ~Q(takes="")
        parts = [
            *(counted(one.model._default_manager.all(), question, one.key, _TOLD.get(one.key)) for one in SHEETS),
            *(
                counted(
                    Offering.objects.filter(sector=sector), question, sector, ~Q(begins=Offering.Begins.NOT)
                )
                for sector in Sector.values
            ),
            *(
                counted(
                    TechService.objects.filter(kind=kind), question, kind,
                    taken & Q(days__gt=0) if kind == TechService.Kind.POSTMAN else taken,
                )
                for kind in TechService.Kind.values
            ),
            counted(offered, question, LATER, Q(begins=Offering.Begins.LATER)),
            counted(helping, question, HELP, ~Q(competence="")),
            counted(Staffing.objects.all(), question, KNOWLEDGE, ~Q(competences="")),
            counted(PremisesChoice.objects.exclude(name=""), question, CHOSEN, ~Q(why="") & ~Q(owner="")),
            counted(OpeningWeek.objects.all(), question, NEEDED, Q(people__isnull=False) & ~Q(need="")),
        ]  # fmt: skip
        return known(question, parts, PlanNone)

    return question.once("plan.sheets", read)


@evidence("plan.offering_decided", _("Det är bestämt vilken service sektorn har i servicepunkten"))
def offering_decided(question: Question) -> Mapping[int, Finding]:
    """Met when a service of the `sector` is offered from the start or later; or one has been considered and it is said
    why there will be none. A sector that there is not has no rows."""
    sector, found, out = question.word("sector"), known_sheets(question), {}
    for place_id in question.place_ids:
        rows, offered = found[place_id].rows.get(sector, 0), found[place_id].told.get(sector, 0)
        if offered:
            sentence = gettext_noop("I erbjudandet: %(count)s.")
        elif rows:
            sentence = gettext_noop("Det är prövat, och sektorn ska inte ha någon service här.")
        else:
            sentence = gettext_noop("Inget i erbjudandet kommer från sektorn, och ingen har sagt varför inte.")
        out[place_id] = Finding(rows > 0, sentence, {"count": offered}, LIST)
    return out


@evidence("plan.future_told", _("Planen säger vad som kommer senare"))
def future_told(question: Question) -> Mapping[int, Finding]:
    """Met when at least one service of the offering comes later; such a row always says about when."""
    found, out = known_sheets(question), {}
    for place_id in question.place_ids:
        rows, later = found[place_id].rows[LATER], found[place_id].told[LATER]
        sentence = (
            gettext_noop("Service som kommer senare: %(later)s av %(rows)s.")
            if later
            else gettext_noop("Ingen service i erbjudandet är satt att komma senare.")
        )
        out[place_id] = Finding(later > 0, sentence, {"later": later, "rows": rows}, LIST)
    return out


def _all_of(question: Question, kind: str, url: str, enough: str, missing: str, nothing: str) -> Mapping[int, Finding]:
    """Met when there are rows, and every one says what it is there to say."""
    found, out = known_sheets(question), {}
    for place_id in question.place_ids:
        rows, told = found[place_id].rows.get(kind, 0), found[place_id].told.get(kind, 0)
        met = rows == told > 0
        sentence = enough if met else missing if rows else nothing
        out[place_id] = Finding(met, sentence, {"told": told, "rows": rows}, url)
    return out


NOTHING = gettext_noop("Inget är nedskrivet än.")


@evidence("plan.help_defined", _("Det är klart vilken hjälp som ges, och vad den kräver"))
def help_defined(question: Question) -> Mapping[int, Finding]:
    """Met when the offering has guidance or an agent's services, and each says the competence it takes."""
    return _all_of(
        question, HELP, LIST,
        gettext_noop("Hjälp där det står vilken kunskap den kräver: %(told)s."),
        gettext_noop("Hjälp där det står vilken kunskap den kräver: %(told)s av %(rows)s."),
        gettext_noop("Erbjudandet har ingen vägledning och inget ombud än."),
    )  # fmt: skip


@evidence("plan.staffing_decided", _("Bemanningen är bestämd"))
def staffing_decided(question: Question) -> Mapping[int, Finding]:
    """Met when at least one function stands with its hours, and every one with who takes over at illness."""
    return _all_of(
        question, STAFFING.key, LIST,
        gettext_noop("Funktioner med timmar och ersättare vid sjukdom: %(told)s."),
        gettext_noop("Funktioner med ersättare vid sjukdom: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.training_planned", _("Utbildning är planerad"))
def training_planned(question: Question) -> Mapping[int, Finding]:
    """Met when at least one course stands with its task, and every one with who gives it and when."""
    return _all_of(
        question, TRAINING.key, LIST,
        gettext_noop("Utbildningar med vem som ger dem och när: %(told)s."),
        gettext_noop("Utbildningar med vem som ger dem och när: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.knowledge_decided", _("Det är bestämt vad personalen ska känna till"))
def knowledge_decided(question: Question) -> Mapping[int, Finding]:
    """Met when every function says which areas it is to know something of."""
    return _all_of(
        question, KNOWLEDGE, LIST,
        gettext_noop("Funktioner med de kunskaper de ska ha: %(told)s."),
        gettext_noop("Funktioner med de kunskaper de ska ha: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.confidentiality_defined", _("Frågorna om sekretess är definierade"))
def confidentiality_defined(question: Question) -> Mapping[int, Finding]:
    """Met when at least one task stands there, and every one with what is secret, who may see it and how help is
    given."""
    return _all_of(
        question, SECRECY.key, LIST,
        gettext_noop("Uppgifter med vad som är hemligt, vem som får se det och hur hjälpen ges: %(told)s."),
        gettext_noop("Uppgifter med vad som är hemligt, vem som får se det och hur hjälpen ges: %(told)s av %(rows)s."),
        NOTHING,
    )  # fmt: skip


@evidence("plan.safety_considered", _("Servicepunktens del i tryggheten är utredd"))
def safety_considered(question: Question) -> Mapping[int, Finding]:
    """Met when every function in a crisis says what it takes and with whom; or somebody has said that there is none."""
    found, out = known_sheets(question), {}
    for place_id in question.place_ids:
        here = found[place_id]
        rows, told = here.rows[SAFETY.key], here.told[SAFETY.key]
        none = not rows and SAFETY.key in here.none
        sentence = (
            gettext_noop("Det är prövat, och servicepunkten ska inte ha någon sådan del.")
            if none
            else gettext_noop("Funktioner i kris med vad som krävs och tillsammans med vilka: %(told)s av %(rows)s.")
        )
        out[place_id] = Finding(none or rows == told > 0, sentence, {"told": told, "rows": rows}, LIST)
    return out


@evidence("plan.tech_planned", _("Den teknikstödda servicen är planerad"))
def tech_planned(question: Question) -> Mapping[int, Finding]:
    """Met when a service of the `kind` stands there, and every one with who does it and what it takes; the rural
    postman also with days. A kind that there is not has no rows."""
    return _all_of(
        question, question.word("kind"), LIST,
        gettext_noop("Planerat, med vem som gör det och vad som krävs: %(told)s."),
        gettext_noop("Planerat, med vem som gör det och vad som krävs: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.hours_decided", _("Öppettiderna är bestämda"))
def hours_decided(question: Question) -> Mapping[int, Finding]:
    """Met when every week of opening hours that stands there is open some time."""
    return _all_of(
        question, OPENING.key, HOURS,
        gettext_noop("Öppettiderna står i planen."),
        gettext_noop("Veckor med öppettider: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.office_hours_considered", _("Öppet på kontorstid alla vardagar är prövat"))
def office_hours_considered(question: Question) -> Mapping[int, Finding]:
    """Met when every week of opening hours holds office hours (8–17) Monday to Friday, or says what stands in the way.

    One query besides those that all share.
    """

    def read() -> dict[int, list[OpeningWeek]]:
        out: dict[int, list[OpeningWeek]] = {}
        for week in OpeningWeek.objects.filter(place_id__in=question.place_ids):
            out.setdefault(week.place_id, []).append(week)
        return out

    weeks, out = question.once("plan.weeks", read), {}
    for place_id in question.place_ids:
        here = weeks.get(place_id, [])
        office = sum(covers_office(week) for week in here)
        told = sum(covers_office(week) or bool(week.hindrance) for week in here)
        met = len(here) == told > 0
        if met and office == len(here):
            sentence = gettext_noop("Planen har öppet 8–17 alla vardagar.")
        elif met:
            sentence = gettext_noop("Planen säger vad som hindrar öppet 8–17 alla vardagar.")
        elif here:
            sentence = gettext_noop("Öppettiderna når inte 8–17 alla vardagar, och det står inte vad som hindrar.")
        else:
            sentence = NOTHING
        out[place_id] = Finding(met, sentence, {}, HOURS)
    return out


@evidence("plan.hours_need_told", _("Behovet av öppettider och bemanning är utrett"))
def hours_need_told(question: Question) -> Mapping[int, Finding]:
    """Met when every week of opening hours says when people need it to be open, and how many are needed there."""
    return _all_of(
        question, NEEDED, HOURS,
        gettext_noop("Det står när invånarna behöver att det är öppet, och hur många som behövs på plats."),
        gettext_noop("Öppettider där det står vad behovet är och hur många som behövs: %(told)s av %(rows)s."), NOTHING,
    )  # fmt: skip


@evidence("plan.premises_chosen", _("Lokalen är vald"))
def premises_chosen(question: Question) -> Mapping[int, Finding]:
    """Met when premises are chosen, with why and who owns them."""
    return _all_of(
        question, CHOSEN, PREMISES,
        gettext_noop("Lokalen är vald, med skäl och ägare."),
        gettext_noop("Lokalen är vald, men det står inte varför eller vem som äger den."),
        gettext_noop("Ingen lokal är vald än."),
    )  # fmt: skip


def missing(found: Known, sheet: Sheet) -> int:
    """How many of a sheet's rows lack something that the evidence asks for, for the page of all sheets."""
    short = found.rows[sheet.key] - found.told[sheet.key]
    if sheet is OFFERING:
        return found.rows[HELP] - found.told[HELP]
    if sheet is STAFFING:
        return max(short, found.rows[KNOWLEDGE] - found.told[KNOWLEDGE])
    if sheet is OPENING:
        return max(short, found.rows[NEEDED] - found.told[NEEDED])
    return short
