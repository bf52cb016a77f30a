"""Forms of the rule calculators and of a legal amount. What is answered is not stored: it stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core import clock
from servicepunkt.people.forms import DayInput
from servicepunkt.sheets.fields import Field, Kilometres, Money, Whole
from servicepunkt.sheets.forms import Typed

from .budget.rules import HomeDelivery, Limits, Result, ServiceGrant, Shop
from .budget.rules import home_delivery_grant as _home_delivery
from .budget.rules import operating_grant as _operating
from .budget.rules import service_grant as _service
from .lines_budget import MOST_ORE
from .rules_of_law import LONGEST, Legal, parse_amount

ANSWERS = (("", _("Vet inte")), ("yes", _("Ja")), ("no", _("Nej")))
_MEANT = {"yes": True, "no": False, "": None}


class RuleForm(forms.Form):
    """Answers to a rule's questions; every one may be left unknown."""

    all_optional = True
    questions: tuple[tuple[str, Any], ...] = ()
    numbers: tuple[Field, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.questions:
            self.fields[name] = forms.ChoiceField(label=label, choices=ANSWERS, required=False)
        for field in self.numbers:
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[field.name] = Typed(
                field.parse, label=field.title, help_text=field.help, max_length=40, widget=widget
            )

    def clean(self) -> dict[str, Any]:
        """Say at each number what is wrong with it."""
        data = super().clean() or {}
        for field in self.numbers:
            if field.name in data and (why := field.fault(data[field.name])):
                self.add_error(field.name, why)
        return data

    def answers(self) -> dict[str, Any]:
        """What was answered; None for what is not known."""
        out: dict[str, Any] = {name: _MEANT[self.cleaned_data[name]] for name, _label in self.questions}
        return out | {field.name: self.cleaned_data[field.name] for field in self.numbers}

    def result(self, limits: Limits) -> Result:
        """What the rule says of the answers."""
        raise NotImplementedError


_PLAN = ("plan", _("Har kommunen en varuförsörjningsplan eller serviceplan?"))


class OperatingGrantForm(RuleForm):
    """Särskilt driftstöd."""

    questions = (
        ("all_year", _("Är det en butik i fast lokal med öppet hela året?")),
        ("island", _("Ligger den på en ö utan fast förbindelse?")),
        ("fresh", _("Finns mejeri, chark, ägg, färskt bröd, frukt och grönt?")),
        _PLAN,
    )
    numbers = (
        Kilometres("distance_m", _("Hur många km väg är det till nästa butik med varierat utbud?")),
        Money("turnover_ore", _("Vad säljer butiken för i dagligvaror på ett år (kronor)?"), most=MOST_ORE),
        Whole("hours", _("Hur många timmar i veckan är det öppet?"), most=168),
        Whole("articles", _("Ungefär hur många artiklar finns?"), most=1_000_000),
    )

    def result(self, limits: Limits) -> Result:
        """What the rule says of the shop."""
        return _operating(Shop(**self.answers()), limits)


class ServiceGrantForm(RuleForm):
    """Servicebidrag."""

    questions = (
        _PLAN,
        ("reasons", _("Finns särskilda skäl, till exempel att butiken är den sista i bygden?")),
        ("special", _("Är servicen väl utvecklad eller butiken strategiskt viktig?")),
    )
    numbers = (
        Whole("years", _("För hur många år söks det?"), most=20),
        Money("driftstod_ore", _("Särskilt driftstöd samma år (kronor)"), _("Skriv 0 om det inte finns något."),
              most=MOST_ORE),
    )  # fmt: skip

    def result(self, limits: Limits) -> Result:
        """What the rule says."""
        return _service(ServiceGrant(**self.answers()), limits)


class HomeDeliveryForm(RuleForm):
    """Hemsändningsbidrag."""

    questions = (_PLAN, ("documented", _("Finns lista över hemsändningarna med kvitton?")))
    numbers = (
        Money("cost_ore", _("Vad kostar en hemsändning kommunen (kronor)?"), most=1_000_000_00),
        Money("fee_ore", _("Vad betalar hushållet själv (kronor)?"), _("Skriv 0 om det är fritt."), most=1_000_000_00),
        Whole("deliveries", _("Hur många hemsändningar blir det på ett år?"), most=1_000_000),
    )

    def result(self, limits: Limits) -> Result:
        """What the rule says."""
        return _home_delivery(HomeDelivery(**self.answers()), limits)


class LegalForm(forms.Form):
    """What a rule says from a day on."""

    law = forms.CharField(label=_("Lag eller regel"), max_length=LONGEST)
    source = forms.CharField(label=_("Var ni såg det"), max_length=LONGEST, help_text=_("Sida, dokument, dag."))
    holds_from = forms.DateField(label=_("Gäller från"), widget=DayInput())
    checked_on = forms.DateField(label=_("Kontrollerat den"), widget=DayInput())

    def __init__(self, known: Legal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["amount"] = Typed(
            lambda text: parse_amount(known.unit, text), label=_("Värde"), max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )  # fmt: skip
        self.fields["amount"].required = True
        self.order_fields(["amount", "law", "source", "holds_from", "checked_on"])


def typed_legal(known: Legal) -> dict[str, object]:
    """What stands in the form when it is opened: the value as it holds, checked today."""
    return {
        "amount": known.typed, "law": known.law, "source": known.source, "holds_from": known.holds_from,
        "checked_on": clock.today(),
    }  # fmt: skip
