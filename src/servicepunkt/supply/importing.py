"""What a filled-in file would change at a place: told before anything is written, and written as a whole or not."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace

from django.core import signing
from django.utils.translation import gettext as _

from servicepunkt.places.models import Place

from .actions import Answer, Change, Filled, answer_faults
from .actions_facts import FilledSheet
from .columns import ANSWER, AREAS_SHEET, OFFERS_SHEET, AreaLine, Contents, Fault, Line, offer_columns
from .comparing import ChangedRow, Stored, Ways, compare, no_trace, seen
from .facts import Facts, differences, mark
from .hours import More
from .models import AreaAnswer
from .queries import all_offers, answers, version_of
from .reference import areas
from .sheet_files import compare_sheet, filled_sheet, pack_lines, unpack_lines
from .sheets import Sheet, Values, by_key

SALT = "servicepunkt.supply.import"


class PreviewLost(Exception):
    """What came back is not the preview that was sent out for this place."""


@dataclass(frozen=True)
class ChangedArea:
    """A municipal area the file answers: before and after, in words."""

    row: int
    area: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedSheet:
    """What the file would do on a sheet of facts: new rows with their names, and changed ones."""

    sheet: Sheet
    added: list[tuple[int, str]]
    changed: list[ChangedRow]

    @property
    def total(self) -> int:
        """How many rows it would write."""
        return len(self.added) + len(self.changed)


@dataclass
class Plan:
    """What the file would do. `version` is the inventory's, which must still hold when it is done."""

    version: int
    added: list[Line[Facts]] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    areas: list[ChangedArea] = field(default_factory=list)
    sheets: list[PlannedSheet] = field(default_factory=list)
    left: int = 0
    faults: list[Fault] = field(default_factory=list)
    filled: Filled = field(default_factory=lambda: Filled((), (), ()))


def answer_mark(stored: AreaAnswer | None) -> str:
    """A short trace of an answer as it stood: its version, and what it was."""
    if stored is None:
        return "0"
    said = f"{stored.answer}|{stored.words}"
    return f"{stored.version}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def plan(place: Place, contents: Contents) -> Plan:
    """Hold a file against what is stored. Rows nobody touched are left, whatever has happened to them since.

    A row is a fault when somebody else changed the offer since the file was fetched, or when it says something else
    about an offer that is there already; rows of facts likewise. Four queries, and one or two for every sheet of facts
    that the file has rows on.
    """
    out = Plan(version_of(place), faults=list(contents.faults))
    changes, replies = _plan_offers(place, contents.lines, out), _plan_areas(place, contents.areas, out)
    sheets = [_plan_sheet(place, by_key[key], lines, out) for key, lines in contents.sheets.items()]
    out.faults.sort(key=lambda fault: (fault.sheet, fault.row))
    out.filled = Filled([line.facts for line in out.added], changes, replies, sheets)
    return out


def _plan_offers(place: Place, lines: Sequence[Line[Facts]], out: Plan) -> list[Change]:
    known = {one.pk: Stored(one.version, facts, one.service) for one, facts in all_offers(place)}
    ways = Ways(
        tab=OFFERS_SHEET,
        key_column=offer_columns()["service"],
        same_key=lambda facts: facts.same_key,
        mark=mark,
        differences=differences,
        gone=_("Tjänsten med det numret finns inte på den här orten längre."),
        changed=_(
            "Någon annan har ändrat tjänsten sedan filen hämtades. Hämta en ny fil, eller ändra på tjänstens sida."
        ),
        there=_("Tjänsten finns redan (nr %(number)s), med andra uppgifter. Hämta en ny fil och ändra på dess rad."),
        completed=_completed,
    )
    found = compare(ways, lines, known)
    out.added, out.changed = found.added, found.changed
    out.left += found.left
    out.faults += found.faults
    return [Change(number, facts, version) for number, facts, version in found.changes]


