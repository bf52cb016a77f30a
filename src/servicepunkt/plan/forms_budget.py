"""Forms of the budget that are no sheet: its frame. They read what a person typed; `actions_budget` decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.sheets.fields import Money, Whole
from servicepunkt.sheets.forms import Typed

from .actions_budget import Frame
from .lines_budget import MOST_ORE, Percent
from .models_budget import FIRST_YEARS, Budget

_YEAR = Whole("first_year", _("Budgetens första år"), required=True, least=FIRST_YEARS[0], most=FIRST_YEARS[1])
_OPENING = Money("opening_ore", _("Pengar i kassan när första året börjar (kronor)"), required=True, most=MOST_ORE)
_HIGH = Percent("cost_high_permille", _("Pröva om kostnaderna blir så mycket högre (procent)"), required=True)
_LOW = Percent("cost_low_permille", _("Pröva om kostnaderna blir så mycket lägre (procent)"), required=True)
_PRICE = Percent("price_permille", _("Pröva om ett besök ger så mycket mer eller mindre (procent)"), required=True)
FIELDS = {field.name: field for field in (_YEAR, _OPENING, _HIGH, _LOW, _PRICE)}
HELP = {
    "first_year": _("Budgeten gäller fem hela kalenderår från och med det här."),
    "opening_ore": _("Skriv 0 om ni börjar utan pengar."),
}


class FrameForm(forms.Form):
    """Which five years the budget covers, what is in hand, and how far it is tried."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in FIELDS.items():
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[name] = Typed(
                field.parse, label=field.title, help_text=HELP.get(name, ""), max_length=40, widget=widget
            )
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Say at each field what is wrong with its number."""
        data = super().clean() or {}
        for name, field in FIELDS.items():
            if name in data and (why := field.fault(data[name])):
                self.add_error(name, why)
        return data

    def frame(self) -> Frame:
        """What was typed."""
        return Frame(**{name: self.cleaned_data[name] for name in FIELDS})


def typed_frame(budget: Budget) -> dict[str, object]:
    """What stands in the form when it is opened."""
    return {"seen_version": budget.version, **frame_words(budget)}


def frame_words(budget: Budget) -> dict[str, str]:
    """The frame in words, by field."""
    return {name: field.say(getattr(budget, name)) for name, field in FIELDS.items()}
