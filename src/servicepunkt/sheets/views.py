"""Pages of the sheets of facts: a sheet's rows, one row, that there are none. A room guards them and hands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile
from servicepunkt.people.conflicts import Conflict, Pair, seen_again
from servicepunkt.people.pages import Here
from servicepunkt.people.queries import last_change, removed
from servicepunkt.people.rules import actor

from . import actions, queries
from .books import Book
from .fields import Values
from .forms import FactForm, NoneForm, SeenForm, typed_fact
from .models import Fact
from .spec import Sheet, differences, values_of


def no_link(_here: Here, _sheet: Sheet) -> None:
    """A book whose sheets lead nowhere else."""


def no_target(_here: Here, _fact: Fact) -> None:
    """A book whose rows name nothing that is stored elsewhere."""


def nothing_begun(_request: HttpRequest, _here: Here, _sheet: Sheet) -> None:
    """A book whose new rows begin empty."""


@dataclass(frozen=True)
class SheetPages:
    """The pages of a book's sheets. Addresses are the book's `sheet`, `new_fact`, `fact`, `none_found`, `remove_fact`.

    `under` gives what a page below the room's own page needs: here, crumbs and back (called `back_title`). `link` may
    name a further page about the rows of a sheet: its title and address. `begun` may say what a new row begins with.
    `target` may name what a row's words link to: what it is called now, and its address.
    `how` is the part of the contact person's handbook that tells of the sheets, if any.
    """

    book: Book
    by_slug: Mapping[str, Sheet]
    under: Callable[[Here], dict[str, Any]]
    back_title: Promise
    link: Callable[[Here, Sheet], tuple[str, str] | None] = no_link
    begun: Callable[[HttpRequest, Here, Sheet], Values | None] = nothing_begun
    target: Callable[[Here, Fact], tuple[str, str] | None] = no_target
    how: str = ""

    def sheet(self, request: HttpRequest, here: Here, slug: str) -> HttpResponse:
        """The rows of one sheet."""
        return self._list(request, here, self.named(slug))

    def named(self, slug: str) -> Sheet:
        """The sheet of an address. Raises Http404."""
        try:
            return self.by_slug[slug]
        except KeyError:
            raise Http404 from None

    def address(self, here: Here, name: str, sheet: Sheet, *more: int) -> str:
        """One of the book's addresses about a sheet."""
        return reverse(self.book.page(name), args=[here.root.key, here.place.slug, sheet.slug, *more])

    def _by(self, here: Here) -> Actor:
        return actor(here, self.book.keep)

    def _common(self, here: Here, sheet: Sheet) -> dict[str, Any]:
        """What both templates ask for: the sheet, whether one may write, and the book's addresses by name."""
        names = ("sheet", "new_fact", "fact", "none_found", "remove_fact")
        return {
            **self.under(here),
            "sheet": sheet,
            "back_title": self.back_title,
            "pages": {name: self.book.page(name) for name in names},
            "keeps": here.may(self.book.keep),
        }

    def under_sheet(self, here: Here, sheet: Sheet) -> dict[str, Any]:
        """What a page below a sheet needs: the way back to it."""
        context, back = self._common(here, sheet), self.address(here, "sheet", sheet)
        return {**context, "crumbs": [*context["crumbs"], (sheet.title, back)], "back": back}

    def _list(self, request: HttpRequest, here: Here, one: Sheet, refused: NoneForm | None = None) -> HttpResponse:
        rows, page_obj = queries.listed(one, here.place, request.GET.get("page", "1"))
        context = {
            **self._common(here, one),
            "columns": [one.fields[name].title for name in one.listed],
            "rows": rows,
            "page_obj": page_obj,
            "none": queries.none_found(one, here.place),
            "none_form": refused or NoneForm(),
            "may_be_none": page_obj.paginator.count < one.enough,
            "link": self.link(here, one),
            "how": self.how,
        }
        return render(request, "sheets/sheet.html", context, status=422 if refused else 200)

    def none_found(self, request: HttpRequest, here: Here, slug: str) -> HttpResponse:
        """Say that there is nothing (more) for a sheet, or take it back."""
        one, by = self.named(slug), self._by(here)
        if request.POST.get("taken_back"):
            actions.take_back_none(root=here.root, place=here.place, sheet=one, actor=by)
            return redirect(self.address(here, "sheet", one))
        form = NoneForm(request.POST)
        if form.is_valid():
            note = form.cleaned_data["note"]
            try:
                actions.say_none(root=here.root, place=here.place, sheet=one, note=note, actor=by)
            except ActionRefused as refused:
                form.add_error("note", str(refused))
            else:
                messages.success(request, _("Det är noterat."))
                return redirect(self.address(here, "sheet", one))
        return self._list(request, here, one, form)

    def new_fact(self, request: HttpRequest, here: Here, slug: str) -> HttpResponse:
        """Write down a row; afterwards the next one, if there are more."""
        one = self.named(slug)
        begun = self.begun(request, here, one)
        initial = typed_fact(one, begun, 0) if begun else {"seen_version": 0}
        form = FactForm(one, request.POST if request.method == "POST" else None, initial=initial)
        if form.is_bound and form.is_valid():
            values, by = form.values(), self._by(here)
            try:
                actions.add_fact(root=here.root, place=here.place, sheet=one, values=values, actor=by)
            except ActionRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("”%(name)s” är sparad.") % {"name": one.name_of(values)})
                return redirect(self.address(here, "new_fact" if "more" in request.POST else "sheet", one))
        return self._row_page(request, here, one, form, title=one.new)

    def fact(self, request: HttpRequest, here: Here, slug: str, number: int) -> HttpResponse:
        """A row in full, and a form to change it for those who may."""
        one = self.named(slug)
        stored = _stored(here, one, number)
        if stored is None:
            return self._gone(request, here, one, number)
        values = values_of(one, stored)
        posted = request.POST if request.method == "POST" else None
        form = FactForm(one, posted, initial=typed_fact(one, values, stored.version))
        met: Conflict | None = None
        if form.is_bound and form.is_valid():
            seen = form.cleaned_data["seen_version"]
            try:
                actions.change_fact(
                    root=here.root, fact=stored, sheet=one, values=form.values(), seen_version=seen,
                    actor=self._by(here),
                )  # fmt: skip
            except ChangedMeanwhile:
                stored = _stored(here, one, number)
                if stored is None:
                    return self._gone(request, here, one, number)
                met = _conflict(one, form, stored)
                form = FactForm(one, seen_again(request.POST, "seen_version", stored.version))
            except ActionRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Ändringen är sparad."))
                return redirect(self.address(here, "sheet", one))
        return self._row_page(request, here, one, form, title=one.name_of(values), stored=stored, met=met)

    def _gone(self, request: HttpRequest, here: Here, sheet: Sheet, number: int) -> HttpResponse:
        """The row is no more: say who took it away, and keep what was typed so that it can be saved as a new one.

        Raises Http404 for a row that this place never had.
        """
        change = removed(sheet.model, number, here.place)
        if change is None:
            raise Http404
        if request.method != "POST":
            messages.error(request, _("Raden är borttagen."))
            return redirect(self.address(here, "sheet", sheet))
        form = FactForm(sheet, seen_again(request.POST, "seen_version", 0))
        met = Conflict(change.who, change.at, [], removed=True)
        return self._row_page(request, here, sheet, form, title=sheet.new, met=met)

    def _row_page(
        self,
        request: HttpRequest,
        here: Here,
        sheet: Sheet,
        form: FactForm,
        *,
        title: str | Promise,
        stored: Fact | None = None,
        met: Conflict | None = None,
    ) -> HttpResponse:
        """A row, or a form for a new one. What is typed on a row that is gone is sent as a new one."""
        words = sheet.words(values_of(sheet, stored)) if stored else {}
        if sheet.link is not None:
            form.suggest(sheet.link.shown(here.place))
        context = {
            **self.under_sheet(here, sheet),
            "title": title,
            "form": form,
            "conflict": met,
            "fact": stored,
            "target": self.target(here, stored) if stored else None,
            "told": [
                (heading, [(field.title, words[field.name]) for field in fields if words[field.name]])
                for heading, fields in sheet.groups
            ]
            if stored
            else [],
            "save_to": "" if stored else self.address(here, "new_fact", sheet),
        }
        status = 409 if met else 422 if form.is_bound else 200
        return render(request, "sheets/fact.html", context, status=status)

    def remove_fact(self, request: HttpRequest, here: Here, slug: str, number: int) -> HttpResponse:
        """Take away a row that is no more; taken away twice, the second is told so."""
        one, form = self.named(slug), SeenForm(request.POST)
        stored = _stored(here, one, number)
        if stored is None:
            if removed(one.model, number, here.place) is None:
                raise Http404
            messages.info(request, _("Raden var redan borttagen."))
            return redirect(self.address(here, "sheet", one))
        seen = form.cleaned_data["seen_version"] if form.is_valid() else 0
        name = one.name_of(values_of(one, stored))
        try:
            actions.remove_fact(root=here.root, fact=stored, sheet=one, seen_version=seen, actor=self._by(here))
        except ChangedMeanwhile as changed:
            messages.error(request, _("%(why)s Raden är kvar.") % {"why": changed})
            return redirect(self.address(here, "fact", one, number))
        messages.success(request, _("”%(name)s” är borttagen.") % {"name": name})
        return redirect(self.address(here, "sheet", one))


def _stored(here: Here, sheet: Sheet, number: int) -> Fact | None:
    return queries.facts(sheet, here.place).filter(pk=number).first()


def _conflict(sheet: Sheet, form: FactForm, stored: Fact) -> Conflict:
    change = last_change(stored)
    pairs = [
        Pair(one.label, one.mine, one.theirs) for one in differences(sheet, form.values(), values_of(sheet, stored))
    ]
    return Conflict(change.who if change else _("Någon annan"), change.at if change else clock.now(), pairs)
