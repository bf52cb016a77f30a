"""What the invented villages have on their sheets of facts. All of it is made up; where a company that exists is named,
what it is said to have answered is not its word."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from servicepunkt.sheets.actions import FilledSheet
from servicepunkt.sheets.fields import Value, Values
from servicepunkt.sheets.spec import Sheet
from servicepunkt.supply.sheets import by_key

Row = Mapping[str, str | dt.timedelta]
"""A row as it would be typed; a time span is a day that long ago."""

YES, NO = "Ja", "Nej"
ACCESSIBLE: Row = {"step_free": YES, "accessible_toilet": YES, "door_width": YES, "privacy_corner": YES, "power": YES}
NOT_ACCESSIBLE: Row = {"step_free": NO, "accessible_toilet": NO, "door_width": YES, "privacy_corner": NO, "power": YES}


@dataclass(frozen=True)
class FactSheets:
    """A village's sheets by the task in whose month they were written."""

    rows: Mapping[str, Mapping[str, tuple[Row, ...]]]


def filled_sheets(sheets: FactSheets, task: str, today: dt.date) -> list[FilledSheet]:
    """What was written in a task, as a filled-in file would say it."""
    return [
        FilledSheet(by_key[key], [_values(by_key[key], row, today) for row in rows])
        for key, rows in sheets.rows.get(task, {}).items()
    ]


def _values(sheet: Sheet, row: Row, today: dt.date) -> Values:
    out: dict[str, Value] = {}
    for name, said in row.items():
        out[name] = today - said if isinstance(said, dt.timedelta) else sheet.fields[name].parse(said)
    return out


def _ago(days: int) -> dt.timedelta:
    return dt.timedelta(days=days)


