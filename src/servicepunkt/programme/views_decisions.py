"""Pages of decisions, votes and tasks."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.text import localised
from servicepunkt.people.editing import edit
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right

from . import actions_decisions as actions
from .actions_decisions import DecisionFacts, TaskFacts
from .forms_meetings import DecisionForm, DoneForm, TaskForm, VoteForm
from .minutes import votes_of, votes_said
from .models import Decision, Meeting, Task, Vote
from .queries_meetings import seats_in, sees_inside
from .queries_seats import places_of, programme_seats
from .views import frame, under
from .views_meetings import back, below, form_page, keeper, keeps, meeting_of, saved

DECISION = ("title", "text", "voting", "outcome")


def _form_of(here: Here, meeting: Meeting) -> Any:
    return partial(DecisionForm, items=list(meeting.agenda.all()), places=places_of(here.root))


def _facts(form: DecisionForm, typed: dict[str, Any]) -> DecisionFacts:
    return DecisionFacts(typed["title"], typed["text"], form.places.get(typed["place"]), form.items.get(typed["item"]))


@page(
    "programme:new_decision",
    title=gettext_lazy("Nytt beslut på ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def new_decision(request: HttpRequest, here: Here, meeting: int) -> HttpResponse:
    """Take up something to decide, and note what came of it."""
    one = meeting_of(here, meeting)
    start = {"request_key": uuid.uuid4(), "outcome": Decision.Outcome.OPEN}
    form = _form_of(here, one)(request.POST or None, initial=start)
    done = saved(
        request,
        form,
        lambda typed: actions.take_up(
            root=here.root,
            meeting=one,
            facts=_facts(form, typed),
            voting=typed["voting"],
            outcome=typed["outcome"],
            request_key=typed["request_key"] or uuid.uuid4(),
            actor=keeper(here),
        ),
    )
    if done.saved:
        return back(request, here, one, _("Beslutet är infört."), "beslut")
    return form_page(request, below(here, one), _("Nytt beslut"), "", _("Spara beslutet"), done)


@page(
    "programme:decision",
    title=gettext_lazy("Ett beslut på ett möte"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def decision(request: HttpRequest, here: Here, meeting: int, decision: int) -> HttpResponse:
    """Mend a decision and note what came of it at this meeting, also when an earlier one put it off."""
    one = meeting_of(here, meeting)
    row = get_object_or_404(Decision.objects.select_related("place", "area"), pk=decision, area=here.root)
    forms: list[DecisionForm] = []
    make = _form_of(here, one)

    def making(*args: Any, **kwargs: Any) -> DecisionForm:
        forms.append(make(*args, **kwargs))
        return forms[-1]

    def stored(d: Decision) -> dict[str, object]:
        told: dict[str, object] = {name: getattr(d, name) for name in DECISION}
        return {**told, "item": str(d.item_id or ""), "place": d.place.slug if d.place else ""}

    done = edit(
        request,
        row,
        making,
        stored,
        lambda typed: actions.decide(
            decision=row,
            meeting=one,
            facts=_facts(forms[-1], typed),
            voting=typed["voting"],
            outcome=typed["outcome"],
            seen_version=typed["seen_version"] or 0,
            actor=keeper(here),
        ),
    )
    if done.saved:
        return back(request, here, one, _("Beslutet är sparat."), "beslut")
    return form_page(request, below(here, one), row.title, "", _("Spara beslutet"), done)


@page(
    "programme:vote",
    title=gettext_lazy("En omröstning"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def vote(request: HttpRequest, here: Here, meeting: int, decision: int) -> HttpResponse:
    """Vote for one's seat. Only who sits in the body comes here; how others voted is shown as counts."""
    one = meeting_of(here, meeting)
    row = get_object_or_404(Decision.objects.select_related("meeting"), pk=decision, meeting=one, voting=True)
    account_id = here.access.account_id or 0
    held = seats_in(here.access, one.body)
    if not held:
        raise PermissionDenied
    seat = next((s for s in held if actions.voter_of(row, s.pk, account_id)), held[0])
    mine = Vote.objects.filter(decision=row, seat=seat).first()
    form = VoteForm(request.POST or None, initial={"answer": mine.answer if mine else ""})
    done = saved(
        request,
        form,
        lambda typed: actions.vote(
            decision=row, seat_id=seat.pk, answer=typed["answer"], actor=Actor(account_id, seat.pk)
        ),
    )
    if done.saved:
        return back(request, here, one, _("Rösten är sparad."), "beslut")
    context = {
        **below(here, one),
        "decision": row,
        "seat": localised(seat),
        "votes": votes_said(votes_of([row]).get(row.pk)),
        "over": row.outcome in actions.SETTLED,
        **done.context,
    }
    return render(request, "programme/vote.html", context, status=done.status)


# --- tasks ------------------------------------------------------------------------------------------------------------

MINE, ALL, LATE, DONE = "mina", "alla", "sena", "klara"


def _sees_all(here: Here) -> bool:
    """Whether the user may see everybody's tasks: whoever may see the places of a whole area."""
    return any(s.root_id == here.root.pk and s.place_id is None and s.gives(Right.SEE_PLACE) for s in here.access.seats)


def _own_seats(here: Here) -> set[int]:
    return {seat.seat_id for seat in here.access.seats if seat.root_id == here.root.pk}


def _tasks(here: Here) -> Any:
    rows = Task.objects.filter(area=here.root).select_related("owner", "place", "meeting")
    return rows if _sees_all(here) else rows.filter(owner__in=_own_seats(here))


