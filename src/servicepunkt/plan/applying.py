"""What an application for project money rests on: its checks in words, and what is missing before it can be sent."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.documents.kinds import kinds
from servicepunkt.documents.models import Draft
from servicepunkt.documents.telling import day_said
from servicepunkt.places.models import Area, Place

from . import budget_words as words
from .budget.facts import SURE, Certainty, CostKind
from .budget.project import Project
from .models_budget import CostLine, IncomeLine

LEADER, AGENCY = "leader_application", "agency_application"
"""The two kinds of applications: to a Leader area (Jordbruksverket's service), and to Tillväxtverket (Min ansökan)."""
APPENDICES = {
    LEADER: (
        gettext_lazy("Jordbruksverkets budgetmall (Excel)"),
        gettext_lazy("Aktivitetsplan"),
        gettext_lazy("Jämförbara offerter eller prisuppgifter"),
        gettext_lazy("Intyg från var och en som medfinansierar"),
        gettext_lazy("Fullmakt, och bevis om vem som tecknar firma"),
        gettext_lazy("Tillstånd och samarbetsavtal, om de behövs"),
        gettext_lazy("Beräkning av timlön, om någon avlönas"),
    ),
    AGENCY: (
        gettext_lazy("Underlag som visar vem som tecknar firma"),
        gettext_lazy("Inköps- och upphandlingsplan"),
        gettext_lazy("Riskanalys"),
        gettext_lazy("Intyg från var och en som medfinansierar"),
        gettext_lazy("Intyg om annat stöd av mindre betydelse, om stödet går till ett företag"),
    ),
}
"""What goes with an application, in the offices' own words. Sources, seen 2026-11-23: leadernedredalalven.se and
leadersormlandskusten.se (Ansökan), tillvaxtverket.se (Så fyller ni i ansökan om stöd)."""


@dataclass(frozen=True)
class Check:
    """A check of the figures in a sentence, and whether it holds."""

    holds: bool
    text: str


def checks(project: Project) -> list[Check]:
    """Whether the sums go together, and whether others pay the share that is not applied for."""
    return [*_sums(project), _share(project), _already(project)]


def _sums(project: Project) -> Iterator[Check]:
    told = {
        "income": kronor(project.sought_ore + project.others_ore + project.sales_ore),
        "cost": kronor(project.cost_ore),
        "left": kronor(abs(project.left_ore)),
    }
    if project.left_ore < 0:
        yield Check(False, _("Summorna går inte ihop: kostnaderna är %(cost)s och finansieringen %(income)s. "
                             "%(left)s saknas.") % told)  # fmt: skip
    elif project.left_ore > 0:
        yield Check(True, _("Kostnaderna är %(cost)s och finansieringen %(income)s. %(left)s blir över till driften; "
                            "ta bara med den medfinansiering i ansökan som projektet behöver.") % told)  # fmt: skip
    else:
        yield Check(True, _("Summorna går ihop: kostnaderna och finansieringen är %(cost)s.") % told)
    if project.needed_ore < 0:
        yield Check(False, _("Det som söks är mer än projektet kostar: %(over)s för mycket.") % {
            "over": kronor(-project.needed_ore),
        })  # fmt: skip


def _share(project: Project) -> Check:
    told = {
        "sought": words.percent(project.share_permille(project.sought_ore)),
        "needed": kronor(max(0, project.needed_ore)),
        "sure": kronor(project.sure_ore),
        "lacks": kronor(max(0, project.needed_ore - project.sure_ore)),
    }
    if project.sure_ore >= project.needed_ore:
        return Check(True, _("Det som söks är %(sought)s av kostnaderna. Resten, %(needed)s, täcks av medfinansiering "
                             "som är undertecknad eller beslutad: %(sure)s.") % told)  # fmt: skip
    return Check(False, _("Det som söks är %(sought)s av kostnaderna. Av resten, %(needed)s, är %(sure)s undertecknat "
                          "eller beslutat. %(lacks)s är inte säkert än.") % told)  # fmt: skip


def _already(project: Project) -> Check:
    granted = sum(one.ore for one in project.sought if one.certainty in SURE)
    if not granted:
        return Check(True, _("Inget av det som söks är redan beslutat i budgeten."))
    return Check(False, _("I budgeten står %(ore)s av projektpengarna redan som beslutade. Söker ni dem inte igen, ta "
                          "bort dem ur ansökan.") % {"ore": kronor(granted)})  # fmt: skip


def missing(kind: str, root: Area, place: Place, project: Project | None) -> list[str]:
    """What is missing before an application can be sent, each in a sentence. Four queries."""
    out = [_("Skriv delen ”%(title)s”.") % {"title": title} for title in _empty(kind, root, place)]
    if project is None:
        return [*out, _("Budgeten har inga projektpengar. För in dem som en intäkt av slaget projektpengar.")]
    open_ended = IncomeLine.objects.filter(place=place, project="yes", until_on=None).count()
    if open_ended:
        out.append(_("Skriv i budgeten vilken dag projektpengarna slutar."))
    out += [_("Budgeten har inga kostnader för %(kind)s. Skriv 0 kronor och varför, om det inte blir några.") % {
        "kind": words.kind_said(kind_of_cost).lower(),
    } for kind_of_cost in _not_told(place)]  # fmt: skip
    guessed = CostLine.objects.filter(place=place, sure=CostLine.Sure.ESTIMATED)
    out += [_("Ta in offert eller prisuppgift: %(what)s är bara uppskattat.") % {"what": one.what}
            for one in guessed if one.amount_ore]  # fmt: skip
    out += [_("Skaffa besked och intyg från %(payer)s om %(name)s.") % {"payer": one.payer, "name": one.name}
            for one in project.others if one.certainty not in SURE and one.certainty != Certainty.HOPED]  # fmt: skip
    return out + [one.text for one in checks(project) if not one.holds]


def _empty(kind: str, root: Area, place: Place) -> list[str]:
    """The written parts of the application that nobody has written. One query."""
    draft = Draft.objects.filter(kind=kind, subject=str(place.pk), area=root).first()
    known = kinds()[kind].parts
    if draft is None:
        return [str(part.title) for part in known if not part.section]
    empty = draft.parts.filter(section="", hidden=False, text="").order_by("number")
    return list(empty.values_list("title", flat=True))


def _not_told(place: Place) -> list[CostKind]:
    told = set(CostLine.objects.filter(place=place).values_list("kind", flat=True))
    return [kind for kind in CostKind if kind.value not in told]


def period_said(project: Project) -> str:
    """The project's time with its first and last day."""
    return f"{day_said(project.from_on)} – {day_said(project.until_on - dt.timedelta(days=1))}"
