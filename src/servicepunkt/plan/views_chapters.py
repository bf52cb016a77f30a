"""The chapter "Planen" of a place: the project plan's chapters, written together and decided one by one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.text import localised
from servicepunkt.documents import html, plain
from servicepunkt.documents.blocks import Document
from servicepunkt.documents.models import Draft
from servicepunkt.method.actions import stating_seat
from servicepunkt.method.pages import fact_url, role_titles
from servicepunkt.people.editing import Edited, edit, refuse
from servicepunkt.people.models import Body
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from . import actions_chapters as actions
from . import actions_set_aside as aside
from . import queries_chapters as queries
from .actions_chapters import ChapterFacts, RiskFacts
from .forms_chapters import ChapterForm, DecideForm, NewRiskForm, RiskForm, SetAsideForm, TakeUpForm
from .models import ChapterDecision, Risk
from .queries_chapters import ChapterRow, Plan
from .trail import address, under_plan

WRITTEN = ("owner_id", "text", "decision", "questions", "ready")
RISK = ("what", "likely", "bad", "measures")


def prose(text: str, prefix: str) -> str:
    """A written text as it will stand in the document; nothing when there is none."""
    blocks = plain.blocks_of(text)
    return html.render(Document("–", "sv", blocks), prefix=prefix) if blocks else ""


def open_questions(text: str) -> list[str]:
    """The open questions of a chapter, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@page("plan:plan", title=gettext_lazy("Planen"), about=About.PLACE, see=Right.SEE_PLACE, chapter=6)
