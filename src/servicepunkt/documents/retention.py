"""How long documents are kept: what is said of one, and which may be sorted out by now. Nothing goes by itself:

`actions_destroying` does it when somebody who may has said under which decision.
"""

import datetime as dt

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicepunkt.core import clock

from .kinds import Retention, kinds
from .models import FrozenVersion


def ends_on(at: dt.datetime, years: int) -> dt.date:
    """The first day on which a version frozen at a moment may be sorted out: as many years later."""
    day = at.astimezone(clock.STOCKHOLM).date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return dt.date(day.year + years, 3, 1)


def _years(version: FrozenVersion) -> int | None:
    """The rule of the kind as it is now; of a kind that is no more, as it was."""
    known = kinds().get(version.kind)
    if known is not None:
        return known.retention.years
    years: int | None = version.content["retention"]["years"]
    return years


def said_of(version: FrozenVersion) -> tuple[str, str]:
    """How long a version is kept, in words, and by which rule."""
    due = due_on(version)
    if due is None:
        return _("Bevaras"), rule_of(version)
    return _("Gallras tidigast %(day)s") % {"day": date_format(due, "j F Y")}, rule_of(version)


def rule_of(version: FrozenVersion) -> str:
    """By which rule a version is kept or sorted out."""
    known = kinds().get(version.kind)
    return str(known.retention.rule) if known else str(version.content["retention"]["rule"])


def due_on(version: FrozenVersion) -> dt.date | None:
    """The first day on which a version may be sorted out; None: never."""
    years = _years(version)
    return None if years is None else ends_on(version.at, years)


def passed(on: dt.date) -> Q:
    """Versions whose time to be kept has passed on a day, as a condition. Kinds that are no more are not among them."""
    out = Q(pk__in=())
    for kind in kinds().values():
        latest = _latest(kind.retention, on)
        if latest is not None:
            out |= Q(kind=kind.key, at__lt=latest)
    return out


def _latest(rule: Retention, on: dt.date) -> dt.datetime | None:
    """The moment before which what was frozen may be sorted out on a day."""
    if rule.years is None:
        return None
    day = on + dt.timedelta(days=1)
    try:
        first = day.replace(year=day.year - rule.years)
    except ValueError:
        first = dt.date(day.year - rule.years, 3, 1)
    return dt.datetime.combine(first, dt.time(), clock.STOCKHOLM)
