"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts
from servicepunkt.places.models import AreaPlace

tell_acts(
    "programme",
    {
        "load": pgettext_lazy("logg", "läste in programmet"),
        "pay": pgettext_lazy("logg", "förde in en utbetalning"),
        "account": pgettext_lazy("logg", "noterade en redovisning"),
        "sent": pgettext_lazy("logg", "noterade en skickad rapport"),
        "bear": pgettext_lazy("logg", "förde in en kostnad eller eget arbete"),
        "strike": pgettext_lazy("logg", "tog bort en kostnad eller eget arbete"),
        "remove": pgettext_lazy("logg", "tog bort uppgifter om bygden"),
        "plan": pgettext_lazy("logg", "planerade eller noterade ett möte"),
        "call": pgettext_lazy("logg", "kallade till ett möte"),
        "cancel": pgettext_lazy("logg", "ställde in ett möte"),
        "attend": pgettext_lazy("logg", "förde in vilka som var med på ett möte"),
        "adjust": pgettext_lazy("logg", "fick ett mötes protokoll justerat"),
        "tell": pgettext_lazy("logg", "noterade att styrelsen har fått ett protokoll"),
        "answer": pgettext_lazy("logg", "förde in vad styrelsen svarade på ett protokoll"),
        "agenda": pgettext_lazy("logg", "skrev på ett mötes dagordning"),
        "take_up": pgettext_lazy("logg", "lade fram ett beslut för ett möte"),
        "resolve": pgettext_lazy("logg", "förde in vad ett möte beslutade"),
        "vote": pgettext_lazy("logg", "förde in hur platserna röstade"),
        "task": pgettext_lazy("logg", "förde in en uppgift"),
        "done": pgettext_lazy("logg", "noterade en uppgift som klar"),
        "feed": pgettext_lazy("logg", "ändrade sin egen kalenderadress"),
        "balance": pgettext_lazy("logg", "förde in hur gruppen är sammansatt"),
        "envision": pgettext_lazy("logg", "skrev bygdens vision"),
        "meet": pgettext_lazy("logg", "förde in ett möte eller en kontakt"),
        "apply": pgettext_lazy("logg", "förde in en ansökan om pengar till förstudien"),
    },
)
tell_acts(AreaPlace, {"divide": pgettext_lazy("logg", "ändrade ortens region eller osäkerhet")})
