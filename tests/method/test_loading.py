"""A programme is loaded whole or not at all, once however often, and its calendar moves as one."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.core.toml import FileRefused
from servicepunkt.method import progress
from servicepunkt.method.models import Adoption, Progress, Standing
from servicepunkt.people.models import Body, Holding, Person, Seat
from servicepunkt.places.models import Area, AreaPlace, County, Municipality, Place
from servicepunkt.programme import actions
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Meeting, Programme, ReportDue
from servicepunkt.programme.reading import shipped_programme
from tests.method.building import programme_file

pytestmark = pytest.mark.django_db
MEMO = "hallbara-lokala-servicelosningar-2010"


def counts() -> dict[str, int]:
    """The number of rows in every table there is."""
    with connection.cursor() as cursor:
        out = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            out[table] = cursor.fetchone()[0]
    return out


def test_the_memos_programme_has_all_that_the_memo_names() -> None:
    programme = load_programme(raw=shipped_programme(MEMO))
    root = programme.area
    assert (programme.starts_on, programme.ends_on) == (dt.date(2010, 6, 1), dt.date(2011, 9, 30))
    assert programme.reporting_until == dt.date(2011, 11, 30)
    assert AreaPlace.objects.filter(root=root).count() == 16 and root.parts.count() == 3
    assert [m.place.name for m in AreaPlace.objects.filter(root=root, uncertain=True)] == ["Hakkas"]
    assert [len(Place.objects.get(slug=s).villages.all()) for s in ("almsta-vaddo", "blankaholm-solstadstrom")] == [
        2,
        2,
    ]
    assert Seat.objects.filter(body__area=root, co_opted=True).count() == 2
    assert (
        Seat.objects.get(body__area=root, vacant_note="namn meddelas senare").organisations.get().name == "Företagarna"
    )
    assert Body.objects.filter(area=root, kind=Body.Kind.LOCAL_GROUP).count() == 16
    assert programme.meetings.count() == 5 and programme.reports.count() == 6
    assert not Person.objects.exists() and not Holding.objects.exists(), "people's names are not shipped"
    assert (County.objects.count(), Municipality.objects.count()) == (21, 290)
    assert Standing.objects.filter(area=root).count() == 16 and progress.differences(root.pk) == []
    assert {p.state for p in Progress.objects.filter(area=root)} == {"not_met"}, "nothing is done yet"


def test_the_same_file_again_is_the_same_programme() -> None:
    first = load_programme(raw=shipped_programme(MEMO))
    before = counts()
    assert load_programme(raw=shipped_programme(MEMO)) == first
    assert counts() == before


def test_a_programme_with_its_name_taken_by_another_is_refused() -> None:
    load_programme(raw=shipped_programme(MEMO))
    before = counts()
    with pytest.raises(ActionRefused, match="finns redan"):
        load_programme(raw=shipped_programme(MEMO), starts_on=dt.date(2026, 6, 1))
    with pytest.raises(ActionRefused, match="finns redan"):
        load_programme(raw=shipped_programme(MEMO) + b"\n# en rad till\n")
    assert counts() == before


class PowerCut(Exception):
    """The machine stops."""


@pytest.mark.parametrize("step", ["_make_places", "_make_bodies", "_make_calendar", "open_local_group", "adopt"])
def test_a_load_that_fails_in_the_middle_leaves_not_one_row(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()
    real: Callable[..., Any] = getattr(actions, step)

    def fails(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise PowerCut

    monkeypatch.setattr(actions, step, fails)
    with pytest.raises(PowerCut):
        load_programme(raw=shipped_programme(MEMO))
    assert counts() == before
    monkeypatch.undo()
    assert load_programme(raw=shipped_programme(MEMO)).area.memberships.count() == 16


@pytest.mark.parametrize(
    "text",
    [
        programme_file(3, method="hallbara-lokala-servicelosningar").replace('"2313"', '"9999"', 1),
        programme_file(2, method="okand"),
        programme_file(2, method="hallbara-lokala-servicelosningar") + '\n[[places]]\nkey = "halv"\n',
        programme_file(2, method="hallbara-lokala-servicelosningar").replace('due = "2026-06"', 'due = "2031-06"'),
    ],
    ids=["unknown municipality", "unknown method", "half a place", "a report outside its time"],
)
def test_a_wrong_file_is_refused_as_a_whole(text: str) -> None:
    before = counts()
    with pytest.raises(FileRefused):
        load_programme(raw=text.encode())
    assert counts() == before


def test_a_root_that_is_taken_stops_the_load_at_the_database() -> None:
    Area.objects.create(key=MEMO, title="Något annat")
    before = counts()
    with pytest.raises(Exception, match=r"root_area_once|places_area\.key"):
        load_programme(raw=shipped_programme(MEMO))
    assert counts() == before


def days(programme: Programme) -> list[dt.date]:
    """Every day of a programme's calendar, and the days its requirements are due."""
    meetings = Meeting.objects.filter(programme=programme)
    due = Progress.objects.filter(area=programme.area, due_on__isnull=False).order_by("place__slug", "number")
    return [
        programme.starts_on,
        programme.ends_on,
        programme.reporting_until,
        *(day for m in meetings for day in (m.window_from, m.window_to)),
        *(r.due_on for r in ReportDue.objects.filter(programme=programme)),
        Adoption.objects.get(area=programme.area).starts_on,
        *(day for day in due.values_list("due_on", flat=True) if day),
    ]


def test_another_start_moves_the_whole_calendar() -> None:
    """Sixteen years exactly: every day keeps its month and its place in the month (and February its last day)."""
    moved = load_programme(raw=shipped_programme(MEMO), starts_on=dt.date(2026, 6, 1))
    again = shipped_programme(MEMO).replace(MEMO.encode(), b"pm-som-det-var")
    original = load_programme(raw=again)
    then, now = days(original), days(moved)
    assert len(then) == len(now) > 1000
    for one, other in zip(then, now, strict=True):
        last = (one + dt.timedelta(days=1)).month != one.month
        assert (other.year, other.month) == (one.year + 16, one.month)
        assert (other + dt.timedelta(days=1)).month != other.month if last else other.day == one.day
    assert moved.texts["moved_months"] == 192
    assert {(r.due_on.month, r.financial_statement) for r in moved.reports.all()} >= {(11, True)}


def test_loading_is_told_in_the_journal_without_a_word_of_text() -> None:
    programme = load_programme(raw=shipped_programme(MEMO))
    line = JournalEntry.objects.get(verb="load", room="programme")
    assert (line.thing_id, line.codes, line.account_id) == (programme.pk, {"places": 16}, None)
    for codes in JournalEntry.objects.values_list("codes", flat=True):
        texts = [v for v in codes.values() if isinstance(v, str)]
        assert all(len(v) == 64 for v in texts), texts
