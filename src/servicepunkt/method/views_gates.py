"""How people meet gates: what is missing, the parties' answers, the decision, and decisions as they were frozen."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, conflict, seen_again
from servicepunkt.people.editing import refuse
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right

from . import actions, queries
from .forms import ConfirmationForm, PassageForm
from .models import Adoption, Confirmation, Passage
from .pages import crumbs, fact_url, place_url, role_titles, who
from .spec import Gate
from .versions import adoption_of, spec_of


def _gate(adoption: Adoption, key: str) -> Gate:
    try:
        return spec_of(adoption.version).gate(key)
    except KeyError:
        raise Http404 from None


def _services_asked(request: HttpRequest, gate: Gate, known: set[str]) -> tuple[str, ...] | None:
    """The services of the stage being thought of (from the form or the address), or None for full scale."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("mode") == "stages" and "stages" in gate.modes:
        return tuple(s for s in asked.getlist("services") if s in known)
    return None


def _tried(request: HttpRequest) -> dict[str, object]:
    """What somebody chose who only tries, without deciding: kept in the form, but nothing is asked of it."""
    chosen: dict[str, object] = {key: request.GET[key] for key in ("mode", "stage", "on") if request.GET.get(key)}
    return {**chosen, "services": request.GET.getlist("services")}


@page("method:gate", title=_("En grind"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.PASS_GATE)
def gate(request: HttpRequest, here: Here, gate: str) -> HttpResponse:
    """A gate: what it requires, what the parties have said, what is missing, and the decision."""
    adoption = adoption_of(here.root.pk)
    wanted = _gate(adoption, gate)
    spec = spec_of(adoption.version)
    form = PassageForm(
        request.POST if request.method == "POST" else None, spec=spec, modes=wanted.modes, initial=_tried(request)
    )
    if request.method == "POST" and form.is_valid():
        passage = _pass(here, wanted, form)
        if passage is not None:
            messages.success(request, _t("Beslutet är fattat och sparat."))
            return redirect(place_url(here, "method:decision", passage.pk))
    services = _services_asked(request, wanted, {s.key for s in spec.services})
    status = queries.gate_status(adoption, here.place.pk, wanted, services)
    return render(
        request,
        "method/gate.html",
        {
            "here": here,
            "crumbs": crumbs(here),
            "gate": wanted,
            "status": status,
            "services": [spec.service(key).title.here() for key in services] if services is not None else None,
            "links": {r.link: fact_url(here, r.link) for r in status.rows},
            "form": form,
            "may_decide": here.may(Right.PASS_GATE),
            "answerable": {
                c.key
                for c in wanted.confirmations
                if actions.confirming_seat(here.access, here.spot, wanted, c.key) is not None
            },
            "party_roles": {c.key: role_titles(c.by) for c in wanted.confirmations},
        },
    )


def _pass(here: Here, wanted: Gate, form: PassageForm) -> Passage | None:
    data = form.cleaned_data
    stages = data["mode"] == "stages"
    try:
        return actions.pass_gate(
            root=here.root,
            place=here.place,
            gate_key=wanted.key,
            stage=data.get("stage", "") if stages else "",
            services=tuple(data.get("services", ())) if stages else (),
            on=data["on"],
            access=here.access,
        )
    except ActionRefused as refused:  # for a closed gate, the page lists what is missing, with links
        refuse(form, refused)
    return None


@page("method:confirm", title=_("Svara vid en grind"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.CONFIRM)
def confirm(request: HttpRequest, here: Here, gate: str, party: str) -> HttpResponse:
    """A party's answer at a gate: the village's, the municipality's, the leadership's overall assessment."""
    wanted = _gate(adoption_of(here.root.pk), gate)
    one = next((c for c in wanted.confirmations if c.key == party), None)
    if one is None:
        raise Http404
    seat = actions.confirming_seat(here.access, here.spot, wanted, party)
    latest = actions.latest_confirmations(here.root.pk, here.place.pk, wanted.key).get(party)
    form, clash = None, None
    if seat is not None:
        form = ConfirmationForm(
            request.POST or None, note_required=one.note_required, initial={"seen": latest.pk if latest else None}
        )
    if request.method == "POST" and form is not None and form.is_valid():
        saved, clash = _save_confirmation(request, here, wanted, party, form)
        if saved:
            messages.success(request, _t("Svaret är sparat."))
            return redirect(place_url(here, "method:gate", wanted.key))
    return render(
        request,
        "method/confirm.html",
        {
            "here": here,
            "crumbs": crumbs(here, (wanted.title.here(), place_url(here, "method:gate", wanted.key))),
            "gate": wanted,
            "party": one,
            "by": role_titles(one.by),
            "latest": latest,
            "latest_who": who(latest.account_id) if latest else "",
            "form": form,
            "seat": seat,
            "conflict": clash,
        },
        status=409 if clash else 422 if form is not None and form.is_bound else 200,
    )


def _save_confirmation(
    request: HttpRequest, here: Here, wanted: Gate, party: str, form: ConfirmationForm
) -> tuple[bool, Conflict | None]:
    data = form.cleaned_data
    try:
        actions.confirm(
            root=here.root,
            place=here.place,
            gate_key=wanted.key,
            key=party,
            yes=data["yes"] == "yes",
            on=data["on"],
            note=data["note"],
            seen_confirmation_id=data["seen"],
            access=here.access,
        )
    except ChangedMeanwhile:
        rows = Confirmation.objects.filter(area=here.root, place=here.place, gate=wanted.key, key=party)
        latest = rows.latest("id")
        stored = {"yes": "yes" if latest.yes else "no", "on": latest.on, "note": latest.note}
        found = conflict(form, latest, stored)
        form.data = seen_again(request.POST, "seen", latest.pk)
        return False, found
    except ActionRefused as refused:
        refuse(form, refused)
        return False, None
    return True, None


@page("method:decisions", title=_("Beslut"), about=About.PLACE, see=Right.SEE_PLACE, chapter=3)
def decisions(request: HttpRequest, here: Here) -> HttpResponse:
    """The gates of the method with how the place stands, and the decisions taken."""
    adoption = adoption_of(here.root.pk)
    spec = spec_of(adoption.version)
    statuses = [queries.gate_status(adoption, here.place.pk, g) for g in spec.gates]
    return render(
        request,
        "method/decisions.html",
        {
            "here": here,
            "crumbs": crumbs(here)[:1],
            "chapters": chapters(here, "method:decisions"),
            "statuses": statuses,
        },
    )


@page("method:decision", title=_("Ett beslut som det frystes"), about=About.PLACE, see=Right.SEE_PLACE)
def decision(request: HttpRequest, here: Here, passage: int) -> HttpResponse:
    """A decision exactly as it was frozen, with its hash."""
    found = (
        Passage.objects.select_related("frozen", "seat").filter(pk=passage, area=here.root, place=here.place).first()
    )
    if found is None:
        raise Http404
    spec = spec_of(adoption_of(here.root.pk).version)
    titles = {s.key: s.title.here() for s in spec.services}
    return render(
        request,
        "method/decision.html",
        {
            "here": here,
            "crumbs": crumbs(here, (_t("Beslut"), place_url(here, "method:decisions"))),
            "passage": found,
            "content": found.frozen.content,
            "services": [titles.get(key, key) for key in found.services],
        },
    )
