"""Reports due: what each is, how far it has come, begin to write it, note that it was sent; and all that were sent."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_reports as actions
from .forms_reports import BeginForm, ReportForm
from .models import ReportDue
from .queries import programme_of
from .queries_office import ReportRow, ReportState, readable, report_rows, reports_sent
from .reports import period_of
from .views import under


def _report(here: Here, report: int) -> ReportDue:
    wanted = ReportDue.objects.select_related(
        "recipient", "programme__area", "sent_version__withdrawal", "sent_version__draft"
    )
    return get_object_or_404(wanted, pk=report, programme__area=here.root)


def _row(here: Here, one: ReportDue) -> ReportRow:
    return report_rows(here.root, [one])[0]


@page(
    "programme:report",
    title=gettext_lazy("En rapport"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.EDIT_PROGRAMME,
    locally=True,
)
def report(request: HttpRequest, here: Here, report: int) -> HttpResponse:
    """A report that somebody expects: its period and how far it has come; POST notes that it was sent."""
    one = _report(here, report)
    row = _row(here, one)
    by = partial(actor, here, Right.EDIT_PROGRAMME)
    done = edit(
        request,
        one,
        partial(ReportForm, edition=row.edition),
        lambda r: {"sent_on": r.sent_on, "sent_note": r.sent_note},
        lambda typed: actions.set_report_sent(report=one, **typed, actor=by()),
    )
    if done.saved:
        messages.success(request, _("Rapporten är sparad."))
        return redirect("programme:report", root=here.root.key, report=one.pk)
    begin = BeginForm(initial={"language": "sv"})
    context = {**_about(here, _row(here, one)), **done.context, "begin": begin}
    return render(request, "programme/report.html", context, status=done.status)


def _about(here: Here, row: ReportRow) -> dict[str, Any]:
    first, end = period_of(row.report, programme_of(here.root))
    return {
        **under(here, _("Kalender"), "programme:calendar"),
        "row": row,
        "report": row.report,
        "first": first,
        "last": end - dt.timedelta(days=1),
        "late": row.late(clock.today()),
        "withdrawn": row.report.sent_version is not None and hasattr(row.report.sent_version, "withdrawal"),
        "newer": row.report.sent_version_id and row.edition and row.edition.pk != row.report.sent_version_id,
        "may_read": any(one and readable(here, one) for one in (row.edition, row.report.sent_version)),
        "may_edit": here.may(Right.EDIT_PROGRAMME),
        "may_write": here.may(Right.WRITE_DOCUMENTS),
        "may_begin": here.may(Right.WRITE_DOCUMENTS) and row.draft is None and row.state is not ReportState.SENT,
    }


@page(
    "programme:begin_report",
    title=gettext_lazy("Börja skriva en rapport"),
    about=About.PROGRAMME,
    save=Right.WRITE_DOCUMENTS,
    saves_only=True,
)
def begin_report(request: HttpRequest, here: Here, report: int) -> HttpResponse:
    """Open the report's draft and go to it; the one already begun when there is one."""
    due, form = _report(here, report), BeginForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Välj vilket språk rapporten ska skrivas på."))
        return redirect("programme:report", root=here.root.key, report=report)
    draft = actions.begin_report(
        report=due,
        language=form.cleaned_data["language"],
        actor=actor(here, Right.WRITE_DOCUMENTS),
    )
    return redirect("documents:draft", root=here.root.key, draft=draft.pk)


@page(
    "programme:reports",
    title=gettext_lazy("Skickade rapporter"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def reports(request: HttpRequest, here: Here) -> HttpResponse:
    """Every report that was sent: which edition, when, its SHA-256 and its files."""
    context = {**under(here, _("Kalender"), "programme:calendar"), "rows": reports_sent(here)}
    return render(request, "programme/reports.html", context)
