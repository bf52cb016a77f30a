"""Forms about signing, and about what happens after: how it was kept, notice, extension."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.forms import DayInput, LastDayField
from servicepunkt.programme.forms import VersionForm

from .forms import BY_MISTAKE, EMPTY, NewForm
from .models import Kept, Side


class SignForm(forms.Form):
    """A yes to the text that was read: the hash of just that."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput())


class PaperForm(SignForm):
    """An agreement that a party has signed on paper."""

    function = forms.CharField(
        label=_("Vem skrev under? Funktion"), max_length=120, help_text=_("Till exempel ordförande. Inget namn.")
    )
    signed_on = forms.DateField(label=_("Undertecknat den"), widget=DayInput())
    upload = forms.FileField(label=_("Det undertecknade avtalet"), help_text=_("Inskannat som PDF, högst 10 MB."))


class _FollowUp(forms.Form):
    from_on = forms.DateField(label=_("Från och med"), widget=DayInput())
    last_on = LastDayField(label=_("Till och med"), widget=DayInput())
    kept = forms.ChoiceField(label=_("Hölls åtagandet?"), choices=Kept.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Anteckning"),
        required=False,
        max_length=500,
        help_text=_("Behövs när det inte hölls helt. Skriv inget om enskilda personer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    followed_on = forms.DateField(label=_("Uppföljt den"), widget=DayInput())


class NewFollowUpForm(NewForm, _FollowUp):
    """How a commitment was kept."""


class FollowUpForm(_FollowUp, VersionForm):
    """What was noted before."""

    remove = forms.BooleanField(label=_("Ta bort uppföljningen"), required=False, help_text=BY_MISTAKE)


class NoticeForm(forms.Form):
    """That a party has given notice."""

    side = forms.TypedChoiceField(label=_("Vem säger upp?"), coerce=int)
    given_on = forms.DateField(label=_("Uppsagt den"), widget=DayInput())
    why = forms.CharField(label=_("Varför?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["side"]
        field.choices = [EMPTY, *((side.pk, side.party.organisation) for side in sides)]


class ExtendForm(NewForm):
    """That the parties have decided an extension."""

    decided_on = forms.DateField(label=_("Beslutat den"), widget=DayInput())
    note = forms.CharField(label=_("Anteckning"), required=False, max_length=300, help_text=_("Till exempel paragraf."))
