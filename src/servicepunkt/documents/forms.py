"""Forms of drafts and frozen versions. They check what a person typed; what may be done is decided in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions_destroying import LONGEST_DECISION
from .actions_drafts import LONGEST_PART
from .models import DraftPart
from .queries import languages

CONVENTIONS = _(
    "En tom rad ger ett nytt stycke. Rader som börjar med ”- ” blir en punktlista. Rader som börjar med ”1. ”, "
    "”2. ” och så vidare blir en numrerad lista."
)


class SeenForm(forms.Form):
    """A form that knows which version of the thing it was opened on."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput())


class TextForm(SeenForm):
    """A written part of a draft; its heading only where people added the part themselves."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=CONVENTIONS,
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own:
            del self.fields["title"]


class NewPartForm(forms.Form):
    """A part that people add: after which, its heading and text. The same `request_key` sent twice adds it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())
    after = forms.ModelChoiceField(
        label=_("Efter vilken del?"),
        queryset=DraftPart.objects.none(),
        required=False,
        empty_label=_("Först i dokumentet"),
    )
    title = forms.CharField(label=_("Rubrik"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=CONVENTIONS,
    )

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after: Any = self.fields["after"]
        after.queryset = parts
        after.label_from_instance = lambda part: part.title


class RemarkForm(SeenForm):
    """What a person does with a part that is filled from facts: hide it with a reason, or comment it."""

    comment = forms.CharField(
        label=_("Kommentar"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Står efter delen i dokumentet, med ditt namn."),
    )
    hidden = forms.BooleanField(label=_("Dölj delen"), required=False)
    hidden_reason = forms.CharField(
        label=_("Varför döljs delen?"),
        required=False,
        max_length=200,
        help_text=_("I dokumentet står att delen är dold, och skälet."),
    )


class MarkingForm(SeenForm):
    """What a document is called, its diary number, whether it is public, and its language."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    diary_number = forms.CharField(label=_("Diarienummer"), required=False, max_length=40)
    confidential = forms.BooleanField(
        label=_("Dokumentet är hemligt"),
        required=False,
        help_text=_("Då kan bara de som skriver och godkänner sådana dokument läsa det."),
    )
    confidential_reason = forms.CharField(
        label=_("Paragraf som gör det hemligt"),
        required=False,
        max_length=200,
        help_text=_("Paragrafen i offentlighets- och sekretesslagen, till exempel ”21 kap. 7 §”."),
    )
    language = forms.ChoiceField(
        label=_("Språk"), help_text=_("Det som kommer ur underlaget skrivs på språket. Egna texter översätts inte.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = languages()


class ApproveForm(forms.Form):
    """A yes to what was read: the hash of just that."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput())


class WithdrawForm(forms.Form):
    """Why a frozen version no longer holds."""

    reason = forms.CharField(
        label=_("Varför dras dokumentet tillbaka?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class MaskForm(forms.Form):
    """Names to mask, and why. `sure` is ticked when the places have been looked at."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput())
    names = forms.CharField(
        label=_("Namn som ska maskeras"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ett namn på varje rad. Stora och små bokstäver spelar ingen roll."),
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        help_text=_("Sparas och visas. Skriv inte namnet här."),
    )

    def names_given(self) -> list[str]:
        """The names, one a line."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class DestroyForm(forms.Form):
    """Under which decision versions are destroyed, and that it was meant."""

    decision = forms.CharField(
        label=_("Enligt vilket beslut?"),
        max_length=LONGEST_DECISION,
        help_text=_("Till exempel ”Styrelsens gallringsbeslut 12 mars 2030, dnr 2030-14”. Skriv inga namn."),
    )
    sure = forms.BooleanField(label=_("Jag har sett efter att dokumenten ska förstöras för gott"))
