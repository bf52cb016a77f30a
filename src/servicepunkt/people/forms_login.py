"""Forms about logging in: a key and its name, and the password an invitation asks for."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import ActionRefused

from .accounts import good_key_name

KEY_NAME_LENGTH = 60


def _name_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Vad nyckeln ska heta"),
        max_length=KEY_NAME_LENGTH,
        help_text=gettext_lazy("Så att du känner igen den, till exempel Mobilen eller Datorn på kontoret."),
        **more,
    )


class _Named(forms.Form):
    def clean_name(self) -> str:
        """The name, tidied."""
        try:
            return good_key_name(self.cleaned_data["name"])
        except ActionRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class AddKeyForm(_Named, AddWebAuthnForm):  # type: ignore[misc]
    """A new key, made by the browser. It always opens the account alone, so the device must know its owner."""

    name = _name_field()
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Webbläsaren gjorde ingen nyckel. Försök igen.")},
    )
    passwordless = forms.BooleanField(
        initial=True, widget=forms.HiddenInput, error_messages={"required": gettext_lazy("Försök igen.")}
    )


class NameKeyForm(_Named, EditWebAuthnForm):  # type: ignore[misc]
    """What a key is called."""

    name = _name_field()


class ChoosePasswordForm(forms.Form):
    """The password somebody who was invited chooses; left empty by who goes on to make a key instead."""

    password = forms.CharField(
        label=gettext_lazy("Välj ett lösenord"),
        required=False,
        strip=False,
        max_length=128,
        help_text=gettext_lazy("Minst tio tecken. Gärna några ord efter varandra som bara du kommer på."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    by_key = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two: a password, or a key instead."""
        data = super().clean() or {}
        if not data.get("password") and not data.get("by_key"):
            self.add_error("password", _("Välj ett lösenord, eller använd en nyckel i stället."))
        return data
