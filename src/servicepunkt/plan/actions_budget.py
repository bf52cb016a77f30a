"""Every write to a place's budget: its frame, and lines added, changed or taken away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.actions_facts import FactChange, FilledSheet
from servicepunkt.supply.ledger import changed as changed_meanwhile
from servicepunkt.supply.models_facts import Fact
from servicepunkt.supply.sheets import Sheet, Values, faults, stored, tidy

from .models_budget import FIRST_YEARS, MOST_PERMILLE, Budget

MOST_LINES = 200
_TWICE = gettext_lazy("Den raden finns redan. Ändra raden som står där, eller ge den här ett annat namn.")


class LineTwice(ActionRefused):
    """The budget already has this line."""


@dataclass(frozen=True)
class Frame:
    """What the budget's frame says: its first year, money in hand in öre, and the spreads in per mille."""

    first_year: int
    opening_ore: int
    cost_low_permille: int
    cost_high_permille: int
    price_permille: int


def open_budget(place: Place) -> Budget:
    """The place's budget, locked until the transaction ends, with a new version. Its first year is the next one until
    somebody has said another."""
    Place.objects.select_for_update().get(pk=place.pk)
    budget, _made = Budget.objects.get_or_create(place=place, defaults={"first_year": clock.today().year + 1})
    budget.version += 1
    budget.save()
    return budget


@action
def set_frame(*, root: Area, place: Place, frame: Frame, seen_version: int, actor: Actor) -> Budget:
    """Say which five years the budget covers, what is in hand, and how far it is tried.

    Raises ChangedMeanwhile when somebody wrote in the budget since `seen_version` (0: no budget yet), ActionRefused for
    figures out of bounds.
    """
    if not FIRST_YEARS[0] <= frame.first_year <= FIRST_YEARS[1] or frame.opening_ore < 0:
        raise ActionRefused(_("Året eller beloppet går inte att räkna med."))
    if any(not 0 <= one <= MOST_PERMILLE for one in (
        frame.cost_low_permille, frame.cost_high_permille, frame.price_permille
    )):  # fmt: skip
        raise ActionRefused(_("En prövning kan gå högst 50 procent upp eller ner."))
    budget = open_budget(place)
    if budget.version - 1 != seen_version:
        raise changed_meanwhile()
    for name, value in vars(frame).items():
        setattr(budget, name, value)
    budget.save()
    record("keep", budget, actor=actor, place_id=place.pk, area_id=root.pk, year=frame.first_year)
    return budget


def _accept(sheet: Sheet, values: Values) -> Values:
    values = tidy(sheet, values)
    wrong = faults(sheet, values)
    if wrong:
        name, why = wrong[0]
        raise ActionRefused(f"{sheet.fields[name].title}: {why}")
    return values


@action
def add_line(*, root: Area, place: Place, sheet: Sheet, values: Values, actor: Actor) -> Fact:
    """Write a line on one of the budget's sheets. Raises ActionRefused with what is wrong, LineTwice when it is
    there."""
    values = _accept(sheet, values)
    open_budget(place)
    (line,) = _add(place, sheet, [values])
    record("keep", line, actor=actor, place_id=place.pk, area_id=root.pk, sheet=sheet.key)
    return line


def _add(place: Place, sheet: Sheet, many: Sequence[Values]) -> list[Fact]:
    known = list(sheet.model._default_manager.filter(place=place).values_list("same_key", flat=True))
    if len({*known, *(sheet.same_key(one) for one in many)}) < len(known) + len(many):
        raise LineTwice(_TWICE)
    if len(known) + len(many) > MOST_LINES:
        raise ActionRefused(_("En budget kan ha högst %(most)s rader på samma blad.") % {"most": MOST_LINES})
    rows = [sheet.model(place=place, **stored(sheet, one)) for one in many]
    return list(sheet.model._default_manager.bulk_create(rows, batch_size=200))


@action
def change_line(*, root: Area, line: Fact, sheet: Sheet, values: Values, seen_version: int, actor: Actor) -> Fact:
    """Say something else in a line. Raises ChangedMeanwhile when somebody saved since `seen_version` (or took the line
    away), ActionRefused with what is wrong."""
    values = _accept(sheet, values)
    open_budget(line.place)
    (changed,) = _change(line.place, sheet, [FactChange(line.pk, values, seen_version)])
    record("keep", changed, actor=actor, place_id=changed.place_id, area_id=root.pk, sheet=sheet.key)
    return changed


def _change(place: Place, sheet: Sheet, changes: Sequence[FactChange]) -> list[Fact]:
    """Write many changes in a constant number of queries; two lines may change places with one another."""
    known: dict[int, Fact] = {one.pk: one for one in sheet.model._default_manager.filter(place=place)}
    out: list[Fact] = []
    for change in changes:
        line = known.get(change.fact_id)
        if line is None or line.version != change.seen_version:
            raise changed_meanwhile()
        for name, value in stored(sheet, change.values).items():
            setattr(line, name, value)
        line.version += 1
        out.append(line)
    if len({line.same_key for line in known.values()}) < len(known):
        raise LineTwice(_TWICE)
    mine = sheet.model._default_manager.filter(place=place, pk__in=[line.pk for line in out])
    mine.update(same_key=Cast("id", CharField()))
    sheet.model._default_manager.bulk_update(out, [*stored(sheet, changes[0].values), "version"], batch_size=100)
    return out


@action
def remove_line(*, root: Area, line: Fact, sheet: Sheet, seen_version: int, actor: Actor) -> None:
    """Take a line away. Raises ChangedMeanwhile when somebody saved since."""
    open_budget(line.place)
    known = sheet.model._default_manager.filter(pk=line.pk).first()
    if known is None or known.version != seen_version:
        raise changed_meanwhile()
    record("remove", known, actor=actor, place_id=known.place_id, area_id=root.pk, sheet=sheet.key)
    known.delete()


@action
def take_in(*, root: Area, place: Place, filled: Sequence[FilledSheet], seen_version: int | None, actor: Actor) -> int:
    """Write what a filled-in file says, all of it or nothing; the number of lines.

    Raises ChangedMeanwhile when the budget was written in since `seen_version` (None: whatever it says), ActionRefused
    with what is wrong.
    """
    budget = open_budget(place)
    if seen_version is not None and budget.version - 1 != seen_version:
        raise ChangedMeanwhile(_("Någon har ändrat budgeten sedan du såg förhandsgranskningen."))
    written: list[Fact] = []
    for one in filled:
        added = [_accept(one.sheet, values) for values in one.added]
        changes = [
            FactChange(change.fact_id, _accept(one.sheet, change.values), change.seen_version) for change in one.changed
        ]
        rows = _change(place, one.sheet, changes) if changes else []
        rows += _add(place, one.sheet, added) if added else []
        for line in rows:
            record("keep", line, actor=actor, place_id=place.pk, area_id=root.pk, sheet=one.sheet.key)
        written += rows
    return len(written)
