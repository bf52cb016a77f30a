"""The chapter "Behoven" of a place, and the pages on which a questionnaire is built."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, conflict, seen_again
from servicepunkt.people.pages import About, Here, chapters, page, pages
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from . import bank, building, publishing, queries
from .answering import content_of
from .content import Asked
from .coverage import said_answers
from .forms import (
    KINDS,
    AboutForm,
    MarkForm,
    NewForm,
    OwnForm,
    QuestionForm,
    RequestForm,
    about_typed,
    question_typed,
)
from .forms_answer import minutes, questions
from .models import Entrance, Questionnaire, State


def link(here: Here, name: str, *more: int | str) -> str:
    """The address of a page about this place, if there is such a page and the user may see it; else nothing."""
    right = next((one.see for one in pages() if one.name == name), None)
    allowed = right is not None and here.may(right)
    return reverse(name, args=[here.root.key, here.place.slug, *more]) if allowed else ""


def under(here: Here, one: Questionnaire | None = None) -> dict[str, Any]:
    """What a page below the list needs: the way back, with the list and the questionnaire."""
    crumbs = [*crumbs_to(here), (_("Behoven"), reverse("needs:needs", args=[here.root.key, here.place.slug]))]
    back = crumbs[-1][1]
    if one is not None:
        back = reverse("needs:questionnaire", args=[here.root.key, here.place.slug, one.pk])
        crumbs.append((str(content_of(one).title), back))
    return {"here": here, "crumbs": crumbs, "back": back, "questionnaire": one}


def found(here: Here, number: int) -> Questionnaire:
    """A questionnaire of this place; a draft only for those who build. Raises Http404, PermissionDenied."""
    one = get_object_or_404(
        Questionnaire.objects.select_related("root", "place"), pk=number, root=here.root, place=here.place
    )
    if one.state == State.DRAFT and not here.may(Right.KEEP_SURVEYS):
        raise PermissionDenied
    return one


def to(name: str, here: Here, *more: int | str) -> HttpResponse:
    """On to another page about this place."""
    return redirect(reverse(name, args=[here.root.key, here.place.slug, *more]))


def form_page(
    request: HttpRequest,
    here: Here,
    one: Questionnaire | None,
    form: BaseForm,
    met: Conflict | None = None,
    **more: Any,
) -> HttpResponse:
    """A page with one form. `more`: title, lead, action_label, danger."""
    context = {**under(here, one), "form": form, "conflict": met, **more}
    status = 409 if met else 422 if form.is_bound else 200
    return render(request, "needs/form.html", context, status=status)


@page("needs:needs", title=gettext_lazy("Behoven"), about=About.PLACE, see=Right.SEE_PLACE, chapter=5)
def needs(request: HttpRequest, here: Here) -> HttpResponse:
    """The place's questionnaires, and the ways to ideas, coverage and the gap matrix."""
    keeps = here.may(Right.KEEP_SURVEYS)
    context = {
        "here": here,
        "crumbs": crumbs_to(here),
        "chapters": chapters(here, "needs:needs"),
        "rows": queries.questionnaires_of(here.root, here.place, drafts=keeps),
        "keeps": keeps,
        "links": [way for way in _ways(here) if way[0]],
    }
    return render(request, "needs/needs.html", context)


def _ways(here: Here) -> list[tuple[str, str, str]]:
    """The other pages of the chapter: address (nothing for whom it is closed), title and what is there."""
    return [
        (link(here, "needs:gap"), _("Behov mot utbud"), _("Vad behövs, vad finns, och när är det öppet?")),
        (link(here, "needs:coverage"), _("Vilka har vi nått?"), _("Hushåll, åldrar och kön mot befolkningen.")),
        (link(here, "needs:ideas"), _("Idéer från möten"), _("Nedskrivna, sorterade och rangordnade.")),
        (link(here, "needs:population"), _("Befolkning"), _("Hur många som bor här, efter ålder och kön.")),
    ]


