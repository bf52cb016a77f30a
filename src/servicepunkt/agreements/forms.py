"""Forms about parties, agreements needed, and what an agreement says. What may be done is decided in the actions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.forms import DayInput, LastDayField
from servicepunkt.programme.forms import VersionForm
from servicepunkt.programme.forms_village import KronorField
from servicepunkt.supply.models import Level

from .menu import menu
from .models import Agreement, HoursPer, Kind, Needed, Party, Side, StandsFor, TimePer

BY_MISTAKE = _("Om det fördes in av misstag. Loggen visar att det har tagits bort.")
EMPTY = ("", _("Välj"))


class NewForm(forms.Form):
    """A form of something new: `request_key` makes the same form sent twice make it once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


def _months(label: Any, help_text: Any = "", *, required: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=360, required=required)


class _Party(forms.Form):
    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    stands_for = forms.ChoiceField(label=_("Vem företräder den?"), choices=[EMPTY, *StandsFor.choices])
    contact_function = forms.CharField(
        label=_("Kontaktperson: funktion"),
        required=False,
        max_length=120,
        help_text=_("Skriv funktionen, till exempel landsbygdsutvecklaren. Inget namn."),
    )
    contact_phone = forms.CharField(label=_("Telefon till funktionen"), required=False, max_length=40)
    contact_email = forms.EmailField(label=_("E-post till funktionen"), required=False)
    deputy_function = forms.CharField(
        label=_("Ersättare: funktion"),
        required=False,
        max_length=120,
        help_text=_("Den som svarar när den andra är borta."),
    )
    deputy_phone = forms.CharField(label=_("Ersättarens telefon"), required=False, max_length=40)
    deputy_email = forms.EmailField(label=_("Ersättarens e-post"), required=False)
    answer_hours = forms.IntegerField(
        label=_("Svarar inom så många arbetstimmar"),
        required=False,
        min_value=1,
        max_value=400,
        help_text=_("Åtta arbetstimmar är en arbetsdag."),
    )
    time_amount = forms.DecimalField(
        label=_("Tid som väntas"), required=False, min_value=0, max_value=1000, decimal_places=1, localize=True
    )
    time_per = forms.ChoiceField(label=_("Tiden räknas i"), required=False, choices=[EMPTY, *TimePer.choices])
    time_for = forms.CharField(
        label=_("Vad tiden ska gå till"),
        required=False,
        max_length=300,
        help_text=_("Till exempel: svara på frågor från servicepunkten och vara med på fyra möten om året."),
    )


class NewPartyForm(NewForm, _Party):
    """An organisation that is not among the place's parties yet."""


class PartyForm(_Party, VersionForm):
    """A party of the place."""

    remove = forms.BooleanField(label=_("Ta bort parten"), required=False, help_text=BY_MISTAKE)


