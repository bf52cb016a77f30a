"""Where people answer: without logging in, with and without script, with and without coverage.

Nothing here needs or stores a session, and no cookie is read but the language's; therefore answers may be sent without
a token (docs/decisions/0012).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from importlib.resources import files
from typing import Any
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import date as date_text
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.pages import About, page
from servicepunkt.ui.middleware import LANGUAGES

from . import forms_answer, guessing
from .answering import AnswerRefused, CodeRefused, Received, content_of, receive_answer
from .content import Content
from .incoming import Sent, TooLarge, Unreadable, read, wants_json
from .models import Channel, Entrance, Questionnaire, State
from .offering import offer_help

View = Callable[..., HttpResponseBase]
ALONG = (
    *(f"ui/{sheet}.css" for sheet in ("base", "frame", "forms", "components", "tables", "path", "drawings", "paper")),
    "ui/fonts/SourceSansPro-Regular.ttf",
    "ui/fonts/SourceSansPro-Semibold.ttf",
    "ui/favicon.svg",
    "needs/answer.css",
    "needs/waiting.js",
    "needs/answer.js",
)
"""What the page needs to look and work as it should without coverage."""
HELP_BYTES = 16 * 1024
OUTCOMES = ("received", "again", "late", "help")
TOO_MANY, UNFIT, LARGE, BAD = 429, 422, 413, 400


def in_asked_language(view: View) -> View:
    """`?sprak=en` (or sv) goes before the language cookie: a page kept on the phone has its language in its address."""

    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("sprak", "")
        if asked not in LANGUAGES:
            return view(request, **kwargs)
        with translation.override(asked):
            request.LANGUAGE_CODE = asked
            response = view(request, **kwargs)
        response.headers["Content-Language"] = asked
        return response

    return shown


def _found(key: str) -> Questionnaire:
    found = Questionnaire.objects.select_related("place", "root").filter(key=key).exclude(state=State.DRAFT).first()
    if found is None:
        raise Http404
    return found


def _closed_words(questionnaire: Questionnaire) -> str:
    """ "Enkäten stängde den 3 mars." """
    if questionnaire.closed_at is None:
        return _("Enkäten är stängd.")
    day = questionnaire.closed_at.astimezone(clock.STOCKHOLM).date()
    shape = "j F" if day.year == clock.today().year else "j F Y"
    return _("Enkäten stängde den %(day)s.") % {"day": date_text(day, shape)}


def _outcome_words(questionnaire: Questionnaire, outcome: str) -> str:
    """What the one who sent is told."""
    if outcome == "late":
        came = _("Svaret kom fram och är sparat, men räknas inte om inte bygden öppnar enkäten igen.")
        return f"{_closed_words(questionnaire)} {came}"
    if outcome == "again":
        return _("Det här svaret hade redan kommit fram. Det är sparat en gång.")
    if outcome == "help":
        return _("Tack! Gruppen i bygden hör av sig.")
    return _("Skickat. Tack!")


def _too_many_words() -> str:
    return _("Härifrån har det kommit ovanligt mycket på kort tid. Vänta en timme och skicka igen.")


def _shown(request: HttpRequest, template: str, status: int = 200, **more: Any) -> HttpResponse:
    """A page that no search engine keeps; what was typed by somebody is in no cache either."""
    language = translation.get_language() or "sv"
    other = "en" if language.startswith("sv") else "sv"
    context = {"language": language, "other_language": other, **more}
    response = render(request, f"needs/answer/{template}.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _told(sent: Sent, status: int, **facts: Any) -> JsonResponse:
    return JsonResponse({"key": str(sent.key), **facts}, status=status, headers={"Cache-Control": "no-store"})


def _not_read(request: HttpRequest, questionnaire: Questionnaire, why: Exception) -> HttpResponse:
    """What was sent is too large or not from our form: said in the sender's way."""
    large = isinstance(why, TooLarge)
    status = LARGE if large else BAD
    words = (
        _("Svaret är för stort för att tas emot. Korta texterna och skicka igen.")
        if large
        else _("Det som skickades gick inte att läsa. Ladda om sidan och försök igen.")
    )
    if wants_json(request):
        return JsonResponse({"state": "refused", "message": words}, status=status)
    return _shown(request, "refused", status, questionnaire=questionnaire, words=words)


