"""The chapter "Bygden" of a place: the group's balance, the vision, meetings and contacts, money for the pre-study."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.core.money import kronor
from servicepunkt.people.conflicts import Conflict, seen_again
from servicepunkt.people.editing import Edited, edit, refuse
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.queries import removed
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from . import actions_village as actions
from . import queries_village as queries
from .actions_village import ApplicationFacts, BalanceFacts, MeetingFacts
from .forms_village import (
    ApplicationNotedForm,
    BalanceForm,
    MeetingNotedForm,
    NewApplicationForm,
    NewMeetingForm,
    VisionForm,
)
from .models import Application, Balance, VillageMeeting, Vision
from .views import frame

BALANCE = ("women", "men", "others", "under_26", "integration", "integration_note", "counted_on")
MEETING = ("kind", "met_on", "people_came", "associations", "with_leadership")
APPLICATION = (
    "source", "other_source", "sought_ore", "diary_number", "state", "sent_on", "closed_on", "granted_ore",
)  # fmt: skip


@page("programme:village", title=gettext_lazy("Bygden"), about=About.PLACE, see=Right.SEE_PLACE, chapter=2)
def village(request: HttpRequest, here: Here) -> HttpResponse:
    """What the village has done itself, in four parts. The counts of the balance only for those who may see them."""
    balance, vision = queries.balance_of(here), queries.vision_of(here)
    verdicts = queries.verdicts(here)
    sees_counts = here.may(Right.SEE_BALANCE)
    meetings, page_obj = queries.meetings_of(here, request.GET.get("page", "1"))
    context = {
        **frame(here, "programme:village"),
        "counted": balance.pk is not None,
        "balance": balance if sees_counts and balance.pk else None,
        "balanced": all(one.met for one in verdicts),
        "verdicts": verdicts if sees_counts else [],
        "sees_counts": sees_counts,
        "keeps_balance": here.may(Right.KEEP_BALANCE),
        "vision": vision if vision.pk else None,
        "keeps_village": here.may(Right.KEEP_VILLAGE),
        "meetings": meetings,
        "page_obj": page_obj,
        "notes_meetings": here.may(Right.NOTE_MEETINGS),
        "applications": [
            (one, kronor(one.sought_ore), kronor(one.granted_ore) if one.granted_ore else "")
            for one in queries.applications_of(here)
        ],
    }
    return render(request, "programme/village.html", context)


def _form_page(
    request: HttpRequest, here: Here, title: str, lead: str, action_label: str, done: Edited, save_to: str = ""
) -> HttpResponse:
    """A page with one form about one of the four parts; sent to the page's own address, or to `save_to`."""
    back = reverse("programme:village", args=[here.root.key, here.place.slug])
    context = {
        "here": here,
        "crumbs": [*crumbs_to(here), (_("Bygden"), back)],
        "title": title,
        "lead": lead,
        "action_label": action_label,
        "cancel_url": back,
        "save_to": save_to,
        **done.context,
    }
    return render(request, "programme/village_form.html", context, status=done.status)


