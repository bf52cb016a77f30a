"""The budget's fan as it is drawn: money in hand year by year, with the words for who cannot see it."""

from django.utils.translation import gettext as _

from servicepunkt.core.money import kronor
from servicepunkt.ui.fan import Fan as Drawn

from .budget.scenarios import Fan
from .budget_words import listed, whole

_ORE = 100


def names() -> tuple[str, str, str]:
    """What low, likely and high are called."""
    return _("Låg"), _("Trolig"), _("Hög")


def to_draw(fan: Fan) -> Drawn:
    """The fan from the money in hand at the start to the fifth year's end, in whole kronor."""
    ways = [
        tuple((ore + _ORE // 2) // _ORE for ore in (way.opening_ore, *(year.balance_ore for year in way.years)))
        for way in (fan.low, fan.likely, fan.high)
    ]
    return Drawn(
        title=_("Kassa vid årets slut, i tusental kronor"),
        description=told(fan),
        unit=_("Tusental kronor"),
        points=(_("start"), *(str(year.year) for year in fan.likely.years)),
        names=names(),
        low=ways[0],
        likely=ways[1],
        high=ways[2],
    )


def told(fan: Fan) -> str:
    """What the drawing shows, in words: where it begins, where each way ends, and which ways fall below zero when."""
    ends = [
        f"{name.lower()} {whole(way.years[-1].balance_ore)}\u00a0kr"
        for name, way in zip(names(), (fan.low, fan.likely, fan.high), strict=True)
    ]
    short = [
        _("%(name)s från %(year)s") % {"name": name.lower(), "year": way.runs_out.year}
        for name, way in zip(names(), (fan.low, fan.likely, fan.high), strict=True)
        if way.runs_out is not None
    ]
    said = _("Tre linjer från %(opening)s i kassan. Vid slutet av %(year)s: %(ends)s.") % {
        "opening": kronor(fan.likely.opening_ore), "year": fan.likely.years[-1].year, "ends": listed(ends),
    }  # fmt: skip
    below = _("Under noll: %(short)s.") % {"short": listed(short)} if short else _("Ingen av dem går under noll.")
    return f"{said} {below}"
