"""Pages of the organisation: the programme's bodies, a place's local group, and one seat with its holders."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.core.text import localised

from . import actions, queries
from .conflicts import Conflict, conflict, seen_again
from .forms import EndForm, LocalSeatForm, SeatPersonForm, to_on
from .inviting import invite_and_answer
from .models import Body, Holding, Seat
from .pages import About, Here, chapters, page
from .roles import Right
from .rules import actor, may_choose_counterparts, may_see_seat, seating_right, spot_of


def crumbs_to(here: Here) -> list[tuple[str, str]]:
    """The way back: the programme, and the place when the page is about one."""
    crumbs = [(localised(here.root), reverse("programme:programme", args=[here.root.key]))]
    if here.membership:
        crumbs.append((here.place.name, reverse("method:place", args=[here.root.key, here.place.slug])))
    return crumbs


@page(
    "people:bodies",
    title=gettext_lazy("Grupper"),
    about=About.PROGRAMME,
    see=Right.SEE_PLACE,
    chapter=3,
    locally=True,
)
def bodies(request: HttpRequest, here: Here) -> HttpResponse:
    """Every body of the programme with its seats, and the local groups of the places the user may see."""
    today = clock.today()
    groups, page_obj = queries.local_groups(here.access, here.root, today, request.GET.get("page", "1"))
    return render(
        request,
        "people/bodies.html",
        {
            "here": here,
            "crumbs": crumbs_to(here),
            "chapters": chapters(here, "people:bodies"),
            "bodies": queries.programme_bodies(here.root, today),
            "groups": groups,
            "page_obj": page_obj,
            "may_seat": here.may(Right.SEAT_PEOPLE),
            "may_choose_counterparts": here.may(Right.SEAT_PEOPLE),
        },
    )


@page(
    "people:local_group",
    title=gettext_lazy("Grupp"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.SEAT_LOCALLY,
    chapter=2,
)
def local_group(request: HttpRequest, here: Here) -> HttpResponse:
    """The place's local group and its counterpart at the region; POST adds a seat to the group."""
    form = LocalSeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        group = get_object_or_404(Body, area=here.root, place=here.place, kind=Body.Kind.LOCAL_GROUP)
        try:
            seat = actions.add_local_seat(body=group, **form.cleaned_data, actor=actor(here, Right.SEAT_LOCALLY))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Platsen %(seat)s finns i gruppen.") % {"seat": seat.title})
            return redirect("people:seat", root=here.root.key, seat=seat.pk)
    return render(
        request,
        "people/local_group.html",
        {
            "here": here,
            "crumbs": crumbs_to(here),
            "chapters": chapters(here, "people:local_group"),
            "bodies": queries.place_bodies(here.root, here.place.pk, clock.today()),
            "may_seat": here.may(Right.SEAT_LOCALLY),
            "may_choose_counterparts": may_choose_counterparts(here, here.spot),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


def seat_here(here: Here, seat_id: int) -> Seat:
    """A seat of this programme. Raises Http404 for another programme's."""
    of_programme = Q(area=here.root) | Q(area__parent=here.root)
    seats = Seat.objects.select_related("area", "place", "body").prefetch_related("organisations")
    found = seats.filter(of_programme, pk=seat_id).first()
    if found is None:
        raise Http404
    return found


def _seating_actor(here: Here, seat: Seat) -> Actor:
    spot = spot_of(here, seat)
    right = seating_right(here, seat, spot)
    if right is None:
        raise PermissionDenied
    return actor(here, right, spot)


def _seat_page(
    request: HttpRequest,
    here: Here,
    seat: Seat,
    *,
    form: Form | None = None,
    ending: tuple[int, EndForm] | None = None,
    met: Conflict | None = None,
) -> HttpResponse:
    """The page of a seat, with a form that was refused (to seat somebody, or to end a holding) as it was typed."""
    spot, today = spot_of(here, seat), clock.today()
    if not may_see_seat(here, seat, spot):
        raise PermissionDenied
    history = queries.seat_history(seat, here.root.pk, today)
    may_seat = seating_right(here, seat, spot) is not None
    # A refused form is shown with what was typed, also when the holding has ended since the page was opened.
    refused = ending[0] if ending else None
    open_now = [h for h in history.holders if h.when != queries.BEFORE or h.holding_id == refused] if may_seat else []
    ends = [
        (holder, ending[1] if ending and ending[0] == holder.holding_id else _end_form(holder, today))
        for holder in open_now
    ]
    crumbs = crumbs_to(here)
    if seat.place:
        group = reverse("people:local_group", args=[here.root.key, seat.place.slug])
        crumbs.append((_("Gruppen i %(place)s") % {"place": seat.place.name}, group))
    else:
        crumbs.append((_("Grupper"), reverse("people:bodies", args=[here.root.key])))
    context: dict[str, Any] = {
        "here": here,
        "crumbs": crumbs,
        "seat": history.seat,
        "place": seat.place.name if seat.place else "",
        "body": history.body,
        "holders": history.holders,
        "may_seat": may_seat,
        "ends": ends,
        "form": form or SeatPersonForm(initial={"from_on": today, "invite": True}),
        "conflict": met,
    }
    return render(request, "people/seat.html", context, status=409 if met else 422 if form or ending else 200)


def _end_form(holder: queries.Holder, today: dt.date) -> EndForm:
    start = {"last_on": holder.last_on or max(today, holder.from_on), "seen": holder.last_on}
    return EndForm(initial=start, auto_id=f"end_{holder.holding_id}_%s")


@page(
    "people:seat",
    title=gettext_lazy("En plats och dess innehavare"),
    about=About.PROGRAMME,
    see=Right.SEE_PLACE,
    save=Right.SEAT_LOCALLY,
    locally=True,
)
def seat(request: HttpRequest, here: Here, seat: int) -> HttpResponse:
    """A seat with everybody who has held it; POST puts somebody in it."""
    one = seat_here(here, seat)
    if request.method != "POST":
        return _seat_page(request, here, one)
    acting = _seating_actor(here, one)
    form = SeatPersonForm(request.POST)
    if not form.is_valid():
        return _seat_page(request, here, one, form=form)
    typed = form.cleaned_data
    try:
        holding = actions.seat_person(
            seat=one,
            name=typed["name"],
            email=typed["email"],
            from_on=typed["from_on"],
            to_on=to_on(typed["last_on"]),
            substitute=typed["substitute"],
            actor=acting,
        )
    except ActionRefused as refused:
        form.add_error(None, str(refused))
        return _seat_page(request, here, one, form=form)
    _tell_seated(request, holding, one)
    if typed["invite"]:
        return invite_and_answer(request, here, holding, acting, seen=None)
    return redirect("people:seat", root=here.root.key, seat=one.pk)


def _tell_seated(request: HttpRequest, holding: Holding, one: Seat) -> None:
    told = {"name": holding.person.name, "seat": localised(one)}
    if holding.substitute:
        messages.success(request, _("%(name)s är ersättare på platsen %(seat)s.") % told)
    else:
        messages.success(request, _("%(name)s har platsen %(seat)s.") % told)


def holding_here(here: Here, holding_id: int) -> tuple[Holding, Seat, Actor]:
    """A holding here, its seat, and in whose name the user may change it. Raises Http404, PermissionDenied."""
    one = get_object_or_404(Holding.objects.select_related("person"), pk=holding_id)
    of_seat = seat_here(here, one.seat_id)
    return one, of_seat, _seating_actor(here, of_seat)


@page(
    "people:end",
    title=gettext_lazy("Avsluta någons tid på en plats"),
    about=About.PROGRAMME,
    save=Right.SEAT_LOCALLY,
    locally=True,
    saves_only=True,
)
def end(request: HttpRequest, here: Here, holding: int) -> HttpResponse:
    """Set somebody's last day in a seat."""
    one, of_seat, acting = holding_here(here, holding)
    auto_id = f"end_{one.pk}_%s"
    form = EndForm(request.POST, auto_id=auto_id)
    if not form.is_valid():
        return _seat_page(request, here, of_seat, ending=(one.pk, form))
    last_on, seen = form.cleaned_data["last_on"], form.cleaned_data["seen"]
    ends_on = last_on + dt.timedelta(days=1)
    try:
        actions.end_holding(holding=one, to_on=ends_on, seen_to_on=to_on(seen), actor=acting)
    except ChangedMeanwhile:
        one.refresh_from_db()
        stored = one.to_on - dt.timedelta(days=1) if one.to_on else None
        met = conflict(form, one, {"last_on": stored})
        again = EndForm(seen_again(request.POST, "seen", stored), auto_id=auto_id)
        return _seat_page(request, here, of_seat, ending=(one.pk, again), met=met)
    except ActionRefused as refused:
        form.add_error("last_on", str(refused))
        return _seat_page(request, here, of_seat, ending=(one.pk, form))
    messages.success(request, _("Sista dagen för %(name)s är sparad.") % {"name": one.person.name})
    return redirect("people:seat", root=here.root.key, seat=of_seat.pk)
