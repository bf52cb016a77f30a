"""What the invented villages have: services, sectors with nothing, municipal areas. All of it is made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servicepunkt.supply.actions import Answer
from servicepunkt.supply.facts import Facts
from servicepunkt.supply.hours import NO_MORE, More, parse_hours, parse_rows, usual_more
from servicepunkt.supply.reference import municipal_areas

WEEKDAYS = {day: "8–17" for day in range(5)}


@dataclass(frozen=True)
class Inventory:
    """A village's inventory: what was written down first, what the mapping added, and how far the areas were told."""

    first: tuple[Facts, ...]
    mapped: tuple[Facts, ...] = ()
    nothing: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, str]] | None = None


def _at(
    sector: str, area: str, service: str, provider: str, address: str = "", km: float = 0, *,
    level: str = "information", days: Mapping[int, str] | None = None, mobile: bool = False,
    resource: tuple[str, str] = ("", ""), note: str = "", more: More = NO_MORE,
) -> Facts:  # fmt: skip
    week = tuple(parse_hours((days or {}).get(day, "")) for day in range(7))
    return Facts(
        sector=sector, area=area, provider=provider, service=service, level=level,
        channel="mobile" if mobile else "on_site", located="elsewhere" if km else "here", address=address,
        distance_m=round(km * 1000) or None, hours=week, resource=resource[0], resource_how=resource[1], note=note,
        more=usual_more(week) if more == NO_MORE else more,
    )  # fmt: skip


def _far(
    sector: str, area: str, service: str, provider: str, level: str = "information", channel: str = "phone", *,
    resource: tuple[str, str] = ("", ""),
) -> Facts:  # fmt: skip
    return Facts(sector, area, provider, service, level, channel, resource=resource[0], resource_how=resource[1])


def _only(rows: str) -> More:
    return More(parse_rows(rows))


USUAL = More(holidays="usual", eves="usual")
SHOP = {**dict.fromkeys(range(5), "9–18"), 5: "10–15"}

KANTARELLBODA = Inventory(
    first=(
        _at("commercial", "dagligvaror", "Lanthandel", "Kantarellboda Lanthandel", "Bygatan 1", days=SHOP,
            more=More((), "own", parse_hours("11–15"), "own", parse_hours("9–13")),
            resource=("yes", "Vägg i vägg med skolan. Kan ta disken när värden är ledig.")),
        _at("commercial", "drivmedel", "Drivmedel, automat", "Bensin i byn, ekonomisk förening", "Bygatan 3",
            days=dict.fromkeys(range(7), "dygnet runt"), resource=("no", "")),
        _at("nonprofit", "samlingslokal", "Bygdegården", "Hembygdsföreningen", "Kyrkvägen 4",
            resource=("maybe", "Större möten och kurser."), note="Nyckel hos ordföranden.\nHiss saknas."),
        _at("nonprofit", "foreningsliv", "Trivselkväll varje torsdag", "PRO Kantarellboda", "Bygdegården",
            days={3: "18–21"}, resource=("maybe", "Kvällarna kan flytta till skolan.")),
        _at("municipal", "skola", "Grundskola, årskurs F–6", "Kommunen", "Skolan i Storskog", 14, level="authority",
            days=dict.fromkeys(range(5), "8–14"), resource=("no", "")),
        _at("municipal", "bibliotek", "Bokbuss", "Kommunen", "Vändplanen vid skolan", mobile=True,
            resource=("yes", "Bokinlämning och beställning i servicepunkten."), note="Inte i juli.",
            more=_only("augusti–juni, udda veckor: tis 15–16.30")),
    ),
    mapped=(
        _at("state", "servicekontor", "Servicekontor", "Statens servicecenter", "Centralorten", 62, level="authority",
            days=dict.fromkeys(range(5), "10–16"), resource=("maybe", "Videosamtal på bokad tid.")),
        _far("state", "skatt", "Deklaration och folkbokföring", "Skatteverket", "authority", "digital",
             resource=("yes", "Dator och vägledning i enskilt rum.")),
        _at("state", "post", "Utlämning av brev och paket", "PostNord", "Kantarellboda Lanthandel", level="agent",
            days=SHOP,
            resource=("yes", "Lantbrevbäraren kan ha hållplats vid servicepunkten.")),
        _at("state", "apotek", "Apoteksombud", "Apoteket", "Kantarellboda Lanthandel", level="agent", days=SHOP,
            resource=("yes", "Ombudet flyttar in när lokalen är klar.")),
        _at("regional", "primarvard", "Distriktssköterska", "Regionen", "Gamla skolan", level="authority",
            days={2: "9–12"}, mobile=True, resource=("yes", "Eget rum med egen ingång.")),
        _far("regional", "primarvard", "Sjukvårdsrådgivning 1177", "Regionen", "guidance", resource=("no", "")),
        _at("municipal", "information", "Medborgarkontor", "Kommunen", "Kommunhuset", 41, level="authority",
            days={**WEEKDAYS, 4: "8–15"}, resource=("yes", "Blanketter och bokade samtal på distans.")),
        _at("municipal", "aldreomsorg", "Hemtjänst", "Kommunen", "Hemma hos var och en", level="authority",
            days=dict.fromkeys(range(7), "7–22"), mobile=True, more=USUAL,
            resource=("maybe", "Kan ta med matkassar hem.")),
        _at("municipal", "avfall", "Återvinningsstation", "Kommunen", "Bygatan 7",
            days=dict.fromkeys(range(7), "dygnet runt"), resource=("no", "")),
        _at("nonprofit", "digital-hjalp", "Hjälp med telefon och dator", "PRO Kantarellboda", "Bygdegården",
            level="guidance", days={0: "14–16"}, resource=("yes", "Frivilliga på schema i servicepunkten.")),
        _at("commercial", "betaltjanster", "Kontantuttag i kassan", "Kantarellboda Lanthandel", "Bygatan 1",
            level="agent", days=SHOP, resource=("no", "")),
        _at("commercial", "hemsandning", "Hemkörning av varor", "Kantarellboda Lanthandel", "Hem till dörren",
            days={1: "13–17", 4: "13–17"}, resource=("yes", "Samma bil som bibliotekets beställningar.")),
    ),
    areas={},
)  # fmt: skip

