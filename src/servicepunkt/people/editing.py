"""One way to show and save a form on a thing with a version, so that two people never write over each other unseen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile

from .conflicts import Conflict, conflict, seen_again


class Versioned(Protocol):
    """A stored thing that counts how often it was saved."""

    version: int

    def refresh_from_db(self) -> None:
        """Read it anew."""


T = TypeVar("T", bound=Versioned)
R = TypeVar("R")


@dataclass(frozen=True)
class Edited:
    """What came of it: the form as it is to be shown, a conflict if there was one, whether it was saved."""

    form: Form
    conflict: Conflict | None = None
    saved: bool = False
    gone: bool = False
    """Somebody took the thing away while it was being written about."""

    @property
    def status(self) -> int:
        """409 when somebody saved in between, 422 when the form was refused, else 200."""
        return 409 if self.conflict else 422 if self.form.is_bound and not self.saved else 200

    @property
    def context(self) -> dict[str, Any]:
        """The form and the conflict, for a template."""
        return {"form": self.form, "conflict": self.conflict}


def refuse(form: BaseForm, refused: ActionRefused) -> None:
    """Say in the form why an action was refused: at the field it is about, if the form shows that field."""
    shown = {one.name for one in form.visible_fields()}
    form.add_error(refused.field if refused.field in shown else None, str(refused))


def edit(
    request: HttpRequest,
    thing: T,
    make_form: Callable[..., Form],
    stored: Callable[[T], Mapping[str, object]],
    save: Callable[[dict[str, Any]], object],
    again: Callable[[], T] | None = None,
) -> Edited:
    """Show the form on `thing`, or save what was typed with `save` (an action).

    `stored` tells the stored value of each visible field. `again` finds the thing anew when it may not have been there
    the first time. Raises what `save` raises, except ActionRefused.
    """
    form = make_form(request.POST or None, initial={**stored(thing), "seen_version": thing.version})
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    try:
        save(form.cleaned_data)
    except ChangedMeanwhile:
        try:
            if again is None:
                thing.refresh_from_db()
            else:
                thing = again()
        except ObjectDoesNotExist:
            form.add_error(None, _("Någon annan har tagit bort det här."))
            return Edited(form, gone=True)
        met = conflict(form, cast("models.Model", thing), stored(thing))
        return Edited(make_form(seen_again(request.POST, "seen_version", thing.version)), met)
    except ActionRefused as refused:
        refuse(form, refused)
        return Edited(form)
    return Edited(form, saved=True)


def attempt(
    request: HttpRequest, do: Callable[[], R], *, otherwise: str, then: Callable[[R], HttpResponse]
) -> HttpResponse:
    """Do what a button asks for (an action), and go on with what came of it.

    Refused, the user is told why at the top of the page `otherwise`, the address they came from.
    """
    try:
        made = do()
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect(otherwise)
    return then(made)
