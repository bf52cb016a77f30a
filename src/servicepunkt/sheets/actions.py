"""Every write about the sheets of facts: a row added, changed or taken away, and that there are none (more)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.words import search_key
from servicepunkt.places.models import Area, Place

from .books import Book
from .fields import Values
from .ledger import changed as changed_meanwhile
from .ledger import check_words
from .models import Fact, NoneSaid
from .spec import Sheet, faults, stored, tidy

MOST_ROWS = 500
_TWICE = gettext_lazy("Det finns redan på listan. Ändra raden som står där, eller ge den här ett annat namn.")


class FactTwice(ActionRefused):
    """The sheet already has this row."""


@dataclass(frozen=True)
class FactChange:
    """What a row says now, as it stood in `seen_version`."""

    fact_id: int
    values: Values
    seen_version: int


@dataclass(frozen=True)
class FilledSheet:
    """What a filled-in file says about one sheet: new rows and changed ones."""

    sheet: Sheet
    added: Sequence[Values] = ()
    changed: Sequence[FactChange] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


def _accept(sheet: Sheet, values: Values) -> Values:
    values = tidy(sheet, values)
    wrong = faults(sheet, values)
    if wrong:
        name, why = wrong[0]
        raise ActionRefused(f"{sheet.fields[name].title}: {why}")
    return values


@action
def add_fact(*, root: Area, place: Place, sheet: Sheet, values: Values, actor: Actor) -> Fact:
    """Write down a row on a sheet. That there were none goes.

    Raises ActionRefused with what is wrong, FactTwice when the sheet has it already.
    """
    values = _accept(sheet, values)
    sheet.book.open(place)
    (fact,) = _add(place, sheet, [values])
    record("keep", fact, actor=actor, place_id=place.pk, area_id=root.pk, sheet=sheet.key)
    return fact


def _add(place: Place, sheet: Sheet, many: Sequence[Values]) -> list[Fact]:
    known = list(sheet.model._default_manager.filter(place=place).values_list("same_key", flat=True))
    if len({*known, *(sheet.same_key(one) for one in many)}) < len(known) + len(many):
        raise FactTwice(_TWICE)
    if len(known) + len(many) > MOST_ROWS:
        raise ActionRefused(_("En ort kan ha högst %(most)s rader på samma blad.") % {"most": MOST_ROWS})
    rows = [sheet.model(place=place, **stored(sheet, one)) for one in many]
    _link(place, sheet, rows, {})
    made: list[Fact] = list(sheet.model._default_manager.bulk_create(rows, batch_size=200))
    _write_stops(sheet, list(zip(made, many, strict=True)))
    sheet.book.none._default_manager.filter(place=place, sheet=sheet.key).delete()
    return made


def _link(place: Place, sheet: Sheet, rows: Sequence[Fact], before: Mapping[int, str]) -> None:
    """Set what rows name by their words; words that nobody touched (`before`, by row) keep what they named. One
    query."""
    if sheet.link is None:
        return
    field, column = sheet.link.field, f"{sheet.link.column}_id"
    known = {search_key(words): number for words, number in sheet.link.known(place, True).items()}
    for row in rows:
        words = getattr(row, field)
        if getattr(row, column) is None or before.get(row.pk) != words:
            setattr(row, column, known.get(search_key(words)) if words else None)


def _write_stops(sheet: Sheet, pairs: Sequence[tuple[Fact, Values]]) -> None:
    """Write the stops anew, for a sheet that has them."""
    if "stops" not in sheet.fields:
        return
    options: Any = sheet.model._meta
    related = options.get_field("stops")
    stop, of = related.related_model, related.field.name
    rows = []
    for fact, values in pairs:
        stops = values["stops"]
        assert isinstance(stops, tuple)
        rows += [
            stop(**{of: fact, "number": number, "where": where, "minute": minute})
            for number, (minute, where) in enumerate(stops)
        ]
    stop._default_manager.filter(**{f"{of}__in": [fact.pk for fact, _values in pairs]}).delete()
    stop._default_manager.bulk_create(rows, batch_size=500)


@action
def change_fact(*, root: Area, fact: Fact, sheet: Sheet, values: Values, seen_version: int, actor: Actor) -> Fact:
    """Say something else in a row. Raises ChangedMeanwhile when somebody saved since `seen_version` was read (or took
    the row away), ActionRefused with what is wrong."""
    values = _accept(sheet, values)
    sheet.book.open(fact.place)
    (changed,) = _change(fact.place, sheet, [FactChange(fact.pk, values, seen_version)])
    record("keep", changed, actor=actor, place_id=changed.place_id, area_id=root.pk, sheet=sheet.key)
    return changed


def _change(place: Place, sheet: Sheet, changes: Sequence[FactChange]) -> list[Fact]:
    """Write many changes in a constant number of queries; two rows may change places with one another."""
    known: dict[int, Fact] = {one.pk: one for one in sheet.model._default_manager.filter(place=place)}
    out: list[Fact] = []
    before = {pk: getattr(one, sheet.link.field) for pk, one in known.items()} if sheet.link else {}
    for change in changes:
        fact = known.get(change.fact_id)
        if fact is None or fact.version != change.seen_version:
            raise changed_meanwhile()
        for name, value in stored(sheet, change.values).items():
            setattr(fact, name, value)
        fact.version += 1
        out.append(fact)
    if len({fact.same_key for fact in known.values()}) < len(known):
        raise FactTwice(_TWICE)
    _link(place, sheet, out, before)
    mine = sheet.model._default_manager.filter(place=place, pk__in=[fact.pk for fact in out])
    mine.update(same_key=Cast("id", CharField()))
    columns = [*stored(sheet, changes[0].values), "version", *([sheet.link.column] if sheet.link else [])]
    sheet.model._default_manager.bulk_update(out, columns, batch_size=100)
    _write_stops(sheet, [(fact, change.values) for fact, change in zip(out, changes, strict=True)])
    return out


def put_in(root: Area, place: Place, filled: FilledSheet, actor: Actor) -> int:
    """Write what a file says about a sheet, inside the action that takes the file in; the number of rows.

    Raises what `add_fact` and `change_fact` raise.
    """
    sheet = filled.sheet
    added = [_accept(sheet, one) for one in filled.added]
    changes = [FactChange(one.fact_id, _accept(sheet, one.values), one.seen_version) for one in filled.changed]
    written = _change(place, sheet, changes) if changes else []
    if added:
        written += _add(place, sheet, added)
    for fact in written:
        record("keep", fact, actor=actor, place_id=place.pk, area_id=root.pk, sheet=sheet.key)
    return len(written)


@action
def remove_fact(*, root: Area, fact: Fact, sheet: Sheet, seen_version: int, actor: Actor) -> None:
    """Take away a row that is no more. Raises ChangedMeanwhile when somebody saved since."""
    sheet.book.open(fact.place)
    known = sheet.model._default_manager.filter(pk=fact.pk).first()
    if known is None or known.version != seen_version:
        raise changed_meanwhile()
    record("remove", known, actor=actor, place_id=known.place_id, area_id=root.pk, sheet=sheet.key)
    known.delete()
    sheet.book.none._default_manager.filter(place_id=fact.place_id, sheet=sheet.key).delete()


@action
def say_none(*, root: Area, place: Place, sheet: Sheet, note: str, actor: Actor) -> NoneSaid:
    """Say that there is nothing (more) to write on a sheet; said again, the words are replaced.

    Raises ActionRefused when the sheet has enough rows, or without a word on how that was found out.
    """
    note = " ".join(note.split())
    check_words(note, _("Skriv hur ni har undersökt det."))
    ledger = sheet.book.open(place)
    if sheet.model._default_manager.filter(place=place).count() >= sheet.enough:
        raise ActionRefused(_("Det står redan rader på bladet."))
    said = sheet.book.none._default_manager
    none, _made = said.update_or_create(place=place, sheet=sheet.key, defaults={"note": note})
    record("keep", ledger, actor=actor, place_id=place.pk, area_id=root.pk, none=sheet.key)
    return none


@action
def take_back_none(*, root: Area, place: Place, sheet: Sheet, actor: Actor) -> None:
    """Take back that there is nothing (more)."""
    ledger = sheet.book.open(place)
    if sheet.book.none._default_manager.filter(place=place, sheet=sheet.key).delete()[0]:
        record("remove", ledger, actor=actor, place_id=place.pk, area_id=root.pk, none=sheet.key)


@action
def take_in_sheets(
    *, root: Area, place: Place, book: Book, filled: Sequence[FilledSheet], seen_version: int | None, actor: Actor
) -> int:
    """Take in a filled-in workbook of nothing but sheets of facts, as a whole or not at all; the number of rows.

    Raises ChangedMeanwhile when the place's sheets are no longer at `seen_version` (None: whatever it is), and what
    `add_fact` and `change_fact` raise.
    """
    book.open(place)
    if seen_version is not None and book.version_of(place) != seen_version + 1:
        raise changed_meanwhile()
    return sum(put_in(root, place, one, actor) for one in filled if one)
