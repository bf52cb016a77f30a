"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts
from servicepunkt.sheets.journal_words import tell_sheets

from .models import Offer
from .sheets.register import SHEETS

tell_acts(
    "supply",
    {
        "keep": pgettext_lazy("logg", "förde in uppgifter om ortens utbud"),
        "remove": pgettext_lazy("logg", "tog bort uppgifter om ortens utbud"),
        "import": pgettext_lazy("logg", "läste in ortens utbud från en fil"),
        "load": pgettext_lazy("logg", "läste in en nationell förteckning"),
    },
)
tell_acts(
    Offer,
    {
        "keep": pgettext_lazy("logg", "förde in en tjänst i ortens utbud"),
        "remove": pgettext_lazy("logg", "tog bort en tjänst ur ortens utbud"),
    },
)
tell_sheets(SHEETS)
