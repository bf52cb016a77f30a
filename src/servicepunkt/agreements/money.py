"""What a commitment costs: a sum a year, pro rata by months, with a yearly index, in exact öre. Pure.

Every sum is the difference of two rounded running totals, so that the sums of parts are always the sum of the whole.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .terms import add_months, months_from

THOUSAND = 1000


@dataclass(frozen=True)
class Pay:
    """A sum in öre for each year from `from_on` up to `to_on`.

    From each whole year after `anchor` (the agreement's first day) on, the sum is `index_per_mille` higher than the
    year before.
    """

    per_year_ore: int
    from_on: dt.date
    to_on: dt.date
    anchor: dt.date
    index_per_mille: int = 0

    def between(self, from_on: dt.date, to_on: dt.date) -> int:
        """What is to be paid for the days from `from_on` up to `to_on`, in öre; 0 outside its own time."""
        if to_on <= from_on:
            return 0
        return _rounded(self._until(to_on)) - _rounded(self._until(from_on))

    @property
    def total(self) -> int:
        """What is to be paid for all of its time."""
        return self.between(self.from_on, self.to_on)

    def _until(self, day: dt.date) -> Fraction:
        """The running total up to a day, not rounded."""
        end = min(day, self.to_on)
        if end <= self.from_on:
            return Fraction(0)
        if not self.index_per_mille:
            return Fraction(self.per_year_ore) * self._months(end) / 12
        out = Fraction(0)
        for number, first, after in years(self.anchor, max(end, self.anchor + dt.timedelta(days=1))):
            start, stop = max(first, self.from_on), min(after, end)
            if number == 0:
                start = self.from_on  # what is promised before the agreement's first day costs what the first year does
            if stop > start:
                rate = self.per_year_ore * Fraction(THOUSAND + self.index_per_mille, THOUSAND) ** number
                out += rate * (self._months(stop) - self._months(start)) / 12
        return out

    def _months(self, day: dt.date) -> Fraction:
        whole, days, length = months_from(self.from_on, day)
        return whole + Fraction(days, length)


def _rounded(exact: Fraction) -> int:
    """To the nearest öre, halves away from zero for what is not negative."""
    return (exact.numerator * 2 + exact.denominator) // (exact.denominator * 2)


def years(from_on: dt.date, to_on: dt.date) -> Iterator[tuple[int, dt.date, dt.date]]:
    """The years of an agreement: number from 0, first day, first day after; the last may be shorter."""
    number = 0
    while (first := add_months(from_on, 12 * number)) < to_on:
        yield number, first, min(add_months(from_on, 12 * (number + 1)), to_on)
        number += 1


def deduction(ore: int, percent: int, *, partly: bool) -> int:
    """What is deducted from a sum when the commitment was not kept; half of it when it was partly kept. Whole öre."""
    return _rounded(Fraction(ore * percent, 200 if partly else 100))
