"""What this room's pages share: the way back, a page with one form, something that somebody else took away."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, seen_again
from servicepunkt.people.editing import Edited, refuse
from servicepunkt.people.pages import Here, chapters
from servicepunkt.people.queries import removed
from servicepunkt.people.views import crumbs_to

from .models import Agreement

HOME = "agreements:agreements"


def address(here: Here, name: str, *args: object) -> str:
    """The address of one of this room's pages about the place."""
    return reverse(f"agreements:{name}", args=[here.root.key, here.place.slug, *args])


def frame(here: Here) -> dict[str, Any]:
    """What the chapter's own page needs."""
    return {"here": here, "crumbs": crumbs_to(here), "chapters": chapters(here, HOME)}


def under(here: Here, agreement: Agreement | None = None) -> dict[str, Any]:
    """What a page below the chapter needs: the way back, by the agreement when it is about one."""
    crumbs = [*crumbs_to(here), (_("Avtalen"), address(here, "agreements"))]
    if agreement:
        crumbs.append((agreement.title, address(here, "agreement", agreement.pk)))
    return {"here": here, "crumbs": crumbs}


@dataclass(frozen=True)
class Shown:
    """A page with one form: its heading, what is said first, its button, and the agreement it is below."""

    title: str
    action_label: str
    lead: str = ""
    agreement: Agreement | None = None
    upload: bool = False


def form_page(request: HttpRequest, here: Here, shown: Shown, done: Edited, save_to: str = "") -> HttpResponse:
    """A page with one form, sent to its own address or to `save_to`."""
    one = shown.agreement
    context = {
        **under(here, one),
        "title": shown.title,
        "lead": shown.lead,
        "action_label": shown.action_label,
        "upload": shown.upload,
        "cancel_url": address(here, "agreement", one.pk) if one else address(here, "agreements"),
        "save_to": save_to,
        **done.context,
    }
    return render(request, "agreements/form.html", context, status=done.status)


def back(request: HttpRequest, here: Here, message: str, agreement: Agreement | None = None) -> HttpResponse:
    """Back to the agreement, or to the chapter, with a word about what was done."""
    messages.success(request, message)
    return redirect(address(here, "agreement", agreement.pk) if agreement else address(here, "agreements"))


def add(request: HttpRequest, form: forms.Form, save: Callable[[dict[str, Any]], object]) -> Edited:
    """Save something new from the form, or show the form with what was refused."""
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    try:
        save(form.cleaned_data)
    except ActionRefused as refused:
        refuse(form, refused)
        return Edited(form)
    return Edited(form, saved=True)


def gone(
    request: HttpRequest,
    here: Here,
    lost: tuple[type[models.Model], int],
    make_form: Callable[..., forms.Form],
    shown: Shown,
    save_to: str,
) -> HttpResponse:
    """The thing is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

    Raises Http404 for one that this place never had.
    """
    change = removed(*lost, here.place)
    if change is None:
        raise Http404
    if request.method != "POST" or "remove" in request.POST:
        messages.info(request, _("Det är redan borttaget."))
        return redirect(address(here, "agreements"))
    form = make_form(seen_again(request.POST, "request_key", uuid.uuid4()))
    return form_page(request, here, shown, Edited(form, Conflict(change.who, change.at, [], removed=True)), save_to)


def ask(
    request: HttpRequest, here: Here, agreement: Agreement, context: dict[str, Any], do: Callable[[], str]
) -> HttpResponse:
    """Ask before something is done; `do` does it and says so."""
    if request.method == "POST":
        try:
            return back(request, here, do(), agreement)
        except (ActionRefused, ChangedMeanwhile) as refused:
            messages.error(request, str(refused))
            return redirect(address(here, "agreement", agreement.pk))
    cancel = address(here, "agreement", agreement.pk)
    return render(request, "agreements/ask.html", {**under(here, agreement), "cancel_url": cancel, **context})
