"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

tell_acts(
    "method",
    {
        "load": pgettext_lazy("logg", "läste in ett arbetssätt"),
        "adopt": pgettext_lazy("logg", "antog arbetssättet"),
        "state": pgettext_lazy("logg", "intygade ett krav"),
        "confirm": pgettext_lazy("logg", "svarade vid en grind"),
        "decide": pgettext_lazy("logg", "fattade beslut vid en grind"),
    },
)
