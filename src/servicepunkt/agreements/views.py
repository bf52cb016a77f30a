"""The chapter "Avtalen": what is needed, in force and ending, and the one door; parties and agreements needed."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions, queries
from .actions import NeededFacts, PartyFacts
from .chasing import days_of
from .confiding import shown_to
from .forms import NeededForm, NewNeededForm, NewPartyForm, PartyForm
from .models import Needed, Party
from .running import Standing, State
from .sections_one import deputy_said, door_said, time_said
from .showing import Shown, add, address, back, form_page, frame, gone, under

PARTY = tuple(PartyFacts.__dataclass_fields__)
NEEDED = tuple(NeededFacts.__dataclass_fields__)
WRITTEN = (State.DRAFT, State.PROPOSED)
HOLD = (State.RUNNING, State.COMING)
SOON_DAYS = 365
"""Days this far ahead stand on the page."""


def _doors(here: Here) -> list[dict[str, Any]]:
    return [
        {"party": x, "door": door_said(x), "deputy": deputy_said(x), "time": time_said(x)}
        for x in queries.parties_of(here.root, here.place)
    ]


def _ahead(stands: list[Standing]) -> list[dict[str, Any]]:
    """The days of running agreements that come within a year, and those whose time for talks has begun."""
    out = []
    for one in stands:
        for code, day, what in days_of(one) if one.state == State.RUNNING else ():
            near = 0 <= (day - one.on).days <= SOON_DAYS
            if near or (code == "w" and one.ending):
                out.append({"on": day, "what": what, "agreement": one.agreement, "begun": not near})
    return sorted(out, key=lambda row: row["on"])


@page("agreements:agreements", title=gettext_lazy("Avtalen"), about=About.PLACE, see=Right.SEE_PLACE, chapter=7)
def agreements(request: HttpRequest, here: Here) -> HttpResponse:
    """What is needed, what holds, what is written, what comes next, and whom to turn to."""
    stands = shown_to(here, queries.standings(here.root, here.place, clock.today()))
    holding = [one for one in stands if one.state in HOLD]
    context = {
        **frame(here),
        "needed": queries.needed_rows(here.root, here.place, stands),
        "holding": holding,
        "written": [one for one in stands if one.state in WRITTEN],
        "over": [one for one in stands if one.state not in (*WRITTEN, *HOLD)],
        "ahead": _ahead(stands),
        "due": queries.all_due(stands),
        "doors": _doors(here),
        "keeps": here.may(Right.KEEP_AGREEMENTS),
        "year": clock.today().year,
    }
    return render(request, "agreements/agreements.html", context)


@page("agreements:doors", title=gettext_lazy("En dörr in"), about=About.PLACE, see=Right.SEE_PLACE)
def doors(request: HttpRequest, here: Here) -> HttpResponse:
    """Whom to turn to at each party, who stands in and when an answer comes, on a sheet to print."""
    context = {**under(here), "doors": _doors(here), "keeps": here.may(Right.KEEP_AGREEMENTS), "today": clock.today()}
    return render(request, "agreements/doors.html", context)


# --- parties ----------------------------------------------------------------------------------------------------------


def _party_shown(title: str) -> Shown:
    lead = _("Skriv funktioner, inte namn. Funktionen finns kvar när personen slutar.")
    return Shown(title, _("Spara parten"), lead)


@page(
    "agreements:new_party",
    title=gettext_lazy("Ny part"),
    about=About.PLACE,
    see=Right.KEEP_AGREEMENTS,
    save=Right.KEEP_AGREEMENTS,
)
def new_party(request: HttpRequest, here: Here) -> HttpResponse:
    """Put an organisation among the place's parties."""

    def save(typed: dict[str, Any]) -> None:
        actions.add_party(
            root=here.root,
            place=here.place,
            facts=PartyFacts(**{name: typed[name] for name in PARTY}),
            request_key=typed["request_key"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = add(request, NewPartyForm(request.POST or None, initial={"request_key": uuid.uuid4()}), save)
    if done.saved:
        return back(request, here, _("Parten är införd."))
    return form_page(request, here, _party_shown(_("För in en part")), done)


@page(
    "agreements:party",
    title=gettext_lazy("En part"),
    about=About.PLACE,
    see=Right.KEEP_AGREEMENTS,
    save=Right.KEEP_AGREEMENTS,
)
def party(request: HttpRequest, here: Here, partner: int) -> HttpResponse:
    """Bring a party's contact, deputy, answer time and time expected up to date."""
    one = Party.objects.select_related("root", "place").filter(root=here.root, place=here.place, pk=partner).first()
    new = address(here, "new_party")
    if one is None:
        return gone(request, here, (Party, partner), NewPartyForm, _party_shown(_("För in en part")), new)

    def save(typed: dict[str, Any]) -> None:
        actions.change_party(
            party=one,
            facts=PartyFacts(**{name: typed[name] for name in PARTY}),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, one, PartyForm, lambda row: {name: getattr(row, name) for name in PARTY}, save)
    if done.gone:
        return gone(request, here, (Party, partner), NewPartyForm, _party_shown(_("För in en part")), new)
    if done.saved:
        return back(request, here, _("Parten är sparad."))
    return form_page(request, here, _party_shown(one.organisation), done)


# --- agreements needed ------------------------------------------------------------------------------------------------


def _needed_shown(title: str) -> Shown:
    return Shown(title, _("Spara raden"))


@page(
    "agreements:new_needed",
    title=gettext_lazy("Nytt avtal som behövs"),
    about=About.PLACE,
    see=Right.KEEP_AGREEMENTS,
    save=Right.KEEP_AGREEMENTS,
)
def new_needed(request: HttpRequest, here: Here) -> HttpResponse:
    """List an agreement that the place needs."""

    def save(typed: dict[str, Any]) -> None:
        actions.list_needed(
            root=here.root,
            place=here.place,
            facts=NeededFacts(**{name: typed[name] for name in NEEDED}),
            request_key=typed["request_key"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = add(request, NewNeededForm(request.POST or None, initial={"request_key": uuid.uuid4()}), save)
    if done.saved:
        return back(request, here, _("Avtalet är förtecknat."))
    return form_page(request, here, _needed_shown(_("Förteckna ett avtal som behövs")), done)


@page(
    "agreements:needed",
    title=gettext_lazy("Ett avtal som behövs"),
    about=About.PLACE,
    see=Right.KEEP_AGREEMENTS,
    save=Right.KEEP_AGREEMENTS,
)
def needed(request: HttpRequest, here: Here, needed: int) -> HttpResponse:
    """Put a listed agreement right."""
    one = Needed.objects.select_related("root", "place").filter(root=here.root, place=here.place, pk=needed).first()
    new, shown = address(here, "new_needed"), _needed_shown(_("Förteckna ett avtal som behövs"))
    if one is None:
        return gone(request, here, (Needed, needed), NewNeededForm, shown, new)

    def save(typed: dict[str, Any]) -> None:
        actions.change_needed(
            needed=one,
            facts=NeededFacts(**{name: typed[name] for name in NEEDED}),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_AGREEMENTS),
        )

    done = edit(request, one, NeededForm, lambda row: {name: getattr(row, name) for name in NEEDED}, save)
    if done.gone:
        return gone(request, here, (Needed, needed), NewNeededForm, shown, new)
    if done.saved:
        return back(request, here, _("Raden är sparad."))
    return form_page(request, here, _needed_shown(str(one.get_kind_display())), done)
