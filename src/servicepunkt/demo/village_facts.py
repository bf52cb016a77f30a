"""What the invented villages have done themselves: meetings, vision, the group's balance, money sought. All made up."""

from collections.abc import Mapping
from dataclasses import dataclass

from servicepunkt.programme.models import Application, VillageMeeting

from .villages import Day

Kind, Source = VillageMeeting.Kind, Application.Source


@dataclass(frozen=True)
class Met:
    """A meeting or a contact, as the project leader noted it the same day."""

    on: Day
    kind: str
    people: int | None = None
    associations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """The group's balance, as the contact person entered it. An empty sentence: integration is not considered yet."""

    on: Day
    women: int
    men: int
    under_26: int
    integration: str = ""


@dataclass(frozen=True)
class Sought:
    """An application for pre-study money, in kronor, with what came of it if that is decided."""

    sent: Day
    source: str
    kronor: int
    diary_number: str = ""
    decided: Day | None = None
    granted: int | None = None


@dataclass(frozen=True)
class Facts:
    """Everything of the kind in one village."""

    met: tuple[Met, ...]
    vision: tuple[Day, str] | None = None
    counted: Counted | None = None
    sought: tuple[Sought, ...] = ()


FACTS: Mapping[str, Facts] = {
    "kantarellboda": Facts(
        met=(
            Met(Day(0, 14), Kind.MUNICIPALITY, 2),
            Met(Day(0, 15), Kind.COUNTY_BOARD, 1),
            Met(Day(0, 16), Kind.OPEN, 34, ("Hembygdsföreningen", "Kantarellboda idrottsklubb", "Lanthandeln")),
            Met(Day(4, 14), Kind.ASSOCIATIONS, 11, ("Hembygdsföreningen", "PRO Kantarellboda", "Ungdomsklubben")),
        ),
        vision=(
            Day(1, 16),
            "Ingen ska behöva åka tre mil för ett ärende som tar fem minuter.\n\n"
            "Om fem år finns en öppen dörr i den gamla skolan varje vardag, med någon som hjälper till och kaffe på.",
        ),
        counted=Counted(Day(2, 15), 3, 2, 1, "Vi bjöd in på tre språk och hos svenska för invandrare."),
        sought=(
            Sought(Day(2, 16), Source.COUNTY, 90_000, "PÅHITTAT 101", Day(3, 10), 75_000),
            Sought(Day(3, 20), Source.LEADER, 60_000, "PÅHITTAT 102", Day(5, 6)),
        ),
    ),
    "smultronhult-smultronnas": Facts(
        met=(
            Met(Day(0, 14), Kind.MUNICIPALITY, 3),
            Met(Day(0, 14), Kind.COUNTY_BOARD),
            Met(Day(0, 17), Kind.OPEN, 41, ("Smultronnäs byalag", "Smultronhults idrottsförening")),
        ),
        vision=(Day(1, 20), "Två byar, en servicepunkt, inga långa turer."),
        counted=Counted(Day(2, 16), 2, 2, 1, "Vi frågade dem som har flyttat hit de senaste åren."),
        sought=(Sought(Day(2, 18), Source.LEADER, 80_000, "PÅHITTAT 103", Day(4, 8), 80_000),),
    ),
    "blabarsvik": Facts(
        met=(
            Met(Day(0, 15), Kind.MUNICIPALITY, 2),
            Met(Day(0, 15), Kind.COUNTY_BOARD, 2),
            Met(Day(0, 18), Kind.OPEN, 27, ("Bygdegårdsföreningen", "Företagarna i viken")),
        ),
        vision=(Day(1, 20), "En servicepunkt som är öppen när båten går."),
        counted=Counted(Day(2, 14), 2, 2, 1, "Sommarboende och nyinflyttade fick samma inbjudan som alla andra."),
        sought=(Sought(Day(2, 17), Source.RURAL, 120_000, "PÅHITTAT 104", Day(4, 12), 100_000),),
    ),
    "tranbarsnas": Facts(
        met=(
            Met(Day(0, 16), Kind.MUNICIPALITY, 1),
            Met(Day(0, 17), Kind.COUNTY_BOARD),
            Met(Day(1, 14), Kind.OPEN, 7),
        ),
        vision=(Day(2, 14), "Behålla det vi har."),
        counted=Counted(Day(3, 14), 1, 1, 0),
    ),
    "hjortronliden": Facts(
        met=(
            Met(Day(0, 16), Kind.MUNICIPALITY, 2),
            Met(Day(0, 17), Kind.COUNTY_BOARD, 1),
            Met(Day(1, 15), Kind.OPEN, 19, ("Hjortronlidens byaförening", "Samebyn")),
        ),
        vision=(Day(2, 15), "En dörr att knacka på, också när vägen är stängd."),
        counted=Counted(Day(3, 15), 2, 2, 1, "Samebyn utser en egen ledamot."),
        sought=(Sought(Day(3, 16), Source.COUNTY, 65_000, "PÅHITTAT 105"),),
    ),
    "lingonsele": Facts(
        met=(
            Met(Day(5, 14), Kind.MUNICIPALITY, 1),
            Met(Day(5, 15), Kind.COUNTY_BOARD, 1),
            Met(Day(6, 14), Kind.OPEN, 5),
        ),
    ),
}
