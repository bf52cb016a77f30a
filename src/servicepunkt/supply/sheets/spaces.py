"""The sheets of houses, connections and trips: premises (M21), connectivity (M16), transports (M17)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import clock
from servicepunkt.sheets.fields import Choice, Day, Field, Kilometres, Money, Route, Several, Text, Values, Whole
from servicepunkt.sheets.spec import Faults, Sheet

from ..book import BOOK
from ..hours import SHORT
from ..models_facts import EVERY_DAY, Connectivity, Premises, Transport, YesMaybe, YesNo

WEEKDAYS = 0b0011111
DAYS_IN_WORDS: Mapping[str, int] = {
    "vardagar": WEEKDAYS, "alla dagar": EVERY_DAY, "varje dag": EVERY_DAY,
}  # fmt: skip


def _yes_no(name: str, title: Promise | str, help: Promise | str = "", *, deciding: bool = False) -> Choice:
    return Choice(name, title, help, deciding=deciding, width=10, choices=YesNo.choices)


def not_later_than_today(name: str, values: Values) -> Faults:
    """What has been done was not done tomorrow."""
    day = values[name]
    if day is not None and str(day) > clock.today().isoformat():
        yield name, _("Dagen har inte varit än.")


_ACCESS: tuple[Field, ...] = (
    _yes_no("step_free", gettext_lazy("Entré utan trappsteg"), gettext_lazy("Eller med ramp."), deciding=True),
    _yes_no("accessible_toilet", gettext_lazy("Toalett för rullstol"), deciding=True),
    _yes_no("door_width", gettext_lazy("Dörrar breda nog"), gettext_lazy("Minst 80 cm fritt."), deciding=True),
    _yes_no("hearing_loop", gettext_lazy("Hörslinga")),
    Text(
        "way_there", gettext_lazy("Vägen dit"),
        gettext_lazy("Till fots, med buss och med bil, parkering, belysning."), deciding=True,
    ),
)  # fmt: skip
_ROOM: tuple[Field, ...] = (
    _yes_no(
        "privacy_corner", gettext_lazy("Plats för enskilda samtal"),
        gettext_lazy("Där ingen annan hör eller ser skärmen."), deciding=True,
    ),
    _yes_no("own_entrance", gettext_lazy("Egen ingång")),
    Whole("area_m2", gettext_lazy("Golvyta i m²"), least=1, most=20_000),
    Text("opening", gettext_lazy("När det går att ha öppet"), gettext_lazy("Vem har nyckel? Kvällar och helger?")),
)  # fmt: skip
_SUPPLIES: tuple[Field, ...] = (
    _yes_no("power", gettext_lazy("El")),
    _yes_no("backup_power", gettext_lazy("Reservkraft"), gettext_lazy("Eller uttag för elverk.")),
    Text("heating", gettext_lazy("Värme"), gettext_lazy("Till exempel fjärrvärme, pellets, ingen."), deciding=True),
    _yes_no("water", gettext_lazy("Vatten och avlopp")),
    Choice("connection", gettext_lazy("Uppkoppling"), deciding=True, choices=Premises.Connection.choices),
    Whole("down_mbit", gettext_lazy("Ner, Mbit/s"), most=100_000),
    Whole("up_mbit", gettext_lazy("Upp, Mbit/s"), most=100_000),
)
_COST: tuple[Field, ...] = (
    Money("rent_ore", gettext_lazy("Hyra per år i kronor"), gettext_lazy("0 om den är gratis."), deciding=True),
    Day("free_from_on", gettext_lazy("Ledig från")),
    Text("note", gettext_lazy("Anteckning"), lines=True, width=40),
)


def _speeds(values: Values) -> Faults:
    if values["connection"] == Premises.Connection.NONE and (values["down_mbit"] or values["up_mbit"]):
        yield "connection", _("Utan uppkoppling finns ingen hastighet. Ändra det ena eller det andra.")


PREMISES = Sheet(
    book=BOOK,
    key="premises",
    slug="lokaler",
    tab="Lokaler",
    model=Premises,
    title=gettext_lazy("Lokaler"),
    lead=gettext_lazy("Var kunde servicepunkten vara? Skriv upp varje tänkbar lokal och jämför dem sida vid sida."),
    new=gettext_lazy("Ny lokal"),
    add=gettext_lazy("Lägg till en lokal"),
    groups=(
        (
            "",
            (
                Text("name", gettext_lazy("Namn"), gettext_lazy("Till exempel Gamla skolan."), required=True),
                Choice("kind", gettext_lazy("Slag"), required=True, choices=Premises.Kind.choices),
                Text("owner", gettext_lazy("Ägare"), gettext_lazy("Organisationens namn, aldrig en privatpersons.")),
                Text("address", gettext_lazy("Adress")),
            ),
        ),
        (gettext_lazy("Ta sig dit och in"), _ACCESS),
        (gettext_lazy("Rummet"), _ROOM),
        (gettext_lazy("El, värme och uppkoppling"), _SUPPLIES),
        (gettext_lazy("Hyra och tid"), _COST),
    ),
    same=("name",),
    heading=("name",),
    listed=("kind", "owner", "step_free", "connection", "rent_ore"),
    check=_speeds,
    enough=2,
)


def _coverage(name: str, title: str) -> Choice:
    return Choice(name, title, width=12, choices=Connectivity.Coverage.choices)


CONNECTIVITY = Sheet(
    book=BOOK,
    key="connectivity",
    slug="uppkoppling",
    tab="Uppkoppling",
    model=Connectivity,
    title=gettext_lazy("Uppkoppling"),
    lead=gettext_lazy("Hur är bygden uppkopplad, del för del, och vad behöver bli bättre?"),
    new=gettext_lazy("Ny uppgift om uppkoppling"),
    add=gettext_lazy("Lägg till en del av bygden"),
    groups=(
        (
            "",
            (
                Text(
                    "where", gettext_lazy("Var"), gettext_lazy("En lokal eller en del av bygden: Norra byn."),
                    required=True,
                ),
                Choice("technology", gettext_lazy("Teknik"), required=True, choices=Connectivity.Technology.choices),
                Whole("down_mbit", gettext_lazy("Ner, Mbit/s"), most=100_000),
                Whole("up_mbit", gettext_lazy("Upp, Mbit/s"), most=100_000),
                Choice("told", gettext_lazy("Hur ni vet hastigheten"), choices=Connectivity.Told.choices),
            ),
        ),
        (
            gettext_lazy("Mobiltäckning"),
            (
                _coverage("telia", "Telia"),
                _coverage("tele2", "Tele2"),
                _coverage("telenor", "Telenor"),
                _coverage("tre", "Tre"),
            ),
        ),
        (
            gettext_lazy("Underlag"),
            (
                Text("source", gettext_lazy("Källa"), gettext_lazy("Till exempel egen mätning, PTS bredbandskarta.")),
                Day("seen_on", gettext_lazy("Dag"), gettext_lazy("När det mättes eller lästes.")),
                Text(
                    "missing", gettext_lazy("Vad som saknas"), gettext_lazy("Skriv ”inget” om det räcker."), lines=True
                ),
            ),
        ),
    ),
    same=("where", "technology"),
    heading=("where", "technology"),
    listed=("down_mbit", "up_mbit", "source", "missing"),
    check=lambda values: not_later_than_today("seen_on", values),
)  # fmt: skip


def _along(values: Values) -> Faults:
    if values["take_along"] in (YesMaybe.YES, YesMaybe.MAYBE) and not values["take_along_words"]:
        yield "take_along_words", _("Skriv vad som kan följa med.")


TRANSPORTS = Sheet(
    book=BOOK,
    key="transport",
    slug="transporter",
    tab="Transporter",
    model=Transport,
    title=gettext_lazy("Transporter"),
    lead=gettext_lazy("Vilka turer körs i bygden i dag, av vem och vilka dagar? Kan något mer följa med?"),
    new=gettext_lazy("Ny tur"),
    add=gettext_lazy("Lägg till en tur"),
    groups=(
        (
            "",
            (
                Text("name", gettext_lazy("Turen"), gettext_lazy("Till exempel Bokbussen."), required=True),
                Choice("purpose", gettext_lazy("För vad"), required=True, choices=Transport.Purpose.choices),
                Text(
                    "runner", gettext_lazy("Vem som kör"), gettext_lazy("Organisationen, aldrig en privatperson."),
                    required=True,
                ),
                Text("owner", gettext_lazy("Vem som äger fordonet")),
                Choice("vehicle", gettext_lazy("Fordon"), choices=Transport.Vehicle.choices),
                Text("capacity", gettext_lazy("Plats och ledigt utrymme"), gettext_lazy("Till exempel 8 platser.")),
            ),
        ),
        (
            gettext_lazy("När och var"),
            (
                Several(
                    "days", gettext_lazy("Dagar"), gettext_lazy("Lämna tomt om turen körs när någon beställer."),
                    parts=SHORT, shortcuts=DAYS_IN_WORDS,
                ),
                Route(
                    "stops", gettext_lazy("Hållplatser"),
                    gettext_lazy(
                        "En på varje rad, i ordning, med klockslag om det finns: 8.15 Skolan. "
                        "Skriv aldrig var någon bor."
                    ),
                ),
                Kilometres("round_m", gettext_lazy("Km per varv")),
            ),
        ),
        (
            gettext_lazy("Kan något följa med?"),
            (
                Choice("take_along", gettext_lazy("Kan ta med annat"), choices=YesMaybe.choices),
                Text("take_along_words", gettext_lazy("Vad som kan följa med")),
                Text("note", gettext_lazy("Anteckning"), lines=True, width=40),
            ),
        ),
    ),
    same=("name", "runner"),
    heading=("name",),
    listed=("purpose", "runner", "days", "round_m", "take_along"),
    check=_along,
)  # fmt: skip
