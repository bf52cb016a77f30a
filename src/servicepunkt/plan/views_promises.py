"""The page "Det vi lovade": what will be kept at the start, and afterwards every promise against what holds today."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.method.models import Passage
from servicepunkt.method.spec import Gate, MethodSpec
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.conflicts import seen_again
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor

from . import actions_promises as actions
from . import promises as queries
from .forms_promises import ChangePromiseForm
from .promises import HELD_WORDS, ComparedStart, Held, Kept, KeptStart, Start
from .trail import address, under_plan
from .words_promises import previewed, told


def _gate(spec: MethodSpec) -> Gate | None:
    return next((one for one in spec.gates if one.key == queries.START), None)


@page("plan:promises", title=gettext_lazy("Det vi lovade"), about=About.PLACE, see=Right.SEE_PLACE)
def promises(request: HttpRequest, here: Here) -> HttpResponse:
    """Before the start what will be kept, for the stage thought of; after it every promise against today."""
    spec = spec_of(adoption_of(here.root.pk).version)
    gate, today = _gate(spec), clock.today()
    kept = queries.kept(here.root, here.place)
    passages = Passage.objects.filter(area=here.root, place=here.place, gate=queries.START)
    full = any(one.mode == Passage.Mode.FULL for one in passages)
    asked = request.GET.getlist("services")
    chosen = frozenset(one.key for one in spec.services if one.key in asked)
    coming = []
    if gate and not full:
        start = Start(here.root, here.place, today, chosen or None)
        coming = previewed(queries.to_keep(start, kept))
    starts = queries.compared(here.root, here.place, today, kept)
    context = {
        "here": here,
        "crumbs": under_plan(here),
        "gate": gate,
        "full": full,
        "coming": coming,
        "services": [(one.key, one.title.here(), one.key in chosen) for one in spec.services],
        "stages": gate is not None and "stages" in gate.modes,
        "starts": [(one.start, told(one.start, one.rows)) for one in starts],
        "counted": _counted(starts),
        "before_promises": len(passages) > len(kept),
        "may_decide": here.may(Right.DECIDE_PLAN),
    }
    return render(request, "plan/promises.html", context)


def _counted(starts: list[ComparedStart]) -> list[tuple[str, int]]:
    """How many promises are kept in each way, in words; nothing before the first start."""
    counted = Counter(row.held for one in starts for row in one.rows)
    return [(str(HELD_WORDS[held]), counted[held]) for held in Held] if starts else []


def _one(here: Here, number: int) -> Kept:
    starts: list[KeptStart] = queries.kept(here.root, here.place)
    found = next((one for each in starts for one in each.kept if one.row.pk == number), None)
    if found is None:
        raise Http404
    return found


@page(
    "plan:change_promise",
    title=gettext_lazy("Ett nytt beslut om ett löfte"),
    about=About.PLACE,
    see=Right.DECIDE_PLAN,
    save=Right.DECIDE_PLAN,
)
def change_promise(request: HttpRequest, here: Here, line: int) -> HttpResponse:
    """A new decision about a promise. What was promised first stays; two who decide at once are told."""
    kept = _one(here, line)
    start = Start(here.root, here.place, clock.today())
    now = next((x for x in queries.lines_of(start) if (x.subject, x.key) == (kept.line.subject, kept.line.key)), None)
    seen = now.fingerprint if now else ""
    latest = kept.changes[-1].row.pk if kept.changes else 0
    begins = {"decided_on": clock.today(), "seen_now": seen, "seen_change": latest, "request_key": uuid.uuid4()}
    form = ChangePromiseForm(request.POST if request.method == "POST" else None, initial=begins)
    met = False
    if form.is_bound and form.is_valid():
        try:
            _save(here, kept, form.cleaned_data)
        except ChangedMeanwhile as changed:
            met = True
            form = ChangePromiseForm(seen_again(request.POST, "seen_change", latest))
            form.add_error(None, str(changed))
        except ActionRefused as refused:
            data = request.POST.copy()
            data["seen_now"] = seen  # the page now shows what the plan says; saved again, that has been seen
            form = ChangePromiseForm(data)
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Beslutet om löftet är sparat. Det första löftet står kvar bredvid."))
            return redirect(address(here, "promises"))
    context = {
        "here": here,
        "crumbs": under_plan(here, (_("Det vi lovade"), address(here, "promises"))),
        "cancel_url": address(here, "promises"),
        "form": form,
        **_shown(kept, now),
    }
    return render(request, "plan/change_promise.html", context, status=409 if met else 422 if form.is_bound else 200)


def _shown(kept: Kept, now: queries.Line | None) -> dict[str, Any]:
    """What was promised and what the plan says, in words."""
    subject = next((one for one in queries.subjects() if one.key == kept.line.subject), None)
    if subject is None:
        raise Http404
    return {
        "title": _("Nytt beslut om ett löfte: %(name)s") % {"name": subject.named(kept.line)},
        "promised": subject.say(kept.holds) if kept.holds else _("Gäller inte längre"),
        "now": subject.say(now) if now else _("Finns inte längre i planen"),
    }


def _save(here: Here, kept: Kept, typed: dict[str, Any]) -> None:
    facts = actions.NewDecision(typed["body"], typed["decided_on"], typed["reason"], typed["away"] == "away")
    actions.change_promise(
        line=kept.row, facts=facts, seen_now=typed["seen_now"], seen_change=typed["seen_change"],
        request_key=typed["request_key"], actor=actor(here, Right.DECIDE_PLAN),
    )  # fmt: skip
