"""Reads a programme file: bytes in, a whole `ProgrammeSpec` or `FileRefused` with every mistake and its line out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from importlib import resources

from django.utils.translation import gettext as _

from servicepunkt.core.text import Text
from servicepunkt.core.toml import Document, FileRefused, Problem, Table, did_you_mean
from servicepunkt.programme.months import months_between, parse_month, parse_quarter, shift
from servicepunkt.programme.spec import (
    BODY_KINDS,
    ORGANISATION_KINDS,
    REPORT_KINDS,
    AreaSpec,
    BodySpec,
    FundingSpec,
    MeetingSpec,
    OrganisationSpec,
    PlaceSpec,
    ProgrammeSpec,
    ReportSpec,
    SeatSpec,
)

__all__ = ["FileRefused", "Problem", "read_programme", "shipped_programme", "shipped_programmes"]

FORMAT = 1

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Outside these years a start is a slip of the pen."""

SWEDEN = ((55.0, 69.2), (10.5, 24.3))
"""Least and most latitude and longitude of a point in Sweden, degrees (WGS 84)."""

Municipalities = Mapping[str, tuple[str, str]]
"""Municipality code to its name and its county's code."""


def shipped_programmes() -> tuple[str, ...]:
    """The slugs of the programme files that ship with the package, in alphabetical order."""
    folder = resources.files("servicepunkt.programme") / "programmes"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def shipped_programme(slug: str) -> bytes:
    """The bytes of a programme file that ships with the package. Raises FileNotFoundError when there is none."""
    return (resources.files("servicepunkt.programme") / "programmes" / f"{slug}.toml").read_bytes()


def read_programme(
    raw: bytes,
    *,
    known_methods: Collection[str],
    known_roles: Collection[str],
    municipalities: Municipalities,
    starts_on: date | None = None,
) -> ProgrammeSpec:
    """Read a whole programme; with `starts_on` its calendar is moved by whole months to begin that day.

    Raises FileRefused with all mistakes (a file is never read in part), also when `starts_on` is not the first of a
    month.
    """
    document = Document(raw)
    spec = _Reader(document, known_methods, known_roles, municipalities).programme()
    document.raise_problems()
    return spec if starts_on is None else _moved(spec, starts_on)


def _moved(spec: ProgrammeSpec, starts_on: date) -> ProgrammeSpec:
    if starts_on.day != 1 or not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        told = {"day": starts_on.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR}
        message = (
            _("Programmet kan bara börja den första i en månad under åren %(first)d–%(last)d, inte %(day)s.") % told
        )
        raise FileRefused([Problem(None, "starts_on", message)])
    months = months_between(spec.starts_on, starts_on)
    return replace(
        spec,
        starts_on=shift(spec.starts_on, months),
        ends_on=shift(spec.ends_on, months),
        reporting_until=shift(spec.reporting_until, months),
        moved_months=months,
        meetings=tuple(
            replace(
                one,
                window_starts_on=shift(one.window_starts_on, months),
                window_ends_on=shift(one.window_ends_on, months),
            )
            for one in spec.meetings
        ),
        reports=tuple(replace(one, due_on=shift(one.due_on, months)) for one in spec.reports),
    )