PREMISES_OF_KANTARELLBODA: tuple[Row, ...] = (
    {
        **ACCESSIBLE, "name": "Gamla skolan", "kind": "Skola", "owner": "Kommunen", "address": "Skolvägen 2",
        "way_there": "Mitt i byn, gångväg med belysning. Bussen stannar utanför. Tolv platser att parkera på.",
        "hearing_loop": NO, "own_entrance": YES, "backup_power": NO, "heating": "Bergvärme", "water": YES,
        "connection": "Fiber", "down_mbit": "250", "up_mbit": "250", "area_m2": "140", "rent_ore": "48 000",
        "opening": "Alla dagar. Nyckel hos vaktmästaren.", "note": "Klassrummet längst ner har egen toalett.",
    },
    {
        **NOT_ACCESSIBLE, "name": "Bygdegården", "kind": "Bygdegård eller samlingslokal",
        "owner": "Hembygdsföreningen", "address": "Kyrkvägen 4",
        "way_there": "400 meter från affären utan trottoar. Stor parkering.", "hearing_loop": YES,
        "own_entrance": YES, "backup_power": YES, "heating": "Direktel", "water": YES, "connection": "Mobilt bredband",
        "down_mbit": "30", "up_mbit": "8", "area_m2": "220", "rent_ore": "24 000", "opening": "Inte när den är uthyrd.",
    },
    {
        "name": "Rummet bakom lanthandeln", "kind": "Butik", "owner": "Kantarellboda Lanthandel",
        "address": "Bygatan 1", "way_there": "Genom affären, nära busshållplatsen.", "step_free": YES,
        "accessible_toilet": NO, "door_width": YES, "own_entrance": NO, "power": YES, "heating": "Fjärrvärme",
        "water": YES, "connection": "Fiber", "area_m2": "18", "rent_ore": "0", "opening": "När affären är öppen.",
    },
)  # fmt: skip
TRANSPORTS_OF_KANTARELLBODA: tuple[Row, ...] = (
    {
        "name": "Lantbrevbäringen", "purpose": "Post och paket", "runner": "PostNord", "vehicle": "Skåpbil",
        "capacity": "Oftast halvfull", "days": "mån, ons, fre",
        "stops": "10.15 Vändplanen; 10.40 Lanthandeln; 11.20 Kvarnen", "round_m": "46", "take_along": "Kanske",
        "take_along_words": "Mindre paket från affären, efter överenskommelse.",
    },
    {
        "name": "Grossistens bil", "purpose": "Varor", "runner": "Storskogs Åkeri",
        "vehicle": "Lastbil", "capacity": "Tom på vägen hem", "days": "tis, fre",
        "stops": "7.30 Lagret i Storskog; 8.20 Lanthandeln", "round_m": "84", "take_along": YES,
        "take_along_words": "Lokala varor till centralorten, på vägen hem.",
    },
    {
        "name": "Skolskjutsen", "purpose": "Skolskjuts", "runner": "Storskogs Buss", "owner": "Storskogs Buss",
        "vehicle": "Minibuss", "capacity": "16 platser, tre lediga", "days": "vardagar",
        "stops": "7.10 Kvarnen; 7.20 Vändplanen; 7.35 Skolan i Storskog", "round_m": "31,5", "take_along": NO,
    },
    {
        "name": "Hemtjänstens morgontur", "purpose": "Hemtjänst och hemsjukvård", "runner": "Kommunen",
        "owner": "Kommunen", "vehicle": "Personbil", "days": "alla dagar", "round_m": "38", "take_along": "Kanske",
        "take_along_words": "Matkassar och böcker till dem som får besök.",
    },
    {
        "name": "Bokbussen", "purpose": "Bibliotek", "runner": "Kommunen", "owner": "Kommunen", "vehicle": "Buss",
        "days": "tis", "stops": "15.00 Vändplanen vid skolan", "round_m": "72", "take_along": YES,
        "take_along_words": "Blanketter och små paket.", "note": "Var fjärde vecka.",
    },
    {
        "name": "Anropsbussen", "purpose": "Anropsstyrd trafik och färdtjänst", "runner": "Regionen",
        "vehicle": "Minibuss", "capacity": "8 platser", "note": "Beställs senast klockan 14 dagen före.",
    },
)  # fmt: skip
KANTARELLBODA = FactSheets(
    rows={
        "utbud": {
            "connectivity": (
                {
                    "where": "Byn vid Bygatan", "technology": "Fiber", "down_mbit": "250", "up_mbit": "250",
                    "told": "Uppmätt", "telia": "Bra", "tele2": "Fläckvis", "telenor": "Fläckvis", "tre": "Ingen",
                    "source": "Egen mätning i skolan", "seen_on": _ago(2), "missing": "inget",
                },
                {
                    "where": "Norra byn och Kvarnen", "technology": "Mobilt bredband", "down_mbit": "12",
                    "up_mbit": "2", "told": "Uppmätt", "telia": "Fläckvis", "tele2": "Ingen", "telenor": "Ingen",
                    "tre": "Ingen", "source": "Egen mätning hemma hos fyra", "seen_on": _ago(4),
                    "missing": "Fiber saknas till elva hus. Ingen täckning alls vid Kvarnen.",
                },
            ),
            "statecompany": (
                {
                    "company": "Apoteket", "contacted_role": "Regionansvarig för ombud", "contacted_on": _ago(30),
                    "answer": "Ja", "product_range": "Receptfritt sortiment och utlämning av beställda recept.",
                    "words": "Ombudet kan flytta in när lokalen är klar.",
                },
                {
                    "company": "Systembolaget", "contacted_role": "Ombudssamordnare", "contacted_on": _ago(28),
                    "answer": "Väntar på svar", "words": "Tar ställning i höst.",
                },
                {
                    "company": "PostNord", "contacted_role": "Partneransvarig", "contacted_on": _ago(27),
                    "answer": "Ja", "product_range": "Paket, brev, frimärken och rekommenderat.",
                },
                {
                    "company": "Svenska Spel", "contacted_role": "Säljare", "contacted_on": _ago(20), "answer": "Nej",
                    "words": "För liten omsättning.",
                },
            ),
            "association": (
                {
                    "name": "Hembygdsföreningen", "offers": "Bygdegården, kurser och kaffe vid möten.",
                    "receives": "Hjälp med bokning och bokföring.", "resource_how": "Sköter möbler och kaffe.",
                },
                {
                    "name": "PRO Kantarellboda", "offers": "Trivselkväll och hjälp med telefon och dator.",
                    "receives": "En plats mitt i byn på dagtid.", "resource_how": "Frivilliga på schema.",
                },
                {
                    "name": "Kantarellboda idrottsförening", "offers": "Skidspår och elljusspår.",
                    "receives": "Ett ställe för utlåning av utrustning.",
                },
            ),
            "company": (
                {
                    "name": "Kantarellboda Lanthandel", "branch": "Dagligvaror",
                    "offers": "Disk, kylrum och hemkörning.",
                    "ways_in": "En person på kommunen för tillstånd, upphandling och hemsändning.",
                    "would_help": "Betalt för ombudstjänsterna.",
                },
                {
                    "name": "Svedjelands Snickeri", "branch": "Bygg", "offers": "Ombyggnad och underhåll.",
                    "ways_in": "Besked om bygglov på ett ställe.", "would_help": "Ett mötesrum med bra uppkoppling.",
                },
            ),
        },
        "kartlaggning": {
            "agentservice": (
                {
                    "service": "Paket", "located": "Här på orten", "who": "Kantarellboda Lanthandel",
                    "handling_days": "1", "hours": "När affären är öppen",
                },
                {
                    "service": "Läkemedel", "located": "Här på orten", "who": "Kantarellboda Lanthandel",
                    "handling_days": "2",
                },
                {"service": "Kontantuttag", "located": "Här på orten", "who": "Kantarellboda Lanthandel"},
                {
                    "service": "Systembolaget", "located": "På annan ort", "who": "Butiken i Storskog",
                    "distance_m": "14", "handling_days": "3",
                },
                {"service": "Insättning och dagskassor", "located": "Finns inte att få", "note": "Närmast: 62 km."},
                {"service": "Bussbiljetter", "located": "Här på orten", "who": "Kantarellboda Lanthandel"},
            ),
            "localproduct": (
                {
                    "product": "Honung", "producer": "Ängens Biodling", "months": "aug–okt",
                    "amount": "Tjugo burkar", "cold": NO, "heavy": NO, "ride_along": YES, "sold_at_point": YES,
                },
                {
                    "product": "Fårost", "producer": "Kvarnens Gårdsmejeri", "months": "hela året",
                    "amount": "Fem kilo", "cold": YES, "heavy": NO, "ride_along": "Kanske", "sold_at_point": YES,
                },
                {
                    "product": "Potatis", "producer": "Nygårds Lantbruk", "months": "juli–dec",
                    "amount": "Tio säckar", "cold": NO, "heavy": YES, "ride_along": YES, "sold_at_point": "Kanske",
                },
            ),
            "transport": TRANSPORTS_OF_KANTARELLBODA,
        },
        "drift": {"premises": PREMISES_OF_KANTARELLBODA},
    },
)  # fmt: skip

