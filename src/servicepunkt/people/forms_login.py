"""Forms about logging in: a key and its name, and the password an invitation asks for."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
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


def _about_keys(error: forms.ValidationError) -> forms.ValidationError:
    """The login library says "wrong code" of a key, too."""
    return get_adapter().validation_error("incorrect_key") if error.code == "incorrect_code" else error


class _KeyUsed(forms.Form):
    def clean_credential(self) -> Any:
        """The key that was used, or in plain words that it does not fit."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as error:
            raise _about_keys(error) from error


class LoginByKeyForm(_KeyUsed, LoginWebAuthnForm):  # type: ignore[misc]
    """A key that opens an account alone."""


class SecondStepByKeyForm(_KeyUsed, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key after the password."""


class StillYouByKeyForm(_KeyUsed, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key to confirm that it is still you."""


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

    def clean(self) -> dict[str, Any]:
        """The key, held against what the browser was asked for."""
        try:
            data: dict[str, Any] = super().clean()
        except forms.ValidationError as error:
            raise _about_keys(error) from error
        return data


class NameKeyForm(_Named, EditWebAuthnForm):  # type: ignore[misc]
    """What a key is called."""

    name = _name_field()


class ChoosePasswordForm(forms.Form):
    """The password somebody who was invited chooses; left empty by who goes on to make a key instead."""

    password = forms.CharField(
        label=gettext_lazy("Välj ett lösenord"),
        strip=False,
        max_length=128,
        error_messages={"required": gettext_lazy("Välj ett lösenord, eller använd en nyckel i stället.")},
        help_text=gettext_lazy("Minst tio tecken. Gärna några ord efter varandra som bara du kommer på."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    by_key = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("by_key"):
            self.fields["password"].required = False
