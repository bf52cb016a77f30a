"""What the plan tells of the village's say: influence, decisions in the log, and the operating form."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.documents import plain
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import MOST_ROWS, Telling, day_said

from .models import Influence, LogEntry, OperatingForm
from .operating import aid, compare


@section("plan.influence", gettext_lazy("Inflytande och driftsform"))
def influence(asked: Asked) -> Section:
    """How the village has a say, how decisions are made, how development goes on; the log; the operating form."""
    tell = Telling(asked, _("Ortens plan i Servicepunkt"))
    row = Influence.objects.filter(root=asked.root, place=asked.place).first()
    for title, name in (
        (_("Så har bygden inflytande"), "influence"),
        (_("Så fattas besluten"), "deciding"),
        (_("Så fortsätter utvecklingen efter starten"), "development"),
    ):
        text = getattr(row, name, "")
        if text:
            tell.head(title)
            for block in plain.blocks_of(text):
                tell.add(block)
    if row and row.development_who:
        told = {"who": row.development_who, "often": row.development_often or "–"}
        tell.say(_("Vilka: %(who)s. Hur ofta: %(often)s.") % told)
    _form(tell, asked)
    _log(tell, asked)
    return tell.section()


def _form(tell: Telling, asked: Asked) -> None:
    row = OperatingForm.objects.filter(root=asked.root, place=asked.place).first()
    if row is None:
        return
    tell.head(_("Driftsform"))
    if row.chosen and row.chosen_on:
        told = {"form": aid().title(row.chosen), "day": day_said(row.chosen_on)}
        tell.say(_("Vald driftsform: %(form)s (%(day)s).") % told)
        tell.fact(_("Vald driftsform"), told["form"])
        for block in plain.blocks_of(row.why):
            tell.add(block)
    if row.answers:
        rows = [
            (
                one.form.title.here(),
                "\n".join(reason.text.here() for _question, reason in one.speaks_for),
                "\n".join(reason.text.here() for _question, reason in one.speaks_against),
            )
            for one in compare(row.answers)
        ]
        head = (_("Form"), _("Talar för"), _("Talar mot"))
        tell.table(_("Vad bygdens svar säger om driftsformerna"), head, rows)


def _log(tell: Telling, asked: Asked) -> None:
    log = LogEntry.objects.filter(root=asked.root, place=asked.place)[:MOST_ROWS]
    rows = [(day_said(one.on), one.what, one.body, one.written_in) for one in log]
    if rows:
        tell.head(_("Beslut om servicepunkten"))
        tell.table(_("Beslutsloggen"), (_("Dag"), _("Vad"), _("Vilka"), _("Var det står")), rows)
