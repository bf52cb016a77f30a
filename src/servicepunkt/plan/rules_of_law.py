"""The amounts that rules name: shipped with the platform, replaced by what a programme has entered, each with its law,
source, the day it holds from and the day somebody checked it. One that no source shows to hold today says so."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused, Actor, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.money import decimal_mark, grouped, kronor, parse_kronor
from servicepunkt.core.text import NO_TEXT, Text
from servicepunkt.places.models import Area

from .models_legal import LegalValue

MOST = 10**13
LONGEST = 200
UNITS = {
    "ore": gettext_lazy("kronor"), "metres": gettext_lazy("km"), "hours": gettext_lazy("timmar i veckan"),
    "articles": gettext_lazy("artiklar"), "permille": gettext_lazy("procent"), "years": gettext_lazy("år"),
    "euro": gettext_lazy("euro"),
}  # fmt: skip
_SCALES = {"metres": 1000, "permille": 10}


@dataclass(frozen=True)
class Legal:
    """A value as it holds on a day. `own`: the programme has entered it; else it came with the platform. `confirmed`:
    a source shows that it holds; `note` says what is uncertain, or what else the rule says."""

    key: str
    title: Text
    amount: int
    unit: str
    law: str
    source: str
    holds_from: dt.date
    checked_on: dt.date
    own: bool = False
    confirmed: bool = True
    note: Text = NO_TEXT

    @property
    def said(self) -> str:
        """The amount with its unit, as people read it."""
        if self.unit == "ore":
            return kronor(self.amount)
        return f"{self.typed}\u00a0{UNITS[self.unit]}"

    @property
    def typed(self) -> str:
        """The amount as it is typed in a form."""
        if self.unit == "ore":
            return kronor(self.amount)
        whole, rest = divmod(self.amount, _SCALES.get(self.unit, 1))
        digits = len(str(_SCALES.get(self.unit, 1))) - 1
        return f"{grouped(whole)}{decimal_mark()}{rest:0{digits}d}".rstrip("0") if rest else grouped(whole)


@cache
def shipped() -> Mapping[str, Legal]:
    """The values that come with the platform, in the order of their file."""
    raw = tomllib.loads((files(__package__) / "data" / "legal.toml").read_text("utf-8"))
    return {
        one["key"]: Legal(
            one["key"], Text(one["title"], one["title_en"]), one["amount"], one["unit"], one["law"], one["source"],
            one["holds_from"], one["checked_on"], confirmed=one["confirmed"],
            note=Text(one["note"], one["note_en"]) if "note" in one else NO_TEXT,
        )
        for one in raw["values"]
    }  # fmt: skip


def values_on(root_id: int, on: dt.date) -> Mapping[str, Legal]:
    """Every value as it holds on a day: the programme's latest that has begun to hold, else the shipped one. One
    query."""
    out = dict(shipped())
    rows = LegalValue.objects.filter(root_id=root_id, holds_from__lte=on).order_by("holds_from", "id")
    for row in rows:
        known = out.get(row.key)
        if known is not None:
            out[row.key] = Legal(
                row.key, known.title, row.amount, known.unit, row.law, row.source, row.holds_from, row.checked_on, True
            )
    return out


def amounts(values: Mapping[str, Legal]) -> Mapping[str, int]:
    """Only the numbers, as the engine takes them."""
    return {key: one.amount for key, one in values.items()}


def parse_amount(unit: str, text: str) -> int:
    """What a person typed as an amount of a unit. Raises ValueError with a sentence in the user's language."""
    if unit == "ore":
        return parse_kronor(text)
    cleaned = re.sub(r"\s", "", text)
    scale = _SCALES.get(unit, 1)
    digits = len(str(scale)) - 1
    found = re.fullmatch(r"(\d{1,9})(?:[.,](\d+))?", cleaned)
    if found is None or len(found[2] or "") > digits:
        raise ValueError(_("Skriv ett tal med siffror, i enheten som står i rubriken."))
    return int(found[1]) * scale + int((found[2] or "").ljust(digits, "0") or 0)


@action
def set_value(
    *, root: Area, key: str, amount: int, law: str, source: str, holds_from: dt.date, checked_on: dt.date, actor: Actor
) -> LegalValue:
    """Enter what a rule says from a day on, for a programme; the older values stay. The same once more adds nothing.

    Raises ActionRefused for an amount below 0, words that are missing, too long or hold an identity number, or KeyError
    for a value that no rule asks for.
    """
    known = shipped()[key]
    law, source = " ".join(law.split()), " ".join(source.split())
    if not 0 <= amount <= MOST:
        raise ActionRefused(_("Värdet går inte att räkna med."))
    if not law or not source:
        raise ActionRefused(_("Skriv vilken lag eller regel det står i, och var ni såg det."))
    if max(len(law), len(source)) > LONGEST:
        raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": LONGEST})
    refuse_identity_numbers(law, source)
    Area.objects.select_for_update().get(pk=root.pk)
    said = {"amount": amount, "law": law, "source": source, "holds_from": holds_from, "checked_on": checked_on}
    latest = LegalValue.objects.filter(root=root, key=known.key).order_by("-id").first()
    if latest is not None and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    made = LegalValue.objects.create(root=root, key=known.key, **said)
    record("keep", made, actor=actor, area_id=root.pk, whole_area=True, key=known.key, amount=amount)
    return made
