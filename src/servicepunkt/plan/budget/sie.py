"""Reading of a SIE file of type 4: what the accounts come to by account and month, and nothing else of it.

The format is SIE-gruppen's "SIE filformat" (utgåva 4): a record a line, code page 437, amounts with a decimal point,
transactions within braces under their verification. No text of a verification, no name and no object is kept.
The libraries there are for Python (pysie-accounting 0.0.2) count in floating point and refuse nothing.

Programs in use depart from the description, and what they do is taken as long as it can mean one thing only: Unicode
with a byte order mark, tabs, sub-accounts, decimals beyond öre that are zeros, objects left out, control characters.
"""

import codecs
import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LINES = 400_000
# A backslash takes the sign after it with it only before a quote: programs write paths and codes with single ones.
_FIELD = re.compile(r'"((?:\\"|[^"])*)"|(\{(?:"[^"]*"|[^"}])*\}|\{[^}]*\})|([^\s"{}]+)')
_AMOUNT = re.compile(r"([-+]?)(\d{0,12})(?:[.,](\d{1,2})0*)?")
_ACCOUNT = re.compile(r"\d{4,8}")
_LINE = re.compile(r"\r\n|\r|\n")
# Unicode by its byte order mark. Without one every byte is read as code page 437: what is kept is plain ASCII.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class SieFault(Exception):
    """A file that is not taken: the row (0: the file as a whole), a code for the reason, and the text it is about."""

    def __init__(self, row: int, code: str, text: str = "") -> None:
        super().__init__(f"{row}: {code} {text}")
        self.row = row
        self.code = code
        self.text = text[:40]


@dataclass(frozen=True)
class Books:
    """A financial year's sums in öre by month (year, month) and account; debits above 0, credits below."""

    from_on: dt.date
    to_on: dt.date
    sums: Mapping[tuple[int, int, int], int]


@dataclass
class _Reading:
    row: int = 0
    is_sie: bool = False
    kind: str = ""
    year: tuple[dt.date, dt.date] | None = None
    on: dt.date | None = None
    inside: bool = False
    balance: int = 0
    sums: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    said: dict[int, tuple[int, int]] = field(default_factory=dict)

    def fault(self, code: str, text: str = "") -> SieFault:
        return SieFault(self.row, code, text)


def read_sie(raw: bytes) -> Books:
    """What a SIE file of type 4 says of its financial year.

    Raises SieFault for a file that is none, has another type, a row that cannot be read, a verification that does not
    balance, a transaction outside the year, or sums other than the file itself states.
    """
    lines = _LINE.split(_text(raw))
    if len(lines) > MOST_LINES:
        raise SieFault(0, "too_long")
    found = _Reading()
    for number, line in enumerate(lines, start=1):
        found.row = number
        if text := line.strip(" \t\x1a"):
            _record(found, text)
    found.row = 0
    if not found.is_sie:
        raise found.fault("no_sie")
    if found.kind != "4":
        raise found.fault("not_type_4", found.kind)
    if found.inside:
        raise found.fault("not_closed")
    if found.year is None:
        raise found.fault("no_year")
    _agree(found)
    if not found.sums:
        raise found.fault("nothing")
    start, end = found.year
    return Books(start, end, {key: ore for key, ore in sorted(found.sums.items()) if ore})


def _text(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.removeprefix(mark).decode(encoding, "replace")
    if b"\x00" in raw[:4000]:
        raise SieFault(0, "no_sie")
    return raw.decode("cp437")


def _record(found: _Reading, line: str) -> None:
    if line in ("{", "}"):
        _brace(found, line)
        return
    if not found.is_sie and not line.upper().startswith("#FLAGGA"):
        raise found.fault("no_sie")
    label, *parts = [text if text else braces or plain for text, braces, plain in _FIELD.findall(line)] or [""]
    match [label.upper(), *parts]:
        case ["#FLAGGA", *_rest]:
            found.is_sie = True
        case ["#SIETYP", kind, *_rest]:
            found.kind = kind[:1]
        case ["#RAR", "0", start, end, *_rest]:
            found.year = _day(found, start), _day(found, end)
        case ["#RES", "0", account, amount, *_rest]:
            found.said[_account(found, account)] = _ore(found, amount), found.row
        case ["#VER", _series, _number, on, *_rest]:
            found.on, found.balance = _day(found, on), 0
        case ["#TRANS", account, objects, *rest] if objects and _AMOUNT.fullmatch(objects):
            _transaction(found, account, objects, rest)
        case ["#TRANS", account, _objects, amount, *rest]:
            _transaction(found, account, amount, rest)
        case ["#VER" | "#TRANS", *_rest]:
            raise found.fault("too_short", line)


def _brace(found: _Reading, brace: str) -> None:
    if (brace == "{") == found.inside or found.on is None:
        raise found.fault("braces")
    found.inside = brace == "{"
    if brace == "}":
        if found.balance:
            raise found.fault("no_balance", _said(found.balance))
        found.on = None


def _transaction(found: _Reading, account: str, amount: str, rest: list[str]) -> None:
    """A transaction; a date of its own stands before the text. It is the verification's when it is left out, and when
    it lies outside the year: an invoice from last year is booked where its verification is."""
    if not found.inside or found.on is None:
        raise found.fault("braces")
    if found.year is None:
        raise found.fault("no_year")
    first, last = found.year
    if not first <= found.on <= last:
        raise found.fault("outside_year", found.on.isoformat())
    own = _day(found, rest[0]) if rest and re.fullmatch(r"\d{8}", rest[0]) else found.on
    on = own if first <= own <= last else found.on
    ore = _ore(found, amount)
    found.balance += ore
    found.sums[on.year, on.month, _account(found, account)] += ore


def _agree(found: _Reading) -> None:
    """What the file states of the year's result by account must be what its transactions come to."""
    by_account: Counter[int] = Counter()
    for (_year, _month, account), ore in found.sums.items():
        by_account[account] += ore
    for account, (ore, row) in found.said.items():
        if by_account[account] != ore:
            raise SieFault(row, "other_sum", f"{account}: {_said(by_account[account])}")


def _said(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02d}"


def _day(found: _Reading, text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise found.fault("no_day", text) from None


def _account(found: _Reading, text: str) -> int:
    if not _ACCOUNT.fullmatch(text):
        raise found.fault("no_account", text)
    return int(text[:4])


def _ore(found: _Reading, text: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise found.fault("no_amount", text)
    ore = int(match[2] or 0) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -ore if match[1] == "-" else ore