def _back(request: HttpRequest, here: Here, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("programme:village", root=here.root.key, place=here.place.slug)


@dataclass(frozen=True)
class _Kind:
    """A thing that can be taken away: its page for a new one, that page's title and button, what is said of it."""

    new: str
    title: str
    action_label: str
    gone: str


def _gone(
    request: HttpRequest,
    here: Here,
    lost: tuple[type[VillageMeeting] | type[Application], int],
    make_form: Callable[..., forms.Form],
    kind: _Kind,
) -> HttpResponse:
    """The thing is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

    Raises Http404 for one that this place never had.
    """
    change = removed(*lost, here.place)
    if change is None:
        raise Http404
    address = reverse(kind.new, args=[here.root.key, here.place.slug])
    if request.method != "POST" or "remove" in request.POST:
        messages.info(request, kind.gone)
        return redirect("programme:village", root=here.root.key, place=here.place.slug)
    form = make_form(seen_again(request.POST, "request_key", uuid.uuid4()))
    done = Edited(form, Conflict(change.who, change.at, [], removed=True))
    return _form_page(request, here, kind.title, "", kind.action_label, done, address)


def _gone_meeting(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    kind = _Kind(
        "programme:new_village_meeting",
        _("För in ett möte eller en kontakt"),
        _("Spara mötet"),
        _("Mötet är borttaget."),
    )
    return _gone(request, here, (VillageMeeting, number), partial(NewMeetingForm, leading=queries.leads(here)), kind)


def _gone_application(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    kind = _Kind(
        "programme:new_application",
        _("För in en ansökan om pengar till förstudien"),
        _("Spara ansökan"),
        _("Ansökan är borttagen."),
    )
    return _gone(request, here, (Application, number), NewApplicationForm, kind)


def _add(request: HttpRequest, form: forms.Form, save: Callable[[dict[str, Any]], object]) -> Edited:
    """Save a new row from the form, or show the form with what was refused."""
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    try:
        save(form.cleaned_data)
    except ActionRefused as refused:
        refuse(form, refused)
        return Edited(form)
    return Edited(form, saved=True)


@page(
    "programme:balance",
    title=gettext_lazy("Gruppens balans"),
    about=About.PLACE,
    see=Right.KEEP_BALANCE,
    save=Right.KEEP_BALANCE,
)
def balance(request: HttpRequest, here: Here) -> HttpResponse:
    """The contact person says how the group is made up, in counts."""

    def stored(row: Balance) -> dict[str, object]:
        if not row.pk:
            return {"others": 0, "counted_on": clock.today()}
        return {name: getattr(row, name) for name in BALANCE}

    def save(typed: dict[str, Any]) -> None:
        facts = BalanceFacts(**{name: typed[name] for name in BALANCE})
        actions.keep_balance(
            root=here.root,
            place=here.place,
            facts=facts,
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_BALANCE),
        )

    done = edit(request, queries.balance_of(here), BalanceForm, stored, save, again=lambda: queries.balance_of(here))
    if done.saved:
        return _back(request, here, _("Gruppens balans är sparad."))
    lead = _(
        "Räkna alla som har en plats i gruppen. Antalen syns bara för gruppen, kommunens företrädare och "
        "projektledningen. Alla andra ser om gruppen är balanserad eller inte."
    )
    return _form_page(request, here, _("Gruppens balans"), lead, _("Spara balansen"), done)


@page(
    "programme:vision",
    title=gettext_lazy("Bygdens vision"),
    about=About.PLACE,
    see=Right.KEEP_VILLAGE,
    save=Right.KEEP_VILLAGE,
)
def vision(request: HttpRequest, here: Here) -> HttpResponse:
    """The contact person or a member writes the village's vision."""

    def stored(row: Vision) -> dict[str, object]:
        return {"text": row.text, "written_on": row.written_on if row.pk else clock.today()}

    def save(typed: dict[str, Any]) -> None:
        actions.write_vision(root=here.root, place=here.place, **typed, actor=actor(here, Right.KEEP_VILLAGE))

    done = edit(request, queries.vision_of(here), VisionForm, stored, save, again=lambda: queries.vision_of(here))
    if done.saved:
        return _back(request, here, _("Visionen är sparad."))
    return _form_page(request, here, _("Bygdens vision"), "", _("Spara visionen"), done)


def _meeting_actor(here: Here) -> Actor:
    return actor(here, Right.NOTE_MEETINGS)


@page(
    "programme:new_village_meeting",
    title=gettext_lazy("Nytt möte i bygden"),
    about=About.PLACE,
    see=Right.NOTE_MEETINGS,
    save=Right.NOTE_MEETINGS,
)
def new_village_meeting(request: HttpRequest, here: Here) -> HttpResponse:
    """Note a meeting or a contact that has been."""
    leading = queries.leads(here)
    start = {"request_key": uuid.uuid4(), "met_on": clock.today(), "with_leadership": leading}
    form = NewMeetingForm(request.POST or None, initial=start, leading=leading)

    def save(typed: dict[str, Any]) -> None:
        facts = MeetingFacts(**{name: typed.get(name, False) for name in MEETING})
        actions.note_meeting(
            root=here.root, place=here.place, facts=facts, request_key=typed["request_key"], actor=_meeting_actor(here)
        )

    done = _add(request, form, save)
    if done.saved:
        return _back(request, here, _("Mötet är infört."))
    return _form_page(request, here, _("För in ett möte eller en kontakt"), "", _("Spara mötet"), done)


@page(
    "programme:village_meeting",
    title=gettext_lazy("Ett möte i bygden"),
    about=About.PLACE,
    see=Right.NOTE_MEETINGS,
    save=Right.NOTE_MEETINGS,
)
def village_meeting(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Put a noted meeting right. What the leadership stands for, only the leadership changes."""
    every = VillageMeeting.objects.select_related("root", "place").filter(root=here.root, place=here.place)
    one = every.filter(pk=meeting).first()
    if one is None:
        return _gone_meeting(request, here, meeting)
    if not queries.may_change(here, one):
        raise PermissionDenied
    leading = queries.leads(here)
    shown = MEETING if leading else MEETING[:-1]

    def save(typed: dict[str, Any]) -> None:
        facts = MeetingFacts(**{name: typed.get(name, False) for name in MEETING})
        actions.change_meeting(
            meeting=one,
            facts=facts,
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=_meeting_actor(here),
        )

    done = edit(
        request,
        one,
        partial(MeetingNotedForm, leading=leading),
        lambda row: {name: getattr(row, name) for name in shown},
        save,
    )
    if done.gone:
        return _gone_meeting(request, here, meeting)
    if done.saved:
        away = done.form.cleaned_data["remove"]
        return _back(request, here, _("Mötet är borttaget.") if away else _("Mötet är sparat."))
    return _form_page(request, here, str(VillageMeeting.Kind(one.kind).label), "", _("Spara mötet"), done)


@page(
    "programme:new_application",
    title=gettext_lazy("Ny ansökan om pengar till förstudien"),
    about=About.PLACE,
    see=Right.KEEP_VILLAGE,
    save=Right.KEEP_VILLAGE,
)
def new_application(request: HttpRequest, here: Here) -> HttpResponse:
    """Note an application for pre-study money."""
    form = NewApplicationForm(request.POST or None, initial={"request_key": uuid.uuid4()})

    def save(typed: dict[str, Any]) -> None:
        actions.apply_for_money(
            root=here.root,
            place=here.place,
            facts=ApplicationFacts(**{name: typed[name] for name in APPLICATION}),
            request_key=typed["request_key"],
            actor=actor(here, Right.KEEP_VILLAGE),
        )

    done = _add(request, form, save)
    if done.saved:
        return _back(request, here, _("Ansökan är införd."))
    return _form_page(request, here, _("För in en ansökan om pengar till förstudien"), "", _("Spara ansökan"), done)


@page(
    "programme:application",
    title=gettext_lazy("En ansökan om pengar till förstudien"),
    about=About.PLACE,
    see=Right.KEEP_VILLAGE,
    save=Right.KEEP_VILLAGE,
)
def application(request: HttpRequest, here: Here, application: int) -> HttpResponse:
    """Bring an application up to date: sent, granted, refused or taken back."""
    every = Application.objects.select_related("root", "place").filter(root=here.root, place=here.place)
    one = every.filter(pk=application).first()
    if one is None:
        return _gone_application(request, here, application)

    def save(typed: dict[str, Any]) -> None:
        actions.change_application(
            application=one,
            facts=ApplicationFacts(**{name: typed[name] for name in APPLICATION}),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_VILLAGE),
        )

    def stored(row: Application) -> dict[str, object]:
        return {name: getattr(row, name) for name in APPLICATION}

    done = edit(request, one, ApplicationNotedForm, stored, save)
    if done.gone:
        return _gone_application(request, here, application)
    if done.saved:
        away = done.form.cleaned_data["remove"]
        return _back(request, here, _("Ansökan är borttagen.") if away else _("Ansökan är sparad."))
    title = _("Ansökan till %(source)s") % {"source": one.to}
    return _form_page(request, here, title, "", _("Spara ansökan"), done)