# --- the answer -------------------------------------------------------------------------------------------------------


@csrf_exempt
@page("answer:answer", title=gettext_lazy("Svara på en enkät"), about=About.NOTHING, anyone_sends=True)
@in_asked_language
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The questionnaire, on a phone or anywhere; what is sent is stored once."""
    questionnaire = _found(key)
    content = content_of(questionnaire)
    if request.method != "POST":
        return _form(request, questionnaire, content)
    try:
        sent = read(request, forms_answer.most_bytes(content), lambda form: forms_answer.raw_of(content, form))
    except (TooLarge, Unreadable) as why:
        return _not_read(request, questionnaire, why)
    return _receive(request, questionnaire, content, sent)


def _receive(request: HttpRequest, questionnaire: Questionnaire, content: Content, sent: Sent) -> HttpResponse:
    if not guessing.may_send(request):
        if sent.as_json:
            return _told(sent, TOO_MANY, state="wait", message=_too_many_words())
        return _form(request, questionnaire, content, sent, held=_too_many_words(), status=TOO_MANY)
    coded = questionnaire.entrance == Entrance.CODES
    if coded and not guessing.may_try(request):
        words = _("Härifrån har det kommit för många felaktiga koder. Vänta en timme och skicka igen.")
        if sent.as_json:
            return _told(sent, TOO_MANY, state="wait", message=words)
        return _form(request, questionnaire, content, sent, code_fault=words, status=TOO_MANY)
    try:
        received = receive_answer(
            questionnaire=questionnaire, key=sent.key, raw=sent.body, channel=Channel.WEB, code=sent.code
        )
    except AnswerRefused as why:
        return _unfit(request, questionnaire, content, sent, why.faults, "")
    except CodeRefused as why:
        if sent.code.strip():
            guessing.note_wrong(request)
        return _unfit(request, questionnaire, content, sent, {}, str(why))
    return _thank(questionnaire, sent, received)


def _unfit(
    request: HttpRequest,
    questionnaire: Questionnaire,
    content: Content,
    sent: Sent,
    faults: Mapping[str, str],
    code_fault: str,
) -> HttpResponse:
    if sent.as_json:
        return _told(sent, UNFIT, state="faults", faults=faults, code=code_fault)
    return _form(request, questionnaire, content, sent, faults=faults, code_fault=code_fault, status=UNFIT)


def _thank(questionnaire: Questionnaire, sent: Sent, received: Received) -> HttpResponse:
    outcome = "late" if received.late else "again" if received.again else "received"
    if sent.as_json:
        return _told(sent, 200, state=outcome, message=_outcome_words(questionnaire, outcome))
    return _to_thanks(questionnaire, outcome)


def _to_thanks(questionnaire: Questionnaire, outcome: str) -> HttpResponse:
    address = reverse("answer:thanks", args=[questionnaire.key])
    response = HttpResponseRedirect(f"{address}?hur={outcome}&sprak={translation.get_language()}")
    response.status_code = 303
    return response


def _form(
    request: HttpRequest,
    questionnaire: Questionnaire,
    content: Content,
    sent: Sent | None = None,
    *,
    faults: Mapping[str, str] | None = None,
    code_fault: str = "",
    held: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with its form, or without it when the questionnaire is closed and nothing is being mended.

    `held` says why what was sent was not taken now.
    """
    asked = forms_answer.questions(content, sent.body if sent else None, faults)
    problems = [("skicka", held)] if held else []
    problems += [("kod", f"{_('Hushållets kod')} – {code_fault}")] if code_fault else []
    problems += [(one.target, f"{one.number}. {one.asked.text} – {one.fault}") for one in asked if one.fault]
    closed = questionnaire.state == State.CLOSED
    return _shown(
        request,
        "form",
        status,
        questionnaire=questionnaire,
        content=content,
        questions=asked,
        problems=problems,
        code=sent.code if sent else "",
        code_fault=code_fault,
        coded=questionnaire.entrance == Entrance.CODES,
        key=sent.key if sent else uuid4(),
        minutes=forms_answer.minutes(content),
        open=not closed or sent is not None,
        closed_words=_closed_words(questionnaire) if closed else "",
        worker=reverse("answer:worker"),
    )


