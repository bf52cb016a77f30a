"""Reports to funder and owner: which period each covers, and what each kind is made of.

The headings of the report to the funder are those of Tillväxtverket's progress report (övergripande uppgifter,
arbetssätt och organisation, aktiviteter, projektets resultat, ekonomi); the final report answers the questions that
funders' final forms have in common.
"""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.kinds import Asked, Kind, Part, Retention, register
from servicepunkt.documents.models import Draft
from servicepunkt.people.roles import Right

from .models import Programme, ReportDue
from .queries import goals_of, programme_of, report_title, text_of

FUNDER, OWNER, FINAL = "report_funder", "report_owner", "report_final"
KINDS = (FUNDER, OWNER, FINAL)


def kind_of_report(report: ReportDue, programme: Programme) -> str:
    """Which kind of document a report is: by what it is, then by who gets it."""
    if report.kind == ReportDue.Kind.FINAL:
        return FINAL
    return OWNER if report.recipient_id == programme.owner_id else FUNDER


def period_of(report: ReportDue, programme: Programme) -> tuple[dt.date, dt.date]:
    """The period a report covers, half open. One query.

    It begins where the one before to the same recipient ended, and ends with the last month before the one it is due
    in, so that everything stands in one report and no period is still running when it is written. A final report
    covers the whole programme up to the day it is due.
    """
    if report.kind == ReportDue.Kind.FINAL:
        return programme.starts_on, report.due_on + dt.timedelta(days=1)
    earlier = programme.reports.filter(recipient_id=report.recipient_id, due_on__lt=report.due_on)
    last = earlier.order_by("due_on", "id").last()
    start = max(programme.starts_on, last.due_on.replace(day=1)) if last else programme.starts_on
    end = report.due_on.replace(day=1)
    return start, end if end > start else report.due_on + dt.timedelta(days=1)


def document_title(report: ReportDue) -> str:
    """What a report's document is called: kind, recipient and the month it is due."""
    return f"{report_title(report)}, {date_format(report.due_on, 'F Y')}"


def _live(key: str, title: Promise, section: str, level: int = 1) -> Part:
    return Part(key, title, section, level)


def _written(key: str, title: Promise, help: Promise, level: int = 1) -> Part:
    return Part(key, title, level=level, help=help)


def _purpose(asked: Asked) -> str:
    programme = programme_of(asked.root)
    said = text_of(programme, "purpose")
    return gettext("Programmets syfte: %(purpose)s") % {"purpose": said} if said else ""


def _goals(asked: Asked) -> str:
    said = goals_of(programme_of(asked.root))
    return "\n".join(f"- {goal}" for goal in said)


def _money(title: Promise) -> tuple[Part, ...]:
    """The parts about money; the first is their common heading, so that it stands also when nobody has written."""
    return (
        _live("ekonomi", title, "programme.money"),
        _live("kostnader", _("Kostnader per slag och betalare"), "programme.costs", 2),
        _live("eget-arbete", _("Eget arbete"), "programme.own_time", 2),
        _written("ekonomi-ord", _("Om ekonomin"), _("Förklara det som avviker från budgeten."), 2),
    )


_RETENTION = Retention(
    None, _("Rapporten visar vad projektets pengar gick till. Den bevaras, om ägarens egen plan inte säger annat.")
)

