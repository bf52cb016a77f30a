"""The form by which a national list is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.identity_numbers import holds_identity_number, refusal

from .actions_register import LONGEST
from .register_files import MOST_BYTES


class RegisterForm(forms.Form):
    """A file with a national list, and where it comes from."""

    file = forms.FileField(
        label=_("Fil med ett register"),
        allow_empty_file=True,
        help_text=_(
            "Excel (.xlsx) eller CSV, gärna packad (.gz), högst 10 MB. Du ser vad filen ger innan något sparas."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.gz"}),
    )
    words = forms.CharField(
        label=_("Varifrån kommer filen, och vad får den användas till?"),
        max_length=LONGEST["words"],
        help_text=_("Till exempel: Pipos, uttag den 3 maj 2026, fritt att använda med källa."),
    )
    title = forms.CharField(
        label=_("Namn på registret"),
        required=False,
        max_length=LONGEST["title"],
        help_text=_("Lämna tomt för filens vanliga namn. En ny fil med samma namn ersätter den förra."),
    )

    def clean_file(self) -> Any:
        """The file, when it is small enough to be read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("Filen är för stor. Den får vara högst 10 MB."))
        return sent

    def clean_words(self) -> str:
        """Source and licence."""
        return _without_identity(self.cleaned_data["words"])

    def clean_title(self) -> str:
        """The name of the list."""
        return _without_identity(self.cleaned_data["title"])


def _without_identity(text: str) -> str:
    if holds_identity_number(text):
        raise forms.ValidationError(refusal())
    return " ".join(text.split())