# --- afterwards -------------------------------------------------------------------------------------------------------


@page("answer:thanks", title=gettext_lazy("Tack för ditt svar"), about=About.NOTHING)
@in_asked_language
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """What became of an answer that was sent without script, and what can be done next."""
    questionnaire, outcome = _found(key), request.GET.get("hur", "")
    outcome = outcome if outcome in OUTCOMES else "received"
    words = _outcome_words(questionnaire, outcome)
    return _shown(request, "thanks", questionnaire=questionnaire, outcome=outcome, words=words)


@csrf_exempt
@page("answer:help", title=gettext_lazy("Erbjuda sin hjälp"), about=About.NOTHING, anyone_sends=True)
@in_asked_language
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody offers to help: sent on its own, with nothing that leads to an answer."""
    questionnaire = _found(key)
    if request.method != "POST":
        return _help_form(request, questionnaire, forms_answer.HelpForm())
    try:
        sent = read(request, HELP_BYTES, lambda form: form.dict())
    except (TooLarge, Unreadable) as why:
        return _not_read(request, questionnaire, why)
    form = forms_answer.HelpForm({name: str(value) for name, value in sent.body.items()})
    if not guessing.may_send(request):
        if sent.as_json:
            return _told(sent, TOO_MANY, state="wait", message=_too_many_words())
        form.add_error(None, _too_many_words())
        return _help_form(request, questionnaire, form, sent, TOO_MANY)
    if form.is_valid():
        try:
            offer_help(questionnaire=questionnaire, key=sent.key, **form.cleaned_data)
        except ActionRefused as why:
            form.add_error(None, str(why))
        else:
            if sent.as_json:
                return _told(sent, 200, state="received", message=_outcome_words(questionnaire, "help"))
            return _to_thanks(questionnaire, "help")
    if sent.as_json:
        faults = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        return _told(sent, UNFIT, state="faults", faults=faults, code="")
    return _help_form(request, questionnaire, form, sent)


def _help_form(
    request: HttpRequest,
    questionnaire: Questionnaire,
    form: forms_answer.HelpForm,
    sent: Sent | None = None,
    status: int = UNFIT,
) -> HttpResponse:
    return _shown(
        request,
        "help",
        status if sent else 200,
        questionnaire=questionnaire,
        form=form,
        key=sent.key if sent else uuid4(),
        worker=reverse("answer:worker"),
    )


# --- without coverage -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _worker_source() -> str:
    """The service worker's script, headed by what it keeps and a name that changes when any of it does."""
    addresses = [static(name) for name in ALONG]
    own = (files("servicepunkt.needs") / "static" / "needs" / "sw.js").read_text(encoding="utf-8")
    digest = hashlib.sha256(own.encode())
    for name, address in zip(ALONG, addresses, strict=True):
        found = finders.find(name)
        digest.update(address.encode())
        if isinstance(found, str):
            with open(found, "rb") as file:
                digest.update(file.read())
    head = {"FILES": addresses, "RELEASE": digest.hexdigest()[:16], "SHARED": static("needs/waiting.js")}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in head.items()]
    return "\n".join([*lines, own])


@page("answer:worker", title=gettext_lazy("Enkätens skript för svar utan täckning"), about=About.NOTHING)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies below /svara/ and therefore has a say there and nowhere else."""
    return HttpResponse(_worker_source(), content_type="text/javascript; charset=utf-8")
