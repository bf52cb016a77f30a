"""What an amount a year comes to in a calendar year: index, part of a year, spread. Exact, rounded once to whole öre.

Rounding is always to the nearest öre, half an öre upwards. What is rounded is the exact product, never a rounded one.
"""

import calendar
import datetime as dt
from fractions import Fraction

from .facts import PER_MILLE, Cost, Income, Level, Sales


def rounded(value: Fraction) -> int:
    """The nearest whole öre; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def indexed(amount_ore: int, index_permille: int, years: int) -> Fraction:
    """An amount after so many years at a yearly index, exactly. Before the first year nothing is taken off."""
    return Fraction(amount_ore) * Fraction(PER_MILLE + index_permille, PER_MILLE) ** max(0, years)


def passed(year: int, day: dt.date) -> Fraction:
    """How much of a calendar year has passed when `day` begins: whole months are twelfths, a part of one goes by its
    days. 0 before the year, 1 after it."""
    if day.year != year:
        return Fraction(int(day.year > year))
    return Fraction(day.month - 1 + Fraction(day.day - 1, calendar.monthrange(year, day.month)[1]), 12)


def cost_in(cost: Cost, year: int, first_year: int, spread_permille: int = 0) -> int:
    """What a cost comes to in a calendar year of a plan; `spread_permille` is added to (or, below 0, taken off) it."""
    last = cost.first_year if cost.once else cost.last_year
    if year < cost.first_year or (last is not None and year > last):
        return 0
    exact = indexed(cost.amount_ore, cost.index_permille, year - first_year)
    return rounded(exact * Fraction(PER_MILLE + spread_permille, PER_MILLE))


def income_in(income: Income, year: int, first_year: int) -> int:
    """What an income comes to in a calendar year of a plan.

    The year's amount is rounded first, then what has been paid by each day of the year: so the parts of a term always
    add up to the whole of it, to the öre, wherever it is cut.
    """
    amount = rounded(indexed(income.amount_ore, income.index_permille, year - first_year))
    end = Fraction(1) if income.until_on is None else passed(year, income.until_on)
    start = passed(year, income.first_on)
    return max(0, rounded(amount * end) - rounded(amount * start))


def per_visit(sales: Sales, year: int, first_year: int, price_permille: int = 0) -> Fraction:
    """What stays of an average visit, exactly; 0 in years without these sales."""
    if year < sales.first_year or (sales.last_year is not None and year > sales.last_year):
        return Fraction(0)
    price = indexed(sales.average_ore, sales.index_permille, year - first_year)
    return price * Fraction(sales.margin_permille * (PER_MILLE + price_permille), PER_MILLE**2)


def sales_in(sales: Sales, year: int, first_year: int, level: Level = Level.LIKELY, price_permille: int = 0) -> int:
    """What stays of a year's sales at an estimate of the visits."""
    return rounded(sales.visits_at(level) * per_visit(sales, year, first_year, price_permille))
