"""Forms about questionnaires. They read what a person typed; `building` and `publishing` decide what may be stored."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.text import NO_TEXT, Text
from servicepunkt.people.forms import DayInput
from servicepunkt.programme.forms import VersionForm

from . import bank
from .building import (
    LONGEST_INTRO,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_ANSWERS_A_CODE,
    OWN_KINDS,
    About,
    check_about,
    check_question,
)
from .content import Asked, Kind, Option, Role
from .models import Entrance, Variant
from .publishing import MOST_CODES

KINDS = {
    Kind.ONE: _("Välj ett alternativ"),
    Kind.MANY: _("Välj flera alternativ"),
    Kind.MATRIX: _("Ett alternativ på varje rad"),
    Kind.GRID: _("Flera alternativ på varje rad"),
    Kind.NUMBER: _("Ett tal"),
    Kind.TEXT: _("Egna ord"),
}
_LONGEST_LIST = 8000
_SWEDISH = {"lang": "sv"}
"""On fields that hold the Swedish text whatever language the page is in, so that a screen reader says it right."""


class PlainField(forms.CharField):
    """A text whose lines end the same way however the browser sends them, so that the same text is the same text."""

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").strip()


class RequestForm(forms.Form):
    """A form whose `request_key` makes the same form sent twice do its work once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class MarkForm(forms.Form):
    """A form that knows what was looked at."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput())


class NewForm(RequestForm):
    """Whom a new questionnaire is for."""

    variant = forms.ChoiceField(label=_("Vem är enkäten för?"), choices=Variant.choices, widget=forms.RadioSelect)


def _last_day(help_text: Any) -> forms.DateField:
    return forms.DateField(label=_("Sista dag för svar"), required=False, widget=DayInput(), help_text=help_text)


class AboutForm(VersionForm):
    """What a questionnaire is called, who may answer and until when."""

    title = forms.CharField(
        label=_("Vad enkäten heter"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs=_SWEDISH)
    )
    intro = PlainField(
        label=_("Inledning"),
        max_length=LONGEST_INTRO,
        help_text=_("Vilka som frågar, varför, och vad svaren leder till."),
        widget=forms.Textarea(attrs={"rows": 6, **_SWEDISH}),
    )
    entrance = forms.ChoiceField(
        label=_("Vilka får svara?"),
        choices=Entrance.choices,
        widget=forms.RadioSelect,
        help_text=_("Med koder vet ni vilka hushåll ni inte har nått. Ingen ser vad ett hushåll har svarat."),
    )
    answers_a_code = forms.IntegerField(
        label=_("Hur många får svara i varje hushåll?"),
        min_value=1,
        max_value=MOST_ANSWERS_A_CODE,
        help_text=_("Räknas bara när hushållen har koder."),
    )
    closes_on = _last_day(_("Enkäten stängs av sig själv efter den dagen. Lämna tomt om ni stänger själva."))
    title_en = forms.CharField(label=_("Vad enkäten heter på engelska"), max_length=LONGEST_TITLE, required=False)
    intro_en = PlainField(
        label=_("Inledning på engelska"),
        max_length=LONGEST_INTRO,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """What is wrong with the whole, said at the form."""
        data = super().clean() or {}
        if not self.errors:
            try:
                check_about(self.about())
            except ActionRefused as refused:
                self.add_error(None, str(refused))
        return data

    def about(self) -> About:
        """What was typed, as facts. English that no longer says what the Swedish says is left out (see `_both`)."""
        data = self.cleaned_data
        return About(
            _both(self, "title"), _both(self, "intro"), data["entrance"], data["answers_a_code"], data["closes_on"]
        )


def about_typed(about: About) -> dict[str, object]:
    """What stands in the form when it is opened."""
    return {
        "title": about.title.sv,
        "title_en": about.title.en,
        "intro": about.intro.sv,
        "intro_en": about.intro.en,
        "entrance": about.entrance,
        "answers_a_code": about.answers_a_code,
        "closes_on": about.closes_on,
    }


def _both(form: forms.Form, name: str) -> Text:
    """A text in both languages. When only the Swedish was changed the English is no longer right, and is left out."""
    swedish, english = form.cleaned_data.get(name, "").strip(), form.cleaned_data.get(f"{name}_en", "").strip()
    if name in form.changed_data and f"{name}_en" not in form.changed_data:
        english = ""
    return Text(swedish, english) if swedish else NO_TEXT


def lines(text: str) -> list[str]:
    """The lines of a text that have something on them, tidied."""
    return [tidy for line in text.splitlines() if (tidy := " ".join(line.split()))]


def options_of(swedish: Sequence[str], english: Sequence[str] | None, stored: Sequence[Option]) -> tuple[Option, ...]:
    """Options from lines: one that says the same as before keeps its key; a new one gets a number of its own.

    `english` None: those that stand keep their English, new ones have none. Raises ValueError when the two lists are
    not equally long.
    """
    if english is not None and len(english) != len(swedish):
        raise ValueError
    known = {one.text.sv: one for one in stored}
    taken = {one.key for one in stored}
    out = []
    for at, line in enumerate(swedish):
        one = known.get(line)
        if one is None:
            key = next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
            taken.add(key)
            one = Option(key, Text(line))
        out.append(one if english is None else replace(one, text=Text(line, english[at])))
    return tuple(out)


def _list_field(
    label: Any, help_text: Any = "", *, required: bool = True, rows: int = 6, swedish: bool = True
) -> PlainField:
    return PlainField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": rows, **(_SWEDISH if swedish else {})}),
    )


class QuestionForm(MarkForm):
    """A question of a draft, with the fields its kind has. `stored` is the question as it stands."""

    text = PlainField(
        label=_("Frågan"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 2, **_SWEDISH})
    )
    help = PlainField(
        label=_("Förklaring under frågan"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **_SWEDISH}),
    )

    def __init__(self, *args: Any, stored: Asked, people: bool, **kwargs: Any) -> None:
        self.stored = stored
        super().__init__(*args, **{**kwargs, "initial": {**question_typed(stored), **(kwargs.get("initial") or {})}})
        fixed = bank.is_fixed(stored)
        if stored.kind in (Kind.ONE, Kind.MANY, Kind.MATRIX, Kind.GRID) and not fixed:
            self._options("options", _("Alternativ"), _("Ett på varje rad."))
        if stored.kind is Kind.MATRIX and not fixed:
            self._options("rows", _("Rader"), _("Det som ska bedömas, ett på varje rad."))
        if stored.role is Role.SERVICES:
            self._services()
        if stored.kind is Kind.MANY:
            self.fields["most"] = forms.IntegerField(
                label=_("Högst så många får väljas"), min_value=0, help_text=_("0 betyder hur många som helst.")
            )
        if stored.kind is Kind.NUMBER:
            self.fields["lowest"] = forms.IntegerField(label=_("Minsta tal"), min_value=0, max_value=1_000_000)
            self.fields["highest"] = forms.IntegerField(label=_("Största tal"), min_value=0, max_value=1_000_000)
        if not (stored.role is Role.AGE and people):
            self.fields["required"] = forms.BooleanField(
                label=_("Frågan måste besvaras"), required=False, help_text=_("Ju färre sådana, desto fler svarar.")
            )
        self._english(fixed)

    def _options(self, name: str, label: Any, help_text: Any) -> None:
        many = getattr(self.stored, name)
        self.fields[name] = _list_field(label, help_text, rows=min(12, len(many) + 2))

    def _services(self) -> None:
        known = bank.bank().questions[self.stored.key].asked.rows
        self.fields["known_rows"] = forms.MultipleChoiceField(
            label=_("Service att fråga om"),
            required=False,
            choices=[(one.key, one.text.here()) for one in known],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["own_rows"] = _list_field(
            _("Egna rader"),
            _("En på varje rad. De räknas i resultaten men kan inte ställas mot utbudet."),
            required=False,
            rows=3,
        )

    def _english(self, fixed: bool) -> None:
        self.fields["text_en"] = forms.CharField(
            label=_("Frågan på engelska"), max_length=LONGEST_QUESTION, required=False
        )
        self.fields["help_en"] = forms.CharField(
            label=_("Förklaringen på engelska"), max_length=LONGEST_QUESTION, required=False
        )
        for name, label in (("options", _("Alternativen på engelska")), ("rows", _("Raderna på engelska"))):
            if name in self.fields and not fixed:
                self.fields[f"{name}_en"] = _list_field(
                    label, _("Lika många rader, i samma ordning."), required=False, swedish=False
                )

    def main(self) -> list[forms.BoundField]:
        """The visible fields that are not English."""
        return [one for one in self.visible_fields() if not one.name.endswith("_en")]

    def english(self) -> list[forms.BoundField]:
        """The fields in English."""
        return [one for one in self.visible_fields() if one.name.endswith("_en")]

    def clean(self) -> dict[str, Any]:
        """What is wrong with the whole, said at the form."""
        data = super().clean() or {}
        for name in ("options_en", "rows_en"):
            english = lines(data.get(name, "")) if name in self.changed_data else []
            if english and len(english) != len(lines(data.get(name.removesuffix("_en"), ""))):
                self.add_error(name, _("Skriv lika många rader på engelska som på svenska."))
        if not self.errors:
            try:
                check_question(self.asked())
            except ActionRefused as refused:
                self.add_error(None, str(refused))
        return data

    def asked(self) -> Asked:
        """The question as it was typed."""
        data, new = self.cleaned_data, self.stored
        if "options" in self.fields:
            new = replace(new, options=self._list("options"))
        if "rows" in self.fields:
            new = replace(new, rows=self._list("rows"))
        if "known_rows" in self.fields:
            new = replace(new, rows=self._service_rows())
        for name in ("most", "lowest", "highest", "required"):
            if name in self.fields:
                new = replace(new, **{name: data[name]})
        return replace(new, text=_both(self, "text"), help=_both(self, "help"))

    def _list(self, name: str) -> tuple[Option, ...]:
        english = lines(self.cleaned_data[f"{name}_en"]) if f"{name}_en" in self.changed_data else None
        if english == []:
            english = [""] * len(lines(self.cleaned_data[name]))
        return options_of(lines(self.cleaned_data[name]), english, getattr(self.stored, name))

    def _service_rows(self) -> tuple[Option, ...]:
        chosen = set(self.cleaned_data["known_rows"])
        known = [one for one in bank.bank().questions[self.stored.key].asked.rows if one.key in chosen]
        mine = options_of(lines(self.cleaned_data["own_rows"]), None, [one for one in self.stored.rows if not one.area])
        return (*known, *mine)


def question_typed(asked: Asked) -> dict[str, object]:
    """What stands in the form of a question when it is opened."""
    translated = [one.text.en for one in asked.options]
    rows = [one.text.en for one in asked.rows]
    return {
        "text": asked.text.sv,
        "help": asked.help.sv,
        "options": "\n".join(one.text.sv for one in asked.options),
        "rows": "\n".join(one.text.sv for one in asked.rows),
        "known_rows": [one.key for one in asked.rows if one.area],
        "own_rows": "\n".join(one.text.sv for one in asked.rows if not one.area),
        "most": asked.most,
        "lowest": asked.lowest,
        "highest": asked.highest,
        "required": asked.required,
        "text_en": asked.text.en,
        "help_en": asked.help.en,
        "options_en": "\n".join(translated) if all(translated) else "",
        "rows_en": "\n".join(rows) if all(rows) else "",
    }


class OwnForm(RequestForm):
    """A question of one's own."""

    text = PlainField(
        label=_("Frågan"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 2, **_SWEDISH})
    )
    kind = forms.ChoiceField(
        label=_("Hur ska den besvaras?"),
        choices=[(kind.value, KINDS[kind]) for kind in OWN_KINDS],
        widget=forms.RadioSelect,
    )
    options = _list_field(
        _("Alternativ"), _("Ett på varje rad. Behövs bara när man ska välja."), required=False, rows=6
    )
    help = PlainField(
        label=_("Förklaring under frågan"),
        max_length=LONGEST_QUESTION,
        required=False,
        help_text=_("Be ingen skriva namn: svaren ska inte peka ut någon."),
        widget=forms.TextInput(attrs=_SWEDISH),
    )

    def clean(self) -> dict[str, Any]:
        """What is wrong with the whole, said where it can be mended."""
        data = super().clean() or {}
        if not self.errors:
            try:
                check_question(self.asked())
            except ActionRefused as refused:
                self.add_error("options" if data["kind"] in (Kind.ONE, Kind.MANY) else None, str(refused))
        return data

    def asked(self) -> Asked:
        """The question as it was typed; its key comes when it is stored."""
        data = self.cleaned_data
        kind = Kind(data["kind"])
        chosen = kind in (Kind.ONE, Kind.MANY)
        return Asked(
            "own",
            kind,
            Text(data["text"].strip()),
            Text(data["help"].strip()),
            options_of(lines(data["options"]), None, ()) if chosen else (),
        )


class LastDayForm(VersionForm):
    """The last day of a questionnaire that is open."""

    closes_on = _last_day(_("Enkäten stängs av sig själv efter den dagen. Lämna tomt om ni stänger själva."))


class ReopenForm(forms.Form):
    """Until when a closed questionnaire is opened again."""

    closes_on = _last_day(_("Lämna tomt om ni stänger själva."))


class CodesForm(forms.Form):
    """How many codes to make. `seen` is how many there were when the form was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    number = forms.IntegerField(
        label=_("Hur många hushåll ska få en kod?"),
        min_value=1,
        max_value=MOST_CODES,
        help_text=_("Gör några fler än det finns hushåll. Oanvända koder gör ingen skada."),
    )
