"""While an approved document is being frozen: how far that has come, and what can be done when it did not succeed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from servicepunkt.core import jobs
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.models import Job
from servicepunkt.people.access import HeldSeat
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.views_work import STILL

from . import freezing, queries
from .models import Draft
from .rules import actor_of, approving_seat, writing_seat
from .views import address, under

GONE = "gone"
"""In place of a job's state, when there is no job, as after a restored backup."""


def after(here: Here, draft: Draft) -> str:
    """Where somebody goes from a draft that lies for approval no more: the newest version, the draft, or the list."""
    latest = queries.latest_of(here, draft)
    if latest is not None:
        return address(here, "version", latest.pk)
    return address(here, "draft", draft.pk) if writing_seat(here, draft) else address(here, "documents")


def _seat(here: Here, draft: Draft) -> HeldSeat:
    """The seat by which the user approves or writes a draft. Raises Http404 for others: to them it is not there."""
    found = approving_seat(here, draft) or writing_seat(here, draft)
    if found is None:
        raise Http404
    return found


@never_cache
@page(
    "documents:freezing",
    title=gettext_lazy("Hur långt ett godkänt dokument har kommit"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def waiting(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """How far it has come; on to the version when that is there. Renews itself, unless the address says not to."""
    one = queries.draft_here(here, draft)
    _seat(here, one)
    if one.state != Draft.State.APPROVED:
        to_approve = one.state == Draft.State.PROPOSED
        return redirect(address(here, "approve", one.pk) if to_approve else after(here, one))
    return render(request, "documents/freezing.html", _context(request, here, one, freezing.job_of(one)))


def _context(request: HttpRequest, here: Here, draft: Draft, job: Job | None) -> dict[str, Any]:
    coming = freezing.is_coming(job)
    return {
        **under(here, (draft.title, address(here, "draft", draft.pk)), about=draft),
        "draft": draft,
        "job": job,
        "state": job.state if job else GONE,
        "coming": coming,
        "late": job is not None and jobs.waits_too_long(job),
        "renews": coming and STILL not in request.GET,
        "approvals": freezing.approvals_of(list(draft.proposal.approvals.all())),
        "writes": writing_seat(here, draft) is not None,
    }


@page(
    "documents:freeze_again",
    title=gettext_lazy("Frysa ett godkänt dokument på nytt"),
    about=About.PROGRAMME,
    save=Right.SEE_FIGURES,
    saves_only=True,
    locally=True,
)
def again(request: HttpRequest, here: Here, draft: int) -> HttpResponse:
    """Try once more what failed. For whoever may write or approve the document."""
    one = queries.draft_here(here, draft)
    try:
        freezing.try_again(draft=one, actor=actor_of(here, _seat(here, one)))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("documents:freezing", root=here.root.key, draft=one.pk)
