"""Applications for project money, their headings in the order funders ask: to a Leader area, and to Tillväxtverket.

The forms are filled in in the funders' own services; the document is what is laid into them, heading by heading.
Sources of the headings, seen 2026-11-23: the questions that Leader Mellansjölandet lists for Jordbruksverket's service
(mellansjolandet.se, Förbereda projektplan) with Leader Nedre Dalälven's list of what an application holds
(leadernedredalalven.se, Ansökan); Tillväxtverket's handbook for national project money, "Så fyller ni i ansökan om
stöd" (tillvaxtverket.se, 3611), of which only the first fields could be read: those after them follow its pages on
planning a project (3513) and its cost rules. Calls may ask otherwise.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.kinds import Asked, Part
from servicepunkt.programme.models import Vision

from .applying import AGENCY, LEADER
from .kinds import register_plan
from .models import Chapter


def _vision(asked: Asked) -> str:
    """The village's vision, from which its purpose follows."""
    row = Vision.objects.filter(root=asked.root, place=asked.place).first()
    return row.text if row else ""


def _need(asked: Asked) -> str:
    """What the village wrote about needs."""
    row = Chapter.objects.filter(root=asked.root, place=asked.place, key="behov").first()
    return row.text if row else ""


def _written(key: str, title: Promise, help: Promise) -> Part:
    return Part(key, title, help=help)


_APPLICANT = Part("applicant", _("Sökande"), "plan.applicant")
_GAPS = Part("gaps", _("Behovet i siffror"), "needs.gaps")
_PARTNERS = Part("partners", _("Samverkan"), "plan.village")
_AGREED = Part("agreed", _("Avtal som bär projektet"), "agreements.list")
_ACTIVITIES = Part("activities", _("Aktiviteter och tidsplan"), "plan.activities")
_INDICATORS = Part("indicators", _("Mått för uppföljning"), "plan.indicators")
_COSTS = Part("costs", _("Budget: kostnader"), "plan.project_costs")
_FUNDING = Part("funding", _("Budget: finansiering"), "plan.project_funding")
_CHECKS = Part("checks", _("Kontroll av summorna"), "plan.project_checks")
_RISKS = Part("risks", _("Risker"), "plan.risks")
_LASTS = Part("lasts", _("Ekonomin efter projektet"), "plan.budget_verdict")
_AID = Part("aid", _("Statsstöd och upphandling"), "plan.aid")
_TARGET = _written(
    "target", _("Målgrupp"), _("Vilka projektet är till för, och hur de är med. Nämn aldrig enskilda personer.")
)
_GOALS = _written(
    "goals", _("Mål"), _("Vad som ska vara nått när projektet slutar, och på lång sikt. Skriv mål som går att mäta.")
)
_AFTER = _written(
    "after", _("Efter projektet"), _("Vem som driver servicepunkten vidare, och varifrån pengarna kommer.")
)
_SPREAD = _written("spread", _("Spridning"), _("Hur ni berättar om resultatet, och för vilka."))

register_plan(
    LEADER,
    _("Ansökan till Leader"),
    _("Ansökan om projektstöd: servicepunkten i %(place)s"),
    (
        _written("summary", _("Sammanfattning"), _("Projektets namn och en kort beskrivning som kan läsas för sig.")),
        _APPLICANT,
        Part("background", _("Bakgrund och behov"), help=_("Varför projektet behövs just nu."), begin=_need),
        _GAPS,
        Part("purpose", _("Syfte"), help=_("Vad projektet ska förändra."), begin=_vision),
        _GOALS,
        _INDICATORS,
        _TARGET,
        _ACTIVITIES,
        _written("skill", _("Erfarenhet och kompetens"),
                 _("Vilka som leder arbetet och vad de kan. Funktioner räcker.")),
        _PARTNERS,
        _written("strategy", _("Leaderområdets strategi"),
                 _("Vilket insatsområde och mål i strategin projektet hör till, och vad som är nytänkande.")),
        _written("horizontal", _("Jämställdhet, mångfald och miljö"), _("Hur projektet tar hänsyn till dem.")),
        _SPREAD,
        _AFTER,
        _LASTS,
        _COSTS,
        _FUNDING,
        _CHECKS,
        _AGREED,
        _AID,
        _RISKS,
        Part("missing", _("Innan ansökan skickas"), f"plan.missing_{LEADER}"),
    ),
)  # fmt: skip

register_plan(
    AGENCY,
    _("Ansökan till Tillväxtverket"),
    _("Ansökan om projektmedel: servicepunkten i %(place)s"),
    (
        _APPLICANT,
        _written("legal", _("Organisationsuppgifter"),
                 _("Organisationsnummer, arbetsställe, webbplats, om projektet redovisar moms, och om organisationen "
                   "omfattas av lagen om offentlig upphandling.")),
        _PARTNERS,
        Part("problem", _("Vilka problem projektet vill lösa"),
             help=_("Vad som saknas, behöver utvecklas eller förändras. Utgå från utlysningen."), begin=_need),
        _GAPS,
        _written("summary", _("Sammanfattande beskrivning"), _("Kort, så att den kan publiceras.")),
        _written("theory", _("Så leder arbetet till förändring"),
                 _("Från det ni gör till det som händer på kort och lång sikt.")),
        _GOALS,
        _INDICATORS,
        _TARGET,
        _ACTIVITIES,
        _written("organisation", _("Arbetssätt och organisation"), _("Vilka som leder, beslutar och gör arbetet.")),
        _written("sustainable", _("Hållbar utveckling"), _("Miljö, jämställdhet och lika möjligheter.")),
        _SPREAD,
        _AFTER,
        _LASTS,
        _COSTS,
        _FUNDING,
        _CHECKS,
        _AGREED,
        _AID,
        _RISKS,
        Part("missing", _("Innan ansökan skickas"), f"plan.missing_{AGENCY}"),
    ),
)  # fmt: skip
