"""One's own letters: which ones one wants, and those that were sent."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import Actor

from . import queries_mail, topics
from .chasing import table
from .models import Account
from .pages import About, page


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Mitt konto"), reverse("web:account"))]


@page("post:choices", title=gettext_lazy("Välj vilka brev du får"), about=About.ACCOUNT)
def choices(request: HttpRequest) -> HttpResponse:
    """What one can get letters about, and how one hears of each; with the table of when reminders come."""
    account_id = cast(int, request.user.pk)
    known, rows = topics.chosen([account_id]), table()
    asked = [
        (
            one,
            topics.how_of(known, account_id, one.key),
            [(how, topics.spoken(how)) for how in one.choices],
            [row for row in rows if row.topic == one.key],
        )
        for one in topics.topics()
    ]
    context = {"crumbs": _crumbs(), "topics": asked, "nothing_goes": queries_mail.nothing_goes()}
    return render(request, "people/mail_choices.html", context)


@page("post:choose", title=gettext_lazy("Spara vilka brev du får"), about=About.ACCOUNT, saves_only=True)
def choose(request: HttpRequest) -> HttpResponse:
    """Save the choices. What the page does not offer is left as it was."""
    account = cast(Account, request.user)
    offered = {one.key: how for one in topics.topics() if (how := request.POST.get(one.key)) and how in one.choices}
    topics.choose(account=account, ways=offered, actor=Actor(account.pk))
    messages.success(request, _("Dina val är sparade."))
    return redirect("post:choices")


@page("post:letters", title=gettext_lazy("Brev till dig"), about=About.ACCOUNT)
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter that was written to the user, newest first."""
    own = queries_mail.of_account(cast(int, request.user.pk))
    rows, found = queries_mail.page_of(own, "", request.GET.get("page", "1"))
    context = {"crumbs": _crumbs(), "rows": rows, "page_obj": found, "nothing_goes": queries_mail.nothing_goes()}
    return render(request, "people/own_letters.html", context)


@page("post:letter", title=gettext_lazy("Ett brev till dig"), about=About.ACCOUNT)
def letter(request: HttpRequest, letter: int) -> HttpResponse:
    """One of the user's letters, as it was sent."""
    one = get_object_or_404(queries_mail.of_account(cast(int, request.user.pk)), pk=letter)
    (row,) = queries_mail.rows_of([one])
    crumbs = [*_crumbs(), (_("Brev till dig"), reverse("post:letters"))]
    return render(request, "people/own_letter.html", {"crumbs": crumbs, "row": row})