@page("programme:tasks", title=gettext_lazy("Uppgifter"), about=About.PROGRAMME, see=Right.SEE_FIGURES, locally=True)
def tasks(request: HttpRequest, here: Here) -> HttpResponse:
    """What is to be done in the programme: one's own, all, the late ones, those done."""
    today, own = clock.today(), _own_seats(here)
    shown = {one.pk: one for one in _tasks(here)}
    left = [one for one in shown.values() if one.done_on is None]
    lists = {
        MINE: [one for one in left if one.owner_id in own],
        ALL: left,
        LATE: [one for one in left if one.due_on < today],
        DONE: [one for one in shown.values() if one.done_on],
    }
    asked = request.GET.get("visa", "")
    chosen = asked if asked in lists else MINE if lists[MINE] else ALL
    titles = {MINE: _("Mina"), ALL: _("Alla"), LATE: _("Försenade"), DONE: _("Klara")}
    context = {
        **frame(here, "programme:tasks"),
        "choices": [(key, titles[key], len(rows), key == chosen) for key, rows in lists.items()],
        "tasks": [(one, localised(one.owner), one.done_on is None and one.due_on < today) for one in lists[chosen]],
        "keeps": keeps(here),
    }
    return render(request, "programme/tasks.html", context)


def _task_form(here: Here) -> Any:
    return partial(TaskForm, seats=list(programme_seats(here.root)), places=places_of(here.root))


def _task_facts(form: TaskForm, typed: dict[str, Any]) -> TaskFacts:
    return TaskFacts(typed["title"], form.owners[typed["owner"]], typed["due_on"], form.places.get(typed["place"]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


@page(
    "programme:new_task",
    title=gettext_lazy("Ny uppgift"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def new_task(request: HttpRequest, here: Here) -> HttpResponse:
    """Give a seat something to do: at a meeting (?mote=), by a decision (?beslut=), or by itself."""
    meeting = Meeting.objects.filter(programme__area=here.root, pk=_number(request.GET.get("mote", ""))).first()
    decision = Decision.objects.filter(area=here.root, pk=_number(request.GET.get("beslut", ""))).first()
    form = _task_form(here)(request.POST or None, initial={"request_key": uuid.uuid4()})
    done = saved(
        request,
        form,
        lambda typed: actions.give_task(
            root=here.root,
            facts=_task_facts(form, typed),
            meeting=meeting,
            decision=decision,
            request_key=typed["request_key"] or uuid.uuid4(),
            actor=keeper(here),
        ),
    )
    if done.saved and meeting:
        return back(request, here, meeting, _("Uppgiften är given."), "uppgifter")
    if done.saved:
        messages.success(request, _("Uppgiften är given."))
        return redirect("programme:tasks", root=here.root.key)
    lead = _("Efter beslutet: %(decision)s") % {"decision": decision.title} if decision else ""
    return form_page(request, _below_tasks(here), _("Ny uppgift"), lead, _("Ge uppgiften"), done)


def _below_tasks(here: Here) -> dict[str, Any]:
    base = under(here, _("Uppgifter"), "programme:tasks")
    return {**base, "cancel_url": reverse("programme:tasks", args=[here.root.key])}


@page(
    "programme:task",
    title=gettext_lazy("En uppgift"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    save=Right.SEE_FIGURES,
    locally=True,
)
def task(request: HttpRequest, here: Here, task: int) -> HttpResponse:
    """A task; who holds its seat, or keeps meetings, says that it is done."""
    row = get_object_or_404(_tasks(here).select_related("owner__body", "decision", "meeting__body"), pk=task)
    own = next((s for s in here.access.seats if s.seat_id == row.owner_id), None)
    may = own is not None or keeps(here)
    if request.method == "POST" and not may:
        raise PermissionDenied
    who = Actor(here.access.account_id, own.seat_id) if own else None
    done = edit(
        request,
        row,
        DoneForm,
        lambda t: {"done_on": t.done_on, "note": t.note},
        lambda typed: actions.finish_task(task=row, **typed, actor=who or keeper(here)),
    )
    if done.saved:
        messages.success(request, _("Uppgiften är sparad."))
        return redirect("programme:tasks", root=here.root.key)
    context = {
        **_below_tasks(here),
        "task": row,
        "owner": localised(row.owner),
        "body": localised(row.owner.body),
        "late": row.done_on is None and row.due_on < clock.today(),
        "sees_meeting": row.meeting is not None and sees_inside(here, row.meeting),
        "may": may,
        "keeps": keeps(here),
        **done.context,
    }
    return render(request, "programme/task.html", context, status=done.status)


@page(
    "programme:change_task",
    title=gettext_lazy("Ändra en uppgift"),
    about=About.PROGRAMME,
    see=Right.KEEP_MEETINGS,
    save=Right.KEEP_MEETINGS,
    locally=True,
)
def change_task(request: HttpRequest, here: Here, task: int) -> HttpResponse:
    """Mend a task: another wording, seat, day or place."""
    row = get_object_or_404(Task.objects.select_related("owner", "place", "area"), pk=task, area=here.root)
    forms: list[TaskForm] = []
    make = _task_form(here)

    def making(*args: Any, **kwargs: Any) -> TaskForm:
        forms.append(make(*args, **kwargs))
        return forms[-1]

    done = edit(
        request,
        row,
        making,
        lambda t: {
            "title": t.title, "owner": str(t.owner_id), "due_on": t.due_on, "place": t.place.slug if t.place else "",
        },
        lambda typed: actions.change_task(
            task=row,
            facts=_task_facts(forms[-1], typed),
            seen_version=typed["seen_version"] or 0,
            actor=keeper(here),
        ),
    )  # fmt: skip
    if done.saved:
        messages.success(request, _("Uppgiften är sparad."))
        return redirect("programme:task", root=here.root.key, task=row.pk)
    return form_page(request, _below_tasks(here), _("Ändra uppgiften"), "", _("Spara uppgiften"), done)