def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Every chapter of the place's plan: state, owner, evidence, what is missing next; and the plan's editions."""
    whole = queries.plan_of(here.root, here.place)
    drafts = Draft.objects.filter(area=here.root, place=here.place, kind__in=(queries.PLAN, queries.REPORT))
    context = {
        "here": here,
        "crumbs": crumbs_to(here),
        "chapters": chapters(here, "plan:plan"),
        "plan": whole,
        "editions": list(queries.editions_of(here.root, here.place)),
        "drafts": {queries.PLAN: None, queries.REPORT: None} | {one.kind: one.pk for one in drafts},
        "next_row": next((row for row in whole.treated if row.next), None),
        "may_write": here.may(Right.KEEP_PLAN),
    }
    return render(request, "plan/plan.html", context)


def _row(here: Here, key: str) -> tuple[Plan, ChapterRow]:
    """The plan and one of its chapters. Raises Http404 when the way of working has none with this key."""
    whole = queries.plan_of(here.root, here.place)
    found = next((row for row in whole.rows if row.spec.key == key), None)
    if found is None:
        raise Http404
    return whole, found


@page("plan:chapter", title=gettext_lazy("Ett kapitel i planen"), about=About.PLACE, see=Right.SEE_PLACE)
def chapter(request: HttpRequest, here: Here, chapter: str) -> HttpResponse:
    """A chapter as it stands: text, what is to be decided, open questions, risks, its evidence, its decisions."""
    whole, row = _row(here, chapter)
    at = whole.rows.index(row)
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "row": row,
        "chapter": row.chapter,
        "text": prose(row.chapter.text, "text"),
        "decision": prose(row.chapter.decision, "beslut"),
        "questions": open_questions(row.chapter.questions),
        "risks": sorted(row.chapter.risks.all(), key=lambda r: -r.weight) if row.chapter.pk else [],
        "links": {r.link: fact_url(here, r.link) for r in row.rows},
        "before": whole.rows[at - 1] if at else None,
        "after": whole.rows[at + 1] if at + 1 < len(whole.rows) else None,
        "may_write": here.may(Right.KEEP_PLAN) and not row.chapter.set_aside,
        "may_decide": here.may(Right.DECIDE_PLAN),
    }
    return render(request, "plan/chapter.html", context)


def form_page(
    request: HttpRequest, here: Here, title: str, action_label: str, done: Edited, **context: Any
) -> HttpResponse:
    """A page with one form about the plan. `back` is where it leads when it is left."""
    whole = {"here": here, "title": title, "lead": "", "action_label": action_label, **context, **done.context}
    return render(request, "plan/form.html", whole, status=done.status)


def _chapter_page(
    request: HttpRequest, here: Here, row: ChapterRow, title: str, action_label: str, done: Edited, **context: Any
) -> HttpResponse:
    back = address(here, "chapter", row.spec.key)
    crumbs = under_plan(here, (row.spec.title.here(), back))
    told = {"crumbs": crumbs, "cancel_url": back, "row": row, **context}
    return form_page(request, here, title, action_label, done, **told)


def _to_chapter(request: HttpRequest, here: Here, key: str, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(address(here, "chapter", key))


@page(
    "plan:write",
    title=gettext_lazy("Skriva ett kapitel i planen"),
    about=About.PLACE,
    see=Right.KEEP_PLAN,
    save=Right.KEEP_PLAN,
)
def write(request: HttpRequest, here: Here, chapter: str) -> HttpResponse:
    """Write in a chapter. Two people who save at once are told."""
    _whole, row = _row(here, chapter)
    seats = queries.seats_to_choose(here.root, here.place)

    def make_form(*args: Any, **kwargs: Any) -> ChapterForm:
        return ChapterForm(*args, seats=seats, help=row.spec.help.here(), **kwargs)

    def save(typed: dict[str, Any]) -> None:
        actions.write_chapter(
            root=here.root,
            place=here.place,
            key=chapter,
            facts=ChapterFacts(**{name: typed[name] for name in WRITTEN}),
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_PLAN),
        )

    done = edit(
        request,
        row.chapter,
        make_form,
        lambda one: {name: getattr(one, name) for name in WRITTEN},
        save,
        again=lambda: actions.chapter_here(here.root, here.place, chapter),
    )
    if done.saved:
        return _to_chapter(request, here, chapter, _("Kapitlet är sparat."))
    lead = ""
    if row.chapter.has_decision:
        lead = _("Kapitlet är beslutat. Ändrar du det syns det, och gruppen behöver besluta igen.")
    return _chapter_page(request, here, row, row.spec.title.here(), _("Spara kapitlet"), done, lead=lead)


@page("plan:new_risk", title=gettext_lazy("Ny risk"), about=About.PLACE, see=Right.KEEP_PLAN, save=Right.KEEP_PLAN)
def new_risk(request: HttpRequest, here: Here, chapter: str) -> HttpResponse:
    """Add a risk to a chapter."""
    _whole, row = _row(here, chapter)
    form = NewRiskForm(request.POST or None, initial={"request_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.add_risk(
                root=here.root,
                place=here.place,
                key=chapter,
                facts=RiskFacts(**{name: typed[name] for name in RISK}),
                request_key=typed["request_key"],
                actor=actor(here, Right.KEEP_PLAN),
            )
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return _to_chapter(request, here, chapter, _("Risken är tillagd."))
    return _chapter_page(request, here, row, _("Lägg till en risk"), _("Spara risken"), Edited(form))


@page("plan:risk", title=gettext_lazy("En risk"), about=About.PLACE, see=Right.KEEP_PLAN, save=Right.KEEP_PLAN)
def risk(request: HttpRequest, here: Here, risk: int) -> HttpResponse:
    """Put a risk right, or take it away."""
    mine = Risk.objects.select_related("chapter__root", "chapter__place")
    one = mine.filter(pk=risk, chapter__root=here.root, chapter__place=here.place).first()
    if one is None:
        raise Http404
    _whole, row = _row(here, one.chapter.key)

    def save(typed: dict[str, Any]) -> None:
        actions.change_risk(
            risk=one,
            facts=RiskFacts(**{name: typed[name] for name in RISK}),
            remove=typed["remove"],
            seen_version=typed["seen_version"],
            actor=actor(here, Right.KEEP_PLAN),
        )

    try:
        done = edit(request, one, RiskForm, lambda r: {name: getattr(r, name) for name in RISK}, save)
    except Risk.DoesNotExist:
        messages.error(request, _("Någon annan har tagit bort risken."))
        return redirect(address(here, "chapter", row.spec.key))
    if done.saved:
        away = done.form.cleaned_data["remove"]
        message = _("Risken är borttagen.") if away else _("Risken är sparad.")
        return _to_chapter(request, here, row.spec.key, message)
    return _chapter_page(request, here, row, _("Ändra risken"), _("Spara risken"), done)


@page(
    "plan:decide",
    title=gettext_lazy("Föra in ett beslut om ett kapitel"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def decide(request: HttpRequest, here: Here, chapter: str) -> HttpResponse:
    """Record what a body decided about a chapter; what it decided on is frozen. Shows all of it first."""
    _whole, row = _row(here, chapter)
    group = Body.objects.filter(area=here.root, place=here.place, kind=Body.Kind.LOCAL_GROUP).first()
    initial = {
        "seen_version": row.chapter.version,
        "on": clock.today(),
        "body": localised(group) if group else "",
    }
    form = DecideForm(request.POST or None, initial=initial)
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_chapter(
                root=here.root, place=here.place, key=chapter, **form.cleaned_data,
                actor=actor(here, Right.DECIDE_PLAN),
            )  # fmt: skip
        except ChangedMeanwhile:
            # What is shown below is what is stored now: to decide on that, it has to be read.
            typed = request.POST.copy()
            _whole, row = _row(here, chapter)
            typed["seen_version"] = str(row.chapter.version)
            form, status = DecideForm(typed), 409
            form.add_error(None, _("Någon annan har ändrat kapitlet. Läs det igen här nedanför innan du sparar."))
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return _to_chapter(request, here, chapter, _("Beslutet är infört, och det som beslutades är fryst."))
    context = {
        "text": prose(row.chapter.text, "text"),
        "decision": prose(row.chapter.decision, "beslut"),
        "questions": open_questions(row.chapter.questions),
        "risks": list(row.chapter.risks.all()) if row.chapter.pk else [],
        "lead": _("Det här är vad som blir beslutat. Det fryses och kan inte ändras."),
        "shows_chapter": True,
    }
    response = _chapter_page(
        request, here, row, _("För in beslutet om kapitlet"), _("För in beslutet"), Edited(form), **context
    )
    response.status_code = status or response.status_code
    return response


@page(
    "plan:decided",
    title=gettext_lazy("Det som beslutades om ett kapitel"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
)
def decided(request: HttpRequest, here: Here, chapter: str, decision: int) -> HttpResponse:
    """What a body decided about a chapter, as it was frozen that day."""
    _whole, row = _row(here, chapter)
    rows = ChapterDecision.objects.select_related("frozen")
    one = rows.filter(pk=decision, chapter__root=here.root, chapter__place=here.place, chapter__key=chapter).first()
    if one is None:
        raise Http404
    content = one.frozen.content["content"]
    context = {
        "here": here,
        "crumbs": under_plan(here, (row.spec.title.here(), address(here, "chapter", chapter))),
        "row": row,
        "decision": one,
        "text": prose(content["text"], "text"),
        "decided": prose(content["decision"], "beslut"),
        "questions": open_questions(content["questions"]),
        "risks": [
            {**told, "likely": Risk.Degree(told["likely"]).label, "bad": Risk.Degree(told["bad"]).label}
            for told in content["risks"]
        ],
        "evidence": one.frozen.content["evidence"],
    }
    return render(request, "plan/decided.html", context)


@page(
    "plan:set_aside",
    title=gettext_lazy("Ett kapitel som inte behandlas"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def set_aside(request: HttpRequest, here: Here, chapter: str) -> HttpResponse:
    """Say that a chapter is not treated, with the reason; or take it up again."""
    _whole, row = _row(here, chapter)
    if row.chapter.set_aside:
        return _take_up(request, here, row)
    outcome: list[aside.SetAside] = []

    def save(typed: dict[str, Any]) -> None:
        outcome.append(aside.set_aside(root=here.root, place=here.place, key=chapter, access=here.access, **typed))

    done = edit(
        request,
        row.chapter,
        SetAsideForm,
        lambda one: {"reason": one.reason},
        save,
        again=lambda: actions.chapter_here(here.root, here.place, chapter),
    )
    if done.saved:
        message = _("Ämnet behandlas inte.")
        if outcome[0].left:
            message += " " + _("Några krav behöver någon ta ställning till för sig. De står under Underlaget.")
        return _to_chapter(request, here, chapter, message)
    return _chapter_page(
        request, here, row, _("Behandla inte ämnet"), _("Spara"), done, consequences=_consequences(here, row)
    )


def _consequences(here: Here, row: ChapterRow) -> list[tuple[str, str]]:
    """What setting a chapter aside does to each of its requirements, and else who can settle it."""
    spec = queries.plan_of(here.root, here.place).method
    out = []
    for one in row.rows:
        if one.settled:
            told = _("Är redan klart och ändras inte.")
        elif aside.needed_at_a_gate(spec, one.spec.key):
            told = _("Krävs för start. Det ändras bara på kravets egen sida.")
        elif stating_seat(here.access, here.spot, one.spec) is None:
            told = _("Ändras inte. Den som kan säga att det inte är aktuellt: %(roles)s.")
            told %= {"roles": role_titles(one.spec.by)}
        else:
            told = _("Blir inte aktuellt, med ditt skäl.")
        out.append((one.spec.title.here(), told))
    return out


def _take_up(request: HttpRequest, here: Here, row: ChapterRow) -> HttpResponse:
    form = TakeUpForm(request.POST or None, initial={"seen_version": row.chapter.version})
    if request.method == "POST" and form.is_valid():
        try:
            aside.take_up(root=here.root, place=here.place, key=row.spec.key, access=here.access, **form.cleaned_data)
        except ActionRefused as refused:
            refuse(form, refused)
        else:
            return _to_chapter(request, here, row.spec.key, _("Ämnet behandlas igen."))
    lead = _("Kapitlet fortsätter där det var, och kraven som sattes som inte aktuella blir aktuella igen.")
    return _chapter_page(request, here, row, _("Ta upp ämnet igen"), _("Ta upp ämnet"), Edited(form), lead=lead)
