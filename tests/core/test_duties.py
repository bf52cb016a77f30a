"""A recurring duty is done by one worker at a time, and comes back when a worker fails or is killed."""

import datetime as dt
from collections.abc import Iterator

import pytest

from servicepunkt.core import clock, duties
from servicepunkt.core.models import DutyRun
from servicepunkt.people.models import LoginSession as Session

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


class Chore:
    """A duty that counts how often it was done, and can be told to fail or to be met by another worker."""

    def __init__(self) -> None:
        self.done = 0
        self.fails = False
        self.meanwhile: list[str] | None = None

    def __call__(self) -> None:
        if self.meanwhile is not None:
            self.meanwhile += duties.run_due()
        if self.fails:
            raise OSError("no disk")
        self.done += 1


@pytest.fixture
def chore(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chore]:
    one = Chore()
    monkeypatch.setattr(duties, "_duties", {"test.chore": duties.Duty("test.chore", dt.timedelta(hours=24), one)})
    yield one


def test_a_duty_is_done_once_in_its_time(chore: Chore) -> None:
    done = []
    for hours in (0, 1, 23, 24, 25, 49):
        with clock.fixed(NOON + dt.timedelta(hours=hours)):
            done.append(duties.run_due())
    assert [bool(names) for names in done] == [True, False, False, True, False, True]
    assert chore.done == 3


def test_another_worker_leaves_a_duty_that_is_being_done(chore: Chore) -> None:
    chore.meanwhile = []
    with clock.fixed(NOON):
        assert duties.run_due() == ["test.chore"]
    assert chore.meanwhile == [] and chore.done == 1


def test_a_duty_that_fails_stops_no_other_and_is_tried_again(
    chore: Chore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = Chore()
    monkeypatch.setitem(duties._duties, "test.other", duties.Duty("test.other", dt.timedelta(hours=24), other))
    chore.fails = True
    with clock.fixed(NOON):
        assert duties.run_due() == ["test.other"]
        assert "no disk" in caplog.text and other.done == 1
        chore.fails = False
        assert duties.run_due() == ["test.chore"]


def test_sessions_that_have_run_out_are_forgotten() -> None:
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + dt.timedelta(days=days))
    duties.forget_sessions()
    assert set(Session.objects.values_list("session_key", flat=True)) == {"new"}


def test_the_duty_of_a_killed_worker_comes_back_when_its_time_is_out(chore: Chore) -> None:
    DutyRun.objects.create(name="test.chore", ran_at=NOON - dt.timedelta(days=2), taken_until=NOON)
    with clock.fixed(NOON - dt.timedelta(seconds=1)):
        assert duties.run_due() == []
    with clock.fixed(NOON):
        assert duties.run_due() == ["test.chore"]
    assert DutyRun.objects.get(name="test.chore").taken_until is None
