"""The villages' budgets: all of it is made up. Years are counted from the budget's first one, which is 0."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from servicepunkt.core import clock
from servicepunkt.people.roles import Right
from servicepunkt.plan.actions_budget import Frame, set_frame
from servicepunkt.plan.book_budget import BUDGET
from servicepunkt.plan.lines_budget import COSTS, INCOMES, OWN_TIME, PURCHASES, SALES
from servicepunkt.sheets.actions import FilledSheet, take_in_sheets
from servicepunkt.sheets.fields import Values

from .story import Story
from .village_telling import actor_of, where
from .villages import Day, Village

Line = dict[str, str | int | dt.date | None]


@dataclass(frozen=True)
class Told:
    """A village's budget: kronor in hand at the start, and its lines, made for the first year they count from."""

    opening: int
    lines: Callable[[int], Sequence[tuple[str, Line]]]


def _cost(what: str, kind: str, kronor: int, source: str, first: int, *, once: bool = False, index: int = 0,
          sure: str = "calculated", project: bool = False) -> tuple[str, Line]:  # fmt: skip
    return "costs", {
        "what": what, "kind": kind, "amount_ore": kronor * 100, "rhythm": "once" if once else "yearly",
        "first_year": first, "last_year": None, "index_permille": index, "sure": sure, "source": source,
        "project_only": "yes" if project else "no",
    }  # fmt: skip


def _income(payer: str, what: str, kind: str, kronor: int, certainty: str, source: str, first_on: dt.date,
            until_on: dt.date | None, *, index: int = 0, project: bool = False) -> tuple[str, Line]:  # fmt: skip
    return "incomes", {
        "payer": payer, "what": what, "kind": kind, "amount_ore": kronor * 100, "certainty": certainty,
        "source": source, "first_on": first_on, "until_on": until_on, "index_permille": index,
        "project": "yes" if project else "no",
    }  # fmt: skip


def _sales(what: str, visits: tuple[int, int, int], kronor: int, margin: int, source: str, first: int) -> tuple[
    str, Line
]:  # fmt: skip
    low, likely, high = visits
    return "sales", {
        "what": what, "visits_low": low, "visits": likely, "visits_high": high, "average_ore": kronor * 100,
        "margin_permille": margin, "first_year": first, "last_year": None, "index_permille": 10, "source": source,
    }  # fmt: skip


def _time(what: str, hours: int, source: str) -> tuple[str, Line]:
    return "own_time", {"what": what, "hours": hours, "hour_ore": 220_00, "source": source}


def _purchase(what: str, buyer: str, kronor: int, years: int, more: int, source: str) -> tuple[str, Line]:
    return "purchases", {
        "what": what, "buyer": buyer, "group": "ordinary", "year_ore": kronor * 100, "years": years,
        "extension_years": more, "same_kind_ore": 0, "way": "direct", "aid": "no", "source": source,
    }  # fmt: skip


def _kantarellboda(first: int) -> Sequence[tuple[str, Line]]:
    start, end = dt.date(first, 1, 1), dt.date(first + 5, 1, 1)
    return (
        _cost("Två värdar på halvtid", "staff", 520_000, "Löneberäkning med sociala avgifter, föreningens kassör",
              first, index=25),
        _cost("Hyra av gamla skolan", "running", 48_000, "Hyresavtal för fem år", first, sure="quoted"),
        _cost("El, bredband och försäkring", "running", 42_000, "Skolans räkningar de senaste två åren", first,
              index=20),
        _cost("Bokföring", "running", 15_000, "Offert från redovisningsbyrån", first, sure="quoted"),
        _cost("Ramp och automatisk dörr", "investment", 60_000, "Offert från snickeriet", first, once=True,
              sure="quoted", project=True),
        _cost("Samtalsrum", "investment", 25_000, "Byggvaruhusets prislista och eget arbete", first, once=True),
        _cost("Datorer och skrivare", "equipment", 38_000, "Offert från datorhandeln", first, once=True,
              sure="quoted"),
        _cost("Nya datorer", "equipment", 20_000, "Bedömning av värden", first + 3, once=True, sure="estimated"),
        _cost("Skyltar, blad och webbsida", "marketing", 12_000, "Bedömning av gruppen", first, sure="estimated"),
        _income("Kommunen", "Uppdrag som servicepunkt", "agreement", 390_000, "signed", "Avtalet, fem år", start, end,
                index=25),
        _income("Regionen", "Servicebidrag", "grant", 90_000, "decided", "Regionens beslut, tre år", start,
                dt.date(first + 3, 1, 1)),
        _income("Lanthandeln", "Ombudsdisk", "rent", 36_000, "signed", "Hyresavtal i andra hand", start, None),
        _income("Föreningens medlemmar", "Medlemsavgifter", "gift", 40_000, "decided", "Stämmans beslut", start, None),
        _income("Hyresgäster", "Möten och kalas", "rent", 30_000, "promised", "Besked från tre föreningar", start,
                None),
        _income("Leader", "Uppstart", "project", 240_000, "decided", "LAG:s beslut", start,
                dt.date(first + 1, 7, 1), project=True),
        _income("Sparbanksstiftelsen", "Bidrag", "grant", 50_000, "applied", "Ansökan", start, end),
        _sales("Paket och ombud", (9_000, 11_000, 13_000), 12, 1000, "Lanthandelns statistik", first),
        _sales("Kafé", (4_000, 5_000, 6_500), 45, 450, "Enkäten och grannbyns kafé", first),
        _purchase("Bokutlämning och hjälp med blanketter", "Kommunen", 60_000, 3, 2, "Kommunens upphandlare"),
        _time("Frivilliga på schema", 600, "Schemat: fem personer, tolv timmar i månaden på tio månader"),
        _time("Styrelsens arbete", 120, "Styrelsens egen bedömning"),
    )  # fmt: skip


