"""The page that shows whom a questionnaire has reached, and whom to go and ask."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from servicepunkt.people.pages import About, Here, page, url_if_allowed
from servicepunkt.people.roles import Right

from .bank import ASKED_OF_PEOPLE
from .coverage import coverage as coverage_of
from .models import Questionnaire, State
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
    context = {
        **under(here),
        "questionnaires": asked,
        "questionnaire": chosen[0] if chosen else None,
        "coverage": coverage_of(chosen[0]) if chosen else None,
        "population_url": url_if_allowed(here, "needs:population"),
    }
    return render(request, "needs/coverage.html", context)
