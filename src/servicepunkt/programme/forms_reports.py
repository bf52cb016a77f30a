"""Forms about reports: begin to write one, note that one was sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.forms import DayInput

from .forms import VersionForm


class BeginForm(forms.Form):
    """The language a report is written in."""

    language = forms.ChoiceField(
        label=_("Rapportens språk"),
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        widget=forms.RadioSelect,
        help_text=_("Det går att byta så länge rapporten skrivs."),
    )


class ReportForm(VersionForm):
    """That a report was sent: as the edition that was shown, or otherwise."""

    sent_on = forms.DateField(
        label=_("Skickad den"), required=False, widget=DayInput(), help_text=_("Lämna tomt tills rapporten är skickad.")
    )
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput())
    sent_note = forms.CharField(
        label=_("Hur den skickades"),
        required=False,
        max_length=200,
        help_text=_("Behövs om rapporten inte är godkänd här, till exempel ”på papper, skriven för hand”."),
    )

    def __init__(self, *args: Any, edition: FrozenVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = edition.pk if edition else None
