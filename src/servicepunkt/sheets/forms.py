"""The form of a row on a sheet, built from the sheet's fields, and the small forms beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .fields import Choice, Day, Field, Route, Several, Text, Value, Values, Whole
from .ledger import LONGEST_WORDS
from .reading import MOST_BYTES
from .spec import Sheet, faults, tidy

Choices = list[tuple[Any, Any]]


class Typed(forms.CharField):
    """A text that means something else. `meaning` raises ValueError with a sentence."""

    def __init__(self, meaning: Callable[[str], object], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.meaning = meaning

    def clean(self, value: Any) -> Any:
        try:
            return self.meaning(super().clean(value))
        except ValueError as why:
            raise forms.ValidationError(str(why)) from None


class FactForm(forms.Form):
    """A row on a sheet. `seen_version` is the row's when the form was opened (0: a new one)."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.suggested: Sequence[str] = ()
        for name, field in sheet.fields.items():
            self.fields[name] = _form_field(sheet, field)

    def suggest(self, words: Sequence[str]) -> None:
        """Offer what the sheet's link can name while somebody types; anything else may be typed too."""
        if self.sheet.link is not None:
            self.suggested = words
            self.fields[self.sheet.link.field].widget.attrs["list"] = "known-words"

    def groups(self) -> list[tuple[Promise | str, list[BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[field.name] for field in fields]) for title, fields in self.sheet.groups]

    def clean(self) -> dict[str, Any]:
        """Put what was typed together, and say at each field what is wrong with it or with the whole."""
        data = super().clean() or {}
        if not self.errors:
            for name, why in faults(self.sheet, self.values()):
                self.add_error(name, why)
        return data

    def values(self) -> Values:
        """What was typed, as a row."""
        return tidy(self.sheet, {name: self.cleaned_data[name] for name in self.sheet.fields})


class _Bits(forms.MultipleChoiceField):
    """Some of a list, kept as bits."""

    def clean(self, value: Any) -> Any:
        return sum(1 << int(number) for number in super().clean(value))


def _form_field(sheet: Sheet, field: Field) -> forms.Field:
    said: dict[str, Any] = {"label": field.title, "help_text": field.help, "required": field.required}
    match field:
        case Choice():
            return forms.ChoiceField(choices=partial(_choices, field), **said)
        case Several():
            numbers = [(str(number), part) for number, part in enumerate(field.parts)]
            return _Bits(choices=numbers, widget=forms.CheckboxSelectMultiple(attrs={"class": "several"}), **said)
        case Text():
            widget = forms.Textarea(attrs={"rows": 3}) if field.lines else forms.TextInput()
            return forms.CharField(max_length=sheet.longest(field.name), widget=widget, **said)
    typed = Typed(field.parse, label=field.title, help_text=field.help, max_length=4000, widget=_widget(field))
    typed.required = field.required
    return typed


def _widget(field: Field) -> forms.Widget:
    match field:
        case Day():
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        case Route():
            return forms.Textarea(attrs={"rows": 6})
        case Whole():
            return forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.TextInput()


def _choices(field: Choice) -> Choices:
    known = [(key, label) for key, label in field.choices if key]
    unknown = next((label for key, label in field.choices if not key), _("Välj"))
    return [("", unknown), *known]


def typed_fact(sheet: Sheet, values: Values, version: int) -> dict[str, object]:
    """What stands in the form of a row when it is opened."""
    out: dict[str, object] = {"seen_version": version}
    for name, field in sheet.fields.items():
        value: Value = values[name]
        if isinstance(field, Choice):
            out[name] = value
        elif isinstance(field, Several):
            out[name] = [str(number) for number in field.numbers(value)]
        else:
            out[name] = field.say(value)
    return out


class NoneForm(forms.Form):
    """That there is nothing (more) for a sheet, and how that was found out."""

    note = forms.CharField(label=_("Hur har ni undersökt det?"), max_length=LONGEST_WORDS)


class SeenForm(forms.Form):
    """Which version of a thing was seen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)


class FileForm(forms.Form):
    """A filled-in file."""

    file = forms.FileField(
        label=_("Ifylld fil"),
        allow_empty_file=True,
        help_text=_("Excel (.xlsx) eller CSV, högst 5 MB. Du ser vad som ändras innan något sparas."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        """The file, when it is small enough to be read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("Filen är för stor. Den får vara högst 5 MB."))
        return sent
