"""What the acts of this room are called in the journal."""

from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

from .models import Questionnaire

tell_acts(
    "needs",
    {
        "build": pgettext_lazy("logg", "arbetade med en enkät"),
        "publish": pgettext_lazy("logg", "öppnade en enkät för svar"),
        "close": pgettext_lazy("logg", "stängde en enkät"),
        "reopen": pgettext_lazy("logg", "öppnade en stängd enkät igen"),
        "codes": pgettext_lazy("logg", "gjorde koder till hushållen"),
        "forget": pgettext_lazy("logg", "tog bort den som erbjudit hjälp"),
        "release": pgettext_lazy("logg", "släppte en enkäts resultat"),
        "hide": pgettext_lazy("logg", "dolde ett fritt svar i en enkät"),
        "show": pgettext_lazy("logg", "visade ett dolt svar i en enkät igen"),
        "count": pgettext_lazy("logg", "förde in ortens befolkning"),
        "gather": pgettext_lazy("logg", "förde in eller sorterade idéer"),
        "remove": pgettext_lazy("logg", "tog bort en idé eller ett tema"),
    },
)
tell_acts(Questionnaire, {"remove": pgettext_lazy("logg", "tog bort ett utkast till enkät")})
