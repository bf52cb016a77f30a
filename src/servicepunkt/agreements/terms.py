"""How long an agreement runs: its ends, when notice must be given, and what a month and a year of it are.

Pure functions of the agreement's own days and the day asked about. Periods are half open: `to_on` is the first day
after.
"""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

How = Literal["none", "automatic", "decision"]


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later (earlier when negative); the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Term:
    """An agreement's own rules about time. `decided` is how many extensions have been decided so far."""

    from_on: dt.date
    to_on: dt.date
    how: How = "none"
    extension_months: int = 0
    extensions: int = 0
    notice_months: int = 0
    warning_months: int = 0
    decided: int = 0

    @property
    def ends(self) -> tuple[dt.date, ...]:
        """Every day it can end on: the first term's, then one for each extension it may have."""
        count = 0 if self.how == "none" or not self.extension_months else self.extensions
        return tuple(add_months(self.to_on, number * self.extension_months) for number in range(count + 1))

    @property
    def longest(self) -> dt.date:
        """The end when every extension is used."""
        return self.ends[-1]

    def last_notice(self, end: dt.date) -> dt.date:
        """The last day on which notice still ends it at `end`: with the whole time of notice left."""
        return add_months(end, -self.notice_months) - dt.timedelta(days=1)

    def warning(self, end: dt.date) -> dt.date:
        """The day from which the parties should talk about what comes after `end`. Never before the agreement began."""
        return max(self.from_on, add_months(end, -self.warning_months))

    def end(self, on: dt.date, noticed_on: dt.date | None = None) -> dt.date:
        """The end that holds on a day, as far as is known that day.

        An automatic extension is a fact once the last day for notice has passed without one. With notice it is the
        first end for which the notice came in time. One by decision ends where the last decision put it.
        """
        ends = self.ends
        if self.how == "decision":
            return ends[min(self.decided, len(ends) - 1)]
        day = min(on, noticed_on) if noticed_on else on
        return next((end for end in ends if self.last_notice(end) >= day), ends[-1])


def months_from(anchor: dt.date, day: dt.date) -> tuple[int, int, int]:
    """Whole months from `anchor` to a later day, and what is left as days out of the days of that month.

    Months are counted from the anchor's day of the month, so that a year from the anchor is twelve months exactly.
    """
    whole = (day.year - anchor.year) * 12 + day.month - anchor.month
    if add_months(anchor, whole) > day:
        whole -= 1
    start = add_months(anchor, whole)
    return whole, (day - start).days, (add_months(anchor, whole + 1) - start).days
