"""The sheets of what the service point is to give: the offering (M27, M15) and technology-supported service (M26)."""

from collections import Counter

from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.words import search_key
from servicepunkt.places.models import Place
from servicepunkt.sheets.fields import Choice, Several, Text, Values
from servicepunkt.sheets.spec import Faults, Link, Sheet
from servicepunkt.supply.hours import SHORT
from servicepunkt.supply.models import PUBLIC, Channel, Level, Offer, Sector
from servicepunkt.supply.reference import areas
from servicepunkt.supply.sheets.spaces import DAYS_IN_WORDS

from ..book import BOOK
from ..models_sheets import Offering, TechService

ORGANISATION = gettext_lazy("Organisationen, aldrig en privatperson.")
NOTE = Text("note", gettext_lazy("Anteckning"), lines=True, width=40)
Begins = Offering.Begins


def source_of(offer: Offer) -> str:
    """What an offer of today is called on a row of the offering that builds on it."""
    return f"{offer.service} ({offer.provider})"[: Offering._meta.get_field("source").max_length]


def _named(place: Place, locked: bool) -> dict[str, int]:
    """What can be named of the supply: each row by service and provider, and by its service where only one has it."""
    offers = list((Offer.objects.select_for_update() if locked else Offer.objects).filter(place=place).order_by("-id"))
    services = Counter(search_key(offer.service) for offer in offers)
    alone = {offer.service: offer.pk for offer in offers if services[search_key(offer.service)] == 1}
    return alone | {source_of(offer): offer.pk for offer in offers}


def _shown(place: Place) -> list[str]:
    return [source_of(offer) for offer in Offer.objects.filter(place=place)]


def _offering(values: Values) -> Faults:
    begins = values["begins"]
    if values["level"] == Level.AUTHORITY and values["sector"] not in PUBLIC:
        yield (
            "level",
            _(
                "Bara en myndighet får sköta en myndighetsuppgift (lag 2019:212). "
                "En förening eller ett företag kan ge information, vägleda eller vara ombud."
            ),
        )
    if begins == Begins.LATER and not values["about_when"]:
        yield "about_when", _("Skriv ungefär när det kommer.")
    elif begins != Begins.LATER and values["about_when"]:
        yield "about_when", _("Skriv när bara för det som kommer senare.")
    if begins == Begins.NOT and not values["note"]:
        yield "note", _("Skriv hur ni har bedömt att det inte ska finnas.")


OFFERING = Sheet(
    book=BOOK,
    key="offering",
    slug="erbjudandet",
    tab="Erbjudandet",
    model=Offering,
    title=gettext_lazy("Erbjudandet"),
    lead=gettext_lazy("Vilken service ska finnas i servicepunkten, från start och senare? Vem ger den?"),
    new=gettext_lazy("Ny tjänst i erbjudandet"),
    add=gettext_lazy("Lägg till en tjänst"),
    groups=(
        (
            "",
            (
                Text("what", gettext_lazy("Service"), gettext_lazy("Till exempel Hjälp med e-tjänst."), required=True),
                Choice("sector", gettext_lazy("Sektor"), required=True, choices=Sector.choices),
                Choice(
                    "area", gettext_lazy("Område"), required=True,
                    choices=[(key, lazystr(area.title)) for key, area in areas().items()],
                ),
                Choice(
                    "begins", gettext_lazy("När den finns"),
                    gettext_lazy("Ska inte finnas: för en service som ni har prövat och valt bort."),
                    required=True, choices=Begins.choices,
                ),
                Text("about_when", gettext_lazy("Ungefär när"), gettext_lazy("Bara för det som kommer senare.")),
                Choice(
                    "level", gettext_lazy("Nivå"),
                    gettext_lazy("En myndighetsuppgift kan bara en myndighet ha (lag 2019:212)."),
                    required=True, choices=Level.choices,
                ),
                Choice("channel", gettext_lazy("Hur"), required=True, choices=Channel.choices),
                Text("who", gettext_lazy("Vem som ger den"), ORGANISATION, required=True),
                Text(
                    "competence", gettext_lazy("Kunskap som krävs"),
                    gettext_lazy("Vad den som vägleder eller är ombud behöver kunna."), lines=True,
                ),
                Text(
                    "source", gettext_lazy("Kommer ur utbudet"),
                    gettext_lazy("Den tjänst i dagens utbud som det bygger på, om någon. Välj eller skriv fritt."),
                ),
                NOTE,
            ),
        ),
    ),
    same=("what", "who"),
    heading=("what",),
    listed=("sector", "begins", "about_when", "level", "who"),
    check=_offering,
    enough=0,
    link=Link("source", "offer", _named, _shown),
)  # fmt: skip


TECH = Sheet(
    book=BOOK,
    key="techservice",
    slug="teknikstod",
    tab="Teknikstödd service",
    model=TechService,
    title=gettext_lazy("Teknikstödd service och lantbrevbärare"),
    lead=gettext_lazy("Hur hör e-handel, e-hälsa och lantbrevbäraren ihop med servicepunkten?"),
    new=gettext_lazy("Ny tjänst med teknikstöd"),
    add=gettext_lazy("Lägg till en tjänst"),
    groups=(
        (
            "",
            (
                Choice("kind", gettext_lazy("Slag"), required=True, choices=TechService.Kind.choices),
                Text("what", gettext_lazy("Vad"), gettext_lazy("Till exempel Paket och returer."), required=True),
                Text("who", gettext_lazy("Vem som gör det"), ORGANISATION),
                Several(
                    "days", gettext_lazy("Dagar"), gettext_lazy("Lämna tomt om det går alla öppna dagar."),
                    parts=SHORT, shortcuts=DAYS_IN_WORDS,
                ),
                Text(
                    "takes", gettext_lazy("Vad som krävs"),
                    gettext_lazy("Till exempel avskilt rum, skärm, avtal eller utbildning."), lines=True,
                ),
                NOTE,
            ),
        ),
    ),
    same=("kind", "what"),
    heading=("what",),
    listed=("kind", "who", "days", "takes"),
)  # fmt: skip
