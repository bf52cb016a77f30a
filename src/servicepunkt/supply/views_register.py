"""National lists of services: read in for every programme, and what of them lies near a place."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.pages import About, Here, chapters, page, url_if_allowed
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to

from . import queries_register as queries
from . import register_jobs
from . import register_uploads as uploads
from .actions_register import Loaded, Named, load_register
from .forms_register import RegisterForm
from .models_register import Kind, RegisterSource
from .register_files import RegisterFile, opened
from .views import under

SALT = "servicepunkt.supply.register"
ROWS = 50


@page(
    "supply:registers",
    title=gettext_lazy("Register"),
    about=About.PROGRAMME,
    see=Right.LOAD_REGISTER,
    save=Right.LOAD_REGISTER,
    chapter=8,
)
def registers(request: HttpRequest, here: Here) -> HttpResponse:
    """The lists that are read in. POST of a file shows what it would bring; POST of what was shown reads it in."""
    if request.method == "POST" and "packed" in request.POST:
        return _read_in(request, here)
    form = RegisterForm(request.POST, request.FILES) if request.method == "POST" else RegisterForm()
    if form.is_bound and form.is_valid():
        try:
            return _preview(request, here, form)
        except ActionRefused as refused:
            form.add_error("file", str(refused))
    return _list(request, here, form)


def _list(request: HttpRequest, here: Here, form: RegisterForm) -> HttpResponse:
    sources = [(one, queries.title_of(one)) for one in RegisterSource.objects.all()]
    context = {**_frame(here), "form": form, "sources": sources}
    return render(request, "supply/registers.html", context, status=422 if form.is_bound else 200)


def _frame(here: Here) -> dict[str, Any]:
    return {"here": here, "crumbs": crumbs_to(here), "chapters": chapters(here, "supply:registers")}


def _preview(request: HttpRequest, here: Here, form: RegisterForm) -> HttpResponse:
    sent = form.cleaned_data["file"]
    assert isinstance(sent, UploadedFile) and sent.file is not None
    named = Named(form.cleaned_data["title"], form.cleaned_data["words"])
    with opened(sent.file) as file:
        report = queries.examine(file)
        if not report.counts["taken"]:
            raise ActionRefused(_nothing_to_take(report))
        return _preview_page(request, here, file, named, report, uploads.keep(sent.file))


def _nothing_to_take(report: queries.Report) -> str:
    if not report.remarks:
        return _("Filen har inga ifyllda rader.")
    row, first = report.remarks[0]
    why = queries.sentence(first.reason, first.said)
    return _("Ingen rad i filen går att ta in. Rad %(row)s: %(why)s") % {"row": row, "why": why}


def _preview_page(
    request: HttpRequest, here: Here, file: RegisterFile, named: Named, report: queries.Report, kept: str
) -> HttpResponse:
    key = named.key_for(file.form)
    before = RegisterSource.objects.filter(key=key).first()
    said = {
        "sha256": kept, "title": named.title, "words": named.words, "version": before.version if before else 0,
        "rows": report.counts["rows"],
    }  # fmt: skip
    context = {
        "here": here,
        "crumbs": [*crumbs_to(here), (_("Register"), reverse("supply:registers", args=[here.root.key]))],
        "title": named.title or str(file.form.title),
        "words": named.words,
        "before": before,
        "same": before is not None and before.sha256 == file.sha256,
        "counts": queries.counted(report.counts),
        "kinds": [(str(kind.label), report.kinds[kind]) for kind in Kind if report.kinds[kind]],
        "remarks": [(row, one.name, queries.sentence(one.reason, one.said)) for row, one in report.remarks],
        "more": report.remarked - len(report.remarks),
        "packed": signing.dumps({**said, "root": here.root.pk}, salt=SALT),
    }
    return render(request, "supply/register_preview.html", context)


def _read_in(request: HttpRequest, here: Here) -> HttpResponse:
    lost = _("Förhandsgranskningen gäller inte längre. Välj filen igen.")
    try:
        said = signing.loads(request.POST["packed"], salt=SALT, max_age=uploads.KEPT_S)
    except signing.BadSignature:
        return _again(request, here, lost)
    if said["root"] != here.root.pk:
        return _again(request, here, lost)
    named = Named(said["title"], said["words"])
    if said["rows"] > register_jobs.AT_ONCE:
        return _have_read_in(request, here, named, said)
    try:
        with uploads.kept(said["sha256"]) as sent, opened(sent) as file:
            done = load_register(
                file=file,
                named=named,
                seen_version=said["version"],
                root=here.root,
                actor=actor(here, Right.LOAD_REGISTER),
            )
    except FileNotFoundError:
        already = RegisterSource.objects.filter(sha256=said["sha256"], version=said["version"] + 1).first()
        return _told(request, here, Loaded(already, False)) if already else _again(request, here, lost)
    except ActionRefused as refused:
        return _again(request, here, _("%(why)s Ingenting är sparat. Välj filen igen.") % {"why": refused})
    uploads.throw(said["sha256"])
    return _told(request, here, done)


def _have_read_in(request: HttpRequest, here: Here, named: Named, said: Mapping[str, Any]) -> HttpResponse:
    """Leave a long list to a worker, and go to where one sees how far it has come. The same preview is one job."""
    try:
        asked = register_jobs.ask_for_load(
            sha256=said["sha256"],
            named=named,
            seen_version=said["version"],
            rows=said["rows"],
            root=here.root,
            key=uuid.uuid5(uuid.NAMESPACE_OID, request.POST["packed"]),
            back=request.path,
            actor=actor(here, Right.LOAD_REGISTER),
        )
    except ActionRefused as refused:
        return _again(request, here, str(refused))
    return redirect("work:job", key=asked.key)


def _told(request: HttpRequest, here: Here, done: Loaded) -> HttpResponse:
    title = queries.title_of(done.source)
    if done.changed:
        told = _("%(register)s är inläst: %(taken)s av %(rows)s rader togs in.")
        messages.success(request, told % {"register": title, "taken": done.source.taken, "rows": done.source.rows})
    else:
        messages.info(request, _("%(register)s: samma fil är redan inläst. Inget är ändrat.") % {"register": title})
    return redirect("supply:registers", root=here.root.key)


def _again(request: HttpRequest, here: Here, why: str) -> HttpResponse:
    form = RegisterForm({}, None)
    form.errors.clear()  # not that no file came: why what came cannot be used
    form.add_error(None, why)
    return _list(request, here, form)


@page(
    "supply:register_report",
    title=gettext_lazy("Rapport om ett inläst register"),
    about=About.PROGRAMME,
    see=Right.LOAD_REGISTER,
)
def report(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Every row of a list that was left out or taken without a point, as a CSV file."""
    source = get_object_or_404(RegisterSource, key=key)
    name = f"rapport-{source.key}-{clock.today().isoformat()}.csv"
    return StreamingHttpResponse(
        queries.report_lines(source),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page("supply:near", title=gettext_lazy("Ur nationella register"), about=About.PLACE, see=Right.SEE_PLACE)
def near(request: HttpRequest, here: Here) -> HttpResponse:
    """What the national lists have within 20 km of the place, by kind; one kind in full when the address names it."""
    kind = request.GET.get("slag", "")
    kind = kind if kind in Kind.values else ""
    kinds = queries.near(here.place, kind)
    page_obj = Paginator(kinds[0].rows if kind and kinds else [], ROWS).get_page(request.GET.get("page", "1"))
    context = {
        **under(here),
        "kinds": kinds,
        "kind": kind,
        "kind_title": str(Kind(kind).label) if kind else "",
        "page_obj": page_obj,
        "query": f"slag={kind}" if kind else "",
        "sources": [(one, queries.title_of(one)) for one in RegisterSource.objects.all()],
        "has_point": here.place.latitude is not None,
        "keeps": here.may(Right.KEEP_SUPPLY),
        "registers": url_if_allowed(here, "supply:registers"),
    }
    return render(request, "supply/near.html", context)
