"""A programme's own page: where every place stands, the goals, what is due; as a table to download too."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.text import localised
from servicepunkt.method import queries as method_queries
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.pages import About, Here, chapters, page
from servicepunkt.people.roles import Right
from servicepunkt.ui.map import MANY, Pin, Stage

from . import counting, queries


def _stages(steps: list[str]) -> list[Stage]:
    """The map's legend: nothing done yet, each step of the method, started."""
    filling = [_t("Inte påbörjad"), *steps]
    share = max(len(filling) - 1, 1)
    return [
        *(Stage(str(n), title, 0.8 * n / share) for n, title in enumerate(filling)),
        Stage("reached", _t("Startad"), 1.0, reached=True),
    ]


def _filters(request: HttpRequest) -> queries.Filters:
    # PostgreSQL refuses the zero byte in a text, and no address made here holds one.
    asked = {name: value.replace("\0", "") for name, value in request.GET.items() if isinstance(value, str)}
    sort = asked.get("ordning", "")
    return queries.Filters(
        area=asked.get("region", ""),
        word=asked.get("sok", "")[:80],
        sort=sort if sort in queries.SORTS else "",
        page=asked.get("page", "1"),
    )


def _pins(here: Here, rows: list[queries.PlaceRow]) -> list[Pin]:
    """The places that the table shows and that have a point. In a crowd they are marks; the table has the links."""
    return [
        Pin(
            row.name,
            row.latitude,
            row.longitude,
            row.stage,
            row.name,
            reverse("method:place", args=[here.root.key, row.slug]) if len(rows) <= MANY else None,
            row.uncertain,
        )
        for row in rows
        if row.latitude is not None and row.longitude is not None
    ]


@page("programme:programme", title=_("Läget"), about=About.PROGRAMME, see=Right.SEE_FIGURES, chapter=1, locally=True)
def programme(request: HttpRequest, here: Here) -> HttpResponse:
    """Map, table, goals and what is due. Who may see no single place sees the same as numbers only."""
    current = queries.programme_of(here.root)
    adoption = adoption_of(here.root.pk)
    filters = _filters(request)
    steps, tallies = counting.tallies(adoption)
    sees_places = here.access.may_somewhere(Right.SEE_PLACE, here.root.pk)
    context = {
        "here": here,
        "programme": current,
        "crumbs": [(_t("Start"), reverse("web:home"))],
        "chapters": chapters(here, "programme:programme"),
        "filters": filters,
        "steps": steps,
        "tallies": tallies,
        "goals": method_queries.goals(adoption),
        "due": queries.due(current, adoption),
        "method": spec_of(adoption.version),
        "sees_places": sees_places,
        "purpose": queries.text_of(current, "purpose"),
        "total": sum(t.places for t in tallies),
        "started": sum(t.reached for t in tallies),
        "late": sum(t.overdue for t in tallies),
    }
    if sees_places:
        rows, shown = queries.place_rows(here, adoption, filters)
        context |= {
            "rows": rows,
            "shown": shown,
            "areas": [(area.key, localised(area)) for area in here.root.parts.all()],
            "stages": _stages(steps),
            "pins": _pins(here, rows),
            "query": urlencode({"region": filters.area, "sok": filters.word, "ordning": filters.sort}),
            "focus": "pins" if filters.area else "",
        }
    return render(request, "programme/programme.html", context)
