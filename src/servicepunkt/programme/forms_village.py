"""Forms of a village's own facts. They check what a person typed; what may be done is decided in `actions_village`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.money import kronor_typed, parse_kronor
from servicepunkt.people.forms import DayInput

from .actions_village import LARGEST_GROUP
from .forms import VersionForm
from .models import Application, VillageMeeting

SAVED_BY_MISTAKE = _("Om den fördes in av misstag. Loggen visar att den har tagits bort.")


class KronorField(forms.CharField):
    """An amount that people read and write in kronor and the platform keeps in öre."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: object) -> int | None:  # type: ignore[override]
        """The amount in öre; None when nothing was typed."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_kronor(text)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def run_validators(self, value: object) -> None:
        """The length is that of what was typed, and held by the widget; an amount has none."""

    def prepare_value(self, value: object) -> object:
        """Öre as people read them; what was typed stays as it was."""
        return kronor_typed(value) if isinstance(value, int) else value


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=LARGEST_GROUP)


class BalanceForm(VersionForm):
    """How the local group is made up, as counts."""

    women = _count(_("Kvinnor"))
    men = _count(_("Män"))
    others = _count(_("Annat eller inte angivet"))
    under_26 = _count(_("Under 26 år"), _("Hur många av alla i gruppen."))
    integration = forms.BooleanField(label=_("Vi har tänkt på integration när gruppen utsågs"), required=False)
    integration_note = forms.CharField(
        label=_("Hur ni har tänkt"),
        required=False,
        max_length=500,
        help_text=_("Till exempel hur nya invånare har bjudits in. Peka inte ut någon."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    counted_on = forms.DateField(label=_("Så såg det ut den"), widget=DayInput())


class VisionForm(VersionForm):
    """The village's vision."""

    text = forms.CharField(
        label=_("Bygdens vision"),
        max_length=4000,
        help_text=_("Några meningar räcker: vilken service vill ni ha i framtiden?"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    written_on = forms.DateField(label=_("Skriven den"), widget=DayInput())


class _Meeting(forms.Form):
    """The fields of a meeting; `leading` are those who may say that the leadership took part."""

    kind = forms.ChoiceField(
        label=_("Vad för slags möte?"), choices=VillageMeeting.Kind.choices, widget=forms.RadioSelect
    )
    met_on = forms.DateField(label=_("Dag"), widget=DayInput())
    people_came = forms.IntegerField(
        label=_("Hur många kom?"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Behövs för möten i bygden."),
    )
    associations = forms.CharField(
        label=_("Vilka föreningar var med?"),
        required=False,
        max_length=2000,
        help_text=_("En på varje rad. Skriv namn på föreningar och företag, inte på personer."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    with_leadership = forms.BooleanField(
        label=_("Projektledningen var med"),
        required=False,
        help_text=_("Visar att projektledaren har informerat eller träffat dem, som arbetssättet kräver."),
    )

    def __init__(self, *args: Any, leading: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leading:
            del self.fields["with_leadership"]

    def clean_associations(self) -> str:
        """One name a line, without empty lines."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["associations"].splitlines())
        return "\n".join(dict.fromkeys(line for line in lines if line))


class NewMeetingForm(_Meeting):
    """A meeting that has been. `request_key` makes the same form sent twice note it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class MeetingNotedForm(_Meeting, VersionForm):
    """A meeting that was noted before."""

    remove = forms.BooleanField(label=_("Ta bort mötet"), required=False, help_text=SAVED_BY_MISTAKE)


class _Application(forms.Form):
    """The fields of an application for money."""

    source = forms.ChoiceField(
        label=_("Var söker ni pengarna?"), choices=Application.Source.choices, widget=forms.RadioSelect
    )
    other_source = forms.CharField(
        label=_("Vilken annan finansiär?"), required=False, max_length=120, help_text=_("Om ni valde en annan.")
    )
    sought_ore = KronorField(label=_("Sökt belopp"), help_text=_("I kronor."))
    diary_number = forms.CharField(
        label=_("Diarienummer"), required=False, max_length=60, help_text=_("Finansiärens nummer på ärendet.")
    )
    state = forms.ChoiceField(
        label=_("Hur långt har ansökan kommit?"), choices=Application.State.choices, widget=forms.RadioSelect
    )
    sent_on = forms.DateField(label=_("Skickad den"), required=False, widget=DayInput())
    closed_on = forms.DateField(label=_("Beslutad eller återtagen den"), required=False, widget=DayInput())
    granted_ore = KronorField(
        label=_("Beviljat belopp"), required=False, help_text=_("I kronor. Fyll i när ansökan är beviljad.")
    )


class NewApplicationForm(_Application):
    """An application. `request_key` makes the same form sent twice note it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class ApplicationNotedForm(_Application, VersionForm):
    """An application that was noted before."""

    remove = forms.BooleanField(label=_("Ta bort ansökan"), required=False, help_text=SAVED_BY_MISTAKE)
