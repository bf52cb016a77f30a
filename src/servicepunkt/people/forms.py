"""Forms about seats. They check what a person typed; whether it may be done is decided in `actions` and `rules`."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from .roles import ADDED_LOCALLY, ROLES, Role


def choices_of(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A form's field to choose in, whose choices are known only when the form is made. Raises TypeError."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"nothing is chosen in {name}")
    return field


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LastDayField(forms.DateField):
    """Somebody's last day. The day after it is what is stored, so there must be one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[MaxValueValidator(dt.date(dt.MAXYEAR, 12, 30))], **kwargs)


class SeatPersonForm(forms.Form):
    """Somebody to put in a seat. `last_on` is the last day they hold it."""

    name = forms.CharField(label=_("Namn"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-postadress"),
        required=False,
        max_length=254,
        help_text=_("Behövs om personen ska kunna logga in. En känd adress ger den person som redan finns."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    from_on = forms.DateField(label=_("Första dag"), widget=DayInput())
    last_on = LastDayField(
        label=_("Sista dag"), required=False, widget=DayInput(), help_text=_("Lämna tomt om tiden inte är bestämd.")
    )
    substitute = forms.BooleanField(
        label=_("Som ersättare"),
        required=False,
        help_text=_("En ersättare har samma rättigheter som den ordinarie under sin tid."),
    )
    invite = forms.BooleanField(
        label=_("Bjud in att logga in"),
        required=False,
        help_text=_("Personen får en länk och väljer själv hur hen ska logga in. Länken gäller i 14 dagar."),
    )

    def clean(self) -> dict[str, Any]:
        """An invitation needs an address, and the last day cannot come before the first."""
        data = super().clean() or {}
        if data.get("invite") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Skriv en e-postadress. Utan den går det inte att bjuda in."))
        first, last = data.get("from_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Sista dagen kan inte komma före första dagen."))
        return data


class EndForm(forms.Form):
    """The last day somebody holds a seat. `seen` is the last day that stood there when the form was opened."""

    last_on = LastDayField(label=_("Sista dag"), widget=DayInput())
    seen = LastDayField(required=False, widget=forms.HiddenInput())


class LocalSeatForm(forms.Form):
    """A further seat in a local group."""

    title = forms.CharField(
        label=_("Vad platsen heter"),
        max_length=160,
        help_text=_("Till exempel Byalagets ledamot, Butikens ledamot eller Ungdomarnas ledamot."),
    )
    role = forms.TypedChoiceField(
        label=_("Vad platsen är till för"),
        choices=[(role.value, ROLES[role].title) for role in ADDED_LOCALLY],
        coerce=Role,
        initial=Role.LOCAL_MEMBER,
        help_text=_("En intervjuare kan bara skriva in svar på enkäter och räknas inte som medlem i gruppen."),
        widget=forms.RadioSelect,
    )


def to_on(last_on: dt.date | None) -> dt.date | None:
    """The first day after a last day, as periods are stored."""
    return last_on + dt.timedelta(days=1) if last_on else None
