"""Where answers from paper and telephone are typed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.documents.blocks import SIGNS
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import entry, forms_answer
from .answering import AnswerRefused, CodeRefused, content_of
from .content import Content
from .incoming import LONGEST_CODE
from .models import Channel, Entrance, Questionnaire, State
from .views import found, link, to, under

TYPED = "needs_typed"
"""In the session: the day and how many answers were typed in on it. Nowhere else is it kept who typed how many."""
_DIGITS = 6
NAMES = {Channel.PAPER: "needs:enter", Channel.TELEPHONE: "needs:interview"}


@dataclass(frozen=True)
class _Sent:
    """A form as it was sent: what was typed, the number as it was written, what to do, what was chosen."""

    typed: entry.Typed
    number: str
    do: str
    chosen: entry.Chosen | None


@dataclass(frozen=True)
class _Faults:
    """What is wrong with a sent form."""

    questions: Mapping[str, str]
    number: str = ""
    code: str = ""


@page(
    "needs:enter",
    title=gettext_lazy("Skriva in svar från papper"),
    about=About.PLACE,
    see=Right.ENTER_ANSWERS,
    save=Right.ENTER_ANSWERS,
)
def enter(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """A paper after the other, by the keyboard alone."""
    return _typing(request, here, found(here, questionnaire), Channel.PAPER)


@page(
    "needs:interview",
    title=gettext_lazy("Intervjua på telefon eller vid dörren"),
    about=About.PLACE,
    see=Right.ENTER_ANSWERS,
    save=Right.ENTER_ANSWERS,
)
def interview(request: HttpRequest, here: Here, questionnaire: int) -> HttpResponse:
    """The questions to read aloud, one after the other."""
    return _typing(request, here, found(here, questionnaire), Channel.TELEPHONE)


def _typing(request: HttpRequest, here: Here, one: Questionnaire, channel: Channel) -> HttpResponse:
    if one.state == State.DRAFT:
        messages.info(request, _("Svar kan skrivas in när enkäten är öppen."))
        return to("needs:questionnaire", here, one.pk)
    content = _without_required(content_of(one))
    if request.method != "POST":
        return _form(request, here, one, channel, content)
    sent = _read(content, request.POST)
    if sent.do == "andra":
        return _form(request, here, one, channel, content, sent)
    by = actor(here, Right.ENTER_ANSWERS)
    try:
        if sent.do == "borja-om" and sent.chosen:
            seen = sent.chosen.seen
            entered = entry.begin_again(questionnaire=one, typed=sent.typed, seen=seen, actor=by)
        else:
            entered = entry.enter(questionnaire=one, channel=channel, typed=sent.typed, chosen=sent.chosen, actor=by)
    except (AnswerRefused, CodeRefused, entry.NumberRefused, entry.TypedDifferently) as why:
        if _by_script(request):
            return JsonResponse({"state": "show"}, headers={"Cache-Control": "no-store"})
        if isinstance(why, entry.TypedDifferently):
            return _compare(request, here, one, sent, why)
        return _form(request, here, one, channel, content, sent, _faults(why))
    return _entered(request, here, one, channel, sent, entered)


def _without_required(content: Content) -> Content:
    """A paper cannot be asked again, so nothing has to be answered here."""
    return replace(content, questions=tuple(replace(one, required=False) for one in content.questions))


def _read(content: Content, sent: QueryDict) -> _Sent:
    number = sent.get("number", "").strip()[:_DIGITS]
    try:
        key = UUID(sent.get("key", ""))
    except ValueError:
        key = uuid4()
    typed = entry.Typed(
        key,
        forms_answer.raw_of(content, sent),
        sent.get("code", "").replace("\x00", "")[:LONGEST_CODE],
        int(number) if number.isdecimal() and number.isascii() else None,
        "twice" in sent,
    )
    picks = {name.removeprefix("val:"): sent.get(name, "") for name in sent if name.startswith("val:")}
    chosen = entry.Chosen(sent.get("seen", ""), picks) if "seen" in sent else None
    return _Sent(typed, number, sent.get("gor", ""), chosen)


def _faults(why: Exception) -> _Faults:
    if isinstance(why, AnswerRefused):
        return _Faults(why.faults)
    return _Faults({}, code=str(why)) if isinstance(why, CodeRefused) else _Faults({}, number=str(why))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _today(request: HttpRequest, more: int = 0) -> int:
    """How many answers were typed in today in this session, after adding some."""
    day, number = request.session.get(TYPED, ["", 0])
    today = clock.today().isoformat()
    number = (number if day == today else 0) + more
    if more:
        request.session[TYPED] = [today, number]
    return int(number)


def _entered(
    request: HttpRequest, here: Here, one: Questionnaire, channel: Channel, sent: _Sent, entered: entry.Entered
) -> HttpResponse:
    words, typed = _words(sent, entered), sent.typed
    today = _today(request, 0 if entered.again else 1)
    if _by_script(request):
        told = {"state": "saved", "key": str(typed.key), "message": words, "today": today}
        told["next"] = str(entry.next_number(one)) if channel is Channel.PAPER else ""
        return JsonResponse(told, headers={"Cache-Control": "no-store"})
    messages.success(request, words)
    address = reverse(NAMES[channel], args=[here.root.key, here.place.slug, one.pk])
    response = HttpResponseRedirect(f"{address}?dubbelt=1" if typed.twice else address)
    response.status_code = 303
    return response


def _words(sent: _Sent, entered: entry.Entered) -> str:
    """What the one who typed is told."""
    if entered.again:
        return _("Det var redan sparat. Det är sparat en gång.")
    if entered.waits:
        return _("Blankett %(number)s väntar nu på att skrivas in en gång till.") % {"number": sent.typed.number}
    if entered.late:
        return _("Sparat, men enkäten är stängd. Svaret räknas bara om den öppnas igen.")
    if sent.typed.number:
        return _("Blankett %(number)s är sparad.") % {"number": sent.typed.number}
    return _("Svaret är sparat.")


def _form(
    request: HttpRequest,
    here: Here,
    one: Questionnaire,
    channel: Channel,
    content: Content,
    sent: _Sent | None = None,
    faults: _Faults | None = None,
) -> HttpResponse:
    """The form: empty, or as it was sent with what is wrong."""
    wrong = faults or _Faults({})
    asked = forms_answer.questions(content, sent.typed.raw if sent else None, wrong.questions)
    problems = [("nummer", wrong.number)] if wrong.number else []
    problems += [("kod", wrong.code)] if wrong.code else []
    problems += [(each.target, f"{each.number}. {each.asked.text} – {each.fault}") for each in asked if each.fault]
    paper = channel is Channel.PAPER
    context = {
        **under(here, one),
        "content": content,
        "questions": asked,
        "problems": problems,
        "faults": wrong,
        "paper": paper,
        "key": sent.typed.key if sent else uuid4(),
        "number": sent.number if sent else "",
        "code": sent.typed.code if sent else "",
        "twice": sent.typed.twice if sent else "dubbelt" in request.GET,
        "coded": one.entrance == Entrance.CODES,
        "closed": one.state == State.CLOSED,
        "next": entry.next_number(one) if paper else 0,
        "waiting": entry.waiting_papers(one) if paper else [],
        "today": _today(request),
        "signs": SIGNS,
        "minutes": forms_answer.minutes(content),
        "other_url": link(here, NAMES[Channel.TELEPHONE if paper else Channel.PAPER], one.pk),
        "papers_url": link(here, "needs:papers", one.pk),
    }
    response = render(request, "needs/enter.html", context, status=422 if problems else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _compare(
    request: HttpRequest, here: Here, one: Questionnaire, sent: _Sent, why: entry.TypedDifferently
) -> HttpResponse:
    """The two typings side by side where they differ; the second goes along in the form."""
    picks = sent.chosen.picks if sent.chosen and sent.chosen.seen == why.seen else {}
    rows = [
        (at, each, picks.get(each.unit, ""), sent.chosen is not None and each.unit not in picks)
        for at, each in enumerate(why.found, start=1)
    ]
    problems = [
        (f"v{at}-1", " – ".join(part for part in (each.text, each.row, _("Välj vad som står på blanketten.")) if part))
        for at, each, _pick, missing in rows
        if missing
    ]
    carried = [(name, value) for name in request.POST if name.startswith("q:") for value in request.POST.getlist(name)]
    context = {
        **under(here, one),
        "enter_url": reverse("needs:enter", args=[here.root.key, here.place.slug, one.pk]),
        "sent": sent.typed,
        "carried": carried,
        "rows": rows,
        "problems": problems,
        "seen": why.seen,
        "alone": why.alone,
        "signs": SIGNS,
    }
    response = render(request, "needs/compare.html", context, status=422 if problems else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
