"""Forms of what organisations bore. They check what a person typed; what may be noted is decided in `actions_costs`."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.telling import hours_said
from servicepunkt.people.forms import DayInput
from servicepunkt.people.models import Organisation
from servicepunkt.places.models import AreaPlace

from .actions_costs import LONGEST_TEXT, CostFacts
from .forms import VersionForm
from .forms_village import SAVED_BY_MISTAKE, KronorField
from .models import Contribution, Programme
from .queries_costs import KINDS, payers

ANOTHER = "another"
SECTORS = (
    (Organisation.Sector.STATE, _("Statlig")),
    (Organisation.Sector.REGIONAL, _("Regional")),
    (Organisation.Sector.MUNICIPAL, _("Kommunal")),
    (Organisation.Sector.NONPROFIT, _("Ideell")),
    (Organisation.Sector.COMMERCIAL, _("Kommersiell")),
)


class HoursField(forms.CharField):
    """Hours as people write them: "3", "3,5" or "3.25"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        """The hours; None when nothing was typed."""
        text = re.sub(r"\s", "", super().to_python(value) or "")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,5}(?:[,.]\d{1,2})?", text):
            raise forms.ValidationError(_t("Skriv timmarna med siffror, till exempel 3 eller 3,5."))
        return Decimal(text.replace(",", "."))

    def run_validators(self, value: object) -> None:
        """The length is that of what was typed, and held by the widget; a number has none."""

    def prepare_value(self, value: object) -> object:
        """Hours as people read them; what was typed stays as it was."""
        return hours_said(value) if isinstance(value, Decimal) else value


class _Cost(forms.Form):
    """What was borne, by whom and when. Own time is given in hours, everything else in kronor."""

    kind = forms.ChoiceField(label=_("Slag"), choices=[(key, title) for key, title in KINDS.items()])
    organisation = forms.ChoiceField(label=_("Betalare"), help_text=_("Den organisation som står för det."))
    other_name = forms.CharField(
        label=_("Vilken annan organisation?"),
        required=False,
        max_length=120,
        help_text=_("Om ni valde en annan. Skriv namn på en organisation, inte på en person."),
    )
    other_sector = forms.ChoiceField(
        label=_("Vilken sektor?"), required=False, choices=[("", _("Välj om ni skrev en annan organisation")), *SECTORS]
    )
    hours = HoursField(label=_("Timmar"), required=False, help_text=_("Bara för eget arbete."))
    amount_ore = KronorField(label=_("Belopp"), required=False, help_text=_("I kronor. För allt utom eget arbete."))
    on = forms.DateField(label=_("Dag"), widget=DayInput())
    text = forms.CharField(
        label=_("Vad det gällde"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Skriv inte namn på personer."),
    )
    place = forms.ChoiceField(label=_("Ort"), required=False, help_text=_("Om det hör till en ort."))

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = {str(key): one for key, one in payers(programme).items()}
        named = [(key, one.name) for key, one in self.payers.items()]
        self._choices("organisation", [*named, (ANOTHER, _t("En annan organisation"))])
        members = AreaPlace.objects.filter(root_id=programme.area_id).select_related("place")
        self.places = {one.place.slug: one.place for one in members.order_by("place__sort_key")}
        self._choices("place", [("", _t("Ingen särskild ort")), *((s, p.name) for s, p in self.places.items())])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Hours for own time, money for the rest, never both; another organisation needs name and sector."""
        data = super().clean() or {}
        own_time = data.get("kind") == Contribution.Kind.OWN_TIME
        if own_time and not data.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _t("Skriv hur många timmar det tog."))
        if own_time and data.get("amount_ore"):
            self.add_error("amount_ore", _t("Eget arbete förs in i timmar. För in pengar som en egen rad."))
        if "kind" in data and not own_time:
            if not data.get("amount_ore") and "amount_ore" not in self.errors:
                self.add_error("amount_ore", _t("Skriv beloppet i kronor."))
            if data.get("hours"):
                self.add_error("hours", _t("Timmar hör till eget arbete. För in dem som en egen rad."))
        if data.get("organisation") == ANOTHER:
            if not data.get("other_name"):
                self.add_error("other_name", _t("Skriv vilken organisation det var."))
            if not data.get("other_sector"):
                self.add_error("other_sector", _t("Välj organisationens sektor."))
        return data

    def facts(self, organisation: Organisation) -> CostFacts:
        """What was borne, from a valid form; `organisation` is who bore it."""
        data = self.cleaned_data
        return CostFacts(
            organisation=organisation,
            kind=data["kind"],
            hours=data["hours"] or Decimal(0),
            amount_ore=data["amount_ore"] or 0,
            on=data["on"],
            text=data["text"],
            place=self.places.get(data["place"]),
        )


class NewCostForm(_Cost):
    """Something borne. `request_key` makes the same form sent twice note it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class CostNotedForm(_Cost, VersionForm):
    """Something borne that was noted before."""

    remove = forms.BooleanField(label=_("Ta bort raden"), required=False, help_text=SAVED_BY_MISTAKE)

    def clean(self) -> dict[str, Any]:
        """What is taken away need not be right."""
        data = super().clean()
        if data.get("remove"):
            self.errors.clear()
        return data