SMULTRONHULT = FactSheets(
    rows={
        "utbud": {
            "association": (
                {
                    "name": "Smultronnäs byalag", "offers": "Skjuts till vårdcentralen.",
                    "receives": "Någon som tar emot beställningar.",
                },
                {
                    "name": "Smultronhults idrottsförening", "offers": "Klubbstugan och läger.",
                    "receives": "Betalt för städning.", "resource_how": "Lånar ut klubbstugan.",
                },
            ),
        },
        "drift": {
            "premises": (
                {
                    **ACCESSIBLE, "name": "Klubbstugan", "kind": "Annan lokal",
                    "owner": "Smultronhults idrottsförening", "way_there": "Vid idrottsplatsen. Cykelväg från båda "
                    "byarna.", "heating": "Luftvärmepump", "connection": "Fiber", "area_m2": "85", "rent_ore": "18 000",
                },
                {
                    **NOT_ACCESSIBLE, "name": "Församlingshemmet", "kind": "Församlingshem", "owner": "Församlingen",
                    "way_there": "I Smultronnäs. Ingen buss.", "heating": "Pellets", "connection": "Ingen",
                    "area_m2": "120", "rent_ore": "12 000",
                },
            ),
        },
    },
)  # fmt: skip

BLABARSVIK = FactSheets(
    rows={
        "utbud": {
            "premises": (
                {
                    **ACCESSIBLE, "name": "Bygdegården", "kind": "Bygdegård eller samlingslokal",
                    "owner": "Bygdegårdsföreningen", "address": "Vikvägen 12",
                    "way_there": "Mitt emellan hamnen och skolan.", "heating": "Bergvärme", "connection": "Fiber",
                    "area_m2": "160", "rent_ore": "36 000",
                },
                {
                    **NOT_ACCESSIBLE, "name": "Hamnmagasinet", "kind": "Annat företag", "owner": "Vikens Hamn",
                    "way_there": "Brant backe. Parkering bara på sommaren.", "heating": "ingen",
                    "connection": "Mobilt bredband", "area_m2": "90", "rent_ore": "9 600",
                },
            ),
            "connectivity": (
                {
                    "where": "Hela viken", "technology": "Fiber", "down_mbit": "100", "up_mbit": "100",
                    "told": "Uppgift från operatör eller karta", "telia": "Bra", "tele2": "Bra", "telenor": "Fläckvis",
                    "tre": "Fläckvis", "source": "Fiberföreningen", "seen_on": _ago(10),
                    "missing": "Täckning på bryggan.",
                },
            ),
            "statecompany": tuple(
                {"company": name, "contacted_role": "Kundtjänst", "contacted_on": _ago(days), "answer": answer}
                for name, days, answer in (
                    ("Apoteket", 21, "Väntar på svar"), ("PostNord", 20, "Nej"),
                    ("Systembolaget", 14, "Väntar på svar"),
                )
            ),
            "association": (
                {"name": "Bygdegårdsföreningen", "offers": "Bygdegården.", "receives": "Hjälp med uthyrningen."},
            ),
            "company": (
                {
                    "name": "Viken Handel", "branch": "Dagligvaror", "offers": "Utlämning även på vintern.",
                    "ways_in": "inget", "would_help": "Fler kunder mellan oktober och april.",
                },
            ),
        },
        "kartlaggning": {
            "transport": (
                {"name": "Båten", "purpose": "Linjetrafik", "runner": "Regionen", "vehicle": "Båt", "days": "vardagar"},
                {"name": "Brevbäringen", "purpose": "Post och paket", "runner": "PostNord", "days": "mån–fre"},
                {"name": "Hemtjänsten", "purpose": "Hemtjänst och hemsjukvård", "runner": "Kommunen",
                 "days": "alla dagar"},
            ),
        },
    },
)  # fmt: skip

HJORTRONLIDEN = FactSheets(
    rows={
        "kartlaggning": {
            "transport": (
                {"name": "Lantbrevbäringen", "purpose": "Post och paket", "runner": "PostNord", "days": "tis, tors"},
                {"name": "Skolskjutsen", "purpose": "Skolskjuts", "runner": "Fjälltaxi", "days": "vardagar"},
                {"name": "Hemsjukvården", "purpose": "Hemtjänst och hemsjukvård", "runner": "Regionen",
                 "days": "mån, ons, fre"},
                {"name": "Varubilen", "purpose": "Varor", "runner": "Hjortronlidens Fjällstuga", "days": "tors"},
            ),
        },
    },
)  # fmt: skip

FACT_SHEETS: Mapping[str, FactSheets] = {
    "kantarellboda": KANTARELLBODA,
    "smultronhult-smultronnas": SMULTRONHULT,
    "blabarsvik": BLABARSVIK,
    "hjortronliden": HJORTRONLIDEN,
}
