"""The plan's documents: which there are at a place, how each is begun, and the service plan's table as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.documents.kinds import kinds
from servicepunkt.documents.models import Draft
from servicepunkt.people.access import Spot
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.places.models import AreaPlace, Place

from . import queries_chapters as queries
from .applying import AGENCY, LEADER
from .extract_file import as_csv, as_workbook, rows
from .kinds import OF_MUNICIPALITY, TITLES, begin_document
from .kinds_extract import EXTRACT
from .kinds_notice import NOTICE
from .trail import under_plan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOR = {
    queries.PLAN: gettext_lazy("Hela planen, kapitel för kapitel, med underlag, budget och avtal."),
    queries.REPORT: gettext_lazy("Det förstudien har visat, innan något är beslutat."),
    LEADER: gettext_lazy("Rubrik för rubrik som i ansökan till ett leaderområde, med projektets budget."),
    AGENCY: gettext_lazy("Rubrik för rubrik som i Tillväxtverkets tjänst Min ansökan."),
    EXTRACT: gettext_lazy("Ortens fakta i den form en kommunal serviceplan har."),
    OF_MUNICIPALITY: gettext_lazy("Det samma för alla kommunens orter i programmet."),
    NOTICE: gettext_lazy("Ett A4 med stor text att sätta upp på dörren."),
}
"""What each document is for, in the order they are listed."""


@page("plan:documents", title=gettext_lazy("Planens dokument"), about=About.PLACE, see=Right.SEE_PLACE)
def documents(request: HttpRequest, here: Here) -> HttpResponse:
    """Every document that can be made of the plan: what it is for, its draft, its newest edition."""
    place_drafts = Draft.objects.filter(area=here.root, place=here.place, kind__in=FOR)
    drafts = {one.kind: one.pk for one in place_drafts}
    whole = Draft.objects.filter(
        area=here.root, kind=OF_MUNICIPALITY, subject=str(int(here.place.municipality_id))
    ).first()
    if whole is not None and here.may(Right.WRITE_DOCUMENTS):
        drafts[OF_MUNICIPALITY] = whole.pk
    newest = {one.kind: one for one in reversed(queries.editions_of(here.root, here.place))}
    listed = [
        {
            "kind": key,
            "title": kinds()[key].title,
            "what": what,
            "draft": drafts.get(key),
            "edition": newest.get(key),
            "begins": here.may(Right.WRITE_DOCUMENTS if key == OF_MUNICIPALITY else Right.KEEP_PLAN),
        }
        for key, what in FOR.items()
    ]
    return render(request, "plan/documents.html", {"here": here, "crumbs": under_plan(here), "listed": listed})


@page("plan:begin", title=gettext_lazy("Sammanställa planen"), about=About.PLACE, save=Right.KEEP_PLAN, saves_only=True)
def begin(request: HttpRequest, here: Here, kind: str) -> HttpResponse:
    """Open the draft of one of the plan's documents and go to it; the one already begun when there is one."""
    if kind not in TITLES or kind == OF_MUNICIPALITY:
        raise Http404
    return _to_draft(here, kind, Right.KEEP_PLAN)


@page(
    "plan:begin_municipality",
    title=gettext_lazy("Sammanställa för kommunen"),
    about=About.PLACE,
    save=Right.WRITE_DOCUMENTS,
    saves_only=True,
)
def begin_municipality(request: HttpRequest, here: Here) -> HttpResponse:
    """Open the draft of the extract for all the municipality's places, and go to it."""
    return _to_draft(here, OF_MUNICIPALITY, Right.WRITE_DOCUMENTS)


def _to_draft(here: Here, kind: str, right: Right) -> HttpResponse:
    draft = begin_document(kind=kind, root=here.root, place=here.place, actor=actor(here, right))
    return redirect("documents:draft", root=here.root.key, draft=draft.pk)


@page("plan:extract_file", title=gettext_lazy("Serviceplanens tabell"), about=About.PLACE, see=Right.SEE_PLACE)
def extract_file(request: HttpRequest, here: Here) -> HttpResponse:
    """The extract as a table, `?form=csv` or a workbook; `?kommun=1` for all places of the municipality that the user
    may see."""
    whole = request.GET.get("kommun") == "1"
    table = list(rows(here.root, _visible(here) if whole else [here.place]))
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    content = as_csv(table) if form == "csv" else as_workbook(table)
    about = f"{here.place.municipality_id}-kommun" if whole else here.place.slug
    name = f"serviceplan-{about}-{clock.today().isoformat()}.{form}"
    kind = "text/csv; charset=utf-8" if form == "csv" else XLSX
    return HttpResponse(content, content_type=kind, headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store",
    })  # fmt: skip


def _visible(here: Here) -> list[Place]:
    """The municipality's places in the programme that the user may see. One query."""
    members = AreaPlace.objects.filter(root=here.root, place__municipality=here.place.municipality)
    return [
        one.place
        for one in members.select_related("place__municipality__county").order_by("place__sort_key", "id")
        if here.access.may(Right.SEE_PLACE, Spot(here.root.pk, one.area_id, one.place_id))
    ]
