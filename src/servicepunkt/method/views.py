"""How people meet the way of working: a place's path, a requirement, its attachments, and the method itself."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core import files
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, conflict, seen_again
from servicepunkt.people.editing import refuse
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Population

from . import actions, queries
from .forms import AdoptionForm, StatementForm
from .models import MethodVersion, Statement
from .pages import crumbs, fact_url, place_url, role_titles
from .spec import Requirement
from .versions import adoption_of, spec_of


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
            "crumbs": crumbs(here)[:1],
            "chapters": chapters(here, "method:place"),
            "path": path,
            "links": {r.link: fact_url(here, r.link) for r in rows},
            "villages": list(here.place.villages.all()),
            "population": Population.objects.filter(place=here.place, sex="", age_from=None).order_by("-year").first(),
        },
    )


def _requirement(here: Here, key: str) -> Requirement:
    try:
        return spec_of(adoption_of(here.root.pk).version).requirement(key)
    except KeyError:
        raise Http404 from None


@page("method:requirement", title=_("Ett krav på orten"), about=About.PLACE, see=Right.SEE_PLACE, save=Right.STATE)
def requirement(request: HttpRequest, here: Here, requirement: str) -> HttpResponse:
    """A requirement: what it asks, how it stands, what has been said, and a form for the seat that may speak."""
    wanted = _requirement(here, requirement)
    adoption = adoption_of(here.root.pk)
    said = queries.said_about(adoption, here.place.pk, wanted)
    seat = actions.stating_seat(here.access, here.spot, wanted)
    stated = wanted.is_stated
    form, clash = None, None
    if seat is not None and (stated or not actions.must_always_hold(spec_of(adoption.version), wanted.key)):
        form = StatementForm(
            request.POST or None,
            request.FILES or None,
            stated=stated,
            initial={"seen": said[0].id if said else None},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        saved, clash = _save_statement(request, here, wanted, form)
        if saved:
            messages.success(request, _t("Sparat. Tack!"))
            return redirect(place_url(here, "method:requirement", wanted.key))
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
            "crumbs": crumbs(here),
            "row": row,
            "fact_url": fact_url(here, row.link),
            "evidence_title": "" if stated else queries.evidence_title(wanted.evidence),
            "rests_on": [
                (path.method.requirement(key), place_url(here, "method:requirement", key)) for key in wanted.rests_on
            ],
            "by": role_titles(wanted.by),
            "said": said,
            "form": form,
            "seat": seat,
            "conflict": clash,
            "step": path.method.step_of(wanted.key),
            "task": path.method.task_of(wanted.key),
        },
        status=409 if clash else 422 if form is not None and form.is_bound else 200,
    )


def _save_statement(
    request: HttpRequest, here: Here, wanted: Requirement, form: StatementForm
) -> tuple[bool, Conflict | None]:
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
            upload=actions.Upload(upload.name, upload.read(files.MAX_BYTES + 1)) if upload else None,
            seen_statement_id=data["seen"],
            access=here.access,
        )
    except ChangedMeanwhile:
        latest = Statement.objects.filter(area=here.root, place=here.place, requirement=wanted.key).latest("id")
        found = conflict(form, latest, {"says": latest.says, "on": latest.on, "note": latest.note})
        form.data = seen_again(request.POST, "seen", latest.pk)
        _choose_file_again(form)
        return False, found
    except ActionRefused as refused:
        refuse(form, refused)
        _choose_file_again(form)
        return False, None
    return True, None


def _choose_file_again(form: StatementForm) -> None:
    """A browser keeps everything of a refused form but the chosen file: say so."""
    if form.cleaned_data.get("upload"):
        form.add_error("upload", _t("Välj filen en gång till. Webbläsaren kan inte behålla den."))


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


@page(
    "method:method",
    title=_("Arbetssättet"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    chapter=2,
    locally=True,
)
def method(request: HttpRequest, here: Here) -> HttpResponse:
    """The whole way of working as a page: steps, tasks, requirements with their sentence in the memo, gates, goals."""
    adoption = adoption_of(here.root.pk)
    spec = spec_of(adoption.version)
    newer = MethodVersion.objects.filter(slug=adoption.version.slug, pk__gt=adoption.version_id).order_by("pk")
    titles = {r.evidence: queries.evidence_title(r.evidence) for r in spec.requirements if not r.is_stated}
    return render(
        request,
        "method/method.html",
        {
            "here": here,
            "crumbs": crumbs(here),
            "chapters": chapters(here, "method:method"),
            "adoption": adoption,
            "spec": spec,
            "evidence_titles": titles,
            "roles": {r.by: role_titles(r.by) for r in spec.requirements},
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
    other = MethodVersion.objects.filter(pk=version).first()
    if other == adoption.version and request.method == "POST":  # somebody else was first, or a form was sent twice
        messages.info(request, _t("Programmet arbetar redan efter den versionen."))
        if note := request.POST.get("note", "").strip()[:500]:
            messages.info(request, _t("Det du skrev sparades inte: %(note)s") % {"note": note})
        return redirect("method:method", here.root.key)
    if other is None or other == adoption.version:
        raise Http404
    form = AdoptionForm(request.POST or None, initial={"seen": adoption.pk})
    if request.method == "POST" and form.is_valid():
        seat = here.access.seat_for(Right.EDIT_PROGRAMME, here.spot)
        seat_id = seat.seat_id if seat else None
        try:
            actions.adopt(
                area=here.root,
                version=other,
                starts_on=adoption.starts_on,
                note=form.cleaned_data["note"],
                seat_id=seat_id,
                seen_adoption_id=form.cleaned_data["seen"],
                actor=Actor(here.access.account_id, seat_id),
            )
        except ActionRefused as refused:
            form.data = seen_again(request.POST, "seen", adoption.pk)
            refuse(form, refused)
        else:
            messages.success(request, _t("Programmet arbetar nu efter den nya versionen."))
            return redirect("method:method", here.root.key)
    return render(
        request,
        "method/adopt.html",
        {
            "here": here,
            "crumbs": crumbs(here, (_t("Arbetssättet"), reverse("method:method", args=[here.root.key]))),
            "adoption": adoption,
            "other": other,
            "difference": queries.difference(spec_of(adoption.version), spec_of(other)),
            "form": form,
        },
    )
