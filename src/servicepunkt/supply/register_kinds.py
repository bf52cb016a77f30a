"""Which kind a row of a national list is of, and what is known of a kind when it is written down as an offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from servicepunkt.core.words import search_key

from .models import Level, Sector
from .models_register import Kind


@dataclass(frozen=True)
class KindFacts:
    """The service area of a kind; its sector and level where they are the same for all of it, else empty."""

    area: str
    sector: str = ""
    level: str = ""


_SHOP = (Sector.COMMERCIAL, Level.INFORMATION)
_AGENT = (Sector.COMMERCIAL, Level.AGENT)

KIND_FACTS: Mapping[str, KindFacts] = {
    Kind.GROCERIES: KindFacts("dagligvaror", *_SHOP),
    Kind.FUEL: KindFacts("drivmedel", *_SHOP),
    Kind.PHARMACY: KindFacts("apotek", *_SHOP),
    Kind.PHARMACY_AGENT: KindFacts("apotek", *_AGENT),
    Kind.POST_AGENT: KindFacts("post", *_AGENT),
    Kind.PARCEL: KindFacts("paket", *_AGENT),
    Kind.CASH: KindFacts("betaltjanster", *_SHOP),
    Kind.BANK: KindFacts("betaltjanster", *_SHOP),
    Kind.SYSTEMBOLAGET: KindFacts("systembolag", Sector.STATE, Level.INFORMATION),
    Kind.SYSTEMBOLAGET_AGENT: KindFacts("systembolag", *_AGENT),
    Kind.HEALTH_CENTRE: KindFacts("primarvard"),
    Kind.DENTIST: KindFacts("tandvard"),
    Kind.HOSPITAL: KindFacts("primarvard", Sector.REGIONAL),
    Kind.SCHOOL: KindFacts("skola"),
    Kind.LIBRARY: KindFacts("bibliotek", Sector.MUNICIPAL),
    Kind.MEETING_HALL: KindFacts("samlingslokal", Sector.NONPROFIT, Level.INFORMATION),
    Kind.SPORTS: KindFacts("fritid"),
    Kind.POLICE: KindFacts("polis", Sector.STATE, Level.AUTHORITY),
    Kind.STATE_OFFICE: KindFacts("servicekontor", Sector.STATE),
    Kind.STATION: KindFacts("kollektivtrafik"),
    Kind.FOOD_LODGING: KindFacts("mat-logi", *_SHOP),
    Kind.SHOP: KindFacts("ovrig-handel", *_SHOP),
    Kind.OTHER: KindFacts(""),
}

_LAYERS = {
    "sia-glass": Kind.OTHER,  # ice-cream freezers in kiosks and hotels, under groceries in the list
    "butiker/pressbyrån": Kind.SHOP,
    "butiker/direkten": Kind.SHOP,
    "butiker/seven-eleven": Kind.SHOP,
    "seven-eleven": Kind.SHOP,
    "bankomat": Kind.CASH,
    "systembolaget-ombud": Kind.SYSTEMBOLAGET_AGENT,
    "polisen": Kind.POLICE,
}
_CATEGORIES = {
    "Dagligvarukedjor": Kind.GROCERIES,
    "Drivmedel": Kind.FUEL,
    "Apotek": Kind.PHARMACY,
    "Bank och Valuta": Kind.BANK,
    "Uttagsautomater": Kind.CASH,
    "Paketskåp": Kind.PARCEL,
    "Alkoholmonopol": Kind.SYSTEMBOLAGET,
    "Folkets Hus och Parker": Kind.MEETING_HALL,
    "Idrottsplats": Kind.SPORTS,
    "Gym": Kind.SPORTS,
    "Myndigheter": Kind.STATE_OFFICE,
    "Kollektivtrafik": Kind.STATION,
    "Grundskolor": Kind.SCHOOL,
    "Caféer": Kind.FOOD_LODGING,
    "Snabbmatskedjor": Kind.FOOD_LODGING,
    "Restaurantkedjor": Kind.FOOD_LODGING,
    "Hotel och Övernattning": Kind.FOOD_LODGING,
    "Servicebutiker": Kind.SHOP,
    "Kläder och konfektion": Kind.SHOP,
    "Biltillbehörskedjor": Kind.SHOP,
    "Heminredning": Kind.SHOP,
    "Hemelektronik": Kind.SHOP,
    "Sport och Fritid": Kind.SHOP,
    "Byggnadsmaterial": Kind.SHOP,
    "Järnfackhandelskedjor": Kind.SHOP,
    "Lågpriskedjor": Kind.SHOP,
    "Djur och Fritid": Kind.SHOP,
    "Guldsmeder och Juvelerare": Kind.SHOP,
    "Telefonibutikskedjor": Kind.SHOP,
    "Optiker": Kind.SHOP,
    "Leksaker": Kind.SHOP,
    "Bok- och kontorshandlarskedjor": Kind.SHOP,
    "Konst och Hobby": Kind.SHOP,
}
_FACILITIES = {
    "pharmacy": Kind.PHARMACY,
    "clinic": Kind.HEALTH_CENTRE,
    "doctors": Kind.HEALTH_CENTRE,
    "dentist": Kind.DENTIST,
    "hospital": Kind.HOSPITAL,
}
_WORDS: tuple[tuple[str, Kind], ...] = (
    ("apoteksombud", Kind.PHARMACY_AGENT),
    ("läkemedelsombud", Kind.PHARMACY_AGENT),
    ("apotek", Kind.PHARMACY),
    ("systembolagsombud", Kind.SYSTEMBOLAGET_AGENT),
    ("systembolagets ombud", Kind.SYSTEMBOLAGET_AGENT),
    ("systembolag", Kind.SYSTEMBOLAGET),
    ("dagligvaru", Kind.GROCERIES),
    ("livsmedel", Kind.GROCERIES),
    ("drivmedel", Kind.FUEL),
    ("bensin", Kind.FUEL),
    ("paket", Kind.PARCEL),
    ("utlämningsställe", Kind.PARCEL),
    ("post", Kind.POST_AGENT),
    ("kontant", Kind.CASH),
    ("betaltjänst", Kind.CASH),
    ("betalningsförmedling", Kind.CASH),
    ("dagskass", Kind.CASH),
    ("uttag", Kind.CASH),
    ("bankomat", Kind.CASH),
    ("bank", Kind.BANK),
    ("tandvård", Kind.DENTIST),
    ("tandläk", Kind.DENTIST),
    ("sjukhus", Kind.HOSPITAL),
    ("vårdcentral", Kind.HEALTH_CENTRE),
    ("hälsocentral", Kind.HEALTH_CENTRE),
    ("primärvård", Kind.HEALTH_CENTRE),
    ("bibliotek", Kind.LIBRARY),
    ("skola", Kind.SCHOOL),
    ("gymnasi", Kind.SCHOOL),
    ("samlingslokal", Kind.MEETING_HALL),
    ("bygdegård", Kind.MEETING_HALL),
    ("polis", Kind.POLICE),
    ("servicekontor", Kind.STATE_OFFICE),
    ("försäkringskass", Kind.STATE_OFFICE),
    ("arbetsförmedling", Kind.STATE_OFFICE),
    ("skatte", Kind.STATE_OFFICE),
    ("station", Kind.STATION),
    ("hållplats", Kind.STATION),
    ("idrott", Kind.SPORTS),
)
"""Words in a service form of Pipos, the longer before the shorter that it holds."""


def kind_of_layer(layer: str, category: str) -> Kind:
    """The kind of a point of interest, by its layer or else its category."""
    return _LAYERS.get(layer.removesuffix(".yaml"), _CATEGORIES.get(category, Kind.OTHER))


def kind_of_facility(facility: str) -> Kind:
    """The kind of an OpenStreetMap facility (the values of amenity=* and healthcare=*)."""
    return _FACILITIES.get(facility, Kind.OTHER)


def kind_of_agent(operator: str, sort: str) -> Kind:
    """The kind of a delivery point: only the post's own agents take letters, all others hand out parcels."""
    post = search_key(operator) == "postnord" and search_key(sort) == "postombud"
    return Kind.POST_AGENT if post else Kind.PARCEL


def kind_of_form(form: str) -> Kind:
    """The kind of a service form ("Serviceform") as Pipos words it."""
    said = search_key(form)
    return next((kind for word, kind in _WORDS if word in said), Kind.OTHER)
