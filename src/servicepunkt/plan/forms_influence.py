"""Forms of how the village keeps its say. They check what a person typed; what may be done the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.people.forms import DayInput, choices_of
from servicepunkt.programme.forms import VersionForm

from .actions_chapters import LONGEST_SHORT
from .operating import aid


def _long(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_SHORT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class InfluenceForm(VersionForm):
    """How the village has a say and how development goes on."""

    influence = _long(
        _("Så har bygden inflytande"), _("Vem ansvarar för vad, och hur kan invånarna påverka servicepunkten?")
    )
    deciding = _long(_("Så fattas besluten"), _("Vilka frågor beslutar vem, hur ofta, och hur blir det känt?"))
    development = _long(
        _("Så fortsätter utvecklingen efter starten"), _("Hur fångas nya behov upp, och vad görs med dem?")
    )
    development_who = forms.CharField(
        label=_("Vilka driver utvecklingen?"),
        required=False,
        max_length=200,
        help_text=_("En grupp eller en roll, till exempel föreningens styrelse."),
    )
    development_often = forms.CharField(
        label=_("Hur ofta?"), required=False, max_length=120, help_text=_("Till exempel ”Fyra gånger om året”.")
    )


class _EntryFields(forms.Form):
    on = forms.DateField(label=_("Dag"), widget=DayInput())
    what = forms.CharField(label=_("Vad beslutades?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    body = forms.CharField(label=_("Vilka beslutade?"), max_length=120)
    written_in = forms.CharField(
        label=_("Var står det?"),
        required=False,
        max_length=200,
        help_text=_("Till exempel ”Protokoll 3 maj, paragraf 4”."),
    )


class NewEntryForm(_EntryFields):
    """A decision that is not in the log yet."""

    request_key = forms.UUIDField(widget=forms.HiddenInput())


class EntryForm(VersionForm, _EntryFields):
    """A decision in the log: put right, or taken away."""

    remove = forms.BooleanField(
        label=_("Ta bort beslutet ur loggen"),
        required=False,
        help_text=_("Om det fördes in av misstag. Loggen visar att det har tagits bort."),
    )


class AnswersForm(VersionForm):
    """The village's answers about operating forms: one field a question."""

    all_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in aid().questions:
            self.fields[question.key] = forms.ChoiceField(
                label=question.text.here(),
                required=False,
                choices=[("", _("Vi vet inte än")), *((one.key, one.text.here()) for one in question.options)],
                widget=forms.RadioSelect,
            )


class ChoiceForm(VersionForm):
    """Which operating form the village has chosen, and why."""

    chosen = forms.ChoiceField(label=_("Driftsform"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Varför?"), max_length=LONGEST_SHORT, widget=forms.Textarea(attrs={"rows": 5}))
    chosen_on = forms.DateField(label=_("Beslutad den"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "chosen").choices = [(form.key, form.title.here()) for form in aid().forms]
