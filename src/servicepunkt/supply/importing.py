"""What a filled-in file would change at a place: told before anything is written, and written as a whole or not."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace

from django.core import signing
from django.utils.translation import gettext as _

from servicepunkt.places.models import Place
from servicepunkt.sheets.columns import Fault, Line
from servicepunkt.sheets.comparing import ChangedRow, Stored, Ways, compare, no_trace, seen
from servicepunkt.sheets.importing import PreviewLost, SheetsPlan, pack_sheets, plan_sheets, unpack_sheets

from .actions import Answer, Change, Filled, answer_faults
from .columns import ANSWER, AREAS_SHEET, OFFERS_SHEET, AreaLine, Contents, offer_columns
from .facts import Facts, differences, mark
from .hours import More
from .ledger import version_of
from .models import AreaAnswer
from .queries import all_offers, answers
from .reference import areas
from .sheets import by_key

SALT = "servicepunkt.supply.import"


@dataclass(frozen=True)
class ChangedArea:
    """A municipal area the file answers: before and after, in words."""

    row: int
    area: str
    before: str
    after: str


@dataclass
class Plan(SheetsPlan):
    """What the file would do with offers and municipal areas besides the sheets of facts."""

    added: list[Line[Facts]] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    areas: list[ChangedArea] = field(default_factory=list)
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
    sheets = plan_sheets(place, by_key, contents, out)
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
        "sheets": pack_sheets(by_key, contents),
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
    sheets = unpack_sheets(by_key, said["sheets"])
    areas = [AreaLine(**one) for one in said["areas"]]
    return Contents(sheets=sheets, lines=lines, areas=areas), int(said["version"])


def _plain(facts: Facts) -> dict[str, object]:
    return {**{one.name: getattr(facts, one.name) for one in fields(facts)}, "more": facts.more.packed()}


def _facts(said: dict[str, object]) -> Facts:
    more = More.unpacked(said.pop("more"))
    week = said.pop("hours")
    assert isinstance(week, list)
    hours = tuple(tuple((int(span[0]), int(span[1])) for span in day) for day in week)
    return Facts(**said, hours=hours, more=more)  # type: ignore[arg-type]
