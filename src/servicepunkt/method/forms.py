"""Forms of the way of working. They only parse; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.core import clock

from .models import Statement
from .spec import MethodSpec


class DayField(forms.DateField):
    """A day, chosen with the browser's own calendar; today unless something else is said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("initial", clock.today)
        kwargs.setdefault("error_messages", {"invalid": _("Skriv dagen som år-månad-dag, till exempel 2026-11-23.")})
        super().__init__(**kwargs)


class StatementForm(forms.Form):
    """What a seat says about a requirement. `seen` is the statement that stood when the form was opened."""

    says = forms.ChoiceField(label=_("Hur står det till?"), widget=forms.RadioSelect)
    on = DayField(label=_("Sedan vilken dag?"))
    note = forms.CharField(
        label=_("Anteckning"),
        help_text=_(
            "Vad hände, vilka var med, var finns underlaget? Skriv inga personnummer eller känsliga uppgifter."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    upload = forms.FileField(
        label=_("Bifoga en fil"),
        help_text=_("PDF, bild, Word, Excel eller text. Högst 10 MB."),
        required=False,
        allow_empty_file=True,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        says = self.fields["says"]
        assert isinstance(says, forms.ChoiceField)
        met = [(Statement.Says.MET, _("Det är uppfyllt")), (Statement.Says.NOT_MET, _("Det återstår"))]
        off = [(Statement.Says.NOT_RELEVANT, _("Det är inte aktuellt här – gruppen har beslutat det"))]
        says.choices = [(str(value), label) for value, label in (met if stated else []) + off]
        if not stated:
            says.initial = str(Statement.Says.NOT_RELEVANT)
            self.fields["note"].required = True


class ConfirmationForm(forms.Form):
    """A party's yes or no at a gate."""

    yes = forms.ChoiceField(
        label=_("Ert svar"), widget=forms.RadioSelect, choices=[("yes", _("Ja")), ("no", _("Nej, inte ännu"))]
    )
    on = DayField(label=_("Vilken dag beslutades det?"))
    note = forms.CharField(
        label=_("Vad bygger svaret på?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, note_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = note_required


class PassageForm(forms.Form):
    """The decision that a place passes a gate: at full scale, or a named stage with its services."""

    mode = forms.ChoiceField(label=_("Hur startar ni?"), widget=forms.RadioSelect)
    stage = forms.CharField(
        label=_("Etappens namn"), help_text=_("Om ni startar etappvis."), max_length=120, required=False
    )
    services = forms.MultipleChoiceField(
        label=_("Vad ingår i etappen?"),
        help_text=_("Om ni startar etappvis."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = DayField(label=_("Vilken dag fattades beslutet?"))

    def __init__(self, *args: Any, spec: MethodSpec, modes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {"full": _("Fullskaligt: allt på en gång"), "stages": _("Etappvis: en del först")}
        mode, services = self.fields["mode"], self.fields["services"]
        assert isinstance(mode, forms.ChoiceField) and isinstance(services, forms.MultipleChoiceField)
        mode.choices = [(key, titles[key]) for key in modes]
        mode.initial = modes[0]
        services.choices = [(s.key, s.title.here()) for s in spec.services]
        if "stages" not in modes:
            del self.fields["stage"], self.fields["services"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mode") == "stages" and not data.get("stage", "").strip():
            self.add_error("stage", _("Ge etappen ett namn, till exempel Etapp 1."))
        if data.get("mode") == "stages" and not data.get("services"):
            self.add_error("services", _("Välj minst en sorts service som etappen startar med."))
        return data


class AdoptionForm(forms.Form):
    """The decision to move to another version of the way of working."""

    note = forms.CharField(
        label=_("Varför byter ni?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=True
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
