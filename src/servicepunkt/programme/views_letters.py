"""A programme's letters: everything that was sent or waits, one of them, sending again and stopping."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import mail_sending
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people import queries_mail
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from .views import frame, under

WORDS = {
    "": gettext_lazy("Alla"),
    "vantar": gettext_lazy("Väntar"),
    "skickade": gettext_lazy("Skickade"),
    "kom-inte-fram": gettext_lazy("Kom inte fram"),
    "installda": gettext_lazy("Inställda"),
}


@page(
    "programme:letters", title=gettext_lazy("Utskick"), about=About.PROGRAMME, see=Right.EDIT_PROGRAMME, chapter=8
)  # fmt: skip
def letters(request: HttpRequest, here: Here) -> HttpResponse:
    """Every letter about the programme or a place in it: when, to whom, about what, and what became of it."""
    shown = request.GET.get("visa", "")
    of_programme = queries_mail.of_programme(here.root.pk)
    rows, found = queries_mail.page_of(of_programme, shown, request.GET.get("page", "1"))
    return render(
        request,
        "programme/letters.html",
        {
            **frame(here, "programme:letters"),
            "rows": rows,
            "page_obj": found,
            "query": f"visa={shown}" if shown in WORDS and shown else "",
            "choices": [(key, words, key == shown) for key, words in WORDS.items()],
            "nothing_goes": queries_mail.nothing_goes(),
        },
    )


@page("programme:letter", title=gettext_lazy("Ett brev"), about=About.PROGRAMME, see=Right.EDIT_PROGRAMME)
def letter(request: HttpRequest, here: Here, letter: int) -> HttpResponse:
    """One letter: its text (unless it lets its bearer in), and what became of it."""
    one = get_object_or_404(queries_mail.of_programme(here.root.pk), pk=letter)
    (row,) = queries_mail.rows_of([one])
    context = {
        **under(here, _("Utskick"), "programme:letters"),
        "row": row,
        "letter": one,
        "nothing_goes": queries_mail.nothing_goes(),
    }
    return render(request, "programme/letter.html", context)


@page(
    "programme:letter_again",
    title=gettext_lazy("Skicka ett brev igen"),
    about=About.PROGRAMME,
    save=Right.EDIT_PROGRAMME,
    saves_only=True,
)
def again(request: HttpRequest, here: Here, letter: int) -> HttpResponse:
    """Let a letter that failed be tried again."""
    one = get_object_or_404(queries_mail.of_programme(here.root.pk), pk=letter)
    try:
        address = queries_mail.address_now(one)
        mail_sending.send_again(letter=one, actor=actor(here, Right.EDIT_PROGRAMME), address=address)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Brevet skickas igen inom en minut."))
    return redirect(reverse("programme:letter", args=[here.root.key, one.pk]))


@page(
    "programme:letter_stop",
    title=gettext_lazy("Ställa in ett brev"),
    about=About.PROGRAMME,
    save=Right.EDIT_PROGRAMME,
    saves_only=True,
)
def stop(request: HttpRequest, here: Here, letter: int) -> HttpResponse:
    """Stop a letter that waits."""
    one = get_object_or_404(queries_mail.of_programme(here.root.pk), pk=letter)
    try:
        mail_sending.withdraw(letter=one, actor=actor(here, Right.EDIT_PROGRAMME))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Brevet är inställt."))
    return redirect(reverse("programme:letter", args=[here.root.key, one.pk]))
