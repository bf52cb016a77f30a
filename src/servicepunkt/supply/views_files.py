"""The inventory as a file: fetched, filled in at the kitchen table, previewed and taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.pages import About, Here, page
from servicepunkt.people.roles import Right
from servicepunkt.people.rules import actor
from servicepunkt.sheets.forms import FileForm
from servicepunkt.sheets.importing import PreviewLost
from servicepunkt.sheets.incoming import FileNotTaken

from .actions import take_in
from .columns import Contents
from .importing import Plan, pack, plan, unpack
from .reading import read
from .views import to_list, under
from .writing import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 100


@page("supply:export", title=gettext_lazy("Utbudet som Excelfil"), about=About.PLACE, see=Right.SEE_PLACE)
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The place's inventory and municipal areas as a file to fill in."""
    name = f"utbud-{here.place.slug}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        workbook(here.place), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@page(
    "supply:import",
    title=gettext_lazy("Läsa in en ifylld fil"),
    about=About.PLACE,
    see=Right.KEEP_SUPPLY,
    save=Right.KEEP_SUPPLY,
)
def import_file(request: HttpRequest, here: Here) -> HttpResponse:
    """POST of a file shows what it would change; POST of what was shown takes it in, as a whole or not at all."""
    if request.method == "POST" and "packed" in request.POST:
        return _take_in(request, here)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            contents = read(sent.name or "", sent.read())
        except FileNotTaken as refused:
            form.add_error("file", str(refused))
        else:
            return _preview(request, here, contents, plan(here.place, contents))
    return _upload(request, here, form, 422 if form.is_bound else 200)


def _upload(request: HttpRequest, here: Here, form: FileForm, status: int) -> HttpResponse:
    return render(request, "supply/import.html", {**under(here), "form": form}, status=status)


def _preview(request: HttpRequest, here: Here, contents: Contents, found: Plan, told: str = "") -> HttpResponse:
    lists: dict[str, Any] = {
        name: (rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN))
        for name, rows in (
            ("added", found.added), ("changed", found.changed), ("areas", found.areas), ("faults", found.faults),
        )
    }  # fmt: skip
    ready = bool(found.filled) and not found.faults
    context = {
        **under(here),
        **lists,
        "plan": found,
        "told": told,
        "unread": contents.unread,
        "ready": ready,
        "packed": pack(here.place, contents, found.version) if ready else "",
    }
    return render(request, "supply/preview.html", context, status=409 if told else 422 if found.faults else 200)


def _take_in(request: HttpRequest, here: Here) -> HttpResponse:
    try:
        contents, version = unpack(here.place, request.POST["packed"])
    except PreviewLost:
        form = FileForm({}, None)
        form.errors.clear()  # not that no file came: why what came cannot be used
        form.add_error(None, _("Förhandsgranskningen gäller inte längre. Välj filen igen."))
        return _upload(request, here, form, 422)
    found = plan(here.place, contents)
    try:
        if found.faults or found.version != version:
            raise ActionRefused(_("Någon har ändrat ortens utbud sedan du såg förhandsgranskningen."))
        take_in(
            root=here.root,
            place=here.place,
            filled=found.filled,
            seen_version=version,
            actor=actor(here, Right.KEEP_SUPPLY),
        )
    except ActionRefused as refused:
        told = _("%(why)s Ingenting är sparat. Så här ser det ut nu.") % {"why": refused}
        return _preview(request, here, contents, plan(here.place, contents), told)
    messages.success(
        request,
        _("Filen är inläst: %(added)s nya tjänster, %(changed)s ändrade, %(areas)s kommunala områden.")
        % {"added": len(found.added), "changed": len(found.changed), "areas": len(found.areas)},
    )
    rows = sum(len(one.added) + len(one.changed) for one in found.sheets)
    if rows:
        messages.success(request, _("Rader på de andra bladen: %(rows)s nya eller ändrade.") % {"rows": rows})
    return to_list(here)
