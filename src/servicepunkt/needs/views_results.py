"""What is shown of a questionnaire's answers, as a page and a file; and what people wrote in their own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from .answering import content_of
from .coverage import population_by_age
from .headings import grouped
from .models import OpenAnswer, Questionnaire, State
from .releases import FIRST, latest, next_at
from .results import Shown
from .showing import as_csv, shown_questions
from .suppression import LEAST
from .words import set_hidden, shown_words

WORDS_A_PAGE = 100


def _published(here: Here, number: int) -> Questionnaire:
    """A published questionnaire of this place. Raises Http404."""
    every = Questionnaire.objects.select_related("root", "place").exclude(state=State.DRAFT)
    return get_object_or_404(every, pk=number, root=here.root, place=here.place)


def _under(here: Here, one: Questionnaire) -> dict[str, Any]:
    at = [here.root.key, here.place.slug]
    crumbs = [
        *crumbs_to(here),
        (_("Behoven"), reverse("needs:needs", args=at)),
        (one.title, reverse("needs:questionnaire", args=[*at, one.pk])),
    ]
    return {"here": here, "crumbs": crumbs, "questionnaire": one}


def _people(one: Questionnaire) -> dict[str, int]:
    """How many live in the place by age, both sexes together; one query."""
    ages = population_by_age([one.place_id]).get(one.place_id, {})
    return {age: sum(by_sex.values()) for age, by_sex in ages.items()}


@page("needs:results", title=gettext_lazy("Enkätens resultat"), about=About.PLACE, see=Right.SEE_PLACE)
def results(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The latest release: every question with chart, shares, intervals and ages. Never reads an answer."""
    one = _published(here, questionnaire)
    shown = latest([one.pk]).get(one.pk)
    content, people = content_of(one), _people(one)
    context = {
        **_under(here, one),
        "shown": shown,
        "groups": grouped(shown_questions(content, shown, people)) if shown else [],
        "has_words": any(True for _text in content.texts()) and here.may(Right.READ_WORDS),
        "is_open": one.state == State.OPEN,
        "people": sum((shown.asked_people(people) or {}).values()) if shown else 0,
        "next_at": next_at(shown.answers if shown else None),
        "first": FIRST,
        "least": LEAST,
        "least_at_close": 2 * LEAST,
    }
    return render(request, "needs/results.html", context)


@page("needs:results_csv", title=gettext_lazy("Enkätens resultat som fil"), about=About.PLACE, see=Right.SEE_PLACE)
def results_csv(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The same numbers as on the page, for a spreadsheet. Raises Http404 before the first release."""
    one = _published(here, questionnaire)
    shown = latest([one.pk]).get(one.pk)
    if shown is None:
        raise Http404
    name = f"resultat-{here.place.slug}-{one.pk}-nr-{shown.number}.csv"
    return HttpResponse(
        as_csv(content_of(one), shown, _people(one)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page("needs:words", title=gettext_lazy("Med egna ord"), about=About.PLACE, see=Right.READ_WORDS)
def words(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """What people wrote, a question at a time, in an order that tells nothing."""
    one = _published(here, questionnaire)
    asked = list(content_of(one).texts())
    chosen = next((text for text in asked if text.key == request.GET.get("fraga")), asked[0] if asked else None)
    shown: Shown | None = latest([one.pk]).get(one.pk)
    keeps = here.may(Right.KEEP_SURVEYS)
    found = shown_words(one, chosen.key if chosen else "", hidden=keeps)
    page_obj = Paginator(found, WORDS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_under(here, one),
        "asked": asked,
        "chosen": chosen,
        "shown": shown,
        "is_open": one.state == State.OPEN,
        "first": FIRST,
        "least": LEAST,
        "least_at_close": 2 * LEAST,
        "page_obj": page_obj,
        "query": f"fraga={chosen.key}" if chosen else "",
        "keeps": keeps,
    }
    return render(request, "needs/words.html", context)


@page(
    "needs:hide_words",
    title=gettext_lazy("Dölja något som skrivits"),
    about=About.PLACE,
    save=Right.KEEP_SURVEYS,
    saves_only=True,
)
def hide_words(request: HttpRequest, here: Here, questionnaire: int, text: UUID) -> HttpResponse:
    """Hide something that points somebody out, or show it again. Saying so twice changes nothing."""
    one = _published(here, questionnaire)
    found = get_object_or_404(OpenAnswer, pk=text, questionnaire=one, shown=True)
    hidden = request.POST.get("hidden") == "1"
    set_hidden(questionnaire=one, text=found.pk, hidden=hidden, actor=actor(here, Right.KEEP_SURVEYS))
    messages.success(request, _("Texten är dold för andra.") if hidden else _("Texten visas igen."))
    back = reverse("needs:words", args=[here.root.key, here.place.slug, one.pk])
    number = request.POST.get("page", "")
    return redirect(f"{back}?fraga={found.question}&page={number if number.isdecimal() else 1}#text-{found.pk}")
