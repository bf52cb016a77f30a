"""How people meet the way of working: a place's path, a requirement, a gate, decisions, and the method itself."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core import files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.core.text import localised
from servicepunkt.people.models import Account
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.models import Population

from . import actions, queries
from .forms import AdoptionForm, ConfirmationForm, PassageForm, StatementForm
from .models import Confirmation, MethodVersion, Passage, Statement
from .spec import Gate, Requirement
from .versions import adoption_of, spec_of


def _crumbs(here: Here, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back: the programme, the place if there is one, and what more is given."""
    out = [(localised(here.root), reverse("programme:programme", args=[here.root.key]))]
    if here.membership:
        out.append((here.place.name, _place_url(here)))
    return out + list(more)


def _place_url(here: Here, name: str = "method:place", *args: str | int) -> str:
    return reverse(name, args=[here.root.key, here.place.slug, *args])


def _fact_url(here: Here, link: str) -> str:
    """The page with the facts behind a piece of evidence: it takes the place if it is about one, else only the programme."""
    if not link:
        return ""
    try:
        return _place_url(here, link)
    except NoReverseMatch:
        return reverse(link, args=[here.root.key])


def _role_titles(by: tuple[str, ...]) -> str:
    return ", ".join(str(ROLES[Role(r)].title) for r in by)


@page("method:place", title=_("Så går det"), about=About.PLACE, see=Right.SEE_PLACE, chapter=1)
def place(request: HttpRequest, here: Here) -> HttpResponse:
    """A place's path through steps, tasks and principles: where each requirement stands, why, when and by whom."""
    adoption = adoption_of(here.root.pk)
    path = queries.path_of(adoption, here.place.pk)
    rows = [r for s in path.steps for t in s.tasks for r in t.rows] + [r for p in path.principles for r in p.rows]
    return render(
        request,
        "method/place.html",
        {
            "here": here,
            "crumbs": _crumbs(here)[:1],
            "chapters": chapters(here, "method:place"),
            "path": path,
            "links": {r.link: _fact_url(here, r.link) for r in rows},
            "villages": list(here.place.villages.all()),
            "population": Population.objects.filter(place=here.place, sex="", age_from=None).order_by("-year").first(),
        },
    )


def _requirement(here: Here, key: str) -> Requirement:
    try:
        return spec_of(adoption_of(here.root.pk).version).requirement(key)
    except KeyError:
        raise Http404 from None