SMULTRONHULT = Inventory(
    first=(
        _at("commercial", "dagligvaror", "Butik med begränsat sortiment", "Handlar'n i Smultronnäs", days=SHOP),
        _at("commercial", "mat-logi", "Vandrarhem", "Smultronnäs Vandrarhem", days=dict.fromkeys(range(5, 7), "9–20")),
        _at("nonprofit", "samlingslokal", "Klubbstugan", "Smultronhults idrottsförening", "Idrottsplatsen",
            resource=("yes", "Här blir servicepunkten.")),
        _at("nonprofit", "grannhjalp", "Skjuts till vårdcentralen", "Smultronnäs byalag", level="guidance"),
        _at("municipal", "barnomsorg", "Förskola", "Kommunen", "Smultronnäs", level="authority", days=WEEKDAYS,
            resource=("yes", "Ansökan om plats fylls i med värden.")),
        _at("municipal", "bibliotek", "Bibliotek", "Kommunen", "Centralorten", 23,
            days=dict.fromkeys(range(5), "10–18"), resource=("yes", "Böcker hämtas och lämnas i klubbstugan.")),
    ),
    areas={"skolskjuts": ("here", "Ansökan fylls i tillsammans med värden i klubbstugan.")},
)  # fmt: skip

BLABARSVIK = Inventory(
    first=(
        _at("commercial", "dagligvaror", "Sommarbutik", "Viken Handel", "Hamnen", resource=("no", ""),
            more=_only("maj–september: mån–sön 10–16")),
        _at("commercial", "paket", "Paketutlämning", "Viken Handel", "Hamnen", level="agent",
            days={0: "10–12", 3: "10–12"}, resource=("yes", "Flyttar till bygdegården på vintern.")),
        _at("nonprofit", "samlingslokal", "Bygdegården", "Bygdegårdsföreningen", "Vikvägen 12",
            resource=("yes", "Vald som servicepunkt.")),
        _at("municipal", "aldreomsorg", "Hemtjänst", "Kommunen", mobile=True, level="authority",
            days=dict.fromkeys(range(7), "7–21"), more=USUAL, resource=("no", "")),
        _at("municipal", "skola", "Grundskola", "Kommunen", "Centralorten", 28.5, level="authority",
            days=dict.fromkeys(range(5), "8–15"), resource=("no", "")),
    ),
    mapped=(
        _at("regional", "kollektivtrafik", "Båt till fastlandet", "Regionen", "Bryggan",
            days=dict.fromkeys(range(5), "6–8, 15–18"), resource=("maybe", "Biljetter i servicepunkten.")),
        _far("regional", "primarvard", "Digital vårdcentral", "Regionen", "authority", "digital",
             resource=("yes", "Eget rum för samtal.")),
    ),
    nothing={"state": "Vi har frågat länets myndigheter. Närmaste kontor ligger sju mil bort."},
    areas={},
)  # fmt: skip

