"""Forms of a place's people. They read what a person typed; `places.population` decides what may be stored."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core import clock
from servicepunkt.places.population import (
    FIRST_YEAR,
    LONGEST_DEFINITION,
    LONGEST_SOURCE,
    MOST_PEOPLE,
    Figures,
    Group,
)

from .population import LINES, AgeLine

SEXES = (("w", _("Kvinnor")), ("m", _("Män")), ("", _("Alla")))


class PopulationForm(forms.Form):
    """A table of age groups by women and men, or everybody where the source does not tell them apart.

    `seen` is the trace of what stood there when the form was opened.
    """

    seen = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=16)
    year = forms.IntegerField(label=_("År"), min_value=FIRST_YEAR, help_text=_("Året som siffrorna gäller."))
    definition = forms.CharField(
        label=_("Vilket område siffrorna gäller"),
        max_length=LONGEST_DEFINITION,
        help_text=_("Till exempel tätorten med omnejd, eller skolans upptagningsområde."),
    )
    source = forms.CharField(
        label=_("Källa"), max_length=LONGEST_SOURCE, help_text=_("Till exempel SCB, eller kommunens egen räkning.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in LINES:
            for sex, title in SEXES:
                self.fields[f"{sex or 'all'}-{line.key}"] = forms.IntegerField(
                    label=f"{line.text}: {str(title).lower()}",
                    required=False,
                    min_value=0,
                    max_value=MOST_PEOPLE,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "autocomplete": "off"}),
                )

    def rows(self) -> list[tuple[AgeLine, list[forms.BoundField]]]:
        """Every age group with its fields."""
        return [(line, [self[f"{sex or 'all'}-{line.key}"] for sex, _title in SEXES]) for line in LINES]

    def clean_year(self) -> int:
        """A year that has begun."""
        year: int = self.cleaned_data["year"]
        if year > clock.today().year:
            raise forms.ValidationError(_("Året ligger i framtiden."))
        return year

    def clean(self) -> dict[str, Any]:
        """Either both sexes in a group or everybody; and the same way in every group that is filled in."""
        data = super().clean() or {}
        if self.errors:
            return data
        by_sex, together = False, False
        for line in LINES:
            women, men, everybody = (data[f"{sex}-{line.key}"] for sex in ("w", "m", "all"))
            if (women is None) != (men is None):
                missing = "w" if women is None else "m"
                self.add_error(f"{missing}-{line.key}", _("Fyll i både kvinnor och män. Skriv 0 om ingen bor där."))
            by_sex = by_sex or women is not None
            together = together or everybody is not None
        if by_sex and together:
            self.add_error(None, _("Fyll i antingen kvinnor och män, eller alla tillsammans. Lämna det andra tomt."))
        return data

    def figures(self) -> Figures:
        """What was typed."""
        data = self.cleaned_data
        groups = tuple(
            Group(sex, *line.band, data[f"{sex or 'all'}-{line.key}"])
            for line in LINES
            for sex, _title in SEXES
            if data[f"{sex or 'all'}-{line.key}"] is not None
        )
        return Figures(data["year"], data["definition"], data["source"], groups)


def typed(groups: Sequence[Group]) -> dict[str, object]:
    """What stands in the table's fields for these groups."""
    keys = {line.band: line.key for line in LINES}
    return {
        f"{one.sex or 'all'}-{keys[one.first, one.last]}": one.people for one in groups if (one.first, one.last) in keys
    }


class PopulationFileForm(forms.Form):
    """A file with people by age and sex."""

    file = forms.FileField(
        label=_("Fil med befolkning efter ålder och kön"),
        allow_empty_file=True,
        help_text=_(
            "Excel (.xlsx), CSV eller JSON-stat från SCB, med ettårsklasser. Tabellen visas innan något sparas."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.json,.txt"}),
    )