class _Needed(forms.Form):
    kind = forms.ChoiceField(label=_("Vad för slags avtal?"), choices=[EMPTY, *Kind.choices])
    parties = forms.CharField(
        label=_("Mellan vilka?"),
        max_length=2000,
        help_text=_("En part på varje rad: organisationens namn, kolon, och vilken roll den har."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    why = forms.CharField(label=_("Varför behövs det?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    wanted_on = forms.DateField(label=_("Önskas gälla från"), required=False, widget=DayInput())
    state = forms.ChoiceField(
        label=_("Läge"),
        choices=Needed.State.choices,
        help_text=_("När avtalet skrivs här visas läget av sig självt."),
    )

    def clean_parties(self) -> str:
        """One party a line, without empty lines."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["parties"].splitlines())
        return "\n".join(line for line in lines if line)


class NewNeededForm(NewForm, _Needed):
    """An agreement that a place needs."""


class NeededForm(_Needed, VersionForm):
    """One that was listed before."""

    remove = forms.BooleanField(label=_("Ta bort raden"), required=False, help_text=BY_MISTAKE)


class PercentField(forms.DecimalField):
    """A share that people read and write in per cent, with a decimal, and the platform keeps in whole per mille."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=20, decimal_places=1, localize=True, **kwargs)

    def clean(self, value: object) -> int | None:
        """The share in per mille; None when nothing was typed."""
        text = str(value or "").strip().removesuffix("%").strip() if not isinstance(value, int) else value
        percent = super().clean(text)
        return None if percent is None else int(percent * 10)

    def prepare_value(self, value: object) -> object:
        """Per mille as per cent; what was typed stays as it was."""
        return number_format(Decimal(value) / 10, use_l10n=True) if isinstance(value, int) else value


class _Terms(forms.Form):
    kind = forms.ChoiceField(label=_("Vad för slags avtal?"), choices=Kind.choices)
    title = forms.CharField(label=_("Rubrik"), max_length=160)
    purpose = forms.CharField(label=_("Syfte"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    from_on = forms.DateField(label=_("Första dag"), widget=DayInput())
    last_on = LastDayField(label=_("Sista dag"), widget=DayInput())
    intention_years = forms.IntegerField(
        label=_("Parterna avser att samverka i så många år"),
        min_value=0,
        max_value=30,
        help_text=_("PM:et säger fem. Avtalstiden kan vara kortare om avtalet säger hur det förlängs."),
    )
    extending = forms.ChoiceField(label=_("Förlängning"), choices=Agreement.Extending.choices, widget=forms.RadioSelect)
    extension_months = _months(_("En förlängning är så många månader"), required=False)
    extensions = forms.IntegerField(label=_("Högst så många förlängningar"), min_value=0, max_value=30, required=False)
    index_per_mille = PercentField(
        label=_("Uppräkning per år, i procent"),
        help_text=_("Till exempel 2 eller 2,5. Skriv 0 om beloppen inte räknas upp."),
    )
    notice_months = _months(_("Uppsägning senast så många månader före slutet"))
    warning_months = _months(
        _("Börja tala om fortsättningen så många månader före slutet"),
        _("En tidig varning: alla hinner planera om avtalet inte förlängs."),
    )
    follow_months = _months(_("Åtagandena följs upp var så många månader"), least=1)
    transfer = forms.CharField(
        label=_("Om utföraren byts"),
        required=False,
        max_length=2000,
        help_text=_("Till exempel när butiken säljs: vem tar över, och vem måste godkänna det?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ending = forms.CharField(
        label=_("När avtalet slutar"),
        required=False,
        max_length=2000,
        help_text=_("Vad händer med utrustning, nycklar, uppgifter och pengar?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_extension_months(self) -> int:
        """Nothing typed is none."""
        return self.cleaned_data["extension_months"] or 0

    def clean_extensions(self) -> int:
        """Nothing typed is none."""
        return self.cleaned_data["extensions"] or 0


class NewAgreementForm(NewForm, _Terms):
    """An agreement that begins to be written."""


class TermsForm(_Terms, VersionForm):
    """The terms of an agreement that is written."""


class SupplementForm(forms.Form):
    """From when an agreement is to be replaced by a new one."""

    from_on = forms.DateField(
        label=_("Tilläggsavtalet börjar gälla"),
        widget=DayInput(),
        help_text=_("Det gamla avtalet gäller till dess, och bara om det nya hinner skrivas under."),
    )


HOW_TO_SIGN = ((True, _("Godkänner i Servicepunkt")), (False, _("Undertecknar på papper som förs in som PDF")))


def _yes(value: object) -> bool:
    return value in (True, "True")


class _Side(forms.Form):
    role = forms.CharField(
        label=_("Roll i avtalet"), required=False, max_length=120, help_text=_("Till exempel beställare eller värd.")
    )
    signs_here = forms.TypedChoiceField(
        label=_("Hur skriver parten under?"),
        coerce=_yes,
        choices=HOW_TO_SIGN,
        widget=forms.RadioSelect,
        help_text=_(
            "Bara bygden, kommunen, länsstyrelsen eller Regionen och den som har en egen plats kan godkänna här."
        ),
    )


class NewSideForm(_Side):
    """One of the place's parties that is to be in the agreement."""

    party = forms.ModelChoiceField(label=_("Part"), queryset=Party.objects.none(), empty_label=EMPTY[1])
    field_order = ("party", "role", "signs_here")

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party"]
        field.queryset = parties


class SideForm(_Side, VersionForm):
    """A party of the agreement."""

    remove = forms.BooleanField(label=_("Ta bort parten ur avtalet"), required=False)


class _Commitment(forms.Form):
    menu = forms.ChoiceField(label=_("Vad gäller det?"))
    doer = forms.TypedChoiceField(label=_("Vem gör det?"), coerce=int)
    what = forms.CharField(label=_("Vad åtar sig parten?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    level = forms.ChoiceField(
        label=_("Hur långt går tjänsten?"),
        choices=Level.choices,
        help_text=_("Bara myndigheter kan åta sig myndighetsuppgifter åt varandra (lag 2019:212)."),
    )
    measure = forms.CharField(
        label=_("Så mäts det"),
        required=False,
        max_length=300,
        help_text=_("Till exempel: öppet minst sex timmar om dagen, fem dagar i veckan."),
    )
    amount_ore = KronorField(
        label=_("Ersättning per år"), required=False, help_text=_("I kronor. Tomt om inget betalas.")
    )
    payer = forms.TypedChoiceField(label=_("Vem betalar?"), required=False, coerce=int, empty_value=None)
    deduction_percent = forms.IntegerField(
        label=_("Avdrag när det inte hålls, i procent"),
        min_value=0,
        max_value=100,
        help_text=_("Av ersättningen för den tid åtagandet inte hölls; hälften om det delvis hölls."),
    )
    hours = forms.DecimalField(
        label=_("Timmar"), required=False, min_value=0, max_value=1000, decimal_places=1, localize=True
    )
    hours_per = forms.ChoiceField(label=_("Timmarna räknas"), required=False, choices=[EMPTY, *HoursPer.choices])
    from_on = forms.DateField(label=_("Första dag, om en annan än avtalets"), required=False, widget=DayInput())
    last_on = LastDayField(label=_("Sista dag, om en annan än avtalets"), required=False, widget=DayInput())

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(side.pk, side.party.organisation) for side in sides]
        fields: Any = self.fields
        fields["menu"].choices = [(one.key, one.title.here()) for one in menu().values()]
        fields["doer"].choices = [EMPTY, *names]
        fields["payer"].choices = [("", _("Ingen")), *names]

    def clean_amount_ore(self) -> int:
        """Nothing typed is nothing paid."""
        return self.cleaned_data["amount_ore"] or 0


class NewCommitmentForm(NewForm, _Commitment):
    """Something that a party promises."""


class CommitmentForm(_Commitment, VersionForm):
    """What was written before."""

    remove = forms.BooleanField(label=_("Ta bort åtagandet"), required=False)
