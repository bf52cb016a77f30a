"""A book's sheets as a file: fetched, filled in at the kitchen table, previewed and taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused
from servicepunkt.people.pages import Here
from servicepunkt.people.rules import actor
from servicepunkt.places.models import Place

from .actions import FilledSheet, take_in_sheets
from .columns import SheetContents
from .forms import FileForm
from .importing import PreviewLost, SheetsPlan, pack, plan_sheets, unpack
from .incoming import FileNotTaken
from .reading import read_sheets
from .spec import Sheet
from .views import SheetPages
from .writing import Workbook, written

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 100


@dataclass(frozen=True)
class FilePages:
    """The file pages of a book that has nothing but sheets. Addresses are the book's `export` and `import`, and `home`,
    the page that lists the sheets.

    `file` begins the file's name, `title` is the sentence above its help ("%(place)s" in it is the place's name).
    """

    pages: SheetPages
    sheets: Sequence[Sheet]
    home: str
    file: str
    title: Promise
    lead: Promise

    @property
    def by_key(self) -> Mapping[str, Sheet]:
        """The sheets by their keys."""
        return {sheet.key: sheet for sheet in self.sheets}

    def workbook(self, place: Place) -> bytes:
        """The place's sheets as an xlsx workbook, in Swedish."""
        return written(partial(self._fill, place))

    def _fill(self, place: Place, to: Workbook) -> None:
        to.help(str(self.title) % {"place": place.name}, _help())
        for sheet in self.sheets:
            to.facts(sheet, place)

    def export(self, here: Here) -> HttpResponse:
        """The place's sheets as a file to fill in."""
        name = f"{self.file}-{here.place.slug}-{clock.today().isoformat()}.xlsx"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(self.workbook(here.place), content_type=XLSX, headers=disposition)

    def import_file(self, request: HttpRequest, here: Here) -> HttpResponse:
        """POST of a file shows what it would change; POST of what was shown takes it in, as a whole or not at all."""
        if request.method == "POST" and "packed" in request.POST:
            return self._take_in(request, here)
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if form.is_bound and form.is_valid():
            try:
                contents = read_sheets(form.cleaned_data["file"].read(), self.sheets)
            except FileNotTaken as refused:
                form.add_error("file", str(refused))
            else:
                return self._preview(request, here, contents)
        return self._upload(request, here, form, 422 if form.is_bound else 200)

    def _common(self, here: Here) -> dict[str, Any]:
        return {
            **self.pages.under(here),
            "back_title": self.pages.back_title,
            "lead": self.lead,
            "export_url": self._address(here, "export"),
            "import_url": self._address(here, "import"),
        }

    def _address(self, here: Here, name: str) -> str:
        return reverse(self.pages.book.page(name), args=[here.root.key, here.place.slug])

    def _upload(self, request: HttpRequest, here: Here, form: FileForm, status: int) -> HttpResponse:
        return render(request, "sheets/import.html", {**self._common(here), "form": form}, status=status)

    def _plan(self, place: Place, contents: SheetContents) -> tuple[SheetsPlan, list[FilledSheet]]:
        out = SheetsPlan(self.pages.book.version_of(place), faults=list(contents.faults))
        filled = [one for one in plan_sheets(place, self.by_key, contents, out) if one]
        out.faults.sort(key=lambda fault: (fault.sheet, fault.row))
        return out, filled

    def _preview(self, request: HttpRequest, here: Here, contents: SheetContents, told: str = "") -> HttpResponse:
        found, filled = self._plan(here.place, contents)
        ready = bool(filled) and not found.faults
        packed = pack(self.pages.book, here.place, self.by_key, contents, found.version) if ready else ""
        context = {
            **self._common(here),
            "plan": found,
            "faults": (found.faults[:MOST_SHOWN], max(0, len(found.faults) - MOST_SHOWN)),
            "told": told,
            "unread": contents.unread,
            "ready": ready,
            "packed": packed,
        }
        status = 409 if told else 422 if found.faults else 200
        return render(request, "sheets/preview.html", context, status=status)

    def _take_in(self, request: HttpRequest, here: Here) -> HttpResponse:
        book = self.pages.book
        try:
            contents, version = unpack(book, here.place, self.by_key, request.POST["packed"])
        except PreviewLost:
            form = FileForm({}, None)
            form.errors.clear()  # not that no file came: why what came cannot be used
            form.add_error(None, _("Förhandsgranskningen gäller inte längre. Välj filen igen."))
            return self._upload(request, here, form, 422)
        found, filled = self._plan(here.place, contents)
        try:
            if found.faults or found.version != version:
                raise ActionRefused(_("Någon har ändrat bladen sedan du såg förhandsgranskningen."))
            rows = take_in_sheets(
                root=here.root, place=here.place, book=book, filled=filled, seen_version=version,
                actor=actor(here, book.keep),
            )  # fmt: skip
        except ActionRefused as refused:
            told = _("%(why)s Ingenting är sparat. Så här ser det ut nu.") % {"why": refused}
            return self._preview(request, here, contents, told)
        messages.success(request, _("Filen är inläst: %(rows)s rader är nya eller ändrade.") % {"rows": rows})
        return redirect(self._address(here, self.home))


def _help() -> list[str]:
    return [
        _("Varje blad har en rad för varje sak. Fyll på med nya rader nederst."),
        _("Ändra inte kolumnerna ”Nr” och ”Spår”. De säger vilken rad det är. På en ny rad står inget där."),
        _("Cellerna med lista har en pil: välj ett av orden."),
        _("Öppettider skrivs per dag som 8–12, 13–16.30. Lämna tomt när det är stängt."),
        _("Timmar skrivs i hela kvartar: 20 eller 7,5. Belopp skrivs i kronor och dagar som 2026-05-01."),
        _("En rad som tas bort ur filen tas inte bort ur systemet. Det görs på radens egen sida."),
        _("Skriv inga personnummer och inga namn på privatpersoner."),
    ]
