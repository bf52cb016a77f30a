"""What applications tell from the plan: who applies, what is done, the project's budget, checks, what is missing."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, hours_said
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place

from . import budget_words as words
from .applying import AGENCY, APPENDICES, LEADER, checks, missing, period_said
from .budget.facts import CostKind
from .budget.project import Project, project
from .budget.rules import judge
from .hours import days_of
from .models import OperatingForm
from .models_budget import CostLine, IncomeLine
from .models_sheets import Offering, OpeningWeek, Training
from .operating import aid
from .queries_budget import budget_of, purchases
from .rules_of_law import amounts, values_on

SOURCE = gettext_lazy("Ortens plan och budget")
NONE = gettext_lazy("Budgeten har inga projektpengar ännu.")


def _place(asked: Asked) -> Place:
    if asked.place is None:
        raise ValueError("an application is about a place")
    return asked.place


def _tell(asked: Asked) -> Telling:
    return Telling(asked, str(SOURCE))


@section("plan.applicant", gettext_lazy("Sökande och samverkan"))
def applicant(asked: Asked) -> Section:
    """The place, the form chosen for running the point, the contact's seat, and who takes part in the group."""
    tell, place = _tell(asked), _place(asked)
    form = OperatingForm.objects.filter(root=asked.root, place=place).exclude(chosen="").first()
    seats = list(
        Seat.objects.filter(body__area=asked.root, place=place).prefetch_related("organisations").order_by("number")
    )
    names = dict.fromkeys(one.name for seat in seats for one in seat.organisations.all())
    contact = next((localised(seat) for seat in seats if seat.role == Role.CONTACT_PERSON), "")
    tell.figures(_("Sökande"), [
        (_("Ort"), place.name),
        (_("Kommun"), place.municipality.name),
        (_("Län"), place.municipality.county.name),
        (_("Driftsform som är vald"), aid().title(form.chosen) if form else "–"),
        (_("Kontakt"), contact or "–"),
        (_("Organisationer som medverkar"), ", ".join(names) or "–"),
    ])  # fmt: skip
    return tell.section()


@section("plan.indicators", gettext_lazy("Det som går att mäta"))
def indicators(asked: Asked) -> Section:
    """What can be followed up in figures: services, hours open, visits counted on, own time."""
    tell, place = _tell(asked), _place(asked)
    budget = budget_of(place)
    begins = list(Offering.objects.filter(place=place).values_list("begins", flat=True))
    week = OpeningWeek.objects.filter(place=place).order_by("id").first()
    rows = [
        (_("Service som finns från start"), str(begins.count(Offering.Begins.START))),
        (_("Service som kommer senare"), str(begins.count(Offering.Begins.LATER))),
    ]
    if week:
        rows.append((_("Öppna timmar med personal i veckan"), _hours(sum(day.minutes for day in days_of(week)))))
    rows += [
        (_("Besök per år: %(what)s") % {"what": one.name}, _("%(likely)s (lågt %(low)s, högt %(high)s)") % {
            "low": words.number(one.visits[0]), "likely": words.number(one.visits[1]),
            "high": words.number(one.visits[2]),
        }) for one in budget.sales
    ]  # fmt: skip
    if hours := sum(one.hours for one in budget.own_time):
        rows.append((_("Eget arbete i timmar per år"), words.number(hours)))
    tell.figures(_("Det vi följer upp"), rows)
    return tell.section()


def _hours(minutes: int) -> str:
    return hours_said(Decimal(minutes) / 60)


def measures_of(place: Place) -> Iterator[tuple[str, str, str, str]]:
    """What is to be done at a place: what, who, when, and what it costs once. Three queries."""
    begins = Offering.Begins
    rows = Offering.objects.filter(place=place).exclude(begins=begins.NOT).order_by("begins", "id")
    for one in sorted(rows, key=lambda row: row.begins != begins.START):
        yield one.what, one.who, one.about_when or _("från start"), ""
    for course in Training.objects.filter(place=place).order_by("id"):
        cost = "" if course.cost_ore is None else kronor(course.cost_ore)
        yield _("Utbildning: %(what)s") % {"what": course.what}, course.giver, course.when, cost
    once = CostLine.objects.filter(place=place, rhythm=CostLine.Rhythm.ONCE, amount_ore__gt=0).order_by("first_year")
    for line in once:
        yield line.what, "", str(line.first_year), kronor(line.amount_ore)


@section("plan.activities", gettext_lazy("Aktiviteter och tidsplan"))
def activities(asked: Asked) -> Section:
    """What is to be done, by whom and when, from the offering, the training plan and the budget."""
    tell = _tell(asked)
    tell.table(
        _("Aktiviteter"),
        (_("Vad"), _("Vem"), _("När"), _("Kostnad en gång")),
        measures_of(_place(asked)),
        numeric=(3,),
        none=_("Inget är infört i erbjudandet, utbildningen eller budgeten ännu."),
    )
    return tell.section()


def _project(asked: Asked, tell: Telling) -> Project | None:
    found = project(budget_of(_place(asked)))
    if found is None:
        tell.say(str(NONE))
    return found


