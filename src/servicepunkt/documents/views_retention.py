"""Sorting out: how long each kind is kept, what may go now, destroying it, and the register of what is gone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right

from . import queries_retention as queries
from .actions_destroying import destroy as destroy_for_good
from .forms import DestroyForm
from .kinds import kinds
from .rules import actor_of
from .views import address, under


@page("documents:retention", title=gettext_lazy("Gallring"), about=About.PROGRAMME, see=Right.APPROVE_DOCUMENTS)
def sorting(request: HttpRequest, here: Here) -> HttpResponse:
    """How long each kind is kept, and the versions whose time has passed. Nothing is sorted out by itself."""
    rules = [
        (
            str(kind.title),
            _("Bevaras") if kind.retention.years is None else _years(kind.retention.years),
            kind.retention.rule,
        )
        for kind in sorted(kinds().values(), key=lambda kind: str(kind.title))
    ]
    rows, page_obj = queries.past_their_time(here, clock.today(), request.GET.get("page", "1"))
    context = {**under(here), "rules": rules, "rows": rows, "page_obj": page_obj}
    return render(request, "documents/retention.html", context)


def _years(years: int) -> str:
    return _("Gallras efter %(years)s år") % {"years": years}


@page(
    "documents:destroy",
    title=gettext_lazy("Gallra dokument"),
    about=About.PROGRAMME,
    see=Right.APPROVE_DOCUMENTS,
    save=Right.APPROVE_DOCUMENTS,
)
def destroy(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what will be destroyed, ask under which decision, and destroy it for good. `v` names the versions."""
    posted = request.method == "POST"
    numbers = (request.POST if posted else request.GET).getlist("v")
    rows = queries.chosen(here, clock.today(), numbers)
    if not rows:
        gone = posted and queries.gone_already(here, numbers)
        nothing = _("Dokumenten är redan gallrade.") if gone else _("Välj minst ett dokument som får gallras.")
        messages.info(request, nothing)
        return redirect(address(here, "retention"))
    form = DestroyForm(request.POST if posted else None)
    if posted and form.is_valid():
        seat = here.access.seat_for(Right.APPROVE_DOCUMENTS, here.spot)
        try:
            versions = [row.version for row in rows]
            made = destroy_for_good(
                versions=versions, decision=form.cleaned_data["decision"], actor=actor_of(here, seat)
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(len(made)))
            return redirect(address(here, "register"))
    context = {**under(here, _back(here)), "rows": rows, "form": form, "cancel_url": address(here, "retention")}
    return render(request, "documents/destroy.html", context, status=422 if posted else 200)


def _said(number: int) -> str:
    return ngettext("Ett dokument är gallrat.", "%(number)s dokument är gallrade.", number) % {"number": number}


def _back(here: Here) -> tuple[str, str]:
    return _("Gallring"), address(here, "retention")


@page("documents:register", title=gettext_lazy("Gallringsliggare"), about=About.PROGRAMME, see=Right.APPROVE_DOCUMENTS)
def register(request: HttpRequest, here: Here) -> HttpResponse:
    """What has been sorted out: what it was, when it went, by whose seat, by which rule and decision."""
    rows, page_obj = queries.register(here, request.GET.get("page", "1"))
    return render(request, "documents/register.html", {**under(here, _back(here)), "rows": rows, "page_obj": page_obj})
