"""Pages for whoever waits: how far a piece of background work has come, what came of it, and how to stop it."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from servicepunkt.core import job_files, jobs
from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.core.models import Job
from servicepunkt.places.models import AreaPlace, Place

from .access import Spot
from .pages import About, access_for, page
from .roles import Right

State = Job.State
LISTED = 10
STILL = "stilla"
"""In the address of a page that is not to renew itself."""


STATES = {
    State.WAITING: gettext_lazy("Väntar"),
    State.RUNNING: gettext_lazy("Pågår"),
    State.DONE: gettext_lazy("Klart"),
    State.FAILED: gettext_lazy("Gick inte"),
    State.CANCELLED: gettext_lazy("Avbrutet"),
}


@dataclass(frozen=True)
class JobRow:
    """A job as a list shows it."""

    title: str
    place: str
    state: str
    job: Job


def _title(one: Job) -> str:
    kind = jobs.kind_of(one)
    return str(kind.title) if kind else one.kind


def _state(one: Job) -> str:
    return str(STATES[State(one.state)])


def own_jobs(request: HttpRequest) -> list[JobRow]:
    """The last things that the user asked for, the newest first. Two queries."""
    found = jobs.of_account(cast(int, request.user.pk), LISTED)
    names = dict(Place.objects.filter(pk__in=[one.place_id for one in found]).values_list("pk", "name"))
    return [JobRow(_title(one), names.get(one.place_id or 0, ""), _state(one), one) for one in found]


def _own(request: HttpRequest, key: UUID) -> Job:
    """The user's own job. Raises Http404 for another's, and when no seat gives the right to what came of it."""
    one = Job.objects.filter(key=key, account_id=request.user.pk).first()
    if one is None or not _still_allowed(request, one):
        raise Http404
    return one


def _still_allowed(request: HttpRequest, one: Job) -> bool:
    """Whether a seat gives today what the work was asked for with: a seat may have ended while the file lay there."""
    kind = jobs.kind_of(one)
    if kind is None or not kind.right or one.area_id is None:
        return True
    access, right = access_for(request), Right(kind.right)
    if one.place_id is None:
        return access.may_somewhere(right, one.area_id)
    part = AreaPlace.objects.filter(root_id=one.area_id, place_id=one.place_id).values_list("area_id", flat=True)
    return access.may(right, Spot(one.area_id, part.first(), one.place_id))


@never_cache
@page("work:job", title=gettext_lazy("Hur långt ett arbete har kommit"), about=About.ACCOUNT)
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far it has come. While it is open the page renews itself, unless the address says not to."""
    one = _own(request, key)
    return render(request, "people/job.html", _context(request, one))


def _context(request: HttpRequest, one: Job) -> dict[str, Any]:
    kind = jobs.kind_of(one)
    has_file = one.state == State.DONE and jobs.result_there(one)
    return {
        "job": one,
        "title": _title(one),
        "state": _state(one),
        "told": kind.told(one.facts) if kind and kind.told and one.state == State.DONE else "",
        "has_file": has_file,
        "size": filesizeformat(one.result_size),
        "kept_to": one.ended_at + job_files.KEPT if has_file and one.ended_at else None,
        "may_cancel": jobs.may_be_cancelled(one) and not one.cancel_asked,
        "may_try_again": jobs.may_be_tried_again(one),
        "renews": one.is_open and STILL not in request.GET,
        "crumbs": [(_("Mitt konto"), reverse("web:account"))],
    }


@page("work:cancel", title=gettext_lazy("Avbryta ett arbete"), about=About.ACCOUNT, saves_only=True)
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop a job of one's own."""
    try:
        held = jobs.cancel(job=_own(request, key), actor=Actor(cast(int, request.user.pk)))
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("work:job", key=key)
    if held.is_open:
        messages.info(request, _("Arbetet avbryts så snart det går."))
    return redirect("work:job", key=key)


@page("work:again", title=gettext_lazy("Försöka igen med ett arbete"), about=About.ACCOUNT, saves_only=True)
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Try a failed job of one's own again."""
    try:
        jobs.again(job=_own(request, key), actor=Actor(cast(int, request.user.pk)))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("work:job", key=key)


@never_cache
@page("work:result", title=gettext_lazy("Filen som ett arbete gav"), about=About.ACCOUNT)
def result(request: HttpRequest, key: UUID) -> FileResponse:
    """The file that a job of one's own made."""
    one = _own(request, key)
    if one.state != State.DONE or not one.result_name:
        raise Http404
    try:
        content = job_files.path_of(one.key, one.turn).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=one.result_name)