def _completed(line: Line[Facts], stored: Facts) -> Line[Facts]:
    """The row with what stands stored in columns the file does not have: an older file takes nothing away."""
    lacks = line.missing
    if not lacks:
        return line
    said, kept = line.facts.more, stored.more
    more = More(
        kept.rows if "rows" in lacks else said.rows,
        *((kept.holidays, kept.holiday_spans) if "holidays" in lacks else (said.holidays, said.holiday_spans)),
        *((kept.eves, kept.eve_spans) if "eves" in lacks else (said.eves, said.eve_spans)),
        kept.exceptions if "exceptions" in lacks else said.exceptions,
    )
    return replace(line, facts=replace(line.facts, more=more))


def _plan_sheet(place: Place, sheet: Sheet, lines: list[Line[Values]], out: Plan) -> FilledSheet:
    found = compare_sheet(sheet, place, lines)
    if found.added or found.changed:
        added = [(line.row, sheet.name_of(line.facts)) for line in found.added]
        out.sheets.append(PlannedSheet(sheet, added, found.changed))
    out.left += found.left
    out.faults += found.faults
    return filled_sheet(sheet, found)


def _plan_areas(place: Place, lines: Sequence[AreaLine], out: Plan) -> list[Answer]:
    known, replies = answers(place), []
    for line in lines:
        stored = known.get(line.area)
        before = (stored.answer, stored.words) if stored else ("", "")
        now = (line.answer, line.words)
        untouched = line.mark and line.mark == answer_mark(
            AreaAnswer(answer=now[0], words=now[1], version=seen(line.mark))
        )
        if now == before or untouched or (line.mark == "0" and now == ("", "")):
            out.left += 1
            continue
        reply = Answer(line.area, *now, stored.version if stored else 0)
        wrong = answer_faults(reply)
        if not wrong and not line.mark and before != ("", ""):
            wrong = no_trace()
        elif not wrong and line.mark and line.mark != answer_mark(stored):
            wrong = _("Någon annan har ändrat svaret sedan filen hämtades. Hämta en ny fil, eller ändra på sidan.")
        if wrong:
            out.faults.append(Fault(line.row, ANSWER, wrong, AREAS_SHEET))
            continue
        out.areas.append(ChangedArea(line.row, str(areas()[line.area].title), _said(*before), _said(*now)))
        replies.append(reply)
    return replies


def _said(answer: str, words: str) -> str:
    return f"{AreaAnswer.Answer(answer).label}: {words}" if answer else ""


def pack(place: Place, contents: Contents, version: int) -> str:
    """A file's contents as a text that comes back with the form; signed, so that only what was previewed is saved."""
    said = {
        "place": place.pk,
        "version": version,
        "lines": [[one.row, one.number, one.mark, _plain(one.facts), sorted(one.missing)] for one in contents.lines],
        "areas": [asdict(one) for one in contents.areas],
        "sheets": {key: pack_lines(by_key[key], lines) for key, lines in contents.sheets.items()},
    }
    return signing.dumps(said, salt=SALT, compress=True)


def unpack(place: Place, packed: str) -> tuple[Contents, int]:
    """What `pack` made for this place, and the inventory's version then. Raises PreviewLost."""
    try:
        said = signing.loads(packed, salt=SALT, max_age=24 * 3600)
    except (signing.BadSignature, json.JSONDecodeError):
        raise PreviewLost from None
    if said["place"] != place.pk:
        raise PreviewLost
    lines = [Line(row, nr, trace, _facts(facts), frozenset(lacks)) for row, nr, trace, facts, lacks in said["lines"]]
    sheets = {key: unpack_lines(by_key[key], rows) for key, rows in said["sheets"].items()}
    return Contents(lines, [AreaLine(**one) for one in said["areas"]], sheets), int(said["version"])


def _plain(facts: Facts) -> dict[str, object]:
    return {**{one.name: getattr(facts, one.name) for one in fields(facts)}, "more": facts.more.packed()}


def _facts(said: dict[str, object]) -> Facts:
    more = More.unpacked(said.pop("more"))
    week = said.pop("hours")
    assert isinstance(week, list)
    hours = tuple(tuple((int(span[0]), int(span[1])) for span in day) for day in week)
    return Facts(**said, hours=hours, more=more)  # type: ignore[arg-type]
