"""Forms of the plan's chapters. They check what a person typed; what may be done is decided in the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.forms import DayInput, choices_of
from servicepunkt.programme.forms import VersionForm

from .actions_chapters import LONGEST_SHORT, LONGEST_TEXT
from .models import Risk

AS_WRITTEN = _("En tom rad ger nytt stycke. Rader som börjar med ”- ” blir en lista.")


class ChapterForm(VersionForm):
    """What people write in a chapter."""

    owner_id = forms.TypedChoiceField(
        label=_("Vem ansvarar för kapitlet?"), coerce=int, empty_value=None, required=False
    )
    text = forms.CharField(
        label=_("Kapitlets text"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=AS_WRITTEN,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    decision = forms.CharField(
        label=_("Det gruppen ska besluta"),
        required=False,
        max_length=LONGEST_SHORT,
        help_text=_("Kort, som det ska stå i protokollet."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    questions = forms.CharField(
        label=_("Öppna frågor"),
        required=False,
        max_length=LONGEST_SHORT,
        help_text=_("Det som återstår att ta reda på. En fråga på varje rad."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    ready = forms.BooleanField(label=_("Kapitlet är klart för beslut"), required=False)

    def __init__(self, *args: Any, seats: Sequence[tuple[int, str]], help: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "owner_id").choices = [("", _("Ingen än")), *seats]
        if help:
            self.fields["text"].help_text = f"{help} {AS_WRITTEN}"


class _RiskFields(forms.Form):
    what = forms.CharField(label=_("Vad kan gå fel?"), max_length=300)
    likely = forms.TypedChoiceField(
        label=_("Hur stor är risken att det händer?"), choices=Risk.Degree.choices, coerce=int, widget=forms.RadioSelect
    )
    bad = forms.TypedChoiceField(
        label=_("Hur stor blir skadan?"), choices=Risk.Degree.choices, coerce=int, widget=forms.RadioSelect
    )
    measures = forms.CharField(
        label=_("Vad gör vi åt det?"),
        required=False,
        max_length=LONGEST_SHORT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NewRiskForm(_RiskFields):
    """A risk that is not there yet."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class RiskForm(VersionForm, _RiskFields):
    """A risk that is there: put right, or taken away."""

    remove = forms.BooleanField(label=_("Ta bort risken"), required=False)


class DecideForm(VersionForm):
    """What a body decided about a chapter."""

    on = forms.DateField(label=_("Dag för beslutet"), widget=DayInput())
    body = forms.CharField(
        label=_("Vilka beslutade?"), max_length=120, help_text=_("Till exempel den lokala gruppen eller bystämman.")
    )
    minutes = forms.CharField(
        label=_("Var står det?"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”Protokoll 3 maj, paragraf 4”."),
    )


class SetAsideForm(VersionForm):
    """That the village does not treat a chapter."""

    reason = forms.CharField(
        label=_("Varför behandlas ämnet inte?"),
        max_length=LONGEST_SHORT,
        help_text=_("Skälet står i projektplanen. Skriv också vilka som beslutade och när."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TakeUpForm(VersionForm):
    """That the village treats a chapter after all."""
