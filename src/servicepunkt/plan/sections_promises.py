"""What was promised at the start, in documents: each promise, what came of it, and how it is kept."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said
from servicepunkt.places.models import AreaPlace

from .promises import HELD_WORDS, Held, compared
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


@section("plan.promises_kept", gettext_lazy("Löftena från starterna"))
def promises_kept(asked: Asked) -> Section:
    """How many promises are kept at each place that has started: figures, so that a funder may read them too."""
    tell = Telling(asked, _("Det som lovades vid starten, i Servicepunkt"))
    places = AreaPlace.objects.filter(root=asked.root, place__start_promises__root=asked.root).distinct()
    rows = []
    for one in places.select_related("place").order_by("place__sort_key"):
        counted = Counter(row.held for each in compared(asked.root, one.place, asked.on) for row in each.rows)
        rows.append((one.place.name, *(str(counted[held]) for held in Held)))
    tell.table(
        _("Löften vid starterna, och hur de hålls i dag"),
        (_("Ort"), *(str(HELD_WORDS[held]) for held in Held)),
        rows,
        numeric=range(1, len(Held) + 1),
        none=_("Ingen start är beslutad än."),
    )
    return tell.section()
