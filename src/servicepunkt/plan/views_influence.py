"""How the village keeps its say: influence and ways of deciding, the log of decisions, the operating form."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.editing import Edited, edit, refuse
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_influence as actions
from .actions_influence import EntryFacts, InfluenceFacts
from .forms_influence import AnswersForm, ChoiceForm, EntryForm, InfluenceForm, NewEntryForm
from .models import Influence, LogEntry
from .operating import aid, compare
from .trail import address, under_plan
from .views_chapters import form_page, prose

WRITTEN = ("influence", "deciding", "development", "development_who", "development_often")
ENTRY = ("on", "what", "body", "written_in")
SHOWN = 30


def _influence(here: Here) -> Influence:
    """How the village keeps its say, or an unsaved row of version 0."""
    known = Influence.objects.filter(root=here.root, place=here.place).first()
    return known or Influence(root=here.root, place=here.place, version=0)


@page("plan:influence", title=gettext_lazy("Inflytande och beslut"), about=About.PLACE, see=Right.SEE_PLACE)
def influence(request: HttpRequest, here: Here) -> HttpResponse:
    """How the village has a say, how decisions are made, how development goes on; and the log of decisions."""
    log = LogEntry.objects.filter(root=here.root, place=here.place)
    page_obj = Paginator(log, SHOWN).get_page(request.GET.get("page", "1"))
    form = actions.operating_form_here(here.root, here.place)
    said = _influence(here)
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "influence": said,
        "texts": {name: prose(getattr(said, name), name) for name in ("influence", "deciding", "development")},
        "entries": list(page_obj.object_list),
        "page_obj": page_obj,
        "form_chosen": aid().title(form.chosen),
        "operating": form,
        "may_write": here.may(Right.KEEP_PLAN),
        "may_log": here.may(Right.DECIDE_PLAN),
    }
    return render(request, "plan/influence.html", context)


def _page(
    request: HttpRequest, here: Here, title: str, action_label: str, done: Edited, **context: Any
) -> HttpResponse:
    back = address(here, context.pop("back", "influence"))
    names = {"influence": _("Inflytande och beslut"), "operating_form": _("Driftsform")}
    crumbs = under_plan(
        here, (names["operating_form" if back == address(here, "operating_form") else "influence"], back)
    )
    return form_page(request, here, title, action_label, done, crumbs=crumbs, cancel_url=back, **context)


def _done(request: HttpRequest, here: Here, message: str, name: str = "influence") -> HttpResponse:
    messages.success(request, message)
    return redirect(address(here, name))


@page(
    "plan:write_influence",
    title=gettext_lazy("Skriva om inflytande och beslut"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def write_influence(request: HttpRequest, here: Here) -> HttpResponse:
    """Write how the village keeps its say."""

    def save(typed: dict[str, Any]) -> None:
        actions.write_influence(
            root=here.root,
            place=here.place,
            facts=InfluenceFacts(**{name: typed[name] for name in WRITTEN}),
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_PLAN),
        )

    done = edit(
        request,
        _influence(here),
        InfluenceForm,
        lambda one: {name: getattr(one, name) for name in WRITTEN},
        save,
        again=lambda: _influence(here),
    )
    if done.saved:
        return _done(request, here, _("Texten är sparad."))
    return _page(request, here, _("Inflytande och beslut"), _("Spara texten"), done)


@page(
    "plan:new_entry",
    title=gettext_lazy("Nytt beslut i loggen"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def new_entry(request: HttpRequest, here: Here) -> HttpResponse:
    """Put a decision in the log."""
    form = NewEntryForm(request.POST or None, initial={"request_key": uuid.uuid4(), "on": clock.today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.log_decision(
                root=here.root,
                place=here.place,
                facts=EntryFacts(**{name: typed[name] for name in ENTRY}),
                request_key=typed["request_key"],
                actor=actor(here, Right.DECIDE_PLAN),
            )
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return _done(request, here, _("Beslutet är infört."))
    return _page(request, here, _("För in ett beslut"), _("Spara beslutet"), Edited(form))


@page(
    "plan:entry",
    title=gettext_lazy("Ett beslut i loggen"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def entry(request: HttpRequest, here: Here, entry: int) -> HttpResponse:
    """Put an entry of the log right, or take it away."""
    rows = LogEntry.objects.select_related("root", "place")
    one = rows.filter(pk=entry, root=here.root, place=here.place).first()
    if one is None:
        raise Http404

    def save(typed: dict[str, Any]) -> None:
        actions.change_entry(
            entry=one,
            facts=EntryFacts(**{name: typed[name] for name in ENTRY}),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.DECIDE_PLAN),
        )

    try:
        done = edit(request, one, EntryForm, lambda row: {name: getattr(row, name) for name in ENTRY}, save)
    except LogEntry.DoesNotExist:
        messages.error(request, _("Någon annan har tagit bort beslutet ur loggen."))
        return redirect(address(here, "influence"))
    if done.saved:
        away = done.form.cleaned_data["remove"]
        return _done(request, here, _("Beslutet är borttaget.") if away else _("Beslutet är sparat."))
    return _page(request, here, _("Ändra ett beslut i loggen"), _("Spara beslutet"), done)


@page("plan:operating_form", title=gettext_lazy("Driftsform"), about=About.PLACE, see=Right.SEE_PLACE)
def operating_form(request: HttpRequest, here: Here) -> HttpResponse:
    """What the village's answers say for and against each operating form, and which one it has chosen."""
    row = actions.operating_form_here(here.root, here.place)
    answered = [
        (question, next(one for one in question.options if one.key == row.answers[question.key]))
        for question in aid().questions
        if row.answers.get(question.key) in {one.key for one in question.options}
    ]
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "row": row,
        "answered": answered,
        "questions": len(aid().questions),
        "compared": compare(row.answers),
        "laws": aid().laws,
        "chosen": aid().title(row.chosen),
        "why": prose(row.why, "why"),
        "may_write": here.may(Right.KEEP_PLAN),
        "may_choose": here.may(Right.DECIDE_PLAN),
    }
    return render(request, "plan/operating_form.html", context)