_FUNDER_PARTS = (
    _live("overgripande", _("Övergripande uppgifter"), "programme.overview"),
    _written("sammanfattning", _("Sammanfattning"), _("Det viktigaste som hänt under perioden, i fem meningar."), 2),
    _live("organisation", _("Arbetssätt och organisation"), "programme.organisation"),
    _written(
        "arbetssatt", _("Så har vi arbetat"), _("Vad har fungerat i samarbetet, och vad har ni ändrat på vägen?"), 2
    ),
    _live("aktiviteter", _("Aktiviteter"), "programme.meetings"),
    _live("beslut", _("Beslut och uppgifter"), "programme.decisions", 2),
    _live("starter", _("Starter"), "method.gates", 2),
    _written("gjort", _("Det vi har gjort"), _("Det som inte syns i listorna: resor, samtal, material, kontakter."), 2),
    _live("resultat", _("Projektets resultat"), "method.goals"),
    _live("orter", _("Orterna"), "programme.places", 2),
    _live("utbud", _("Service på orterna i dag"), "supply.offers", 2),
    _live("enkater", _("Medborgarnas behov"), "needs.closed", 2),
    _live("nadda", _("Vilka vi har nått"), "needs.reach", 2),
    _live("balans", _("Jämställdhet, unga och integration i grupperna"), "programme.balance", 2),
    _live("forsenat", _("Det som är försenat"), "method.late", 2),
    _written(
        "hinder", _("Hinder och avvikelser"), _("Vad har varit svårt, vad gör ni åt det, och vad behöver ni av oss?"), 2
    ),
    *_money(_("Ekonomi")),
)
_OWNER_PARTS = (
    _live("korthet", _("Läget i korthet"), "programme.brief"),
    _written("sammanfattning", _("Sammanfattning"), _("Det styrelsen behöver veta, i fem meningar."), 2),
    _live("orter", _("Orterna"), "programme.places"),
    _live("starter", _("Starter"), "method.gates", 2),
    _live("moten", _("Möten och beslut"), "programme.meetings"),
    _live("beslut", _("Beslut och uppgifter"), "programme.decisions", 2),
    _live("avvikelser", _("Avvikelser och risker"), "method.late"),
    _written("risker", _("Risker"), _("Vad kan gå fel under nästa period, och vad gör ni då?"), 2),
    *_money(_("Ekonomi")),
    _live("nasta", _("Nästa period"), "programme.next"),
    _written(
        "planer", _("Det vi tänker göra"), _("Skriv vad ni ska göra, och vad styrelsen behöver ta ställning till."), 2
    ),
    _live("bilaga-orter", _("Bilaga: alla orter"), "programme.place_table"),
    _live("bilaga-utbud", _("Bilaga: service på varje ort"), "supply.place_table"),
)
_FINAL_PARTS = (
    _live("overgripande", _("Övergripande uppgifter"), "programme.overview"),
    _written("sammanfattning", _("1. Sammanfattning"), _("En sida som går att läsa för sig.")),
    Part(
        "syfte",
        _("2. Nåddes syftet?"),
        begin=_purpose,
        help=_("Texten börjar med programmets syfte. Skriv om det nåddes, och hur ni vet det."),
    ),
    _live("mal", _("3. Nåddes målen?"), "method.goals"),
    Part(
        "mal-avvikelser",
        _("Avvikelser från målen"),
        level=2,
        begin=_goals,
        help=_("Texten börjar med målen i programmets egna ord. Skriv vad som avvek och varför."),
    ),
    _live("nadda", _("4. Målgruppen"), "needs.reach"),
    _written("malgrupp", _("Vilka vi vände oss till"), _("Vilka vände ni er till, och vilka nådde ni inte?"), 2),
    _live("enkater", _("Medborgarnas behov"), "needs.closed", 2),
    _live("indikatorer", _("5. Indikatorer"), "programme.places"),
    _live("starter", _("Starter"), "method.gates", 2),
    _live("utbud", _("Service på orterna"), "supply.offers", 2),
    _live("tidplan", _("6. Tidplanen"), "method.late"),
    _written("tidplan-ord", _("Avvikelser från tidplanen"), _("Vad tog längre tid, och varför?"), 2),
    _live("organisation", _("Organisationen"), "programme.organisation", 2),
    _live("moten", _("Möten"), "programme.meetings", 2),
    _live("beslut", _("Beslut och uppgifter"), "programme.decisions", 2),
    *_money(_("7. Budgeten: slutredovisning")),
    _live("checkar", _("Serviceutvecklingscheckar"), "programme.cheques", 2),
    _live("horisontella", _("8. Jämställdhet, mångfald, tillgänglighet, miljö och barn"), "programme.balance"),
    _written("horisontella-ord", _("Så har vi arbetat med dem"), _("Skriv om vart och ett av de fem områdena."), 2),
    _written("utvardering", _("9. Utvärdering"), _("Vem har utvärderat, hur, och vad visade det?")),
    _written("erfarenheter", _("10. Erfarenheter"), _("Vad har ni lärt er? Ta med effekter som ingen hade väntat.")),
    _written("spridning", _("11. Spridning"), _("Vilka har fått veta, och hur kan andra använda det?")),
    _written("efter", _("12. Efter perioden"), _("Vad händer nu? Vem driver servicepunkterna, med vilka pengar?")),
    _written("ovrigt", _("13. Övrigt"), _("Det som inte fick plats under de andra frågorna.")),
    _live("bilaga-orter", _("Bilaga: alla orter"), "programme.place_table"),
    _live("bilaga-utbud", _("Bilaga: service på varje ort"), "supply.place_table"),
)


def _home(draft: Draft) -> str:
    return reverse("programme:report", args=[draft.area.key, int(draft.subject)])


for _key, _title, _parts, _see in (
    (FUNDER, _("Lägesrapport till finansiären"), _FUNDER_PARTS, Right.SEE_FIGURES),
    # How every single place stands is for the owner's own people, not for the funder.
    (OWNER, _("Lägesrapport till projektägaren"), _OWNER_PARTS, Right.SEE_MONEY),
    (FINAL, _("Slutrapport"), _FINAL_PARTS, Right.SEE_FIGURES),
):
    register(
        Kind(
            key=_key,
            title=_title,
            parts=_parts,
            retention=_RETENTION,
            write=Right.WRITE_DOCUMENTS,
            approve=Right.APPROVE_DOCUMENTS,
            see=_see,
            home=_home,
            order_fixed=_key == FINAL,
        )
    )