@section("plan.project_costs", gettext_lazy("Projektets kostnader"))
def costs(asked: Asked) -> Section:
    """The project's costs by kind, their sum, the own time beside them, and the flat rate there may be."""
    tell = _tell(asked)
    found = _project(asked, tell)
    if found is None:
        return tell.section()
    tell.say(
        _("Projekttid: %(period)s. Kostnader per år räknas för den del av året som projektet pågår, kostnader som bara "
          "kommer en gång räknas hela.") % {"period": period_said(found)}
    )  # fmt: skip
    rows = [(words.kind_said(kind), kronor(ore)) for kind, ore in found.costs.items() if ore]
    rows.append((_("Kostnader tillsammans"), kronor(found.cost_ore)))
    tell.table(_("Projektets kostnader"), (_("Kostnadsslag"), _("Kronor")), rows, numeric=(1,))
    rate = values_on(asked.root.pk, asked.on)["leader.indirect"]
    staff = found.costs[CostKind.STAFF]
    if staff:
        told = {"rate": rate.said, "source": rate.source, "ore": kronor(staff * rate.amount // 1000)}
        tell.say(_("Vill ni räkna indirekta kostnader med schablon: %(rate)s av personalkostnaderna är %(ore)s. Det "
                   "är inte med i tabellen. Källa: %(source)s. Kontrollera vad som gäller er.") % told)  # fmt: skip
    if found.hours:
        told = {"hours": words.number(found.hours), "ore": kronor(found.own_time_ore)}
        tell.say(_("Eget arbete under projektet: %(hours)s timmar, värderat till %(ore)s. Det räknas inte som pengar.")
                 % told)  # fmt: skip
        tell.fact(_("Eget arbete, timmar"), told["hours"])
    return tell.section()


@section("plan.project_funding", gettext_lazy("Projektets finansiering"))
def funding(asked: Asked) -> Section:
    """What is applied for, whoever gives it, and what each other payer gives, with how sure it is."""
    tell = _tell(asked)
    found = _project(asked, tell)
    if found is None:
        return tell.section()

    def row(who: str, state: str, ore: int) -> tuple[str, str, str, str]:
        return who, state, kronor(ore), words.percent(found.share_permille(ore))

    certainty = {one.value: str(one.label) for one in IncomeLine.Certainty}
    rows = [row(_("Söks: %(what)s") % {"what": one.name}, _("söks"), one.ore) for one in found.sought]
    rows += [row(f"{one.payer}: {one.name}", certainty[one.certainty.value], one.ore) for one in found.others]
    if found.sales_ore:
        rows.append(row(_("Försäljning efter besök"), _("beräknat"), found.sales_ore))
    rows.append(row(_("Finansiering tillsammans"), "", found.sought_ore + found.others_ore + found.sales_ore))
    head = (_("Finansiering"), _("Läge"), _("Kronor"), _("Del av kostnaderna"))
    tell.table(_("Projektets finansiering"), head, rows, numeric=(2, 3))
    return tell.section()


@section("plan.project_checks", gettext_lazy("Kontroll av summorna"))
def summed(asked: Asked) -> Section:
    """The checks in words, each with whether it holds."""
    tell = _tell(asked)
    found = _project(asked, tell)
    if found is not None:
        rows = [(_("Stämmer") if one.holds else _("Se över"), one.text) for one in checks(found)]
        tell.table(_("Kontroller"), (_("Läge"), _("Vad")), rows)
    return tell.section()


@section("plan.aid", gettext_lazy("Statsstöd och upphandling"))
def state_aid(asked: Asked) -> Section:
    """What the public buys or supports, held against the limits of direct procurement and de minimis aid."""
    tell, values = _tell(asked), values_on(asked.root.pk, asked.on)
    limits = amounts(values)
    rows = []
    for bought, terms in purchases([_place(asked).pk]).get(_place(asked).pk, []):
        judged = judge(terms, limits)
        aided = _("%(aid)s av högst %(ceiling)s på tre år") % {
            "aid": kronor(judged.aid_ore), "ceiling": kronor(judged.ceiling_ore),
        }  # fmt: skip
        rows.append((bought.what, kronor(judged.total_ore), aided if terms.aid else _("är inte stöd")))
    head = (_("Köp eller stöd"), _("Värde under hela tiden"), _("Stöd av mindre betydelse"))
    tell.table(_("Köp och stöd"), head, rows, numeric=(1,), none=_("Inga köp eller stöd är införda."))
    limit = values["deminimis.three_years"]
    told = {"limit": limit.said, "law": limit.law}
    tell.say(_("Gränsen för stöd av mindre betydelse till ett och samma företag är %(limit)s på tre år (%(law)s). "
               "Intyga allt sådant stöd som den sökande har fått.") % told)  # fmt: skip
    return tell.section()


def _lacking(kind: str) -> Callable[[Asked], Section]:
    def lacking(asked: Asked) -> Section:
        """What is missing before the application can be sent, and what goes with it."""
        tell = _tell(asked)
        left = missing(kind, asked.root, _place(asked), project(budget_of(_place(asked))))
        if left:
            tell.say(_("Det här återstår innan ansökan kan skickas."))
            tell.list(left)
        else:
            tell.say(_("Allt som går att kontrollera här är klart."))
        tell.head(_("Bilagor att lägga med"))
        tell.list(str(one) for one in APPENDICES[kind])
        tell.fact(_("Att göra före ansökan"), str(len(left)))
        return tell.section()

    return lacking


for _kind in (LEADER, AGENCY):
    section(f"plan.missing_{_kind}", gettext_lazy("Innan ansökan skickas"))(_lacking(_kind))
