"""Forms and slips to print."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.identity_numbers import holds_identity_number, refusal
from servicepunkt.core.models import Job
from servicepunkt.documents.blocks import Language
from servicepunkt.documents.pdf import render as as_pdf
from servicepunkt.documents.pdf import render_all
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import paper, slips
from .forms_paper import ALL, PapersForm
from .models import Entrance, Questionnaire, State
from .paper_jobs import PAPERS_A_FILE, ask_for_all, codes_in_order
from .views import found, to, under
from .views_running import answer_address

SLIPS_A_FILE = 400
"""Fifty pages."""


def parts(number: int, size: int) -> list[tuple[int, str]]:
    """Which files there are when each holds `size`: their number from 1, and "1–20" of the codes."""
    return [
        (at, f"{first + 1}–{min(first + size, number)}") for at, first in enumerate(range(0, number, size), start=1)
    ]


def _file(pdf: bytes, name: str) -> HttpResponse:
    heading = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=heading)


@page(
    "needs:papers",
    title=gettext_lazy("Skriva ut blanketter"),
    about=About.PLACE,
    see=Right.ENTER_ANSWERS,
    save=Right.ENTER_ANSWERS,
)
def papers(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """What to print; sent, it gives the file. Household codes are for those who keep the questionnaires."""
    one = found(here, questionnaire)
    keeps = here.may(Right.KEEP_SURVEYS) and one.state != State.DRAFT
    codes = codes_in_order(one) if keeps else []
    said = _("Med koden tryckt: hushåll %(which)s")
    of_codes = [(at, said % {"which": which}) for at, which in parts(len(codes), PAPERS_A_FILE)]
    form = PapersForm(request.POST or None, parts=of_codes, initial={"request_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        if holds_identity_number(form.cleaned_data["hand_in"]):
            form.add_error("hand_in", refusal())
        elif form.part != ALL:
            return _papers_file(request, one, form, codes)
        elif (asked := _ask_for_all(request, here, one, form)) is not None:
            return redirect("work:job", key=asked.key)
    context = {
        **under(here, one),
        "form": form,
        "draft": one.state == State.DRAFT,
        "coded": one.entrance == Entrance.CODES,
        "slips": parts(len(codes), SLIPS_A_FILE),
    }
    return render(request, "needs/papers.html", context, status=422 if form.is_bound else 200)


def _ask_for_all(request: HttpRequest, here: Here, one: Questionnaire, form: PapersForm) -> Job | None:
    """Have all households' forms made in the background; None when that was refused, which the form then says."""
    try:
        return ask_for_all(
            questionnaire=one,
            address=answer_address(request, one),
            hand_in=form.cleaned_data["hand_in"],
            language=form.cleaned_data["language"],
            key=form.cleaned_data["request_key"] or uuid.uuid4(),
            back=request.path,
            actor=actor(here, Right.KEEP_SURVEYS),
        )
    except ActionRefused as refused:
        form.add_error(None, str(refused))
        return None


def _papers_file(request: HttpRequest, one: Questionnaire, form: PapersForm, codes: list[str]) -> HttpResponse:
    first = (form.part - 1) * PAPERS_A_FILE
    chosen = codes[first : first + PAPERS_A_FILE] if form.part else [""]
    address, language = answer_address(request, one), form.cleaned_data["language"]
    made = [
        paper.document(one, code, address=address, hand_in=form.cleaned_data["hand_in"], language=language)
        for code in chosen
    ]
    return _file(render_all(made, at=clock.now()), f"blankett-{one.place.slug}-{one.pk}")


@page("needs:slips", title=gettext_lazy("Lappar med hushållens koder"), about=About.PLACE, see=Right.KEEP_SURVEYS)
def slips_file(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Slips to cut out, a part of the codes at a time (`?del=2`), in the language that is shown."""
    one = found(here, questionnaire)
    if one.state == State.DRAFT and not here.may(Right.KEEP_SURVEYS):
        raise PermissionDenied
    codes, part = codes_in_order(one), request.GET.get("del", "")
    if not part and len(codes) > SLIPS_A_FILE:
        return to("needs:papers", here, one.pk)
    files = {str(at): codes[(at - 1) * SLIPS_A_FILE :][:SLIPS_A_FILE] for at, _which in parts(len(codes), SLIPS_A_FILE)}
    chosen = files.get(part or "1")
    if chosen is None:
        raise Http404
    language: Language = "en" if (get_language() or "sv").startswith("en") else "sv"
    made = slips.document(one, chosen, address=answer_address(request, one), language=language)
    return _file(as_pdf(made, at=clock.now()), f"lappar-{one.place.slug}-{one.pk}")
