"""The programme's calendar, and a meeting from its planning to its cancellation: day, invitation, who is called."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor
from servicepunkt.documents.models import Draft
from servicepunkt.people.editing import Edited, edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right

from . import actions_meetings as actions
from . import actions_minutes as afterwards
from . import feed, invitation, queries
from .forms_meetings import CallForm, CancelForm, MeetingForm, NewMeetingForm
from .minutes import votes_of, votes_said
from .models import Attendance, Decision, Meeting
from .queries_meetings import (
    bodies_of,
    decisions_open,
    is_late,
    last_day,
    meeting_title,
    minuted,
    seats_in,
    sees_inside,
)
from .queries_seats import bearings, months, seats_that_day
from .views import frame, under

DETAILS = ("starts_at", "minutes", "venue", "link", "message")
CALENDAR_FILE = "text/calendar; charset=utf-8"


def keeper(here: Here) -> Actor:
    """In whose name meetings are kept: whoever may keep them somewhere in the programme keeps them all, as a leader of
    one region writes for the group of the whole. Raises PermissionDenied."""
    for seat in here.access.seats:
        if seat.root_id == here.root.pk and seat.gives(Right.KEEP_MEETINGS):
            return Actor(here.access.account_id, seat.seat_id)
    raise PermissionDenied


def keeps(here: Here) -> bool:
    """Whether the user may keep meetings."""
    return here.access.may_somewhere(Right.KEEP_MEETINGS, here.root.pk)


def meeting_of(here: Here, pk: int) -> Meeting:
    """A meeting of the programme. Raises Http404."""
    rows = Meeting.objects.select_related("body", "programme__area", "minutes_version__withdrawal")
    return get_object_or_404(rows, pk=pk, programme__area=here.root)


def address_of(here: Here, meeting: Meeting) -> str:
    """The address of a meeting's page."""
    return reverse("programme:meeting", args=[here.root.key, meeting.pk])


def below(here: Here, meeting: Meeting) -> dict[str, Any]:
    """What a page under a meeting's page needs: the way back."""
    base = under(here, _("Kalender"), "programme:calendar")
    address = address_of(here, meeting)
    return {**base, "crumbs": [*base["crumbs"], (meeting_title(meeting), address)], "cancel_url": address}


def back(request: HttpRequest, here: Here, meeting: Meeting, message: str, part: str = "") -> HttpResponse:
    """To the meeting's page, with what was done."""
    messages.success(request, message)
    address = address_of(here, meeting)
    return redirect(f"{address}#{part}" if part else address)


def form_page(
    request: HttpRequest, base: dict[str, Any], title: str, lead: str, action_label: str, done: Edited
) -> HttpResponse:
    """A page with one form, under the page it belongs to."""
    context = {**base, "title": title, "lead": lead, "action_label": action_label, **done.context}
    return render(request, "programme/village_form.html", context, status=done.status)


def meeting_form(
    request: HttpRequest,
    here: Here,
    meeting: Meeting,
    done: Edited,
    *,
    title: str,
    action_label: str,
    saved: str,
    lead: str = "",
    part: str = "",
) -> HttpResponse:
    """A form on a meeting: back to (a part of) the meeting's page when it is saved, else the form to be shown."""
    if done.saved:
        return back(request, here, meeting, saved, part)
    return form_page(request, below(here, meeting), title, lead, action_label, done)


def saved(request: HttpRequest, form: forms.Form, save: Callable[[dict[str, Any]], object]) -> Edited:
    """Save what was typed by `save` (an action), or show the form with what was refused."""
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    try:
        save(form.cleaned_data)
    except ActionRefused as refused:
        form.add_error(None, str(refused))
        return Edited(form)
    return Edited(form, saved=True)