TRANBARSNAS = Inventory(
    first=(
        _at("nonprofit", "samlingslokal", "Bystugan", "Tranbärsnäs bygdeförening"),
        _at("commercial", "dagligvaror", "Livsmedelsbutik", "Butiken i grannbyn", "Grannbyn", 19, days=SHOP),
        _at("municipal", "avfall", "Återvinning", "Kommunen", "Vägkorset"),
    )
)

HJORTRONLIDEN = Inventory(
    first=(
        _at("commercial", "mat-logi", "Fjällstuga med servering", "Hjortronlidens Fjällstuga",
            days={4: "16–22", 5: "12–22"}),
        _at("nonprofit", "samlingslokal", "Byastugan", "Hjortronlidens byaförening",
            resource=("yes", "Dörren att knacka på.")),
        _at("nonprofit", "grannhjalp", "Jour när vägen är stängd", "Hjortronlidens byaförening", level="guidance"),
        _at("municipal", "bibliotek", "Bokbuss", "Kommunen", "Vändplanen", mobile=True, days={2: "13–13.45"}),
        _at("regional", "primarvard", "Hälsocentralens mottagning", "Regionen", "Byastugan", level="authority",
            mobile=True, days={0: "9–14"}, note="Varannan vecka."),
    ),
    mapped=(
        _at("state", "post", "Lantbrevbärare", "PostNord", "Längs vägen", level="agent", mobile=True,
            days={1: "11–12", 3: "11–12"}),
    ),
)  # fmt: skip

INVENTORIES: Mapping[str, Inventory] = {
    "kantarellboda": KANTARELLBODA,
    "smultronhult-smultronnas": SMULTRONHULT,
    "blabarsvik": BLABARSVIK,
    "tranbarsnas": TRANBARSNAS,
    "hjortronliden": HJORTRONLIDEN,
}

_HERE = {
    "information": "Värden hjälper till med e-tjänster och blanketter.",
    "lokalbokning": "Bokas i servicepunkten, nyckeln finns där.",
    "barnomsorg": "Ansökan om plats fylls i tillsammans med värden.",
    "fritid": "Utlåning av idrottsutrustning.",
    "bibliotek": "Böcker beställs, hämtas och lämnas.",
    "turism": "Broschyrer, karta och svar på frågor.",
    "naringsliv": "Näringslivskontoret kommer första tisdagen i månaden.",
    "aldreomsorg": "Biståndshandläggaren tar emot på bokad tid över video.",
    "budget-skuld": "Bokat samtal på distans i eget rum.",
    "bygglov": "Hjälp med ansökan; handläggaren svarar över video.",
    "beredskap": "Trygghetspunkt vid strömavbrott.",
    "primarvard": "Distriktssköterskan har eget rum en dag i veckan.",
    "fardtjanst": "Hjälp med ansökan och beställning.",
    "avfall": "Batterier och småelektronik tas emot.",
}
_NOT_RELEVANT = {
    "gymnasium-vuxna": "Sköts av kommunförbundet. Ingen i byn har frågat efter det.",
    "tillstand": "Ett ärende på tre år. Företagen ringer direkt.",
    "raddningstjanst": "Larm går till 112. Värnet övar vid brandstationen.",
}


def area_answers(inventory: Inventory) -> list[Answer]:
    """What the municipality has said about each of its areas; empty when the village has not come so far."""
    if inventory.areas is None:
        return []
    out = []
    for area in municipal_areas():
        answer, words = inventory.areas.get(area.key, ("", ""))
        if not answer:
            answer, words = "here" if area.key in _HERE else "", _HERE.get(area.key, "")
        if not answer and area.key in _NOT_RELEVANT:
            answer, words = "not_relevant", _NOT_RELEVANT[area.key]
        out.append(Answer(area.key, answer or "elsewhere", words or "Kommunhuset, telefon och e-tjänst.", 0))
    return out
