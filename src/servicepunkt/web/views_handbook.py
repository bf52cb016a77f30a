"""The handbook: how the pages are used, for those who have five minutes and a phone. In Swedish, open to all."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicepunkt.people import chasing, topics
from servicepunkt.people.pages import About, page


@dataclass(frozen=True)
class Chapter:
    """A chapter: the name of its page, its template, for whom it is and what it tells."""

    page: str
    template: str
    title: Promise
    lead: Promise


WAY = Chapter(
    "web:handbook_way",
    "hela_vagen",
    _("Hela vägen"),
    _("Från första mötet till starten på en sida: vad som görs, vem som gör det och var du läser mer."),
)
CONTACT = Chapter(
    "web:handbook_contact",
    "kontaktperson",
    _("För kontaktpersonen"),
    _("Från första mötet i bygden till att behoven är ställda mot det som finns. En sak i taget."),
)
INTERVIEWER = Chapter(
    "web:handbook_interviewer",
    "intervjuare",
    _("För intervjuaren"),
    _("Du frågar människor, på plats, på papper eller på telefon, och skriver in det de svarar."),
)
OFFICER = Chapter(
    "web:handbook_officer",
    "handlaggare",
    _("För kommunens handläggare"),
    _("Vad bygden behöver av dig, hur du lämnar det och hur du läser resultaten rätt."),
)
REPORTS = Chapter(
    "web:handbook_reports",
    "rapporter",
    _("För den som skriver rapporter"),
    _("Från det att rapporten ska in till att den är skickad. Siffrorna kommer av sig själva, orden är dina."),
)
FUNDER = Chapter(
    "web:handbook_funder",
    "finansiar",
    _("För finansiären"),
    _("Vad du ser, hur siffrorna är gjorda och hur du kontrollerar att en rapport är äkta."),
)
PLAN = Chapter(
    "web:handbook_plan",
    "planen",
    _("Planen"),
    _("Skriv kapitlen tillsammans, besluta dem ett i taget och gör dem till en projektplan."),
)
BUDGET = Chapter(
    "web:handbook_budget",
    "budgeten",
    _("Budgeten"),
    _("För kassören och alla andra: fem år, varje krona med sin källa, och om det håller."),
)
AGREEMENTS = Chapter(
    "web:handbook_agreements",
    "avtalen",
    _("Avtalen"),
    _("Vilka avtal som behövs, hur de skrivs, skrivs under och följs upp, och vad som händer när någon går ur."),
)
START = Chapter(
    "web:handbook_start",
    "starten",
    _("Starten"),
    _("Vad som krävs, vem som säger ja, hur beslutet fattas och hur ni startar en del i taget."),
)
LEADER = Chapter(
    "web:handbook_leader",
    "projektledare",
    _("För projektledaren"),
    _("Mötena i kalendern, läget på orterna till dagordningen, och uppgifter som följs upp."),
)
SECRETARY = Chapter(
    "web:handbook_secretary",
    "sekreterare",
    _("För sekreteraren"),
    _("Kallelse, dagordning, närvaro, beslut och protokoll, från planering till justering."),
)
REMINDERS = Chapter(
    "web:handbook_reminders",
    "paminnelser",
    _("Brev och påminnelser"),
    _("Vem som påminns om vad och när, hur du väljer vilka brev du får och var allt som skickas syns."),
)
CHAPTERS = (
    WAY, CONTACT, INTERVIEWER, OFFICER, PLAN, BUDGET, AGREEMENTS, START, LEADER, SECRETARY, REPORTS, FUNDER, REMINDERS,
)  # fmt: skip


@page("web:handbook", title=_("Handbok"), about=About.NOTHING)
def handbook(request: HttpRequest) -> HttpResponse:
    """The handbook's first page: which chapter is for whom."""
    context = {
        "title": _("Handbok"),
        "lead": _("Så använder du Servicepunkt, steg för steg."),
        "chapters": [(reverse(one.page), one.title, one.lead) for one in CHAPTERS],
    }
    return render(request, "web/handbook/index.html", context)