class _Reader:
    """One reading of one file: what has been seen so far, so that keys are unique and references can be followed."""

    def __init__(
        self,
        document: Document,
        known_methods: Collection[str],
        known_roles: Collection[str],
        municipalities: Municipalities,
    ) -> None:
        self.document = document
        self.known_methods = known_methods
        self.known_roles = known_roles
        self.municipalities = municipalities
        self.seen: dict[str, list[str]] = {"organisation": [], "area": [], "place": [], "body": []}
        self.place_names: dict[tuple[str, str], str] = {}
        self.period = (date.min, date.max, date.max)

    def programme(self) -> ProgrammeSpec:
        root = self.document.root()
        if root.whole("format", least=1) != FORMAT and root.has("format"):
            root.refuse(_("Den här versionen läser bara filer med format = %(format)d.") % {"format": FORMAT}, "format")
        self._read_period(root)
        goals = self._two_lists(root, "goals")
        organisations = tuple(self._organisation(one) for one in root.tables("organisations", required=True))
        areas = tuple(self._area(one) for one in root.tables("areas", required=True))
        places = tuple(self._place(one) for one in root.tables("places", required=True))
        bodies = tuple(self._body(one) for one in root.tables("bodies", required=True))
        spec = ProgrammeSpec(
            slug=root.key("slug"),
            title=root.two_texts("title"),
            method=root.known("method", self.known_methods),
            invented=root.boolean("invented", default=False),
            starts_on=self.period[0],
            ends_on=self.period[1],
            reporting_until=self.period[2],
            moved_months=0,
            scope=root.two_texts("scope"),
            focus=root.two_texts("focus"),
            purpose=root.two_texts("purpose"),
            goals=goals,
            environment=root.two_texts("environment", required=False),
            source=root.text("source"),
            owner=self._owner(root),
            organisations=organisations,
            areas=areas,
            places=places,
            bodies=bodies,
            meetings=tuple(self._meeting(one) for one in root.tables("meetings")),
            reports=tuple(self._report(one) for one in root.tables("reports")),
            funding=self._funding(root),
            areas_note=root.two_texts("areas_note", required=False),
            format=FORMAT,
        )
        root.done()
        return spec

    def _read_period(self, root: Table) -> None:
        before = len(self.document.problems)
        start, end, reporting = root.day("starts_on"), root.day("ends_on"), root.day("reporting_until")
        if len(self.document.problems) > before:
            return
        if start.day != 1 or not FIRST_YEAR <= start.year <= LAST_YEAR:
            root.refuse(_("Programmet måste börja den första i en månad, så att kalendern kan flyttas."), "starts_on")
        if end <= start:
            root.refuse(_("Programmet slutar (%(end)s) innan det har börjat.") % {"end": end}, "ends_on")
        elif reporting < end:
            message = _("Rapporteringen slutar (%(until)s) före programmet (%(end)s).")
            root.refuse(message % {"until": reporting, "end": end}, "reporting_until")
        else:
            self.period = (start, end, reporting)

    def _two_lists(self, root: Table, key: str) -> tuple[Text, ...]:
        swedish, english = root.texts(key, required=True), root.texts(f"{key}_en")
        if english and len(english) != len(swedish):
            root.refuse(_("”%(key)s_en” ska ha lika många texter som ”%(key)s”.") % {"key": key}, f"{key}_en")
        return tuple(Text(*both) for both in zip(swedish, english or [""] * len(swedish), strict=False))

    def _owner(self, root: Table) -> str:
        table = root.table("owner")
        if table is None:
            return ""
        owner = table.known("organisation", self.seen["organisation"])
        table.done()
        return owner

    def _unique(self, table: Table, kind: str) -> str:
        key = table.key("key")
        if key in self.seen[kind]:
            table.refuse(_("”%(key)s” står redan tidigare i filen; en nyckel får stå en gång.") % {"key": key}, "key")
        self.seen[kind].append(key)
        return key

    def _organisation(self, table: Table) -> OrganisationSpec:
        key, name = self._unique(table, "organisation"), table.text("name")
        organisation = OrganisationSpec(key, name, table.known("kind", ORGANISATION_KINDS))
        table.done()
        return organisation

    def _area(self, table: Table) -> AreaSpec:
        area = AreaSpec(self._unique(table, "area"), table.two_texts("title"))
        table.done()
        return area

    def _place(self, table: Table) -> PlaceSpec:
        name, municipality, county = table.text("name"), table.text("municipality"), table.text("county")
        self._check_municipality(table, municipality, county)
        place = PlaceSpec(
            key=self._unique_place(table, name, municipality),
            name=name,
            villages=table.texts("villages", required=True),
            municipality=municipality,
            county=county,
            area=table.known("area", self.seen["area"]),
            point=self._point(table),
            point_source=table.text("point_source"),
            population=table.whole("population"),
            population_year=table.whole("population_year", least=FIRST_YEAR),
            population_source=table.text("population_source"),
            population_definition=table.two_texts("population_definition"),
            uncertain=table.boolean("uncertain", default=False),
            note=table.two_texts("note", required=False),
        )
        table.done()
        return place

    def _unique_place(self, table: Table, name: str, municipality: str) -> str:
        key = self._unique(table, "place")
        twin = self.place_names.get((name.casefold(), municipality))
        if name and twin is not None and twin != key:
            told = {"name": name, "key": twin}
            table.refuse(_("Orten ”%(name)s” står redan i filen, som ”%(key)s”.") % told, "name")
        self.place_names.setdefault((name.casefold(), municipality), key)
        return key

    def _check_municipality(self, table: Table, municipality: str, county: str) -> None:
        """Refuse a municipality that does not exist and a county that is not the municipality's."""
        if not municipality.strip() or not county.strip():
            return
        if municipality not in self.municipalities:
            codes = {name: code for code, (name, _county) in self.municipalities.items()}
            hint = did_you_mean(municipality, codes)
            message = _("Det finns ingen kommun med koden ”%(code)s”.") % {"code": municipality}
            if municipality in codes:
                hint = " " + _("%(name)s har koden %(code)s.") % {"name": municipality, "code": codes[municipality]}
            table.refuse(message + hint, "municipality")
            return
        name, right = self.municipalities[municipality]
        if county != right:
            told = {"name": name, "right": right, "county": county}
            message = _("%(name)s kommun hör till länet med koden %(right)s, inte %(county)s.") % told
            table.refuse(message, "county")

    def _point(self, table: Table) -> tuple[float, float]:
        numbers = table.numbers("point", 2)
        if numbers is None:
            return 0.0, 0.0
        (south, north), (west, east) = SWEDEN
        if not (south <= numbers[0] <= north and west <= numbers[1] <= east):
            table.refuse(_("Punkten ligger inte i Sverige; skriv latitud och longitud i grader."), "point")
        return float(numbers[0]), float(numbers[1])

    def _body(self, table: Table) -> BodySpec:
        body = BodySpec(
            key=self._unique(table, "body"),
            kind=table.known("kind", BODY_KINDS),
            title=table.two_texts("title"),
            seats=tuple(self._seat(one) for one in table.tables("seats", required=True)),
            note=table.two_texts("note", required=False),
        )
        conveners = [at for at, seat in enumerate(body.seats) if seat.convener]
        for at in conveners[1:]:
            table.refuse(
                _("Två platser i samma grupp är sammankallande; bara en kan vara det."), "seats", at, "convener"
            )
        table.done()
        return body

    def _seat(self, table: Table) -> SeatSpec:
        seat = SeatSpec(
            role=table.known("role", self.known_roles),
            title=table.two_texts("title"),
            organisations=table.all_known("organisations", self.seen["organisation"]),
            area=table.known("area", self.seen["area"], ""),
            co_opted=table.boolean("co_opted", default=False),
            convener=table.boolean("convener", default=False),
            vacant_note=table.two_texts("vacant_note", required=False),
            note=table.two_texts("note", required=False),
        )
        table.done()
        return seat

    def _meeting(self, table: Table) -> MeetingSpec:
        body, quarter = table.known("body", self.seen["body"]), table.text("quarter")
        first, last = self._window(table, quarter)
        hours = table.numbers("hours", 2) or (0.0, 0.0)
        if table.has("hours") and not 0 <= hours[0] <= hours[1] <= 24:
            table.refuse(_("”hours” ska vara minsta och största antal timmar, till exempel [3, 4]."), "hours")
        table.done()
        return MeetingSpec(body, quarter, first, last, (float(hours[0]), float(hours[1])))

    def _window(self, table: Table, quarter: str) -> tuple[date, date]:
        """The quarter's days that lie in the programme's period; a quarter wholly outside is refused."""
        start, end, _reporting = self.period
        if not quarter.strip():
            return start, end
        try:
            first, last = parse_quarter(quarter)
        except ValueError:
            table.refuse(
                _("”%(quarter)s” är inget kvartal; skriv till exempel 2010-Q3.") % {"quarter": quarter}, "quarter"
            )
            return start, end
        if last < start or first > end:
            told = {"quarter": quarter, "start": start, "end": end}
            message = _("Mötet %(quarter)s ligger utanför programmets tid, %(start)s till %(end)s.") % told
            table.refuse(message, "quarter")
        return max(first, start), min(last, end)

    def _report(self, table: Table) -> ReportSpec:
        recipient = table.known("recipient", self.seen["organisation"])
        due_on, whole_month = self._due(table)
        report = ReportSpec(
            recipient=recipient,
            kind=table.known("kind", REPORT_KINDS),
            title=table.two_texts("title"),
            due_on=due_on,
            whole_month=whole_month,
            financial_statement=table.boolean("financial_statement", default=False),
        )
        table.done()
        return report

    def _due(self, table: Table) -> tuple[date, bool]:
        start, _end, until = self.period
        written = table.data.get("due")
        whole_month = isinstance(written, str)
        if whole_month:
            try:
                due_on = parse_month(table.text("due"))
            except ValueError:
                table.refuse(_('”due” ska vara en månad, till exempel "2010-10", eller ett datum.'), "due")
                return start, True
        else:
            due_on = table.day("due")
        if isinstance(written, (str, date)) and not start <= due_on <= until:
            told = {"due": written, "start": start, "until": until}
            message = _("Rapporten %(due)s ligger utanför rapporteringstiden, %(start)s till %(until)s.") % told
            table.refuse(message, "due")
        return due_on, whole_month

    def _funding(self, root: Table) -> FundingSpec:
        table = root.table("funding")
        if table is None:
            return FundingSpec(0)
        funding = FundingSpec(
            cheque_ore=table.whole("cheque_kronor") * 100,
            cheque_purpose=table.two_texts("cheque_purpose", required=False),
            cheque_source=table.text("cheque_source", ""),
        )
        table.done()
        return funding
