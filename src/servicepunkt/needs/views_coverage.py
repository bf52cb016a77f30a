"""The page that shows whom a questionnaire has reached, and whom to go and ask."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from servicepunkt.people.pages import About, Here, page, url_if_allowed
from servicepunkt.people.roles import Right
from servicepunkt.places.population import newest

from .answering import content_of
from .bank import ASKED_OF_PEOPLE
from .content import Role
from .coverage import by_age, households
from .coverage import coverage as coverage_of
from .covered import covered
from .models import Questionnaire, State
from .releases import latest
from .results import Shown
from .views_population import under


@page("needs:coverage", title=gettext_lazy("Vilka har svarat?"), about=About.PLACE, see=Right.SEE_PLACE)
def coverage(request: HttpRequest, here: Here) -> HttpResponse:
    """Whom the newest questionnaire that people answer for themselves has reached, or the one named in the address."""
    asked = list(
        Questionnaire.objects.filter(root=here.root, place=here.place).exclude(state=State.DRAFT).order_by("-id")
    )
    number = request.GET.get("enkat", "")
    with_ages = [one for one in asked if one.variant in ASKED_OF_PEOPLE]
    chosen = [one for one in asked if str(one.pk) == number] if number else (with_ages or asked)[:1]
    if number and not chosen:
        raise Http404
    one = chosen[0] if chosen else None
    shown = latest([one.pk]).get(one.pk) if one and one.state == State.CLOSED else None
    context = {
        **under(here),
        "questionnaires": asked,
        "questionnaire": one,
        "population_url": url_if_allowed(here, "needs:population"),
        **(_of_result(one, shown) if one and shown and shown.final else _until_now(one) if one else {}),
    }
    return render(request, "needs/coverage.html", context)


def _of_result(one: Questionnaire, shown: Shown) -> dict[str, Any]:
    """After the close: what the result covers, from the release alone."""
    figures = newest([one.place_id]).get(one.place_id)
    return {
        "covered": covered(shown, by_age(figures) if figures else {}),
        "households": households(one),
        "asks_age": content_of(one).asked(Role.AGE) is not None,
        "figures": figures,
    }


def _until_now(one: Questionnaire) -> dict[str, Any]:
    """While it is open, or has no result: whom it has reached, in steps."""
    found = coverage_of(one)
    return {
        "coverage": found,
        "households": found.households,
        "asks_age": found.asks_age,
        "figures": found.figures,
        "is_open": one.state == State.OPEN,
    }
