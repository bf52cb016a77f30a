"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts
from servicepunkt.sheets.journal_words import tell_sheets

from .lines_budget import ACCOUNTS, COSTS, INCOMES, OWN_TIME, PURCHASES, SALES
from .models_budget import Budget
from .models_influence import Influence, LogEntry
from .models_legal import LegalValue
from .models_sheets import PlanSheets, PremisesChoice
from .sheets.register import SHEETS

tell_acts(
    "plan",
    {
        "write": pgettext_lazy("logg", "skrev i ett kapitel av planen"),
        "add_risk": pgettext_lazy("logg", "förde in en risk i ett kapitel av planen"),
        "change_risk": pgettext_lazy("logg", "ändrade en risk i ett kapitel av planen"),
        "remove_risk": pgettext_lazy("logg", "tog bort en risk ur ett kapitel av planen"),
        "decide": pgettext_lazy("logg", "förde in gruppens beslut om ett kapitel av planen"),
        "set_aside": pgettext_lazy("logg", "lade ett kapitel av planen åt sidan"),
        "take_up": pgettext_lazy("logg", "tog upp ett kapitel av planen igen"),
        "keep": pgettext_lazy("logg", "förde in uppgifter i planen"),
        "change": pgettext_lazy("logg", "ändrade uppgifter i planen"),
        "remove": pgettext_lazy("logg", "tog bort uppgifter ur planen"),
        "log": pgettext_lazy("logg", "förde in ett beslut i bygdens beslutslogg"),
        "answer": pgettext_lazy("logg", "svarade på frågorna om driftsform"),
        "choose": pgettext_lazy("logg", "förde in vilken driftsform bygden väljer"),
        "promise": pgettext_lazy("logg", "sparade vad starten lovar"),
        "repromise": pgettext_lazy("logg", "förde in ett beslut om ett löfte"),
        "approve": pgettext_lazy("logg", "fick ett av planens dokument godkänt"),
    },
)
tell_acts(Influence, {"write": pgettext_lazy("logg", "skrev hur bygden har inflytande över servicepunkten")})
tell_acts(
    LogEntry,
    {
        "change": pgettext_lazy("logg", "ändrade ett beslut i bygdens beslutslogg"),
        "remove": pgettext_lazy("logg", "tog bort ett beslut ur bygdens beslutslogg"),
    },
)
tell_acts(PremisesChoice, {"keep": pgettext_lazy("logg", "förde in vilken lokal bygden väljer")})
tell_acts(LegalValue, {"keep": pgettext_lazy("logg", "förde in ett belopp ur en lag eller förordning")})
tell_acts(
    Budget,
    {
        "keep": pgettext_lazy("logg", "förde in budgetens antaganden eller bokföringens summor"),
        "remove": pgettext_lazy("logg", "tog tillbaka att ett av budgetens blad är tomt"),
    },
)
tell_acts(
    PlanSheets,
    {
        "keep": pgettext_lazy("logg", "förde in att ett av planens blad är tomt, och varför"),
        "remove": pgettext_lazy("logg", "tog tillbaka att ett av planens blad är tomt"),
    },
)
tell_sheets((*SHEETS, COSTS, INCOMES, SALES, OWN_TIME, PURCHASES, ACCOUNTS))
