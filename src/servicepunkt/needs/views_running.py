"""Pages of a questionnaire that is opened, closed and copied: household codes, the notice, who offers help."""

import io
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, conflict, seen_again
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import building, publishing, queries
from .answering import content_of
from .code_file import workbook
from .forms import CodesForm, LastDayForm, MarkForm, ReopenForm, RequestForm
from .forms_answer import minutes
from .models import Entrance, Questionnaire, State
from .views import form_page, found, link, to, under

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _keeper(here: Here) -> Any:
    return actor(here, Right.KEEP_SURVEYS)


@page(
    "needs:publish",
    title=gettext_lazy("Öppna en enkät för svar"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def publish(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Ask once more, then open the draft for answers as it was looked at."""
    one = found(here, questionnaire)
    if one.state == State.CLOSED:
        return to("needs:questionnaire", here, one.pk)
    form = MarkForm(request.POST or None, initial={"seen": building.draft_mark(one)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish(questionnaire=one, seen=form.cleaned_data["seen"], actor=_keeper(here))
        except ChangedMeanwhile as changed:
            one = found(here, questionnaire)
            form = MarkForm(seen_again(request.POST, "seen", building.draft_mark(one)))
            form.add_error(None, str(changed))
            status = 409
        except ActionRefused as refused:
            form.add_error(None, str(refused))
            status = 422
        else:
            messages.success(request, _("Enkäten är öppen. Dela länken och sätt upp anslaget."))
            return to("needs:questionnaire", here, one.pk)
    if one.state == State.OPEN:
        return to("needs:questionnaire", here, one.pk)
    content = content_of(one)
    context = {
        **under(here, one),
        "form": form,
        "content": content,
        "minutes": minutes(content),
        "faults": publishing.faults(one),
        "codes": queries.codes_of(one),
        "with_codes": one.entrance == Entrance.CODES,
    }
    return render(request, "needs/publish.html", context, status=status)


@page(
    "needs:last_day",
    title=gettext_lazy("Sista dag för en enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def last_day(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Change the last day of a questionnaire that is open."""
    one = found(here, questionnaire)
    met: Conflict | None = None
    form = LastDayForm(request.POST or None, initial={"closes_on": one.closes_on, "seen_version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            publishing.set_last_day(questionnaire=one, **form.cleaned_data, actor=_keeper(here))
        except ChangedMeanwhile:
            one = found(here, questionnaire)
            met = conflict(form, one, {"closes_on": one.closes_on})
            form = LastDayForm(seen_again(request.POST, "seen_version", one.version))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sista dagen är sparad."))
            return to("needs:questionnaire", here, one.pk)
    return form_page(request, here, one, form, met, title=_("Sista dag för svar"), action_label=_("Spara"))


@page(
    "needs:close",
    title=gettext_lazy("Stänga en enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def close(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Ask once more, then close the questionnaire and release its results."""
    one = found(here, questionnaire)
    if request.method == "POST":
        try:
            publishing.close(questionnaire=one, actor=_keeper(here))
        except ActionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Enkäten är stängd och resultaten är räknade."))
        return to("needs:questionnaire", here, one.pk)
    if one.state != State.OPEN:
        return to("needs:questionnaire", here, one.pk)
    context = {
        **under(here, one),
        "heading": _("Stänga enkäten?"),
        "question": str(content_of(one).title),
        "consequences": [
            _("Resultaten räknas och visas."),
            _("Svar som kommer senare sparas, men räknas inte om ni inte öppnar enkäten igen."),
            _("Namnen på dem som erbjudit hjälp tas bort efter ett halvår."),
        ],
        "action_label": _("Stäng enkäten"),
        "cancel_url": under(here, one)["back"],
    }
    return render(request, "needs/close.html", context)


@page(
    "needs:reopen",
    title=gettext_lazy("Öppna en stängd enkät igen"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def reopen(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Open a closed questionnaire again, so that late answers count."""
    one = found(here, questionnaire)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            publishing.reopen(questionnaire=one, **form.cleaned_data, actor=_keeper(here))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Enkäten är öppen igen. Svar som kom sent räknas nu."))
            return to("needs:questionnaire", here, one.pk)
    lead = _("Svar som kom efter stängningen räknas när enkäten öppnas. Frågorna är desamma.")
    return form_page(request, here, one, form, title=_("Öppna enkäten igen"), lead=lead, action_label=_("Öppna igen"))


@page(
    "needs:copy",
    title=gettext_lazy("Göra en ny enkät av en annan"),
    about=About.PLACE,
    save=Right.KEEP_SURVEYS,
    saves_only=True,
)
def copy(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Make a new draft that asks the same."""
    one, form = found(here, questionnaire), RequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Något blev fel med knappen. Försök igen."))
        return to("needs:questionnaire", here, one.pk)
    made = building.copy(questionnaire=one, request_key=form.cleaned_data["request_key"], actor=_keeper(here))
    messages.success(request, _("Här är ett nytt utkast med samma frågor."))
    return to("needs:questionnaire", here, made.pk)


@page(
    "needs:remove",
    title=gettext_lazy("Ta bort ett utkast till enkät"),
    about=About.PLACE,
    save=Right.KEEP_SURVEYS,
    saves_only=True,
)
def remove(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Take away a draft."""
    one, form = found(here, questionnaire), MarkForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else ""
        building.remove_draft(questionnaire=one, seen=seen, actor=_keeper(here))
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return to("needs:questionnaire", here, one.pk)
    messages.success(request, _("Utkastet är borttaget."))
    return to("needs:needs", here)


@page(
    "needs:codes",
    title=gettext_lazy("Hushållens koder till en enkät"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
    save=Right.KEEP_SURVEYS,
)
def codes(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The household codes, which of them have been used, and a form to make more."""
    one = found(here, questionnaire)
    counts = queries.codes_of(one)
    form, status = CodesForm(request.POST or None, initial={"seen": counts.made}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                publishing.make_codes(questionnaire=one, **form.cleaned_data, actor=_keeper(here))
            except ChangedMeanwhile as changed:
                form = CodesForm(seen_again(request.POST, "seen", counts.made))
                form.add_error(None, str(changed))
                status = 409
            except ActionRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Koderna är gjorda."))
                return to("needs:codes", here, one.pk)
    context = {
        **under(here, one),
        "form": form,
        "codes": counts,
        "list": queries.code_list(one),
        "slips_url": link(here, "needs:slips", one.pk),
        "closed": one.state == State.CLOSED,
    }
    return render(request, "needs/codes.html", context, status=status)


def answer_address(request: HttpRequest, one: Questionnaire) -> str:
    """The whole address of the page where a questionnaire is answered."""
    return request.build_absolute_uri(reverse("answer:answer", args=[one.key]))


@page(
    "needs:codes_file",
    title=gettext_lazy("Hushållens koder som Excelfil"),
    about=About.PLACE,
    see=Right.KEEP_SURVEYS,
)
def codes_file(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The codes as a file to hand out from."""
    one = found(here, questionnaire)
    return HttpResponse(
        workbook(one, answer_address(request, one)),
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="koder-{here.place.slug}-{one.pk}.xlsx"',
            "Cache-Control": "no-store",
        },
    )


@page("needs:qr", title=gettext_lazy("QR-kod till en enkät"), about=About.PLACE, see=Right.SEE_PLACE)
def qr(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The address of the questionnaire as a QR code, drawn as SVG on white so that it can be read in the dark."""
    one, out = found(here, questionnaire), io.BytesIO()
    segno.make(answer_address(request, one), micro=False, error="m").save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@page("needs:notice", title=gettext_lazy("Anslag om en enkät"), about=About.PLACE, see=Right.SEE_PLACE)
def notice(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """A page to print and put on a notice board."""
    one = found(here, questionnaire)
    if one.state != State.OPEN:
        messages.info(request, _("Anslaget finns när enkäten är öppen."))
        return to("needs:questionnaire", here, one.pk)
    content = content_of(one)
    context = {
        **under(here, one),
        "content": content,
        "minutes": minutes(content),
        "address": answer_address(request, one),
        "shown": answer_address(request, one).partition("://")[2].rstrip("/"),
        "with_codes": one.entrance == Entrance.CODES,
        "last_day": date_format(one.closes_on, "j F Y") if one.closes_on else "",
    }
    return render(request, "needs/notice.html", context)


@page("needs:willing", title=gettext_lazy("De som vill hjälpa till"), about=About.PLACE, see=Right.KEEP_SURVEYS)
def willing(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """Who offers help and how to reach them."""
    one = found(here, questionnaire)
    context = {**under(here, one), "willing": queries.willing_of(one)}
    return render(request, "needs/willing.html", context)


@page(
    "needs:forget",
    title=gettext_lazy("Ta bort en som vill hjälpa till"),
    about=About.PLACE,
    save=Right.KEEP_SURVEYS,
    saves_only=True,
)
def forget(request: HttpRequest, here: Here, questionnaire: int, willing: UUID) -> HttpResponse:
    """Remove one who offered help."""
    one = found(here, questionnaire)
    publishing.forget_willing(questionnaire=one, willing=willing, actor=_keeper(here))
    messages.success(request, _("Uppgifterna är borttagna."))
    return redirect("needs:willing", root=here.root.key, place=here.place.slug, questionnaire=one.pk)