def _chapter(request: HttpRequest, one: Chapter, **more: object) -> HttpResponse:
    crumbs = [(_("Handbok"), reverse("web:handbook"))]
    context = {"title": one.title, "lead": one.lead, "crumbs": crumbs, **more}
    return render(request, f"web/handbook/{one.template}.html", context)


@page("web:handbook_contact", title=_("Handbok för kontaktpersonen"), about=About.NOTHING)
def contact(request: HttpRequest) -> HttpResponse:
    """The village's contact person: step 1 and the facts of the pre-study."""
    return _chapter(request, CONTACT)


@page("web:handbook_interviewer", title=_("Handbok för intervjuaren"), about=About.NOTHING)
def interviewer(request: HttpRequest) -> HttpResponse:
    """Whoever asks people and types in papers."""
    return _chapter(request, INTERVIEWER)


@page("web:handbook_officer", title=_("Handbok för kommunens handläggare"), about=About.NOTHING)
def officer(request: HttpRequest) -> HttpResponse:
    """The municipality's officer."""
    return _chapter(request, OFFICER)


@page("web:handbook_reports", title=_("Handbok för den som skriver rapporter"), about=About.NOTHING)
def reports(request: HttpRequest) -> HttpResponse:
    """The leader or coordinator who writes reports."""
    return _chapter(request, REPORTS)


@page("web:handbook_funder", title=_("Handbok för finansiären"), about=About.NOTHING)
def funder(request: HttpRequest) -> HttpResponse:
    """The funder who reads what was sent."""
    return _chapter(request, FUNDER)


@page("web:handbook_reminders", title=_("Handbok om brev och påminnelser"), about=About.NOTHING)
def reminders(request: HttpRequest) -> HttpResponse:
    """Letters and reminders, with the table of thresholds as it is in the code. In Swedish like all of the handbook."""
    rows = chasing.table()
    with translation.override("sv"):
        table = [
            (
                str(one.title),
                str(one.help),
                topics.spoken(one.usual),
                str(one.counted),
                [(row.when, row.receivers) for row in rows if row.topic == one.key],
            )
            for one in topics.topics()
        ]
    return _chapter(request, REMINDERS, table=table)


@page("web:handbook_leader", title=_("Handbok för projektledaren"), about=About.NOTHING)
def leader(request: HttpRequest) -> HttpResponse:
    """The project leader: meetings, agenda, tasks."""
    return _chapter(request, LEADER)


@page("web:handbook_secretary", title=_("Handbok för sekreteraren"), about=About.NOTHING)
def secretary(request: HttpRequest) -> HttpResponse:
    """Whoever writes at meetings."""
    return _chapter(request, SECRETARY)


@page("web:handbook_way", title=_("Handbok: hela vägen"), about=About.NOTHING)
def way(request: HttpRequest) -> HttpResponse:
    """The whole way on one page, for whoever is new."""
    return _chapter(request, WAY)


@page("web:handbook_plan", title=_("Handbok om planen"), about=About.NOTHING)
def plan(request: HttpRequest) -> HttpResponse:
    """Whoever writes the project plan."""
    return _chapter(request, PLAN)


@page("web:handbook_budget", title=_("Handbok om budgeten"), about=About.NOTHING)
def budget(request: HttpRequest) -> HttpResponse:
    """The village's treasurer."""
    return _chapter(request, BUDGET)


@page("web:handbook_agreements", title=_("Handbok om avtalen"), about=About.NOTHING)
def agreements(request: HttpRequest) -> HttpResponse:
    """Whoever writes, signs or follows up agreements."""
    return _chapter(request, AGREEMENTS)


@page("web:handbook_start", title=_("Handbok om starten"), about=About.NOTHING)
def start(request: HttpRequest) -> HttpResponse:
    """Whoever answers or decides at the start."""
    return _chapter(request, START)
