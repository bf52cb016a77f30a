"""What was promised at the start, in documents: each promise, what came of it, and how it is kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said

from .promises import compared
from .words_promises import told


@section("plan.promises", gettext_lazy("Det vi lovade"))
def promises(asked: Asked) -> Section:
    """A place's starts with every promise against today; without a start that is said. ValueError without place."""
    if asked.place is None:
        raise ValueError("promises are a place's own")
    tell = Telling(asked, _("Det som lovades vid starten, i Servicepunkt"))
    starts = compared(asked.root, asked.place, asked.on)
    if not starts:
        tell.say(_("Starten är inte beslutad. När den beslutas sparas vad planen lovar den dagen."))
    for one in starts:
        day = {"day": day_said(one.start.promise.on), "stage": one.start.passage.stage}
        tell.head(_("%(stage)s, beslutad %(day)s") % day if day["stage"] else _("Starten, beslutad %(day)s") % day)
        for title, rows in told(one.start, one.rows):
            tell.table(
                str(title),
                (_("Vad"), _("Lovat"), _("I dag"), _("Skillnad")),
                ((row.name, row.promised, row.came or row.now, str(row.held_said)) for row in rows),
            )
    return tell.section()
