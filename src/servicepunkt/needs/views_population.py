"""The page of a place's people by age and sex: typed in, or read from a file and looked at before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.queries import last_change
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.people.views import crumbs_to
from servicepunkt.places.population import Figures, Group, history, seen_mark
from servicepunkt.places.population_files import FileNotUnderstood, say_band

from .forms_population import PopulationFileForm, PopulationForm, typed
from .population import LINES, MOST_BYTES, keep_population, read_file


def under(here: Here) -> dict[str, Any]:
    """What a page below "Behoven" needs: the way back, with that chapter."""
    back = reverse("needs:needs", args=[here.root.key, here.place.slug])
    return {"here": here, "crumbs": [*crumbs_to(here), (_("Behoven"), back)], "back": back}


def table(figures: Figures) -> list[tuple[str, list[int | None]]]:
    """The figures as rows: the ages in words, then women, men and everybody (None: not told)."""
    by_band: dict[tuple[int, int | None], dict[str, int]] = {}
    for one in figures.groups:
        by_band.setdefault((one.first, one.last), {})[one.sex] = one.people
    names = {line.band: line.text.here() for line in LINES}
    return [
        (names.get(band) or say_band(band), [found.get("w"), found.get("m"), sum(found.values())])
        for band, found in by_band.items()
    ]


@page(
    "needs:population",
    title=gettext_lazy("Befolkning"),
    about=About.PLACE,
    see=Right.SEE_PLACE,
    save=Right.KEEP_POPULATION,
)
def population(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything known of the place's people by age, newest first; a form for those who keep it."""
    sets = history([here.place.pk]).get(here.place.pk, [])
    if request.method == "POST":
        if "file" in request.FILES or "read" in request.POST:
            return _read(request, here, sets)
        return _save(request, here, sets)
    form = PopulationForm(initial=_initial(sets))
    return _show(request, here, sets, form, PopulationFileForm())


def _initial(sets: list[Figures]) -> dict[str, object]:
    start: dict[str, object] = {"seen": seen_mark(sets)}
    if sets:
        newest = sets[0]
        start |= {"year": newest.year, "definition": newest.definition, "source": newest.source}
        start |= typed(newest.groups)
    return start


def _read(request: HttpRequest, here: Here, sets: list[Figures]) -> HttpResponse:
    """Show the table that a file gives, to be completed with year, area and source and then saved like a typed one."""
    file_form = PopulationFileForm(request.POST, request.FILES)
    form = PopulationForm(initial=_initial(sets))
    if not file_form.is_valid():
        return _show(request, here, sets, form, file_form, status=422)
    sent = file_form.cleaned_data["file"]
    try:
        found = read_file(sent.read(MOST_BYTES + 1))
    except FileNotUnderstood as why:
        file_form.add_error("file", str(why))
        return _show(request, here, sets, form, file_form, status=422)
    start = {"seen": seen_mark(sets), "year": found.year or "", "source": found.source, "definition": found.where[:120]}
    same = any(one.groups == _ordered(found.groups) and one.year == found.year for one in sets)
    form = PopulationForm(initial=start | typed(found.groups))
    return _show(request, here, sets, form, PopulationFileForm(), read=True, same=same)


def _ordered(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda one: (one.first, one.sex)))


def _save(request: HttpRequest, here: Here, sets: list[Figures]) -> HttpResponse:
    form = PopulationForm(request.POST)
    met: Conflict | None = None
    if form.is_valid():
        try:
            changed = keep_population(
                root=here.root, place=here.place, figures=form.figures(), seen=form.cleaned_data["seen"],
                actor=actor(here, Right.KEEP_POPULATION),
            )  # fmt: skip
        except ChangedMeanwhile:
            sets = history([here.place.pk]).get(here.place.pk, [])
            met = _conflict(here, form.figures(), sets)
            form = PopulationForm(seen_again(request.POST, "seen", seen_mark(sets)))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("Befolkningen är sparad.") if changed else _("Samma siffror fanns redan. Inget ändrades.")
            messages.success(request, said)
            return redirect("needs:population", root=here.root.key, place=here.place.slug)
    return _show(request, here, sets, form, PopulationFileForm(), met=met, status=409 if met else 422)


def _conflict(here: Here, mine: Figures, sets: list[Figures]) -> Conflict:
    """The age groups where the two differ: against the same year and area, or the newest there is."""
    alike = [one for one in sets if (one.year, one.definition) == (mine.year, mine.definition.strip())]
    theirs = (alike or sets or [Figures(mine.year, "", "", ())])[0]
    change = last_change(here.place)
    said = {label: _say(numbers) for label, numbers in table(theirs)}
    pairs = [Pair(_("År och område"), f"{mine.year}, {mine.definition}", f"{theirs.year}, {theirs.definition}")]
    for label, numbers in table(mine):
        if _say(numbers) != said.get(label, ""):
            pairs.append(Pair(label, _say(numbers), said.get(label, "")))
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)


def _say(numbers: list[int | None]) -> str:
    women, men, everybody = numbers
    if women is None or men is None:
        return str(everybody)
    return _("%(women)s kvinnor, %(men)s män") % {"women": women, "men": men}


def _show(
    request: HttpRequest, here: Here, sets: list[Figures], form: PopulationForm, file_form: PopulationFileForm, *,
    met: Conflict | None = None, read: bool = False, same: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **under(here),
        "sets": [(one, table(one)) for one in sets],
        "form": form,
        "file_form": file_form,
        "conflict": met,
        "read": read,
        "same": same,
        "keeps": here.may(Right.KEEP_POPULATION),
    }
    return render(request, "needs/population.html", context, status=status)
