"""The form of a new decision about a promise. It checks what a person typed; what may be done the action decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.forms import DayInput


class ChangePromiseForm(forms.Form):
    """What a body has decided about a promise, and what was seen when the form was opened."""

    away = forms.ChoiceField(
        label=_("Vad gäller i stället?"),
        choices=[("now", _("Det som står i planen nu blir det nya löftet")), ("away", _("Löftet återtas"))],
        widget=forms.RadioSelect,
    )
    body = forms.CharField(label=_("Vilka beslutade?"), max_length=120)
    decided_on = forms.DateField(label=_("Dag"), widget=DayInput())
    reason = forms.CharField(label=_("Varför?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    seen_now = forms.CharField(widget=forms.HiddenInput(), required=False)
    seen_change = forms.IntegerField(widget=forms.HiddenInput())
    request_key = forms.UUIDField(widget=forms.HiddenInput())
