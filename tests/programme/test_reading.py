"""Programme files are read whole or refused with every mistake, its line and a reason in plain Swedish."""

import csv
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.people.roles import Role
from servicepunkt.programme.months import is_month_end, months_between
from servicepunkt.programme.reading import FileRefused, read_programme, shipped_programme, shipped_programmes
from servicepunkt.programme.spec import ProgrammeSpec

MEMO = "hallbara-lokala-servicelosningar-2010"
ROLES = frozenset(role.value for role in Role)


def register(name: str) -> list[dict[str, str]]:
    text = (resources.files("servicepunkt.places") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


MUNICIPALITIES = {one["code"]: (one["name"], one["county_code"]) for one in register("municipalities.csv")}

SMALL = """format = 1
slug = "litet"
title = "Litet"
method = "hallbara-lokala-servicelosningar"
starts_on = 2010-06-01
ends_on = 2011-09-30
reporting_until = 2011-11-30
scope = "Omfattning"
focus = "Inriktning"
purpose = "Syfte"
goals = ["Mål"]
source = "Prov"

[owner]
organisation = "agare"

[funding]
cheque_kronor = 10000

[[organisations]]
key = "agare"
name = "Ägaren"
kind = "nonprofit"

[[areas]]
key = "norra"
title = "Norra"

[[places]]
key = "backe"
name = "Backe"
villages = ["Backe"]
municipality = "2313"
county = "23"
area = "norra"
point = [63.8154, 16.4146]
point_source = "Prov"
population = 498
population_year = 2020
population_source = "Prov"
population_definition = "Prov"

[[bodies]]
key = "styrgrupp"
kind = "steering_group"
title = "Styrgruppen"

[[bodies.seats]]
role = "convener"
title = "Sammankallande"
organisations = ["agare"]
convener = true

[[bodies.seats]]
role = "steering_member"
title = "Ledamot"

[[meetings]]
body = "styrgrupp"
quarter = "2010-Q3"
hours = [3, 4]

[[reports]]
recipient = "agare"
kind = "interim"
title = "Delrapport"
due = "2011-01"
"""
SECOND_PLACE = SMALL[SMALL.index("[[places]]") : SMALL.index("[[bodies]]")]


def read(raw: bytes, starts_on: date | None = None) -> ProgrammeSpec:
    return read_programme(
        raw,
        known_methods=["hallbara-lokala-servicelosningar"],
        known_roles=ROLES,
        municipalities=MUNICIPALITIES,
        starts_on=starts_on,
    )


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(FileRefused) as refused:
        read(text.encode())
    return [(one.line, one.message) for one in refused.value.problems]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, f"{old!r} must stand once in the small file"
    return SMALL.replace(old, new)


def test_the_small_file_is_read() -> None:
    spec = read(SMALL.encode())
    assert spec.place("backe").population == 498
    assert spec.funding.cheque_ore == 1_000_000
    assert spec.meetings[0].window_ends_before == date(2010, 10, 1)
    assert (spec.reports[0].due_on, spec.reports[0].whole_month) == (date(2011, 1, 31), True)
    assert spec.bodies[0].seats[1].organisations == ()


@pytest.mark.parametrize(
    ("old", "new", "marker", "told"),
    [
        ("format = 1", "format = 2", "format", "läser bara filer med format = 1"),
        ('slug = "litet"\n', "", None, "”slug” saknas."),
        ("[owner]", "[ower]", "[ower]", "Okänd nyckel ”ower”. Menade du ”owner”?"),
        ('organisation = "agare"', 'organisation = "agaren"', 'organisation = "agaren"', "Menade du ”agare”?"),
        (
            'method = "hallbara-lokala-servicelosningar"',
            'method = "hallbara-lokala"',
            "method",
            "”hallbara-lokala” är inget känt värde för ”method”.",
        ),
        ("starts_on = 2010-06-01", "starts_on = 2010-06-02", "starts_on", "måste börja den första i en månad"),
        ("starts_on = 2010-06-01", 'starts_on = "juni 2010"', "starts_on", "”starts_on” ska vara ett datum"),
        ("starts_on = 2010-06-01", "starts_on = 2010-06-01T10:00:00", "starts_on", "”starts_on” ska vara ett datum"),
        ("ends_on = 2011-09-30", "ends_on = 2010-05-30", "ends_on", "slutar (2010-05-30) innan det har börjat"),
        (
            "reporting_until = 2011-11-30",
            "reporting_until = 2011-08-30",
            "reporting",
            "Rapporteringen slutar (2011-08-30)",
        ),
        ('goals = ["Mål"]', 'goals = ["Mål"]\ngoals_en = ["A", "B"]', "goals_en", "lika många texter som ”goals”"),
        ('kind = "nonprofit"', 'kind = "ideell"', 'kind = "ideell"', "”ideell” är inget känt värde för ”kind”."),
        ('area = "norra"', 'area = "norr"', 'area = "norr"', "Menade du ”norra”?"),
        ('municipality = "2313"', 'municipality = "9999"', "municipality", "Det finns ingen kommun med koden ”9999”."),
        ('municipality = "2313"', 'municipality = "Strömsund"', "municipality", "Strömsund har koden 2313."),
        ('municipality = "2313"', 'municipality = "Strömsun"', "municipality", "Menade du ”Strömsund”?"),
        ('county = "23"', 'county = "25"', "county", "Strömsund kommun hör till länet med koden 23, inte 25."),
        ("point = [63.8154, 16.4146]", "point = [16.4146, 63.8154]", "point = [", "ligger inte i Sverige"),
        ("point = [63.8154, 16.4146]", "point = [63.8154]", "point = [", "”point” ska ha 2 tal."),
        ("population = 498", "population = -1", "population = ", "”population” måste vara minst 0."),
        ("population = 498", "population = 498.5", "population = ", "”population” ska vara ett heltal."),
        ("population = 498", "population = true", "population = ", "”population” ska vara ett heltal."),
        ('villages = ["Backe"]', "villages = []", "villages", "”villages” är tom."),
        ('kind = "steering_group"', 'kind = "styrgrupp"', 'kind = "styrgrupp"', "inget känt värde för ”kind”"),
        (
            'role = "steering_member"',
            'role = "steering_memer"',
            'role = "steering_memer"',
            "Menade du ”steering_member”?",
        ),
        (
            'title = "Ledamot"',
            'title = "Ledamot"\nconvener = true',
            "convener = true\n\n[[meet",
            "bara en kan vara det",
        ),
        ('organisations = ["agare"]', 'organisations = ["x"]', 'organisations = ["x"]', "”x” är inget känt värde"),
        ('body = "styrgrupp"', 'body = "styrgrup"', "body = ", "Menade du ”styrgrupp”?"),
        ('quarter = "2010-Q3"', 'quarter = "hösten 2010"', "quarter", "”hösten 2010” är inget kvartal"),
        ('quarter = "2010-Q3"', 'quarter = "2010-Q1"', "quarter", "Mötet 2010-Q1 ligger utanför programmets tid"),
        ('quarter = "2010-Q3"', 'quarter = "2011-Q4"', "quarter", "Mötet 2011-Q4 ligger utanför programmets tid"),
        ("hours = [3, 4]", "hours = [4, 3]", "hours", "minsta och största antal timmar"),
        ('recipient = "agare"', 'recipient = "agar"', "recipient", "Menade du ”agare”?"),
        ('due = "2011-01"', 'due = "2010-05"', "due", "Rapporten 2010-05 ligger utanför rapporteringstiden"),
        ('due = "2011-01"', "due = 2011-12-01", "due", "Rapporten 2011-12-01 ligger utanför rapporteringstiden"),
        ('due = "2011-01"', 'due = "januari"', "due", "”due” ska vara en månad"),
        ('due = "2011-01"', "due = 1", "due", "”due” ska vara ett datum"),
        ('title = "Ledamot"', 'title = "Ledamot 811218-9876"', 'title = "Ledamot 8', "ser ut som ett personnummer"),
        ('title = "Ledamot"', 'title = "Ledamot"\ntitle = "Igen"', 'title = "Igen"', "Samma nyckel står två gånger."),
        ('title = "Ledamot"', "title = Ledamot", "title = Ledamot", "text ska stå inom citattecken"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason(old: str, new: str, marker: str | None, told: str) -> None:
    text = changed(old, new)
    line = None if marker is None else text.count("\n", 0, text.index(marker)) + 1
    found = problems(text)
    assert any(at == line and told in message for at, message in found), found


def test_the_same_place_twice_is_refused_at_the_second() -> None:
    second = SMALL.index("[[bodies]]")
    text = SMALL[:second] + SECOND_PLACE + SMALL[second:]
    line = text.count("\n", 0, text.rindex('key = "backe"')) + 1
    assert problems(text) == [(line, "”backe” står redan tidigare i filen; en nyckel får stå en gång.")]
    text = SMALL[:second] + SECOND_PLACE.replace('key = "backe"', 'key = "backe-2"') + SMALL[second:]
    assert problems(text) == [(line + 1, "Orten ”Backe” står redan i filen, som ”backe”.")]


def test_two_places_with_one_name_in_different_municipalities_are_two_places() -> None:
    other = SECOND_PLACE.replace('"backe"', '"backe-2"').replace('"2313"', '"2505"').replace('"23"', '"25"')
    assert len(read((SMALL + other).encode()).places) == 2


def test_bytes_that_are_not_utf_8_are_refused_with_line_and_byte() -> None:
    raw = SMALL.encode("latin-1")
    with pytest.raises(FileRefused) as refused:
        read(raw)
    (problem,) = refused.value.problems
    assert problem.line == SMALL.count("\n", 0, SMALL.index("Mål")) + 1
    assert f"byte {SMALL.index('Mål') + 1} räknat från 0 (0xE5)" in problem.message


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = (
        SMALL.replace('county = "23"', 'county = "25"').replace("2010-Q3", "2012-Q1").replace('"2011-01"', '"2012-01"')
    )
    lines = [line for line, _message in problems(text)]
    assert len(lines) == 3
    assert lines == sorted(line for line in lines if line)


def test_a_quarter_half_inside_the_period_is_cut_to_it() -> None:
    meeting = read(changed('"2010-Q3"', '"2010-Q2"').encode()).meetings[0]
    assert (meeting.window_starts_on, meeting.window_ends_on) == (date(2010, 6, 1), date(2010, 6, 30))


@pytest.mark.parametrize("day", [date(2026, 6, 2), date(2026, 6, 30), date(1, 1, 1), date(9999, 1, 1)])
def test_a_start_that_is_no_first_of_a_month_is_refused(day: date) -> None:
    with pytest.raises(FileRefused, match="bara börja den första i en månad") as refused:
        read(SMALL.encode(), day)
    assert refused.value.problems[0].line is None
    assert refused.value.problems[0].path == "starts_on"


def all_days(spec: ProgrammeSpec) -> list[date]:
    days = [spec.starts_on, spec.ends_on, spec.reporting_until]
    days += [day for one in spec.meetings for day in (one.window_starts_on, one.window_ends_on)]
    return days + [one.due_on for one in spec.reports]


@given(st.integers(1950, 2150), st.integers(1, 12))
def test_the_memos_calendar_moves_as_a_whole(year: int, month: int) -> None:
    before = read(shipped_programme(MEMO))
    after = read(shipped_programme(MEMO), date(year, month, 1))
    assert after.starts_on == date(year, month, 1)
    assert after.moved_months == months_between(before.starts_on, after.starts_on)
    for old, new in zip(all_days(before), all_days(after), strict=True):
        assert months_between(old, new) == after.moved_months
        assert is_month_end(old) == is_month_end(new)
        assert (old.day == 1) == (new.day == 1)
    assert after.ends_on <= after.reporting_until
    assert max(one.due_on for one in after.reports) <= after.reporting_until
    assert after.places == before.places


@pytest.mark.parametrize("slug", shipped_programmes())
def test_every_shipped_programme_reads_and_has_english(slug: str) -> None:
    spec = read(shipped_programme(slug))
    assert spec.slug == slug
    texts = [spec.title, spec.scope, spec.focus, spec.purpose, *spec.goals, spec.environment, spec.areas_note]
    texts += [one.title for one in spec.areas]
    texts += [one.title for one in spec.bodies]
    texts += [one.title for one in spec.reports]
    texts += [text for place in spec.places for text in (place.population_definition, place.note) if text]
    texts += [
        text for body in spec.bodies for one in body.seats for text in (one.title, one.note, one.vacant_note) if text
    ]
    assert [text.sv for text in texts if not text.en] == []


def test_two_programmes_ship() -> None:
    assert shipped_programmes() == ("exempelprogrammet", MEMO)


@pytest.fixture(scope="module")
def memo() -> ProgrammeSpec:
    return read(shipped_programme(MEMO))


def test_the_memos_period(memo: ProgrammeSpec) -> None:
    assert (memo.starts_on, memo.ends_on, memo.reporting_until) == (
        date(2010, 6, 1),
        date(2011, 9, 30),
        date(2011, 11, 30),
    )
    assert not memo.invented


def test_the_memos_sixteen_places_with_municipality_and_county(memo: ProgrammeSpec) -> None:
    counties = {one["code"]: one["name"] for one in register("counties.csv")}
    assert [(one.name, MUNICIPALITIES[one.municipality][0], counties[one.county]) for one in memo.places] == [
        ("Byxelkrok", "Borgholm", "Kalmar län"),
        ("Blankaholm/Solstadström", "Västervik", "Kalmar län"),
        ("Örsjö", "Nybro", "Kalmar län"),
        ("Påryd", "Kalmar", "Kalmar län"),
        ("Stenberga", "Vetlanda", "Jönköpings län"),
        ("Björkvik", "Katrineholm", "Södermanlands län"),
        ("Vedevåg", "Lindesberg", "Örebro län"),
        ("Hammar", "Askersund", "Örebro län"),
        ("Älmsta/Väddö", "Norrtälje", "Stockholms län"),
        ("Backe", "Strömsund", "Jämtlands län"),
        ("Gideå", "Örnsköldsvik", "Västernorrlands län"),
        ("Hakkas", "Gällivare", "Norrbottens län"),
        ("Seskarö", "Haparanda", "Norrbottens län"),
        ("Glommersträsk", "Arvidsjaur", "Norrbottens län"),
        ("Moskosel", "Arvidsjaur", "Norrbottens län"),
        ("Kuttainen", "Kiruna", "Norrbottens län"),
    ]
    assert [one.key for one in memo.places if one.uncertain] == ["hakkas"]
    assert [one.villages for one in memo.places if len(one.villages) > 1] == [
        ("Blankaholm", "Solstadström"),
        ("Älmsta", "Väddö"),
    ]


def test_a_county_lies_in_one_region_only(memo: ProgrammeSpec) -> None:
    areas: dict[str, set[str]] = {}
    for place in memo.places:
        areas.setdefault(place.county, set()).add(place.area)
    assert all(len(some) == 1 for some in areas.values())
    assert {one.area for one in memo.places} == {"sodra", "mellersta", "norra"}


def test_the_memos_seats(memo: ProgrammeSpec) -> None:
    bodies = {body.kind: body for body in memo.bodies}
    assert {kind: len(body.seats) for kind, body in bodies.items()} == {
        "central_group": 7,
        "steering_group": 12,
        "board": 2,
    }
    leaders = [one for one in bodies["central_group"].seats if one.role == "leader"]
    assert [one.area for one in leaders] == ["sodra", "mellersta", "norra"]
    assert sum(one.role == "coordinator" for _body, one in memo.seats) == 1
    assert [(body.kind, one.title.sv) for body, one in memo.seats if one.co_opted] == [
        ("central_group", "Den statliga utredaren"),
        ("steering_group", "Den statliga utredaren"),
    ]
    steering = bodies["steering_group"].seats
    assert [one.organisations for one in steering if one.convener] == [("hela-sverige", "civilforsvarsforbundet")]
    assert [one.organisations for one in steering if one.vacant_note] == [("foretagarna",)]
    assert sum("skl" in one.organisations for one in steering) == 2
    assert [one.organisations for one in steering if one.role == "funder"] == [("tillvaxtverket",)]


def test_the_memos_five_meetings_and_six_reports(memo: ProgrammeSpec) -> None:
    assert [one.quarter for one in memo.meetings] == ["2010-Q3", "2010-Q4", "2011-Q1", "2011-Q2", "2011-Q3"]
    assert {one.hours for one in memo.meetings} == {(3.0, 4.0)}
    assert [(one.recipient, one.kind, one.due_on, one.financial_statement) for one in memo.reports] == [
        ("hela-sverige", "interim", date(2011, 1, 31), False),
        ("hela-sverige", "final", date(2011, 11, 30), False),
        ("tillvaxtverket", "progress", date(2010, 10, 31), False),
        ("tillvaxtverket", "progress", date(2011, 2, 28), False),
        ("tillvaxtverket", "progress", date(2011, 6, 30), False),
        ("tillvaxtverket", "final", date(2011, 11, 30), True),
    ]


def test_the_example_is_marked_as_invented_throughout() -> None:
    spec = read(shipped_programme("exempelprogrammet"))
    assert spec.invented
    assert len(spec.places) == 6
    assert len(spec.areas) == 2
    assert {one.population_source for one in spec.places} == {"Påhittad siffra"}
    assert {one.point_source for one in spec.places} == {"Påhittad punkt"}


def test_the_registers_are_whole() -> None:
    counties, municipalities = register("counties.csv"), register("municipalities.csv")
    assert (len(counties), len(municipalities)) == (21, 290)
    assert len({one["code"] for one in municipalities}) == 290
    assert {one["county_code"] for one in municipalities} == {one["code"] for one in counties}
    assert all(one["code"].startswith(one["county_code"]) for one in municipalities)
