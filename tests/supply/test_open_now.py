"""Whether it is open: held against a slow reading of the rows, minute by minute, with Sweden's holidays by Easter."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicepunkt.supply.hours import (
    CLOSED,
    ExceptionDay,
    More,
    Part,
    Schedule,
    Span,
    Times,
    brief,
    covers,
    hours_faults,
    next_change,
    open_at,
    osm,
    parse_exceptions,
    parse_osm,
    parse_rows,
    parse_special,
    say_exceptions,
    say_now,
    say_rows,
    say_special,
    tell,
    usual_more,
)
from servicepunkt.supply.hours.osm_reading import LONGEST

SWEDEN = ZoneInfo("Europe/Stockholm")
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
WEEKDAYS = (((480, 1020),),) * 5 + ((), ())
OFFICE = Schedule(WEEKDAYS)


@lru_cache
def easter(year: int) -> dt.date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache
def red_days(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Sweden's public holidays apart from ordinary Sundays, and the three eves."""
    fixed = {dt.date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))}
    moving = {easter(year) + dt.timedelta(days=days) for days in (-2, 0, 1, 39, 49)}
    midsummer = next(day for n in range(20, 27) if (day := dt.date(year, 6, n)).weekday() == 5)
    saints = next(d for n in range(7) if (d := dt.date(year, 10, 31) + n * DAY).weekday() == 5)
    eves = {midsummer - DAY, dt.date(year, 12, 24), dt.date(year, 12, 31)}
    return frozenset({*fixed, *moving, midsummer, saints}), frozenset(eves)


def hours_of(schedule: Schedule, day: dt.date) -> list[Span]:
    """A day's hours, read straight from what is said."""
    more = schedule.more
    for one in more.exceptions:
        if one.on == day:
            return list(one.spans)
    holidays, eves = red_days(day.year)
    for days, mode, spans in ((eves, more.eves, more.eve_spans), (holidays, more.holidays, more.holiday_spans)):
        if day in days and mode != "usual":
            return list(spans)
        if day in days:
            break
    out = list(schedule.week[day.weekday()])
    for row in more.rows:
        if row.weekday != day.weekday():
            continue
        odd = day.isocalendar().week % 2 == 1
        season = {(row.months[0] - 1 + n) % 12 + 1 for n in range((row.months[1] - row.months[0]) % 12 + 1)}
        if row.weeks in ("", "odd" if odd else "even") and day.month in season:
            out.append((row.start, row.end))
    return out


def open_by_rows(schedule: Schedule, moment: dt.datetime) -> bool:
    wall = moment.astimezone(SWEDEN)
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in hours_of(schedule, wall.date()))