@page(
    "programme:calendar",
    title=gettext_lazy("Kalender"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    chapter=4,
    locally=True,
)
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """All meetings and all reports due of the programme, month by month, one's own meetings marked."""
    programme = queries.programme_of(here.root)
    context = {
        **frame(here, "programme:calendar"),
        "programme": programme,
        "months": months(programme, here.access),
        "keeps": keeps(here),
    }
    return render(request, "programme/calendar.html", context)


def _inside(here: Here, meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page shows those who take part in it or follow the programme. Twelve queries at most."""
    seats = seats_that_day(meeting)
    there = [one for one in seats if one.noted and one.noted.person_id is not None]
    decisions = list(meeting.decisions.select_related("place", "item"))
    counted = votes_of(decisions)
    own = {seat.pk for seat in seats_in(here.access, meeting.body)}
    held = {one.seat_id for one in seats if any(p.person_id == here.access.person_id for p in one.people)}
    return {
        "agenda": list(meeting.agenda.all()),
        "seats": [one for one in seats if one.noted],
        "present": len(there),
        "remote": sum(one.noted is not None and one.noted.how == Attendance.How.REMOTE for one in there),
        "chair": next((one.title for one in seats if one.seat_id == meeting.chair_id), ""),
        "decisions": [(one, votes_said(counted.get(one.pk))) for one in decisions],
        "votes_here": bool(own & held),
        "carried": [] if minuted(meeting) else decisions_open(here.root, but=meeting),
        "tasks": list(meeting.tasks.select_related("owner")),
        "bearings": bearings(meeting) if meeting.held_on else [],
        "draft": Draft.objects.filter(kind=afterwards.MINUTES, subject=str(meeting.pk), area=here.root).first(),
    }


@page(
    "programme:meeting",
    title=gettext_lazy("Ett möte"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def meeting(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """A meeting: when and where; for those who take part its agenda, attendance, decisions, tasks and minutes."""
    one = meeting_of(here, meeting)
    inside = sees_inside(here, one)
    context = {
        **under(here, _("Kalender"), "programme:calendar"),
        "meeting": one,
        "title": meeting_title(one),
        "last_day": last_day(one),
        "late": is_late(one, clock.today()),
        "time": invitation.time_of(one),
        "keeps": keeps(here),
        "inside": inside,
        "locked": minuted(one),
        "open_for_work": not minuted(one) and not one.cancelled_on,
        "outcomes": Decision.Outcome,
        "answers": here.access.may_somewhere(Right.ANSWER_FOR_BOARD, here.root.pk),
        **(_inside(here, one) if inside else {}),
    }
    return render(request, "programme/meeting.html", context)


@page(
    "programme:meeting_plan",
    title=gettext_lazy("Planera ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def meeting_plan(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """When and where a meeting is, and that it was held."""
    one = meeting_of(here, meeting)
    done = edit(
        request,
        one,
        MeetingForm,
        lambda m: {name: getattr(m, name) for name in ("planned_on", *DETAILS, "held_on")},
        lambda typed: actions.set_meeting(
            meeting=one,
            planned_on=typed["planned_on"],
            held_on=typed["held_on"],
            details=details_of(typed),
            seen_version=typed["seen_version"],
            actor=keeper(here),
        ),
    )
    lead = actions.window_said(one) if one.request_key is None else ""
    return meeting_form(
        request, here, one, done,
        title=_("Planera mötet"), lead=lead, action_label=_("Spara mötet"), saved=_("Mötet är sparat."),
    )  # fmt: skip


def details_of(typed: dict[str, Any]) -> actions.MeetingDetails:
    """What was typed about how a meeting goes."""
    return actions.MeetingDetails(
        typed["starts_at"], typed["minutes"] or 0, typed["venue"], typed["link"], typed["message"]
    )


@page(
    "programme:new_meeting",
    title=gettext_lazy("Nytt möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def new_meeting(request: HttpRequest, here: Here) -> HttpResponse:
    """Add a meeting beside those the programme began with."""
    programme = queries.programme_of(here.root)
    start = {"request_key": uuid.uuid4(), "minutes": actions.USUAL_MINUTES}
    form = NewMeetingForm(request.POST or None, initial=start, bodies=list(bodies_of(here.root)))
    done = saved(
        request,
        form,
        lambda typed: actions.add_meeting(
            programme=programme,
            body=form.bodies[typed["body"]],
            planned_on=typed["planned_on"],
            details=details_of(typed),
            request_key=typed["request_key"],
            actor=keeper(here),
        ),
    )
    if done.saved:
        messages.success(request, _("Mötet är inlagt."))
        return redirect("programme:calendar", root=here.root.key)
    base = under(here, _("Kalender"), "programme:calendar")
    base["cancel_url"] = reverse("programme:calendar", args=[here.root.key])
    return form_page(request, base, _("Nytt möte"), "", _("Lägg in mötet"), done)


@page(
    "programme:call",
    title=gettext_lazy("Kallelse till ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def call(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """The invitation as it will be sent and to whom; POST sends it."""
    one = meeting_of(here, meeting)
    seen = {"seen_version": one.version, "seen_calls": one.calls}
    form = CallForm(request.POST or None, initial=seen)
    done = saved(request, form, lambda typed: actions.call_meeting(meeting=one, **typed, actor=keeper(here)))
    if done.saved:
        return back(request, here, one, _("Kallelsen är på väg till alla som har en adress."))
    if done.form.is_bound:  # what stands on the page now is what would be sent
        errors = [str(error) for error in done.form.non_field_errors()]
        one.refresh_from_db()
        form = CallForm(initial={"seen_version": one.version, "seen_calls": one.calls})
    else:
        errors = []
    subject, text = invitation.invitation(one)
    context = {
        **below(here, one),
        "meeting": one,
        "form": form,
        "errors": errors,
        "subject": subject,
        "text": text,
        "called": invitation.called_to(one),
    }
    return render(request, "programme/call.html", context, status=422 if errors else 200)


@page(
    "programme:cancel_meeting",
    title=gettext_lazy("Ställ in ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def cancel_meeting(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    one = meeting_of(here, meeting)
    done = edit(
        request,
        one,
        CancelForm,
        lambda m: {"reason": m.cancelled_reason},
        lambda typed: actions.cancel_meeting(meeting=one, **typed, actor=keeper(here)),
    )
    lead = _("De som har fått kallelsen får ett brev om att mötet är inställt. Det går inte att ångra.")
    title = _("Ställ in mötet")
    return meeting_form(
        request, here, one, done, title=title, lead=lead, action_label=title, saved=_("Mötet är inställt.")
    )


@page(
    "programme:meeting_ics",
    title=gettext_lazy("Ett möte som kalenderfil"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def meeting_ics(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """A meeting as a file for one's own calendar; without events while it has no day."""
    event = feed.meeting_event(meeting_of(here, meeting))
    raw = feed.as_file([event] if event else [], title=_("Möte"))
    answer = HttpResponse(raw, content_type=CALENDAR_FILE)
    answer["Content-Disposition"] = f'attachment; filename="mote-{meeting}.ics"'
    return answer
