"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

tell_acts(
    "places",
    {
        "keep": pgettext_lazy("logg", "förde in uppgifter om orten"),
        "count": pgettext_lazy("logg", "förde in ortens befolkning"),
    },
)
