"""The form in which premises are chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from servicepunkt.sheets.forms import SeenForm
from servicepunkt.supply.models import Premises

from .models_sheets import PremisesChoice


class PremisesForm(SeenForm):
    """Which premises, why, who owns them and what must be done before. `seen_version` is the choice's."""

    premises = forms.TypedChoiceField(label=_("Lokal"), coerce=int)
    why = forms.CharField(
        label=_("Varför den"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vad som avgjorde, till exempel entré utan trappsteg och bra uppkoppling."),
    )  # fmt: skip
    owner = forms.CharField(
        label=_("Vem som äger den"), max_length=120, help_text=_("Organisationen, aldrig en privatperson.")
    )
    before = forms.CharField(
        label=_("Vad som behöver göras innan"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, premises: Iterable[Premises], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["premises"]
        assert isinstance(field, forms.ChoiceField)
        self.names = {one.pk: one.name for one in premises}
        field.choices = [("", _("Välj")), *self.names.items()]


def typed_choice(choice: PremisesChoice | None) -> dict[str, object]:
    """What stands in the form when it is opened."""
    if choice is None:
        return {"seen_version": 0}
    return {
        "seen_version": choice.version, "premises": choice.premises_id, "why": choice.why, "owner": choice.owner,
        "before": choice.before,
    }  # fmt: skip
