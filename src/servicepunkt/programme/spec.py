"""A programme as data: what a programme file says, read and checked, ready to be stored.

Everything here is frozen and knows no database. `programme.reading` makes it from a file and moves its calendar.
Days named `ends_on` and `..._until` are last days (inclusive), as people write them; `..._before` is half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from servicepunkt.core.text import NO_TEXT, Text

__all__ = [
    "BODY_KINDS",
    "ORGANISATION_KINDS",
    "REPORT_KINDS",
    "AreaSpec",
    "BodySpec",
    "FundingSpec",
    "MeetingSpec",
    "OrganisationSpec",
    "PlaceSpec",
    "ProgrammeSpec",
    "ReportSpec",
    "SeatSpec",
    "Text",
]

ORGANISATION_KINDS = ("state", "municipal", "regional", "nonprofit", "commercial")
BODY_KINDS = ("central_group", "steering_group", "board")
REPORT_KINDS = ("progress", "interim", "final")


@dataclass(frozen=True, slots=True)
class OrganisationSpec:
    """An organisation of the programme; `kind` is one of ORGANISATION_KINDS."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class AreaSpec:
    """A programme area (the memo's region)."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A place (ort) of the programme.

    `municipality` and `county` are official codes (four and two digits), `point` is latitude and longitude in
    WGS 84 degrees. `population` is people in the year `population_year`, counted as `population_definition` says.
    """

    key: str
    name: str
    villages: tuple[str, ...]
    municipality: str
    county: str
    area: str
    point: tuple[float, float]
    point_source: str
    population: int
    population_year: int
    population_source: str
    population_definition: Text
    uncertain: bool = False
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """A seat of a body: a role and the organisations it stands for, never a person.

    `area` is the programme area a leader answers for. `vacant_note` says what the source says of an unfilled seat.
    """

    role: str
    title: Text
    organisations: tuple[str, ...] = ()
    area: str = ""
    co_opted: bool = False
    convener: bool = False
    vacant_note: Text = NO_TEXT
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class BodySpec:
    """A body of the programme with its seats in order; `kind` is one of BODY_KINDS."""

    key: str
    kind: str
    title: Text
    seats: tuple[SeatSpec, ...]
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class MeetingSpec:
    """A meeting to be held in a window of days (first and last day), `hours` = least and most hours it takes.

    `quarter` is the quarter the file named ("2010-Q3"); when the calendar has been moved only the window holds.
    """

    body: str
    quarter: str
    window_starts_on: date
    window_ends_on: date
    hours: tuple[float, float]

    @property
    def window_ends_before(self) -> date:
        """The first day after the window."""
        return self.window_ends_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """A report due to an organisation. `whole_month`: the file names a month, `due_on` is its last day."""

    recipient: str
    kind: str
    title: Text
    due_on: date
    whole_month: bool
    financial_statement: bool = False


@dataclass(frozen=True, slots=True)
class FundingSpec:
    """What the programme pays, in öre. `cheque_ore` is the service development cheque to each local group."""

    cheque_ore: int
    cheque_purpose: Text = NO_TEXT
    cheque_source: str = ""


@dataclass(frozen=True)
class ProgrammeSpec:
    """A whole programme."""

    slug: str
    title: Text
    method: str
    invented: bool
    starts_on: date
    ends_on: date
    reporting_until: date
    moved_months: int
    scope: Text
    focus: Text
    purpose: Text
    goals: tuple[Text, ...]
    environment: Text
    source: str
    owner: str
    organisations: tuple[OrganisationSpec, ...]
    areas: tuple[AreaSpec, ...]
    places: tuple[PlaceSpec, ...]
    bodies: tuple[BodySpec, ...]
    meetings: tuple[MeetingSpec, ...]
    reports: tuple[ReportSpec, ...]
    funding: FundingSpec
    areas_note: Text = NO_TEXT
    format: int = 1

    @cached_property
    def seats(self) -> tuple[tuple[BodySpec, SeatSpec], ...]:
        """All seats with their bodies, in order."""
        return tuple((body, seat) for body in self.bodies for seat in body.seats)

    def organisation(self, key: str) -> OrganisationSpec:
        """The organisation with this key. Raises KeyError when there is none."""
        return {one.key: one for one in self.organisations}[key]

    def area(self, key: str) -> AreaSpec:
        """The programme area with this key. Raises KeyError when there is none."""
        return {one.key: one for one in self.areas}[key]

    def place(self, key: str) -> PlaceSpec:
        """The place with this key. Raises KeyError when there is none."""
        return {one.key: one for one in self.places}[key]