@page(
    "plan:operating_answers",
    title=gettext_lazy("Svara på frågor om driftsform"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def operating_answers(request: HttpRequest, here: Here) -> HttpResponse:
    """Answer the plain questions about operating forms."""
    keys = [question.key for question in aid().questions]

    def save(typed: dict[str, Any]) -> None:
        actions.answer_about_forms(
            root=here.root,
            place=here.place,
            answers={key: typed[key] for key in keys},
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_PLAN),
        )

    done = edit(
        request,
        actions.operating_form_here(here.root, here.place),
        AnswersForm,
        lambda row: {key: row.answers.get(key, "") for key in keys},
        save,
        again=lambda: actions.operating_form_here(here.root, here.place),
    )
    if done.saved:
        return _done(request, here, _("Svaren är sparade."), "operating_form")
    lead = _("Svara så som bygden vill ha det. Hoppa över det ni inte vet än.")
    return _page(request, here, _("Frågor om driftsform"), _("Spara svaren"), done, back="operating_form", lead=lead)


@page(
    "plan:operating_choice",
    title=gettext_lazy("Välja driftsform"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def operating_choice(request: HttpRequest, here: Here) -> HttpResponse:
    """Say which operating form the village has chosen, and why."""

    def save(typed: dict[str, Any]) -> None:
        actions.choose_form(root=here.root, place=here.place, **typed, actor=actor(here, Right.DECIDE_PLAN))

    done = edit(
        request,
        actions.operating_form_here(here.root, here.place),
        ChoiceForm,
        lambda row: {"chosen": row.chosen, "why": row.why, "chosen_on": row.chosen_on or clock.today()},
        save,
        again=lambda: actions.operating_form_here(here.root, here.place),
    )
    if done.saved:
        return _done(request, here, _("Driftsformen är vald."), "operating_form")
    return _page(request, here, _("Välj driftsform"), _("Spara valet"), done, back="operating_form")
