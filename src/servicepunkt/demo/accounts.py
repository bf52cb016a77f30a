"""The ready accounts of the demonstration. Their people are invented, and example.com reaches nobody."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "servicepunkt"
EXAMPLE = "exempelprogrammet"
MEMO = "hallbara-lokala-servicelosningar-2010"


@dataclass(frozen=True)
class Invented:
    """An invented person: a name, and an address that reaches nobody."""

    name: str
    email: str


KARIN = Invented("Karin Granlund", "karin@example.com")
JOHAN = Invented("Johan Myrberg", "johan@example.com")
ELIN = Invented("Elin Tallroth", "elin@example.com")
BIRGITTA = Invented("Birgitta Svedjeland", "birgitta@example.com")
LARS = Invented("Lars Björkdal", "lars@example.com")
VERA = Invented("Vera Storbacka", "vera@example.com")
SOFIA = Invented("Sofia Rönnhed", "sofia@example.com")
ALI = Invented("Ali Nazari", "ali@example.com")
MARGARETA = Invented("Margareta Hasselgren", "margareta@example.com")


@dataclass(frozen=True)
class DemoAccount:
    """A ready account: what to type, and what it shows."""

    email: str
    password: str
    what: Promise


@dataclass(frozen=True)
class DemoSurvey:
    """What can be tried without logging in: the address of a questionnaire, and what it shows."""

    url: str
    what: str


def demo_accounts() -> list[DemoAccount]:
    """The ready accounts in the order of the login page. Their password is accepted in demo mode only."""
    shown = (
        (KARIN, _("Projektsamordnare: styr båda programmen, ser allt, för in möten, rapporter och pengar")),
        (JOHAN, _("Projektledare för två regioner: intygar, bedömer och beslutar om start")),
        (ELIN, _("Kontaktperson i Blåbärsvik: intygar, skriver och svarar för bygden")),
        (LARS, _("Kommunens företrädare i Blåbärsvik: kommunens ja är det enda som saknas för start")),
        (BIRGITTA, _("Kontaktperson i Kantarellboda, som har gått hela vägen: plan, budget, avtal och start")),
        (VERA, _("Intervjuare i Blåbärsvik: skriver in svar på enkäter och inget annat")),
        (SOFIA, _("Ledamot i styr- och referensgruppen: följer alla orter")),
        (ALI, _("Finansiär: ser bara mål och samlade siffror")),
        (MARGARETA, _("Projektägare: har alla rättigheter utom det som är bygdens eget")),
    )
    return [DemoAccount(one.email, PASSWORD, what) for one, what in shown]
