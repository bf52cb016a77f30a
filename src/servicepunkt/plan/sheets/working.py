"""The sheets of how the service point works: opening hours, staffing, training (M18), secrecy (M20), safety (M19)."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.sheets.fields import Choice, Day, Money, Text, Values, Whole
from servicepunkt.sheets.spec import Faults, Sheet
from servicepunkt.supply.hours import DAYS
from servicepunkt.supply.sheets.spaces import not_later_than_today

from ..book import BOOK
from ..models_sheets import Confidentiality, OpeningWeek, Safety, Staffing, Training, Unstaffed
from .fields import DayHours, WeekHours
from .offering import NOTE, ORGANISATION

_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{2,28}")
DAY_FIELDS = tuple(f"day{number}" for number in range(7))


OPENING = Sheet(
    book=BOOK,
    key="openingweek",
    slug="oppettider",
    tab="Öppettider",
    model=OpeningWeek,
    title=gettext_lazy("Öppettider"),
    lead=gettext_lazy("Vilka tider ska gälla? Ambitionen är öppet på kontorstid alla vardagar."),
    new=gettext_lazy("Nya öppettider"),
    add=gettext_lazy("Lägg till öppettider"),
    groups=(
        (
            "",
            (
                Text("name", gettext_lazy("Namn"), gettext_lazy("Till exempel Vanliga veckor."), required=True),
                *(DayHours(name, title) for name, title in zip(DAY_FIELDS, DAYS, strict=True)),
            ),
        ),
        (
            gettext_lazy("Behovet"),
            (
                Whole(
                    "people", gettext_lazy("Hur många som behövs på plats"), gettext_lazy("0 om det är obemannat."),
                    most=50,
                ),
                Text(
                    "need", gettext_lazy("När invånarna behöver att det är öppet"),
                    gettext_lazy("Vad enkäten och mötena säger om tiderna."), lines=True,
                ),
                Text(
                    "hindrance", gettext_lazy("Vad som hindrar kontorstid"),
                    gettext_lazy("Om det inte är öppet 8–17 alla vardagar."), lines=True,
                ),
                NOTE,
            ),
        ),
    ),
    same=("name",),
    heading=("name",),
    listed=(*DAY_FIELDS, "people"),
    enough=0,
)  # fmt: skip


def _staffing(values: Values) -> Faults:
    if values["paid"] == Staffing.Paid.PAID and values["hour_ore"] is None:
        yield "hour_ore", _("Skriv vad en timme kostar, med sociala avgifter.")
    if values["paid"] == Staffing.Paid.VOLUNTEER and values["hour_ore"]:
        yield "hour_ore", _("Den som arbetar ideellt kostar inget per timme. Lämna det tomt.")


STAFFING = Sheet(
    book=BOOK,
    key="staffing",
    slug="bemanning",
    tab="Bemanning",
    model=Staffing,
    title=gettext_lazy("Bemanning"),
    lead=gettext_lazy("Vilka funktioner behövs, hur många timmar i veckan, och vem tar över när någon är sjuk?"),
    new=gettext_lazy("Ny funktion"),
    add=gettext_lazy("Lägg till en funktion"),
    groups=(
        (
            "",
            (
                Text(
                    "function", gettext_lazy("Funktion"), gettext_lazy("Till exempel Servicevärd, aldrig ett namn."),
                    required=True,
                ),
                Choice("paid", gettext_lazy("Lön eller ideellt"), required=True, choices=Staffing.Paid.choices),
                WeekHours(
                    "week_minutes", gettext_lazy("Timmar i veckan"), gettext_lazy("I hela kvartar: 20 eller 7,5."),
                    required=True,
                ),
                Money("hour_ore", gettext_lazy("Kostnad per timme i kronor"), gettext_lazy("Med sociala avgifter.")),
                Text(
                    "competences", gettext_lazy("Kunskaper"),
                    gettext_lazy("De områden som den ska känna till."), lines=True,
                ),
                Text("when_ill", gettext_lazy("Vid sjukdom"), gettext_lazy("Vilken funktion som tar över, och hur.")),
                NOTE,
            ),
        ),
    ),
    same=("function",),
    heading=("function",),
    listed=("paid", "week_minutes", "hour_ore", "competences", "when_ill"),
    check=_staffing,
    enough=0,
)  # fmt: skip


UNSTAFFED = Sheet(
    book=BOOK,
    key="unstaffed",
    slug="obemannad-tid",
    tab="Obemannad tid",
    model=Unstaffed,
    title=gettext_lazy("Obemannad tid"),
    lead=gettext_lazy("När är det öppet utan personal, hur kommer man in, och vem hjälper till då?"),
    new=gettext_lazy("Ny obemannad tid"),
    add=gettext_lazy("Lägg till en obemannad tid"),
    groups=(
        (
            "",
            (
                Text("when", gettext_lazy("När"), gettext_lazy("Till exempel vardagar 17–21."), required=True),
                WeekHours("week_minutes", gettext_lazy("Timmar i veckan"), required=True),
                Text("way_in", gettext_lazy("Hur man kommer in"), required=True),
                Text("available", gettext_lazy("Vad som går att göra då")),
                Text("help_by", gettext_lazy("Vem man når om något krånglar"), gettext_lazy("Funktion, inte namn.")),
                NOTE,
            ),
        ),
    ),
    same=("when",),
    heading=("when",),
    listed=("week_minutes", "way_in", "available", "help_by"),
)  # fmt: skip


TRAINING = Sheet(
    book=BOOK,
    key="training",
    slug="utbildning",
    tab="Utbildning",
    model=Training,
    title=gettext_lazy("Utbildning"),
    lead=gettext_lazy("Vilken utbildning behövs, för vilken uppgift, vem ger den och när?"),
    new=gettext_lazy("Ny utbildning"),
    add=gettext_lazy("Lägg till en utbildning"),
    groups=(
        (
            "",
            (
                Text("what", gettext_lazy("Utbildning"), required=True),
                Text("task", gettext_lazy("För vilken uppgift"), required=True),
                Text("giver", gettext_lazy("Vem som ger den"), ORGANISATION),
                Text("when", gettext_lazy("När"), gettext_lazy("Till exempel före starten, eller varje höst.")),
                Money("cost_ore", gettext_lazy("Kostnad i kronor"), gettext_lazy("0 om den är gratis.")),
                NOTE,
            ),
        ),
    ),
    same=("what", "task"),
    heading=("what",),
    listed=("task", "giver", "when", "cost_ore"),
    enough=0,
)  # fmt: skip


SECRECY = Sheet(
    book=BOOK,
    key="confidentiality",
    slug="sekretess",
    tab="Sekretess",
    model=Confidentiality,
    title=gettext_lazy("Sekretess"),
    lead=gettext_lazy("I vilka uppgifter möter man något hemligt, vem får se det, och hur hjälper man utan att något "
                      "kommer ut?"),
    new=gettext_lazy("Ny uppgift med sekretess"),
    add=gettext_lazy("Lägg till en uppgift"),
    groups=(
        (
            "",
            (
                Text("task", gettext_lazy("Uppgift"), gettext_lazy("Till exempel Hjälp med ansökan."), required=True),
                Text("secret", gettext_lazy("Vad som är hemligt"), lines=True),
                Text("who_may", gettext_lazy("Vem som får se det"), gettext_lazy("Funktioner, inte namn.")),
                Text("how", gettext_lazy("Hur hjälpen ges"), gettext_lazy("Så att inget kommer ut."), lines=True),
                Text(
                    "rule", gettext_lazy("Regel"),
                    gettext_lazy("Lag och paragraf, till exempel offentlighets- och sekretesslagen 26 kap. 1 §, "
                                 "eller avtal."),
                ),
                NOTE,
            ),
        ),
    ),
    same=("task",),
    heading=("task",),
    listed=("secret", "who_may", "how", "rule"),
    enough=0,
)  # fmt: skip


def _safety(values: Values) -> Faults:
    yield from not_later_than_today("practised_on", values)
    phone = values["contact_phone"]
    if phone and not _PHONE.fullmatch(str(phone)):
        yield "contact_phone", _("Skriv numret med siffror, till exempel 0640-123 45 eller 112.")
    if phone and not values["contact_function"]:
        yield "contact_function", _("Skriv vilken funktion som svarar på numret.")
    if values["function"] == Safety.Function.OTHER and not values["what"]:
        yield "what", _("Skriv vad det är.")


SAFETY = Sheet(
    book=BOOK,
    key="safety",
    slug="trygghet",
    tab="Trygghet",
    model=Safety,
    title=gettext_lazy("Trygghet"),
    lead=gettext_lazy("Vad kan servicepunkten göra när någon behöver hjälp eller vid en kris, och med vilka?"),
    new=gettext_lazy("Ny trygghetsfunktion"),
    add=gettext_lazy("Lägg till en trygghetsfunktion"),
    groups=(
        (
            "",
            (
                Choice("function", gettext_lazy("Funktion"), required=True, choices=Safety.Function.choices),
                Text("what", gettext_lazy("Vad som krävs"), gettext_lazy("Till exempel elverk och nycklar.")),
                Text(
                    "with_whom", gettext_lazy("Tillsammans med"),
                    gettext_lazy("Organisationer, aldrig en privatperson."),
                ),
            ),
        ),
        (
            gettext_lazy("Kontakt i kris"),
            (
                Text("contact_organisation", gettext_lazy("Organisation")),
                Text(
                    "contact_function", gettext_lazy("Vem som svarar"),
                    gettext_lazy("Funktion, till exempel Räddningschef i beredskap. Aldrig ett namn."),
                ),
                Text("contact_phone", gettext_lazy("Telefon"), gettext_lazy("Aldrig en privatpersons nummer.")),
                Day("practised_on", gettext_lazy("Senast övat")),
                NOTE,
            ),
        ),
    ),
    same=("function", "what"),
    heading=("function", "what"),
    listed=("with_whom", "contact_organisation", "contact_function", "contact_phone", "practised_on"),
    check=_safety,
)  # fmt: skip