@page(
    "needs:new",
    title=gettext_lazy("Ny enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def new(request: HttpRequest, here: Here) -> HttpResponse:
    """Begin a questionnaire from the bank."""
    form = NewForm(request.POST or None, initial={"request_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        made = building.create(
            root=here.root, place=here.place, **form.cleaned_data, actor=actor(here, Right.KEEP_SURVEYS)
        )
        messages.success(request, _("Utkastet är gjort. Gå igenom frågorna innan du öppnar enkäten."))
        return to("needs:questionnaire", here, made.pk)
    lead = _("Enkäten börjar med färdiga frågor. Du kan ändra dem, ta bort och lägga till innan den öppnas.")
    return form_page(request, here, None, form, title=_("Ny enkät"), lead=lead, action_label=_("Gör ett utkast"))


@page("needs:questionnaire", title=gettext_lazy("En enkät"), about=About.PLACE, see=Right.SEE_PLACE)
def questionnaire(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """A questionnaire: the questions to build with while it is a draft, afterwards how it stands."""
    one = found(here, questionnaire)
    content = content_of(one)
    asked = content.questions
    context = {
        **under(here, one),
        "crumbs": under(here)["crumbs"],
        "content": content,
        "minutes": minutes(content),
        "keeps": here.may(Right.KEEP_SURVEYS),
        "with_codes": one.entrance == Entrance.CODES,
        "codes": queries.codes_of(one),
    }
    if one.state != State.DRAFT:
        return _standing(request, here, one, context)
    context |= {
        "rows": [
            (each, KINDS[each.kind], _after(asked, at - 2), asked[at + 1].key if at + 1 < len(asked) else "")
            for at, each in enumerate(asked)
        ],
        "left": queries.left_in_bank(content, one.variant, here.place),
        "faults": publishing.faults(one),
        "mark": building.draft_mark(one),
        "papers_url": link(here, "needs:papers", one.pk),
    }
    return render(request, "needs/draft.html", context)


def _after(asked: tuple[Asked, ...], at: int) -> str:
    """The key of the question that one moved up comes to stand after; nothing: it comes first."""
    return asked[at].key if at >= 0 else ""


def _standing(request: HttpRequest, here: Here, one: Questionnaire, context: dict[str, Any]) -> HttpResponse:
    (row,) = [
        each
        for each in queries.questionnaires_of(here.root, here.place, drafts=False)
        if each.questionnaire.pk == one.pk
    ]
    context |= {
        "row": row,
        "households": said_answers(context["codes"].used),
        "address": request.build_absolute_uri(reverse("answer:answer", args=[one.key])),
        "copy_form": RequestForm(initial={"request_key": uuid.uuid4()}),
        "late": one.state == State.CLOSED and queries.has_late(one),
        "ways": _ways_from(here, one),
    }
    return render(request, "needs/questionnaire.html", context)


def _ways_from(here: Here, one: Questionnaire) -> list[tuple[str, str]]:
    """The pages that an opened questionnaire leads to, for those who may see them: address and title."""
    coverage = link(here, "needs:coverage")
    ways = [
        (link(here, "needs:results", one.pk), _("Resultat")),
        (coverage and f"{coverage}?enkat={one.pk}", _("Vilka har vi nått?")),
        (link(here, "needs:words", one.pk), _("Egna ord")),
        (link(here, "needs:willing", one.pk), _("De som vill hjälpa till")),
    ]
    if one.state == State.OPEN:
        ways += [
            (link(here, "needs:papers", one.pk), _("Skriv ut på papper")),
            (link(here, "needs:enter", one.pk), _("Skriv in svar från papper")),
            (link(here, "needs:interview", one.pk), _("Intervjua på telefon")),
        ]
    return [way for way in ways if way[0]]


@page(
    "needs:about",
    title=gettext_lazy("Uppgifter om en enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def about(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """What a draft is called, who may answer and until when."""
    one = found(here, questionnaire)
    met: Conflict | None = None
    stored = about_typed(building.about_of(one))
    form = AboutForm(request.POST or None, initial={**stored, "seen_version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            building.describe(
                questionnaire=one,
                about=form.about(),
                seen_version=form.cleaned_data["seen_version"],
                actor=actor(here, Right.KEEP_SURVEYS),
            )
        except ChangedMeanwhile:
            one = found(here, questionnaire)
            stored = about_typed(building.about_of(one))
            met = conflict(form, one, stored)
            form = AboutForm(seen_again(request.POST, "seen_version", one.version), initial=stored)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Uppgifterna är sparade."))
            return to("needs:questionnaire", here, one.pk)
    return form_page(request, here, one, form, met, title=_("Om enkäten"), action_label=_("Spara uppgifterna"))


@page(
    "needs:new_question",
    title=gettext_lazy("Ny egen fråga"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def new_question(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Add a question of one's own."""
    one = found(here, questionnaire)
    form = OwnForm(request.POST or None, initial={"request_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            key = building.add_own(
                questionnaire=one,
                asked=form.asked(),
                request_key=form.cleaned_data["request_key"],
                actor=actor(here, Right.KEEP_SURVEYS),
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Frågan är tillagd, sist i enkäten."))
            return _to_question(here, one, key)
    return form_page(request, here, one, form, title=_("Skriv en egen fråga"), action_label=_("Lägg till frågan"))


def _to_question(here: Here, one: Questionnaire, key: str) -> HttpResponse:
    """Back to the list of questions, where this one stands."""
    return redirect(under(here, one)["back"] + f"#fraga-{key}")


@page(
    "needs:question",
    title=gettext_lazy("En fråga i en enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def question(request: HttpRequest, here: Here, questionnaire: int, key: str) -> HttpResponse:
    """Word a question of a draft differently, or give it other options."""
    one = found(here, questionnaire)
    stored = _stored(one, key)
    if one.state != State.DRAFT or stored is None:
        messages.error(request, _("Frågan går inte att ändra längre."))
        return to("needs:questionnaire", here, one.pk)
    people = one.variant in bank.ASKED_OF_PEOPLE
    form = QuestionForm(request.POST or None, stored=stored, people=people, initial={"seen": building.mark(stored)})
    met: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            building.change_question(
                questionnaire=one,
                asked=form.asked(),
                seen=form.cleaned_data["seen"],
                actor=actor(here, Right.KEEP_SURVEYS),
            )
        except ChangedMeanwhile as changed:
            one = found(here, questionnaire)
            stored = _stored(one, key)
            if stored is None:
                messages.error(request, str(changed))
                return to("needs:questionnaire", here, one.pk)
            met = _question_conflict(one, form, stored)
            again = seen_again(request.POST, "seen", building.mark(stored))
            form = QuestionForm(again, stored=stored, people=people)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Frågan är sparad."))
            return _to_question(here, one, key)
    return _question_page(request, here, one, stored, form, met)


def _stored(one: Questionnaire, key: str) -> Asked | None:
    return next((asked for asked in content_of(one).questions if asked.key == key), None)


def _question_conflict(one: Questionnaire, form: QuestionForm, stored: Asked) -> Conflict:
    theirs = {name: value for name, value in question_typed(stored).items() if name in form.fields}
    chosen = theirs.pop("known_rows", None)
    met = conflict(form, one, theirs)
    if isinstance(chosen, list) and sorted(chosen) != sorted(form.cleaned_data["known_rows"]):
        field: Any = form.fields["known_rows"]
        titles = {key: str(text) for key, text in field.choices}
        mine, other = (", ".join(titles[key] for key in many) for many in (form.cleaned_data["known_rows"], chosen))
        met.fields.append(Pair(str(form.fields["known_rows"].label), mine, other))
    who = queries.who_changed(one, stored.key)
    return replace(met, by=who[0] or met.by, at=who[1].at) if who else met


def _question_page(
    request: HttpRequest, here: Here, one: Questionnaire, stored: Asked, form: QuestionForm, met: Conflict | None
) -> HttpResponse:
    context = {
        **under(here, one),
        "asked": stored,
        "form": form,
        "conflict": met,
        "kind": KINDS[stored.kind],
        "fixed": bank.is_fixed(stored),
        "mark": building.mark(stored),
        "others": [each for each in content_of(one).questions if each.key != stored.key],
        "english_open": met or any(bound.errors for bound in form.english()),
    }
    return render(request, "needs/question.html", context, status=409 if met else 422 if form.is_bound else 200)


@page(
    "needs:arrange",
    title=gettext_lazy("Ordna frågorna i en enkät"),
    about=About.PLACE,
    save=Right.KEEP_SURVEYS,
    saves_only=True,
)
def arrange(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Move a question (`move`: "question:after"), leave one out (`leave_out` and `seen`), or bring one in (`bring`)."""
    one, by = found(here, questionnaire), actor(here, Right.KEEP_SURVEYS)
    key = ""
    try:
        if "bring" in request.POST:
            key = request.POST["bring"]
            building.bring_in(questionnaire=one, key=key, actor=by)
        elif "leave_out" in request.POST:
            form = MarkForm(request.POST)
            seen = form.cleaned_data["seen"] if form.is_valid() else ""
            building.leave_out(questionnaire=one, key=request.POST["leave_out"], seen=seen, actor=by)
            messages.success(request, _("Frågan är borttagen ur enkäten."))
        else:
            key, _colon, after = request.POST.get("move", "").partition(":")
            building.move(questionnaire=one, key=key, after=request.POST.get("after", after), actor=by)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return _to_question(here, one, key) if key else to("needs:questionnaire", here, one.pk)


@page("needs:preview", title=gettext_lazy("Förhandsgranska en enkät"), about=About.PLACE, see=Right.SEE_PLACE)
def preview(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The questions exactly as they are met when answering; nothing can be sent."""
    one = found(here, questionnaire)
    content = content_of(one)
    context = {**under(here, one), "content": content, "questions": questions(content), "minutes": minutes(content)}
    return render(request, "needs/preview.html", context)