MINUTES = st.integers(0, 96).map(lambda quarter: quarter * 15)
SPANS = st.lists(MINUTES, max_size=4, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
ROWS = st.builds(
    lambda day, ends, weeks, months: Times(day, min(ends), max(ends), weeks, months),
    st.integers(0, 6),
    st.lists(MINUTES, min_size=2, max_size=2, unique=True),
    st.sampled_from(["", "odd", "even"]),
    st.one_of(st.just((1, 12)), st.tuples(st.integers(1, 12), st.integers(1, 12))),
).filter(lambda row: not row.always)
NEAR = st.sampled_from(
    [dt.date(2026, 12, 28), dt.date(2027, 1, 3), dt.date(2032, 12, 27), dt.date(2024, 12, 30), dt.date(2026, 3, 29),
     dt.date(2026, 10, 25), dt.date(2026, 6, 19), dt.date(2025, 12, 24), dt.date(2024, 12, 31), dt.date(2028, 2, 29),
     dt.date(2027, 3, 28), dt.date(2030, 10, 27), dt.date(2029, 6, 6)]
)  # fmt: skip
DATES = st.one_of(NEAR, st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31)))
MODES = st.one_of(
    st.sampled_from([("closed", ()), ("usual", ())]), SPANS.map(lambda spans: ("own" if spans else "closed", spans))
)
WHY = st.sampled_from(["", "inventering", "kort dag före jul"])
EXCEPTIONS = st.lists(st.builds(ExceptionDay, DATES, SPANS, WHY), max_size=4, unique_by=lambda one: one.on)
MOMENTS = st.builds(
    lambda day, minutes: dt.datetime.combine(day, dt.time(), dt.UTC) + minutes * MINUTE, DATES, st.integers(-120, 1560)
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any schedule that may be stored: a row that would overlap is left out."""
    week = tuple(draw(st.lists(SPANS, min_size=7, max_size=7)))
    rows: list[Times] = []
    for row in draw(st.lists(ROWS, max_size=6)):
        if not list(hours_faults(Schedule(week, More(tuple(sorted([*rows, row])))))):
            rows.append(row)
    holidays, eves = draw(MODES), draw(MODES)
    return Schedule(week, More(tuple(sorted(rows)), *holidays, *eves, tuple(sorted(draw(EXCEPTIONS)))))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


@settings(max_examples=400, deadline=None)
@given(schedules(), MOMENTS)
def test_open_is_what_the_rows_say(schedule: Schedule, moment: dt.datetime) -> None:
    assert not list(hours_faults(schedule))
    for hours in range(0, 72, 3):
        then = moment + dt.timedelta(hours=hours)
        assert open_at(schedule, then) == open_by_rows(schedule, then), (osm(schedule), then)


@settings(max_examples=60, deadline=None)
@given(schedules(), MOMENTS)
def test_it_changes_next_where_the_rows_first_say_something_else(schedule: Schedule, moment: dt.datetime) -> None:
    state, days = open_by_rows(schedule, moment), 6
    coming = next_change(schedule, moment)
    then = (moment + MINUTE).replace(second=0)
    for _minute in range(days * 24 * 60):
        if open_by_rows(schedule, then) != state:
            assert coming == then, osm(schedule)
            return
        then += MINUTE
    assert coming is None or coming >= then, osm(schedule)


NIGHTS = [f"{day}T{hour}:{minute}" for day in ("2026-03-29", "2026-10-25", "2031-03-30", "2031-10-26")
          for hour in ("00", "01", "02", "03") for minute in ("00", "10", "50")]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(MINUTES.filter(lambda minute: minute <= 240), min_size=2, max_size=6, unique=True))
@example([120, 150])
@example([105, 165])
@example([150, 180])
def test_the_nights_when_the_clock_is_moved(edges: list[int]) -> None:
    spans = tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
    schedule = Schedule((spans,) * 7)
    for text in NIGHTS:
        for fold in (0, 1):
            moment = at(text).replace(fold=fold).astimezone(dt.UTC)
            state = open_by_rows(schedule, moment)
            then = moment + MINUTE
            while open_by_rows(schedule, then) == state:
                then += MINUTE
            assert (open_at(schedule, moment), next_change(schedule, moment)) == (state, then), (text, fold)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_holidays_and_eves_of_every_year(year: int) -> None:
    holidays, eves = red_days(year)
    always = (((0, 1440),),) * 7
    open_on_eves = Schedule(always, More(eves="usual"))
    open_on_holidays = Schedule(always, More(holidays="usual"))
    day = dt.date(year, 1, 1)
    while day.year == year:
        noon = dt.datetime.combine(day, dt.time(12), SWEDEN)
        assert open_at(open_on_eves, noon) == (day not in holidays), day
        assert open_at(open_on_holidays, noon) == (day not in eves), day
        day += DAY


@pytest.mark.parametrize(
    ("moment", "odd"),
    [
        ("2026-12-28T09:00", True),  # week 53
        ("2027-01-04T09:00", True),  # the week 1 after it: two odd weeks on end
        ("2027-01-11T09:00", False),
        ("2024-12-30T09:00", True),  # week 1 of 2025 begins in 2024
        ("2025-12-29T09:00", True),  # week 1 of 2026
        ("2021-01-04T09:00", True),
    ],
)
def test_odd_weeks_at_the_turn_of_the_year(moment: str, odd: bool) -> None:
    for weeks, said in (("odd", odd), ("even", not odd)):
        schedule = Schedule(CLOSED, More((Times(0, 480, 720, weeks),), holidays="usual", eves="usual"))
        assert open_at(schedule, at(moment)) == said


@settings(deadline=None)
@given(schedules())
def test_the_string_is_read_back_to_the_same_hours(schedule: Schedule) -> None:
    if not schedule:
        return
    plain = Schedule(schedule.week, More(schedule.more.rows, "closed", (), "closed", ()))
    if plain:
        assert parse_osm(osm(plain)) == plain
    if len(osm(schedule)) > LONGEST:
        return
    again = parse_osm(osm(schedule))
    for one in (dt.datetime(2026, 12, 20, 10, tzinfo=dt.UTC), dt.datetime(2028, 6, 19, 10, tzinfo=dt.UTC)):
        for hours in range(0, 14 * 24, 5):
            then = one + dt.timedelta(hours=hours)
            assert open_at(again, then) == open_at(schedule, then)


@given(schedules(), st.sampled_from(["sv", "en"]))
def test_what_is_said_is_read_back(schedule: Schedule, language: str) -> None:
    more = schedule.more
    with translation.override(language):
        assert parse_rows(say_rows(more.rows)) == more.rows
        assert parse_exceptions(say_exceptions(more.exceptions)) == more.exceptions
        assert parse_special(say_special(more.holidays, more.holiday_spans)) == (more.holidays, more.holiday_spans)


@given(schedules())
def test_what_goes_out_with_a_form_comes_back(schedule: Schedule) -> None:
    assert More.unpacked(schedule.more.packed()) == schedule.more


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mo-Fr 08:00-17:00; PH off", Schedule(WEEKDAYS)),
        ("mo-fr 8:00-17:00", Schedule(WEEKDAYS, More(holidays="usual", eves="usual"))),
        ("Mo-Fr 08:00-17:00; We off; PH off", Schedule((*WEEKDAYS[:2], (), *WEEKDAYS[3:]))),
        ("24/7", Schedule((((0, 1440),),) * 7, More(holidays="usual", eves="usual"))),
        ("week 1-53/2 Tu 13:00-16:00; PH off", Schedule(CLOSED, More((Times(1, 780, 960, "odd"),)))),
        ("Nov-Feb Sa 10:00-12:00; PH 12:00-14:00; Dec 24,Dec 31 off; Jun 19-25 Fr off",
         Schedule(CLOSED, More((Times(5, 600, 720, "", (11, 2)),), "own", ((720, 840),)))),
        ("Mo 08:00-12:00; PH off; 2026 Dec 21 off",
         Schedule((((480, 720),), *((),) * 6), More(exceptions=(ExceptionDay(dt.date(2026, 12, 21)),)))),
    ],
)  # fmt: skip
def test_strings_from_registers_are_read(text: str, says: Schedule) -> None:
    assert parse_osm(text) == says


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mo-Fr 08:00-17:00; SH off", "skollov"),
        ("SH 10:00-14:00", "skollov"),
        ("8-17 vardagar", "inte skrivna i OSM:s form"),
        ("", "inte"),
        ("Mo-Fr 08:00-sunset", "delar som inte kan tas emot"),
        ("Mo[1] 08:00-10:00", "delar som inte kan tas emot"),
        ("Mo-Fr 18:00-02:00", "över midnatt"),
        ("Mo-Fr 08:00+", "delar som inte kan tas emot"),
        ("Mo-Fr 08:00-12:00 unknown", "delar som inte kan tas emot"),
        ('Mo-Fr 08:00-12:00 "ring först"', "delar som inte kan tas emot"),
        ("PH off; Mo-Fr 08:00-17:00", "delar som inte kan tas emot"),
        ("Mo-Fr 08:00-12:00 || Sa 10:00-12:00", "delar som inte kan tas emot"),
        ("week 1-20 Mo 08:00-12:00", "delar som inte kan tas emot"),
        ("easter 10:00-12:00", "delar som inte kan tas emot"),
        ("Mo 08:00-12:00; " * 70 + "Tu 08:00-12:00", "delar som inte kan tas emot"),
    ],
)
def test_strings_with_parts_nobody_can_evaluate_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_osm(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Udda veckor: tis 13-14", (Times(1, 780, 840, "odd"),)),
        ("jämna veckor, juni – augusti: måndagar och ons 8–9, 10–11",
         tuple(Times(day, h, h + 60, "even", (6, 8)) for day in (0, 2) for h in (480, 600))),
        ("dec: lör–mån 8–9", tuple(sorted(Times(d, 480, 540, "", (12, 12)) for d in (5, 6, 0)))),
        ("sep–maj: vardagar dygnet runt", tuple(Times(day, 0, 1440, "", (9, 5)) for day in range(5))),
        ("\n  \n", ()),
    ],
)  # fmt: skip
def test_rows_are_read_as_people_write_them(text: str, rows: tuple[Times, ...]) -> None:
    assert parse_rows(text) == rows


@pytest.mark.parametrize("text", ["tis 13–14", "udda: tis 13–14", "udda veckor: 13–14", "alla veckor: tis 13–14",
                                  "udda veckor: tisd 13–14", "jul–xyz: mån 8–9", "udda veckor: tis 14–13"])  # fmt: skip
def test_rows_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_rows(text)


def test_exceptions_are_read_as_people_write_them() -> None:
    assert parse_exceptions("30 december 2026 10–12\n2026-12-23: stängt (  inventering )") == (
        ExceptionDay(dt.date(2026, 12, 23), (), "inventering"),
        ExceptionDay(dt.date(2026, 12, 30), ((600, 720),)),
    )
    for text in ("2026-02-30: stängt", "2026-12-23", "23 tomtember 2026: stängt", "stängt", "2026-12-23: 12–10"):
        with pytest.raises(ValueError, match=r"\w"):
            parse_exceptions(text)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (More(parse_rows("juni–augusti: mån 10–14")), "rows"),
        (More(parse_rows("udda veckor: lör 10–14\njuni: lör 13–15")), "rows"),
        (More(holidays="own"), "holidays"),
        (More(eves="usual", eve_spans=((480, 540),)), "eves"),
        (More(holidays="ibland"), "holidays"),
        (More(exceptions=(ExceptionDay(dt.date(2026, 1, 1)),) * 2), "exceptions"),
        (More(exceptions=(ExceptionDay(dt.date(2026, 1, 1), (), "19811218-9876"),)), "exceptions"),
        (More(exceptions=(ExceptionDay(dt.date(2026, 1, 1), (), "x" * 81),)), "exceptions"),
        (More(rows=(Times(0, 60, 120),)), "rows"),
        (More(rows=(Times(0, 60, 120, "odd", (0, 13)),)), "rows"),
    ],
)
def test_hours_that_contradict_themselves_are_told(more: More, field: str) -> None:
    assert [name for name, _why in hours_faults(Schedule(WEEKDAYS, more))] == [field]


@pytest.mark.parametrize("rows", ["juni–augusti: mån 17–19", "udda veckor: lör 10–14\njämna veckor: lör 12–16",
                                  "juni: sön 10–14\njuli: sön 12–16"])  # fmt: skip
def test_hours_that_never_meet_are_taken(rows: str) -> None:
    assert not list(hours_faults(Schedule(WEEKDAYS, More(parse_rows(rows)))))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T14:00", "Öppet nu, stänger kl. 17"),
        ("2026-11-23T07:59", "Stängt nu, öppnar kl. 8"),
        ("2026-11-23T17:00", "Stängt nu, öppnar i morgon kl. 8"),
        ("2026-11-20T18:00", "Stängt nu, öppnar på måndag kl. 8"),
        ("2026-12-23T18:00", "Stängt nu, öppnar på måndag kl. 8"),
        ("2026-04-02T18:00", "Stängt nu, öppnar på tisdag kl. 8"),
    ],
)
def test_how_it_stands_is_said_as_people_say_it(moment: str, words: str) -> None:
    assert say_now(OFFICE, at(moment)) == words


def test_how_it_stands_when_it_is_far_to_the_next_change_or_never() -> None:
    assert say_now(Schedule((((0, 1440),),) * 7, More(holidays="usual", eves="usual")), at("2026-05-04T10:00")) == (
        "Öppet nu, dygnet runt"
    )
    night = Schedule((((1080, 1440),), ((0, 120),), *((),) * 5))
    assert say_now(night, at("2026-05-04T19:00")) == "Öppet nu, stänger i morgon kl. 2"
    assert say_now(Schedule((((1080, 1440),), *((),) * 6)), at("2026-05-04T19:00")) == "Öppet nu, stänger kl. 24"
    summer = Schedule(CLOSED, More(parse_rows("juni–augusti: mån 10–14.30")))
    assert say_now(summer, at("2026-05-04T10:00")) == "Stängt nu, öppnar den 1 juni kl. 10"
    assert say_now(summer, at("2026-11-04T10:00")) == "Stängt nu, öppnar den 7 juni 2027 kl. 10"
    assert say_now(Schedule(), at("2026-05-04T10:00")) == "" and next_change(Schedule(), at("2026-05-04T10:00")) is None
    gone = Schedule(CLOSED, More(exceptions=(ExceptionDay(dt.date(2020, 1, 1), ((480, 540),)),)))
    assert say_now(gone, at("2026-05-04T10:00")) == "Stängt nu"


def test_the_page_says_what_holds_on_special_days() -> None:
    more = More(
        parse_rows("udda veckor: lör 10–12"), "closed", (), "own", ((600, 720),),
        parse_exceptions("2026-12-23: stängt (inventering)\n2026-01-05: 9–10"),
    )  # fmt: skip
    assert tell(Schedule(WEEKDAYS, more), dt.date(2026, 11, 23)) == [
        "Mån–fre 8–17", "Udda veckor: lör 10–12", "Stängt helgdagar", "Midsommarafton, julafton och nyårsafton 10–12",
        "Onsdag 23 december: stängt (inventering)",
    ]  # fmt: skip
    assert "Stängt helgdagar samt midsommarafton, julafton och nyårsafton" in tell(OFFICE, dt.date(2026, 11, 23))


def test_the_grid_tells_which_parts_of_an_ordinary_week_are_covered() -> None:
    day = {Part.MORNING, Part.FORENOON, Part.AFTERNOON}
    assert covers(OFFICE) == {(weekday, part) for weekday in range(5) for part in day}
    bus = Schedule(CLOSED, More(parse_rows("udda veckor: tis 13–16")))
    both = Schedule(CLOSED, More(parse_rows("udda veckor: tis 13–16\njämna veckor: tis 14–15")))
    school = Schedule(CLOSED, More(parse_rows("september–maj: tis 8–12.30")))
    assert covers(bus) == frozenset() and covers(both) == {(1, Part.AFTERNOON)}
    assert covers(school) == {(1, Part.MORNING), (1, Part.FORENOON)}, "half an hour of the afternoon is not enough"
    assert covers(Schedule((((1230, 1440),), *((),) * 6))) == frozenset()


def test_a_list_says_what_does_not_go_without_saying() -> None:
    around = (((0, 1440),),) * 7
    assert brief(OFFICE) == "mån–fre 8–17" and brief(Schedule()) == ""
    assert brief(Schedule(around, usual_more(around))) == "dygnet runt, alla dagar"
    assert brief(Schedule((((480, 600),),) * 7)) == "mån–sön 8–10; stängt helgdagar"
    assert (
        brief(Schedule(WEEKDAYS, More(holidays="own", holiday_spans=((600, 720),)))) == "mån–fre 8–17; helgdagar 10–12"
    )
    with translation.override("en"):
        summer = Schedule(CLOSED, More(parse_rows("odd weeks, June–August: Tue 13–14")))
        assert brief(summer) == "June–August, odd weeks: Tue 13–14"
        assert say_now(OFFICE, at("2026-11-23T17:00")) == "Closed now, opens tomorrow at 8"