def _smultronhult(first: int) -> Sequence[tuple[str, Line]]:
    start, end = dt.date(first, 1, 1), dt.date(first + 5, 1, 1)
    return (
        _cost("Värd åtta timmar i veckan", "staff", 96_000, "Kommunens lönetabell", first, index=20),
        _cost("Klubbstugans drift", "running", 30_000, "Idrottsföreningens bokslut", first, index=20),
        _cost("Inga investeringar i etapp 1", "investment", 0, "Gruppens beslut", first),
        _cost("Dator och skärm", "equipment", 14_000, "Offert", first, once=True, sure="quoted"),
        _cost("Anslag och annons", "marketing", 4_000, "Bedömning av gruppen", first, sure="estimated"),
        _income("Kommunen", "Driftsbidrag för etapp 1", "grant", 130_000, "decided", "Nämndens beslut, fem år", start,
                end, index=20),
        _income("Byalaget", "Lotterier", "gift", 12_000, "decided", "Byalagets budget", start, None),
        _purchase("Värdskap i etapp 1", "Kommunen", 96_000, 3, 2, "Kommunens upphandlare"),
        _time("Byalagets värdar", 200, "Schemat"),
    )  # fmt: skip


def _blabarsvik(first: int) -> Sequence[tuple[str, Line]]:
    start, end = dt.date(first, 1, 1), dt.date(first + 5, 1, 1)
    return (
        _cost("Värd på tre fjärdedels tid", "staff", 390_000, "Löneberäkning, bygdegårdsföreningen", first, index=25),
        _cost("Bygdegårdens drift", "running", 85_000, "Föreningens bokslut", first, index=20),
        _cost("Entré utan trösklar", "investment", 45_000, "Offert", first, once=True, sure="quoted"),
        _cost("Inredning", "equipment", 30_000, "Bedömning av gruppen", first, once=True, sure="estimated"),
        _cost("Information", "marketing", 10_000, "Bedömning av gruppen", first, sure="estimated"),
        _income("Kommunen", "Bidrag", "grant", 310_000, "decided", "Nämndens beslut", start, end, index=25),
        _income("Bygdegårdsföreningen", "Föreningens andel", "gift", 90_000, "decided", "Årsmötets beslut", start,
                None),
        _income("Hyresgäster", "Uthyrning av stora salen", "rent", 85_000, "signed", "Avtal med fyra föreningar",
                start, None, index=20),
        _purchase("Bokutlämning", "Kommunen", 40_000, 3, 2, "Kommunens upphandlare"),
        _sales("Paketutlämning", (5_000, 6_000, 8_000), 10, 1000, "Butikens statistik", first),
    )  # fmt: skip


def _hjortronliden(first: int) -> Sequence[tuple[str, Line]]:
    start = dt.date(first, 1, 1)
    return (
        _cost("Värd tre dagar i veckan", "staff", 300_000, "Löneberäkning", first, index=25),
        _cost("Lokal", "running", 40_000, "Besked från samebyn", first, sure="estimated"),
        _income("Leader", "Hela driften i två år", "project", 350_000, "applied", "Ansökan", start,
                dt.date(first + 2, 1, 1), project=True),
        _income("Kommunen", "Stöd", "grant", 120_000, "hoped", "Samtal med kommunalrådet", start, None),
    )  # fmt: skip


BUDGETS = {
    "kantarellboda": Told(50_000, _kantarellboda),
    "smultronhult-smultronnas": Told(5_000, _smultronhult),
    "blabarsvik": Told(60_000, _blabarsvik),
    "hjortronliden": Told(0, _hjortronliden),
}
SHEETS = {"costs": COSTS, "incomes": INCOMES, "sales": SALES, "own_time": OWN_TIME, "purchases": PURCHASES}


def tell_budget(story: Story, village: Village, day: Callable[[Day], dt.date]) -> None:
    """Tell of a village's budget, written in the month when it works on how the point is run."""
    if village.slug in BUDGETS:
        month = village.tasks.get("drift", 6)
        story.on(day(Day(month, 18 if month < 6 else 1)), partial(_write, story, village))


def filled(told: Told, first: int) -> list[FilledSheet]:
    """A budget's lines as they are taken in."""
    rows: dict[str, list[Values]] = {name: [] for name in SHEETS}
    for name, line in told.lines(first):
        rows[name].append(line)
    return [FilledSheet(SHEETS[name], lines) for name, lines in rows.items() if lines]


def _write(story: Story, village: Village) -> None:
    told, first = BUDGETS[village.slug], clock.today().year + 1
    root, place = where(village.slug)
    if village.contact is None:
        raise ValueError(f"nobody in {village.slug} can write the budget")
    by = actor_of(story, village.contact, Right.KEEP_PLAN, root, place)
    frame = Frame(first, told.opening * 100, 50, 100, 100)
    set_frame(root=root, place=place, frame=frame, seen_version=0, actor=by)
    take_in_sheets(root=root, place=place, book=BUDGET, filled=filled(told, first), seen_version=None, actor=by)
