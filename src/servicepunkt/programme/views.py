"""A programme's own pages: reports due, division into areas, what it is about, and its journal."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.text import localised
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to
from servicepunkt.places.models import AreaPlace

from . import actions, queries
from .forms import DivisionForm


def frame(here: Here, name: str) -> dict[str, Any]:
    """What every page of a programme or place needs: the way back and its chapters."""
    return {"here": here, "crumbs": crumbs_to(here), "chapters": chapters(here, name)}


def under(here: Here, title: str, name: str) -> dict[str, Any]:
    """What a page below one of the programme's chapters needs: the way back, with that chapter."""
    return {"here": here, "crumbs": [*crumbs_to(here)[:1], (title, reverse(name, args=[here.root.key]))]}


@page(
    "programme:division",
    title=gettext_lazy("Indelning"),
    about=About.PROGRAMME,
    see=Right.SEE_PLACE,
    chapter=6,
    locally=True,
)
def division(request: HttpRequest, here: Here) -> HttpResponse:
    """The places the user may see by programme area, with what is uncertain about them."""
    groups, page_obj = queries.division(here.access, here.root, request.GET.get("page", "1"))
    return render(
        request,
        "programme/division.html",
        {
            **frame(here, "programme:division"),
            "groups": groups,
            "page_obj": page_obj,
            "note": queries.text_of(queries.programme_of(here.root), "areas_note"),
            "may_edit": here.may(Right.EDIT_PROGRAMME),
        },
    )


@page(
    "programme:divide",
    title=gettext_lazy("Ortens region"),
    about=About.PLACE,
    see=Right.EDIT_PROGRAMME,
    save=Right.EDIT_PROGRAMME,
)
def divide(request: HttpRequest, here: Here) -> HttpResponse:
    """Say which programme area a place belongs to, and whether its part in the programme is uncertain."""
    member = AreaPlace.objects.select_related("area").get(root=here.root, place=here.place)
    form = partial(DivisionForm, root=here.root)
    areas = {str(area.pk): area for area in here.root.parts.all()}
    done = edit(
        request,
        member,
        form,
        lambda m: {"area": str(m.area_id or ""), "uncertain": m.uncertain, "note": m.note},
        lambda typed: actions.divide(
            membership=member,
            area=areas.get(typed["area"]),
            uncertain=typed["uncertain"],
            note=typed["note"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.EDIT_PROGRAMME),
        ),
    )
    if done.saved:
        messages.success(request, _("Indelningen av %(place)s är sparad.") % {"place": here.place.name})
        return redirect("programme:division", root=here.root.key)
    context = {**under(here, _("Indelning"), "programme:division"), **done.context}
    return render(request, "programme/divide.html", context, status=done.status)


@page(
    "programme:about",
    title=gettext_lazy("Om programmet"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    chapter=7,
    locally=True,
)
def about(request: HttpRequest, here: Here) -> HttpResponse:
    """The programme's owner, period, scope, focus, purpose and goals, and where they are written."""
    programme = queries.programme_of(here.root)
    return render(
        request,
        "programme/about.html",
        {
            **frame(here, "programme:about"),
            "programme": programme,
            "purpose": queries.text_of(programme, "purpose"),
            "focus": queries.text_of(programme, "focus"),
            "scope": queries.text_of(programme, "scope"),
            "environment": queries.text_of(programme, "environment"),
            "cheque_purpose": queries.text_of(programme, "cheque_purpose"),
            "goals": queries.goals_of(programme),
            "source": programme.texts.get("source", ""),
            "moved_months": programme.texts.get("moved_months", 0),
            "method": spec_of(adoption_of(here.root.pk).version).title.here(),
        },
    )


@page("programme:journal", title=gettext_lazy("Logg"), about=About.PROGRAMME, see=Right.SEE_JOURNAL, chapter=9)
def journal(request: HttpRequest, here: Here) -> HttpResponse:
    """Who did what in the programme, newest first."""
    return _journal(request, here, "programme:journal")


@page("programme:place_journal", title=gettext_lazy("Logg"), about=About.PLACE, see=Right.SEE_JOURNAL, chapter=19)
def place_journal(request: HttpRequest, here: Here) -> HttpResponse:
    """Who did what about the place, newest first."""
    return _journal(request, here, "programme:place_journal")


def _journal(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    place_id = here.place.pk if here.membership else None
    rows, page_obj = queries.journal(here.root.pk, place_id, request.GET.get("page", "1"))
    context = {
        **frame(here, name),
        "subject": here.place.name if here.membership else localised(here.root),
        "one_place": here.membership is not None,
        "rows": rows,
        "page_obj": page_obj,
    }
    return render(request, "programme/journal.html", context)
