"""Work at a meeting: its agenda, who was there, what it cost, the minutes, and word to the owner's board."""

import uuid
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.people.editing import attempt, edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_agenda as agenda
from . import actions_minutes as actions
from .bearing import bear_at_meeting
from .forms_meetings import AnswerForm, AttendanceForm, CostsForm, ItemForm, NewItemForm, ToldForm, way
from .models import AgendaItem, Contribution, Meeting
from .queries_meetings import meeting_title, minuted
from .queries_seats import Bearing, SeatThatDay, bearings, meeting_day, programme_seats, seats_that_day
from .views import under
from .views_meetings import address_of, back, below, keeper, keeps, meeting_form, meeting_of, saved


@page(
    "programme:draft_agenda",
    title=gettext_lazy("Föreslå en dagordning"),
    about=About.PROGRAMME,
    save=Right.KEEP_MEETINGS,
    locally=True,
    saves_only=True,
)
def draft_agenda(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Draft the agenda from the state of things; what people wrote stays."""
    one = meeting_of(here, meeting)

    def drafted(changed: int) -> HttpResponse:
        text = _("Dagordningen är föreslagen efter läget i dag.") if changed else _("Det fanns inget nytt att föreslå.")
        return back(request, here, one, text, "dagordning")

    return attempt(
        request,
        lambda: agenda.draft_agenda(meeting=one, actor=keeper(here)),
        otherwise=address_of(here, one),
        then=drafted,
    )


ITEM = ("title", "text", "notes")


def _item(typed: dict[str, Any]) -> agenda.ItemFacts:
    return agenda.ItemFacts(*(typed[name] for name in ITEM))


@page(
    "programme:new_item",
    title=gettext_lazy("Ny punkt på en dagordning"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def new_item(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Add a point to the agenda."""
    one = meeting_of(here, meeting)
    form = NewItemForm(request.POST or None, initial={"request_key": uuid.uuid4()})
    done = saved(
        request,
        form,
        lambda typed: agenda.write_item(
            meeting=one, facts=_item(typed), request_key=typed["request_key"], actor=keeper(here)
        ),
    )
    return meeting_form(
        request, here, one, done,
        title=_("Ny punkt"), action_label=_("Lägg till punkten"), saved=_("Punkten står på dagordningen."),
        part="dagordning",
    )  # fmt: skip


@page(
    "programme:item",
    title=gettext_lazy("En punkt på en dagordning"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def item(request: HttpRequest, here: Here, meeting: int, item: int) -> HttpResponse:
    """Mend a point, write what was said, or take it away."""
    one = meeting_of(here, meeting)
    point = get_object_or_404(AgendaItem, pk=item, meeting=one)
    done = edit(
        request,
        point,
        ItemForm,
        lambda row: {name: getattr(row, name) for name in ITEM},
        lambda typed: agenda.change_item(
            item=point,
            facts=_item(typed),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=keeper(here),
        ),
    )
    removed = done.saved and done.form.cleaned_data["remove"]
    return meeting_form(
        request, here, one, done,
        title=f"{point.number}. {point.title}", action_label=_("Spara punkten"),
        saved=_("Punkten är borttagen.") if removed else _("Punkten är sparad."), part="dagordning",
    )  # fmt: skip


@page(
    "programme:move_item",
    title=gettext_lazy("Flytta en punkt"),
    about=About.PROGRAMME,
    save=Right.KEEP_MEETINGS,
    locally=True,
    saves_only=True,
)
def move_item(request: HttpRequest, here: Here, meeting: int, item: int) -> HttpResponse:
    """Move a point to another place on the agenda."""
    one = meeting_of(here, meeting)
    point = get_object_or_404(AgendaItem, pk=item, meeting=one)
    asked = request.POST.get("to", "")
    to = int(asked) if asked.isdecimal() and len(asked) < 4 else point.number
    there = f"{address_of(here, one)}#punkt-{point.pk}"
    return attempt(
        request,
        lambda: agenda.move_item(item=point, to=to, actor=keeper(here)),
        otherwise=there,
        then=lambda _moved: redirect(there),
    )


def _stored_attendance(seats: list[SeatThatDay], meeting: Meeting) -> dict[str, object]:
    out: dict[str, object] = {"chair": str(meeting.chair_id or ""), "secretary": str(meeting.secretary_id or "")}
    for one in seats:
        noted = one.noted
        out[f"seat-{one.seat_id}"] = way(noted.person_id, noted.how) if noted else ""
        out[f"adj-{one.seat_id}"] = bool(noted and noted.adjuster)
    return out


@page(
    "programme:attendance",
    title=gettext_lazy("Närvaro på ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def attendance(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Who sat on each seat, who led and wrote, who adjusts the minutes."""
    one = meeting_of(here, meeting)
    seats = seats_that_day(one)
    make = partial(AttendanceForm, seats=seats, secretaries=list(programme_seats(here.root)))

    def save(form: AttendanceForm, typed: dict[str, Any]) -> None:
        actions.note_attendance(
            meeting=one,
            sat=form.sat(),
            chair_id=form.seat_id("chair"),
            secretary_id=form.seat_id("secretary"),
            adjusters=form.adjusters(),
            seen_version=typed["seen_version"],
            actor=keeper(here),
        )

    forms: list[AttendanceForm] = []

    def making(*args: Any, **kwargs: Any) -> AttendanceForm:
        forms.append(make(*args, **kwargs))
        return forms[-1]

    done = edit(
        request,
        one,
        making,
        lambda m: _stored_attendance(seats_that_day(m), m),
        lambda typed: save(forms[-1], typed),
    )
    if done.saved:
        return back(request, here, one, _("Närvaron är sparad."), "narvaro")
    context = {**below(here, one), "meeting": one, "day": meeting_day(one), **done.context}
    return render(request, "programme/attendance.html", context, status=done.status)


@page(
    "programme:minutes",
    title=gettext_lazy("Öppna ett protokoll"),
    about=About.PROGRAMME,
    save=Right.KEEP_MEETINGS,
    locally=True,
    saves_only=True,
)
def minutes(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Open the draft of the minutes; the meeting is thereby noted as held."""
    one = meeting_of(here, meeting)
    return attempt(
        request,
        lambda: actions.open_minutes(meeting=one, actor=keeper(here)),
        otherwise=address_of(here, one),
        then=lambda draft: redirect("documents:draft", root=here.root.key, draft=draft.pk),
    )


# --- what it cost -----------------------------------------------------------------------------------------------------


def _start(rows: list[Bearing], meeting: Meeting) -> dict[str, object]:
    """The hours each organisation is proposed to have borne: the meeting's length for each who was there."""
    hours = meeting.minutes / 60 if meeting.minutes else float(meeting.hours_max)
    return {f"hours-{one.organisation.pk}": round(hours * one.people, 1) for one in rows if one.people}


@page(
    "programme:meeting_costs",
    title=gettext_lazy("Vad ett möte kostade"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def meeting_costs(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Time and travel that each organisation bore. What is noted already is shown, not asked again."""
    one = meeting_of(here, meeting)
    rows = bearings(one)
    kinds = Contribution.Kind
    asked = [(row.organisation, not row.has(kinds.OWN_TIME), not row.has(kinds.TRAVEL)) for row in rows]
    form = CostsForm(request.POST or None, initial=_start(rows, one), bearing=asked)
    done = saved(
        request,
        form,
        lambda typed: bear_at_meeting(
            meeting=one,
            on=meeting_day(one),
            borne={row.organisation: form.borne(row.organisation) for row in rows},
            actor=keeper(here),
        ),
    )
    if done.saved:
        return back(request, here, one, _("Mötets kostnader är införda."), "kostnader")
    left = any(time or travel for _organisation, time, travel in asked)
    context = {**below(here, one), "meeting": one, "bearings": rows, "left": left, **done.context}
    return render(request, "programme/meeting_costs.html", context, status=done.status)


# --- the board --------------------------------------------------------------------------------------------------------


@page(
    "programme:tell_board",
    title=gettext_lazy("Ett protokoll till styrelsen"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def tell_board(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Note that the owner's board has got the minutes."""
    one = meeting_of(here, meeting)
    done = edit(
        request,
        one,
        ToldForm,
        lambda m: {"told_on": m.board_told_on or clock.today()},
        lambda typed: actions.tell_board(meeting=one, **typed, actor=keeper(here)),
    )
    return meeting_form(
        request, here, one, done,
        title=_("Återkoppling till styrelsen"),
        lead=_("Styrelsen får det justerade protokollet. Här noterar du när."),
        action_label=_("Spara"), saved=_("Det är noterat att styrelsen har fått protokollet."), part="styrelsen",
    )  # fmt: skip


@page(
    "programme:board_answer",
    title=gettext_lazy("Styrelsens svar på ett protokoll"),
    about=About.PROGRAMME,
    see=Right.ANSWER_FOR_BOARD,
    save=Right.ANSWER_FOR_BOARD,
    locally=True,
)
def board_answer(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Write what the board answered."""
    one = meeting_of(here, meeting)
    done = edit(
        request,
        one,
        AnswerForm,
        lambda m: {"answer": m.board_answer},
        lambda typed: actions.answer_for_board(meeting=one, **typed, actor=actor(here, Right.ANSWER_FOR_BOARD)),
    )
    return meeting_form(
        request, here, one, done,
        title=_("Styrelsens svar"), action_label=_("Spara svaret"), saved=_("Styrelsens svar är sparat."),
        part="styrelsen",
    )  # fmt: skip


@page(
    "programme:board",
    title=gettext_lazy("Återkoppling till styrelsen"),
    about=About.PROGRAMME,
    see=Right.SEE_PLACE,
    locally=True,
)
def board(request: HttpRequest, here: Here) -> HttpResponse:
    """The adjusted minutes, which of them the board has got, and what it answered."""
    rows = (
        Meeting.objects.filter(programme__area=here.root, minutes_version__isnull=False)
        .select_related("body", "minutes_version__withdrawal")
        .order_by("-held_on", "-id")
    )
    meetings = [(one, meeting_title(one)) for one in rows if minuted(one)]
    context = {
        **under(here, _("Kalender"), "programme:calendar"),
        "awaiting": [(m, title) for m, title in meetings if m.board_told_on and not m.board_answer],
        "untold": [(m, title) for m, title in meetings if not m.board_told_on],
        "answered": [(m, title) for m, title in meetings if m.board_answer],
        "answers": here.access.may_somewhere(Right.ANSWER_FOR_BOARD, here.root.pk),
        "keeps": keeps(here),
    }
    return render(request, "programme/board.html", context)