@page(
    "method:requirement", title=_("Ett krav på orten"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.STATE
)
def requirement(request: HttpRequest, here: Here, requirement: str) -> HttpResponse:
    """A requirement: what it asks, how it stands, what has been said, and a form for the seat that may speak."""
    wanted = _requirement(here, requirement)
    adoption = adoption_of(here.root.pk)
    said = queries.said_about(adoption, here.place.pk, wanted)
    seat = actions.stating_seat(here.access, here.spot, wanted)
    stated = wanted.is_stated
    form, conflict = None, None
    if seat is not None and (stated or not actions.must_always_hold(spec_of(adoption.version), wanted.key)):
        form = StatementForm(
            request.POST or None,
            request.FILES or None,
            stated=stated,
            initial={"seen": said[0].id if said else None},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        saved, conflict = _save_statement(request, here, wanted, form)
        if saved:
            messages.success(request, _t("Sparat. Tack!"))
            return redirect(_place_url(here, "method:requirement", wanted.key))
    path = queries.path_of(adoption, here.place.pk)
    row = next(
        r
        for group in [t.rows for s in path.steps for t in s.tasks] + [p.rows for p in path.principles]
        for r in group
        if r.spec.key == wanted.key
    )
    return render(
        request,
        "method/requirement.html",
        {
            "here": here,
            "crumbs": _crumbs(here),
            "row": row,
            "fact_url": _fact_url(here, row.link),
            "evidence_title": "" if stated else queries.evidence_title(wanted.evidence),
            "rests_on": [(path.method.requirement(key), _place_url(here, "method:requirement", key)) for key in wanted.rests_on],
            "by": _role_titles(wanted.by),
            "said": said,
            "form": form,
            "seat": seat,
            "conflict": conflict,
            "step": path.method.step_of(wanted.key),
            "task": path.method.task_of(wanted.key),
        },
        status=409 if conflict else 200,
    )


def _save_statement(
    request: HttpRequest, here: Here, wanted: Requirement, form: StatementForm
) -> tuple[bool, dict[str, Any] | None]:
    """Whether it was saved; and, when somebody else was first, what both wrote (the form keeps this person's)."""
    data = form.cleaned_data
    upload = data["upload"]
    try:
        actions.state(
            root=here.root,
            place=here.place,
            requirement_key=wanted.key,
            says=data["says"],
            on=data["on"],
            note=data["note"],
            upload=actions.Upload(upload.name, upload.read()) if upload else None,
            seen_statement_id=data["seen"],
            access=here.access,
        )
    except ChangedMeanwhile:
        latest = Statement.objects.filter(area=here.root, place=here.place, requirement=wanted.key).latest("id")
        labels = dict(form.fields["says"].choices)  # type: ignore[attr-defined]
        fields = [
            {"label": form["says"].label, "mine": labels.get(data["says"]), "theirs": labels.get(latest.says)},
            {"label": form["on"].label, "mine": data["on"], "theirs": latest.on},
            {"label": form["note"].label, "mine": data["note"], "theirs": latest.note},
        ]
        _see_latest(form, latest.pk)
        return False, {"by": _who(latest.account_id), "at": latest.at, "fields": fields}
    except ActionRefused as refused:
        form.add_error(None, str(refused))
        return False, None
    return True, None


def _see_latest(form: Any, latest_id: int) -> None:
    """The form now knows the other's version: saving again is a choice made with open eyes."""
    form.data = form.data.copy()
    form.data["seen"] = str(latest_id)


def _who(account_id: int | None) -> str:
    account = Account.objects.select_related("person").filter(pk=account_id or 0).first()
    return account.person.name if account else _t("Någon annan")


def _gate(here: Here, key: str) -> Gate:
    try:
        return spec_of(adoption_of(here.root.pk).version).gate(key)
    except KeyError:
        raise Http404 from None


def _services_asked(request: HttpRequest, gate: Gate, known: set[str]) -> tuple[str, ...] | None:
    """The services of the stage being thought of (from the form or the address), or None for full scale."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("mode") == "stages" and "stages" in gate.modes:
        return tuple(s for s in asked.getlist("services") if s in known)
    return None


@page("method:gate", title=_("En grind"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.PASS_GATE)
def gate(request: HttpRequest, here: Here, gate: str) -> HttpResponse:
    """A gate: what it requires, what the parties have said, what is missing, and the decision."""
    wanted = _gate(here, gate)
    adoption = adoption_of(here.root.pk)
    spec = spec_of(adoption.version)
    form = PassageForm(
        request.POST if request.method == "POST" else (request.GET if "mode" in request.GET else None),
        spec=spec,
        modes=wanted.modes,
    )
    if request.method == "POST" and form.is_valid():
        passage = _pass(here, wanted, form)
        if passage is not None:
            messages.success(request, _t("Beslutet är fattat och sparat."))
            return redirect(_place_url(here, "method:decision", passage.pk))
    services = _services_asked(request, wanted, {s.key for s in spec.services})
    status = queries.gate_status(adoption, here.place.pk, wanted, services)
    return render(
        request,
        "method/gate.html",
        {
            "here": here,
            "crumbs": _crumbs(here),
            "gate": wanted,
            "status": status,
            "services": [spec.service(key).title.here() for key in services] if services is not None else None,
            "links": {r.link: _fact_url(here, r.link) for r in status.rows},
            "form": form,
            "may_decide": here.may(Right.PASS_GATE),
            "answerable": {
                c.key
                for c in wanted.confirmations
                if actions.confirming_seat(here.access, here.spot, wanted, c.key) is not None
            },
            "party_roles": {c.key: _role_titles(c.by) for c in wanted.confirmations},
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
    except actions.GateClosed as closed:
        form.add_error(None, str(closed))
        for one in closed.missing:
            form.add_error(None, _t("Saknas: %(what)s") % {"what": one})
    except ActionRefused as refused:
        form.add_error(None, str(refused))
    return None


@page("method:confirm", title=_("Svara vid en grind"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.CONFIRM)
def confirm(request: HttpRequest, here: Here, gate: str, party: str) -> HttpResponse:
    """A party's answer at a gate: the village's, the municipality's, the leadership's overall assessment."""
    wanted = _gate(here, gate)
    one = next((c for c in wanted.confirmations if c.key == party), None)
    if one is None:
        raise Http404
    seat = actions.confirming_seat(here.access, here.spot, wanted, party)
    latest = actions.latest_confirmations(here.root.pk, here.place.pk, wanted.key).get(party)
    form, conflict = None, None
    if seat is not None:
        form = ConfirmationForm(
            request.POST or None, note_required=one.note_required, initial={"seen": latest.pk if latest else None}
        )
    if request.method == "POST" and form is not None and form.is_valid():
        saved, conflict = _save_confirmation(here, wanted, party, form)
        if saved:
            messages.success(request, _t("Svaret är sparat."))
            return redirect(_place_url(here, "method:gate", wanted.key))
    return render(
        request,
        "method/confirm.html",
        {
            "here": here,
            "crumbs": _crumbs(here, (wanted.title.here(), _place_url(here, "method:gate", wanted.key))),
            "gate": wanted,
            "party": one,
            "by": _role_titles(one.by),
            "latest": latest,
            "latest_who": _who(latest.account_id) if latest else "",
            "form": form,
            "seat": seat,
            "conflict": conflict,
        },
        status=409 if conflict else 200,
    )


def _save_confirmation(
    here: Here, wanted: Gate, party: str, form: ConfirmationForm
) -> tuple[bool, dict[str, Any] | None]:
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
        words = {True: _t("Ja"), False: _t("Nej, inte ännu")}
        fields = [
            {"label": form["yes"].label, "mine": words[data["yes"] == "yes"], "theirs": words[latest.yes]},
            {"label": form["note"].label, "mine": data["note"], "theirs": latest.note},
        ]
        _see_latest(form, latest.pk)
        return False, {"by": _who(latest.account_id), "at": latest.at, "fields": fields}
    except ActionRefused as refused:
        form.add_error(None, str(refused))
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
            "crumbs": _crumbs(here)[:1],
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
            "crumbs": _crumbs(here, (_t("Beslut"), _place_url(here, "method:decisions"))),
            "passage": found,
            "content": found.frozen.content,
            "services": [titles.get(key, key) for key in found.services],
        },
    )


@page("method:attachment", title=_("En bifogad fil"), about=About.PLACE, see=Right.SEE_PLACE)
def attachment(request: HttpRequest, here: Here, statement: int) -> FileResponse:
    """The file attached to a statement, always as a download."""
    found = (
        Statement.objects.select_related("attachment")
        .filter(pk=statement, area=here.root, place=here.place, attachment__isnull=False)
        .first()
    )
    if found is None or found.attachment is None:
        raise Http404
    stored = found.attachment
    path = files.path_of(stored.sha256)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.media_type)


@page("method:method", title=_("Arbetssättet"), about=About.PROGRAMME, see=Right.SEE_FIGURES, chapter=2)
def method(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole way of working as a page: steps, tasks, requirements with their sentence in the memo, gates, goals."""
    adoption = adoption_of(here.root.pk)
    spec = spec_of(adoption.version)
    newer = MethodVersion.objects.exclude(pk=adoption.version_id).filter(pk__gt=adoption.version_id)
    titles = {r.evidence: queries.evidence_title(r.evidence) for r in spec.requirements if not r.is_stated}
    return render(
        request,
        "method/method.html",
        {
            "here": here,
            "crumbs": _crumbs(here),
            "chapters": chapters(here, "method:method"),
            "adoption": adoption,
            "spec": spec,
            "evidence_titles": titles,
            "roles": {r.by: _role_titles(r.by) for r in spec.requirements},
            "proved": sum(not r.is_stated for r in spec.requirements),
            "newer": newer if here.may(Right.EDIT_PROGRAMME) else [],
        },
    )


@page(
    "method:adopt",
    title=_("Byt version av arbetssättet"),
    about=About.PROGRAMME,
    see=Right.EDIT_PROGRAMME,
    save=Right.EDIT_PROGRAMME,
)
def adopt(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """The difference to another version, and the recorded decision to move to it."""
    adoption = adoption_of(here.root.pk)
    other = MethodVersion.objects.filter(pk=version).exclude(pk=adoption.version_id).first()
    if other is None:
        raise Http404
    form = AdoptionForm(request.POST or None, initial={"seen": adoption.pk})
    if request.method == "POST" and form.is_valid():
        seat = here.access.seat_for(Right.EDIT_PROGRAMME, here.spot)
        if form.cleaned_data["seen"] != adoption.pk:
            form.add_error(None, _t("Någon annan har bytt version medan du hade sidan öppen. Läs skillnaden igen."))
        else:
            seat_id = seat.seat_id if seat else None
            actions.adopt(
                area=here.root,
                version=other,
                starts_on=adoption.starts_on,
                note=form.cleaned_data["note"],
                seat_id=seat_id,
                actor=Actor(here.access.account_id, seat_id),
            )
            messages.success(request, _t("Programmet arbetar nu efter den nya versionen."))
            return redirect("method:method", here.root.key)
    return render(
        request,
        "method/adopt.html",
        {
            "here": here,
            "crumbs": _crumbs(here, (_t("Arbetssättet"), reverse("method:method", args=[here.root.key]))),
            "adoption": adoption,
            "other": other,
            "difference": queries.difference(spec_of(adoption.version), spec_of(other)),
            "form": form,
        },
    )
