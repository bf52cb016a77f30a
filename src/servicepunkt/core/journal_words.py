"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from .acts import tell_acts

tell_acts(
    "core",
    {
        "ask": pgettext_lazy("logg", "bad om något som tar en stund"),
        "cancel": pgettext_lazy("logg", "avbröt ett arbete"),
        "again": pgettext_lazy("logg", "lät göra om ett arbete"),
        "resend": pgettext_lazy("logg", "skickade ett brev igen"),
        "unsend": pgettext_lazy("logg", "ställde in ett brev"),
    },
)
