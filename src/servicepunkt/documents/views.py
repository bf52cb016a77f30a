"""The chapter "Dokument": drafts and frozen versions in one list, a frozen version, its files, two compared."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock, files
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right
from servicepunkt.people.views import crumbs_to

from . import comparing, html, presenting, queries, retention
from .drafts import compose
from .kinds import kinds
from .models import Draft, FrozenVersion
from .queries_retention import gone_rows
from .rules import keeping_seat, may_see_place, writing_seat


def under(here: Here, *more: tuple[str, str], about: Draft | FrozenVersion | None = None) -> dict[str, Any]:
    """What a page below the chapter needs: the way back, through the place when the document is about one."""
    crumbs, listed = crumbs_to(here)[:1], address(here, "documents")
    if about is not None and about.place is not None:
        listed += "?" + urlencode({"ort": about.place.slug})
        if may_see_place(here, about):
            crumbs.append((about.place.name, reverse("method:place", args=[here.root.key, about.place.slug])))
    return {"here": here, "crumbs": [*crumbs, (_("Dokument"), listed), *more]}


def address(here: Here, name: str, *args: object) -> str:
    """The address of one of this room's pages in the programme."""
    return reverse(f"documents:{name}", args=[here.root.key, *args])


def back_to_home(here: Here, draft: Draft) -> str:
    """The page of the thing a draft is about, where its kind says which; else nothing."""
    known = kinds().get(draft.kind)
    return known.home(draft) if known and known.home else ""


@page(
    "documents:documents",
    title=gettext_lazy("Dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    chapter=5,
    locally=True,
)
def documents(request: HttpRequest, here: Here) -> HttpResponse:
    """Drafts that the user may write, frozen versions that the user may read; narrowed to a kind or a place."""
    asked = queries.Filter(request.GET.get("slag", ""), request.GET.get("ort", ""))
    versions, page_obj = queries.versions(here, asked, request.GET.get("page", "1"))
    drafts, drafts_page = queries.drafts(here, asked, request.GET.get("utkast", "1"))
    known, places = queries.choices(here)
    context = {
        "here": here,
        "crumbs": crumbs_to(here),
        "chapters": chapters(here, "documents:documents"),
        "asked": asked,
        "kinds": known,
        "places": places,
        "waiting": queries.waiting_for(here),
        "drafts": drafts,
        "drafts_page": drafts_page,
        "writes": here.access.may_somewhere(Right.WRITE_DOCUMENTS, here.root.pk),
        "sorts_out": here.may(Right.APPROVE_DOCUMENTS),
        "versions": versions,
        "page_obj": page_obj,
        "query": urlencode({"slag": asked.kind, "ort": asked.place}),
    }
    return render(request, "documents/documents.html", context)


@page(
    "documents:version",
    title=gettext_lazy("Ett fryst dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def version(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """A frozen version: what it says, its files, its hash, who approved it, what it rests on, how long it is kept."""
    one = queries.version_here(here, version)
    if hasattr(one, "destruction"):
        return _destroyed(request, here, one, status=200)
    kept, rule = retention.said_of(one)
    context = {
        **under(here, about=one),
        "frozen": one,
        "kind": queries.kind_title(one.kind, one),
        "said": one.content,
        "document": html.render(queries.document_of(one)),
        "spoken": one.content["language"],
        "facts": one.body.facts,
        "approvals": one.body.approvals,
        "files": queries.files_of(one),
        "withdrawal": getattr(one, "withdrawal", None),
        "maskings": list(one.maskings.order_by("id")),
        "kept": kept,
        "rule": rule,
        "others": [row for row in queries.siblings(here, one) if row.version.pk != one.pk],
        "home": back_to_home(here, one.draft) if one.draft else "",
        "keeps": keeping_seat(here, one) is not None,
        "writes": writing_seat(here, one) is not None,
    }
    return render(request, "documents/version.html", context)


def _destroyed(request: HttpRequest, here: Here, version: FrozenVersion, *, status: int) -> HttpResponse:
    """What is known of a version that was sorted out. 410 where its text or a file of it was asked for."""
    (row,) = gone_rows([version])
    others = [one for one in queries.siblings(here, version) if one.version.pk != version.pk]
    context = {
        **under(here, about=version),
        "row": row,
        "others": others,
        "sorts_out": here.may(Right.APPROVE_DOCUMENTS),
    }
    return render(request, "documents/destroyed.html", context, status=status)


@page(
    "documents:file",
    title=gettext_lazy("En fil av ett fryst dokument"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def file(request: HttpRequest, here: Here, version: int, form: str) -> FileResponse | HttpResponse:
    """The PDF or the Word file of a frozen version, always as a download."""
    frozen = queries.version_here(here, version)
    if hasattr(frozen, "destruction"):
        return _destroyed(request, here, frozen, status=410)
    found = next((one for one in queries.files_of(frozen) if one.form == form), None)
    if found is None or not files.path_of(found.file.sha256).is_file():
        raise Http404
    answer = FileResponse(
        files.path_of(found.file.sha256).open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.media_type,
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(
    "documents:compare",
    title=gettext_lazy("Två utgåvor jämförda"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def compare(request: HttpRequest, here: Here, version: int, other: int) -> HttpResponse:
    """Two frozen versions of the same draft side by side, the older to the left."""
    first, second = queries.version_here(here, version), queries.version_here(here, other)
    if first.draft_id != second.draft_id:
        raise Http404
    for one in (first, second):
        if hasattr(one, "destruction"):
            return _destroyed(request, here, one, status=410)
    old, new = sorted((first, second), key=lambda one: one.pk)
    rows = comparing.compare(queries.document_of(old), queries.document_of(new))
    return _compared(request, here, rows, old, _edition(new), [(new.title, address(here, "version", new.pk))])


@page(
    "documents:compare_draft",
    title=gettext_lazy("Utkastet jämfört med en utgåva"),
    about=About.PROGRAMME,
    see=Right.SEE_FIGURES,
    locally=True,
)
def compare_draft(request: HttpRequest, here: Here, draft: int, version: int) -> HttpResponse:
    """A frozen version beside what the draft says today."""
    one, old = queries.draft_to_write(here, draft), queries.version_here(here, version)
    if old.draft_id != one.pk:
        raise Http404
    if hasattr(old, "destruction"):
        return _destroyed(request, here, old, status=410)
    document, _facts = compose(one, on=clock.today())
    rows = comparing.compare(queries.document_of(old), document)
    return _compared(request, here, rows, old, _("Utkastet i dag"), [(one.title, address(here, "draft", one.pk))])


def _edition(version: FrozenVersion) -> str:
    return _("Utgåva %(number)s") % {"number": version.number}


def _compared(
    request: HttpRequest,
    here: Here,
    rows: list[comparing.Row],
    old: FrozenVersion,
    after: str,
    more: list[tuple[str, str]],
) -> HttpResponse:
    context = {
        **under(here, *more, about=old),
        "title": old.title,
        "before": _edition(old),
        "after": after,
        "runs": comparing.runs(rows),
        "changes": comparing.changes(rows),
        "spoken": old.content["language"],
    }
    return render(request, "documents/compare.html", context)


def preview_name(draft: Draft) -> str:
    """What the PDF of a draft is called."""
    return presenting.file_name(presenting.edition_of(draft, number=None, at=clock.now()), "pdf")
