"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

from .models import Commitment, Needed, Party, Side
from .models_kept import FollowUp

tell_acts(
    "agreements",
    {
        "party": pgettext_lazy("logg", "förde in en part i ortens avtal"),
        "need": pgettext_lazy("logg", "förtecknade ett avtal som behövs"),
        "agree": pgettext_lazy("logg", "skrev i ett avtal"),
        "drop": pgettext_lazy("logg", "lade ner ett avtal"),
        "paper": pgettext_lazy("logg", "förde in ett avtal som undertecknats på papper"),
        "in_force": pgettext_lazy("logg", "gav den sista underskriften på ett avtal"),
        "follow_up": pgettext_lazy("logg", "följde upp ett åtagande i ett avtal"),
        "notice": pgettext_lazy("logg", "förde in en uppsägning av ett avtal"),
        "extend": pgettext_lazy("logg", "förde in att ett avtal har förlängts"),
        "remove": pgettext_lazy("logg", "tog bort uppgifter om ett avtal"),
    },
)
tell_acts(Party, {"remove": pgettext_lazy("logg", "tog bort en part i ortens avtal")})
tell_acts(Needed, {"remove": pgettext_lazy("logg", "tog bort ett avtal ur dem som behövs")})
tell_acts(Side, {"remove": pgettext_lazy("logg", "tog bort en part ur ett avtal")})
tell_acts(Commitment, {"remove": pgettext_lazy("logg", "tog bort ett åtagande ur ett avtal")})
tell_acts(FollowUp, {"remove": pgettext_lazy("logg", "tog bort en uppföljning av ett åtagande")})
