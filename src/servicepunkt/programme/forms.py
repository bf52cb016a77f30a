"""Forms of a programme's own pages. They check what a person typed; what may be done is decided in `actions`."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.money import kronor_typed, parse_kronor
from servicepunkt.core.text import localised
from servicepunkt.people.forms import DayInput
from servicepunkt.places.models import Area, AreaPlace

from .models import Outlay, Programme

CHEQUE, LOCAL, GENERAL = "cheque", "local", "general"


class VersionForm(forms.Form):
    """A form that knows which version of the thing it was opened on."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput())


class AccountForm(VersionForm):
    """That an outlay has been accounted for."""

    accounted_on = forms.DateField(
        label=_("Redovisad den"),
        required=False,
        widget=DayInput(),
        help_text=_("Dagen då mottagaren visade vad pengarna gick till."),
    )


class DivisionForm(VersionForm):
    """Which programme area a place belongs to, and whether its part in the programme is uncertain."""

    uncertain = forms.BooleanField(
        label=_("Osäkert om orten är med"), required=False, help_text=_("Syns som en märkning på karta och i tabell.")
    )
    note = forms.CharField(
        label=_("Anteckning"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, root: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Ingen region ännu")), *((str(area.pk), localised(area)) for area in root.parts.all())]
        self.fields = {"area": forms.ChoiceField(label=_("Region"), required=False, choices=choices), **self.fields}


class PayForm(forms.Form):
    """Money that has been paid out. `request_key` makes the same form sent twice pay once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())
    sort = forms.ChoiceField(
        label=_("Vad är det för pengar?"),
        choices=[
            (CHEQUE, _("Lokal serviceutvecklingscheck")),
            (LOCAL, _("Annat stöd till en orts egen lösning")),
            (GENERAL, _("Generell metod, till nytta för alla orter")),
        ],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label=_("Ort"), required=False, help_text=_("Behövs för pengar till en ort."))
    text = forms.CharField(
        label=_("Vad pengarna gick till"),
        required=False,
        max_length=200,
        help_text=_("För en check räcker det att välja ort."),
    )
    amount = forms.CharField(
        label=_("Belopp"),
        max_length=20,
        help_text=_("I kronor."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    paid_on = forms.DateField(label=_("Utbetald den"), widget=DayInput())

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = AreaPlace.objects.filter(root_id=programme.area_id).select_related("place")
        self.places = {member.place.slug: member.place for member in members.order_by("place__sort_key")}
        self.fields["place"] = forms.ChoiceField(
            label=_("Ort"),
            required=False,
            help_text=_("Behövs för pengar till en ort."),
            choices=[("", _("Ingen särskild ort")), *((slug, place.name) for slug, place in self.places.items())],
        )

    def clean_amount(self) -> int:
        """The amount in öre."""
        try:
            return parse_kronor(self.cleaned_data["amount"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def clean(self) -> dict[str, Any]:
        """A cheque needs no further words; money to a place needs the place."""
        data = super().clean() or {}
        if data.get("sort") == CHEQUE and not data.get("text"):
            data["text"] = str(Outlay.Kind.CHEQUE.label)  # in Swedish whoever writes; translated where it is read
        if data.get("sort") in (CHEQUE, LOCAL) and not data.get("place"):
            self.add_error("place", _("Välj vilken ort pengarna gick till."))
        if data.get("sort") in (LOCAL, GENERAL) and not data.get("text"):
            self.add_error("text", _("Skriv vad pengarna gick till."))
        return data

    def payment(self) -> dict[str, Any]:
        """What `programme.actions.pay` takes, from a valid form."""
        data = self.cleaned_data
        return {
            "place": self.places.get(data["place"]) if data["sort"] != GENERAL or data["place"] else None,
            "purpose": Outlay.Purpose.GENERAL if data["sort"] == GENERAL else Outlay.Purpose.LOCAL,
            "kind": Outlay.Kind.CHEQUE if data["sort"] == CHEQUE else Outlay.Kind.OTHER,
            "text": data["text"],
            "amount_ore": data["amount"],
            "paid_on": data["paid_on"],
            "request_key": data["request_key"],
        }


def new_payment(programme: Programme, cheque_to: str, today: object) -> PayForm:
    """An empty form to pay; filled in as a cheque when `cheque_to` names a place."""
    start: dict[str, object] = {"request_key": uuid.uuid4(), "paid_on": today}
    form = PayForm(programme=programme, initial=start)
    if cheque_to in form.places:
        amount = kronor_typed(programme.cheque_ore)
        start |= {"sort": CHEQUE, "place": cheque_to, "amount": amount}
    return form
