"""The form about which papers to print."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ALL = -1
"""All household codes at once."""


class PapersForm(forms.Form):
    """In which language, for whom, and where the papers are to be handed in. `parts`: [(first, text)] of household
    codes, a file each; without them only blank forms can be printed. `request_key` makes the same form sent twice do
    its work once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    hand_in = forms.CharField(
        label=_("Var ska blanketterna lämnas?"),
        max_length=200,
        required=False,
        help_text=_(
            "Till exempel: i lådan hos Handlarn, eller hos Anna Berg, 070-000 00 00. "
            "Texten trycks på blanketten och glöms när filen är klar."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Språk"), choices=(("sv", "Svenska"), ("en", "English")), initial="sv", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, parts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            choices = [("0", _("Blanka, där hushållet skriver sin kod")), *((str(at), text) for at, text in parts)]
            if len(parts) > 1:
                choices.insert(
                    1, (str(ALL), _("Med koden tryckt: alla hushåll (en zip-fil som tar en stund att göra)"))
                )
            self.fields["part"] = forms.TypedChoiceField(
                label=_("Vilka blanketter?"), choices=choices, coerce=int, initial="0", help_text=_(
                    "Blanka kopierar du i skrivaren. Med koden tryckt får varje hushåll sin egen blankett."
                ),
            )  # fmt: skip

    @property
    def part(self) -> int:
        """Which part of the household codes was asked for, from 1; 0 for a blank form, ALL for all of them."""
        return int(self.cleaned_data.get("part", 0))
