"""The generator of the national data set makes a platform that is whole and the same every time. Nothing is timed."""

import datetime as dt

import pytest

from bench.national import fill
from bench.programme_file import programme_file
from servicepunkt.core.journal import verify
from servicepunkt.core.models import JournalEntry
from servicepunkt.method import progress
from servicepunkt.method.models import Passage, Standing
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Outlay


@pytest.mark.django_db
def test_a_filled_platform_is_whole() -> None:
    large, small = fill([12, 3], lines_a_year=2)
    assert Place.objects.count() == 12, "the smaller programme shares the larger one's places"
    for one in (large, small):
        assert progress.differences(one.area_id) == []
    standings = Standing.objects.filter(area_id=large.area_id)
    assert standings.filter(statement=0).exists() and standings.filter(not_met__gt=0, statement__gt=0).exists()
    assert Passage.objects.count() == standings.exclude(gates=[]).count() > 0
    assert Outlay.objects.filter(programme=large, place=None).exists()
    chain = verify()
    assert chain.broken_seal_id is None and chain.unsealed_entries == 0
    assert chain.sealed_entries == JournalEntry.objects.count() > 12 * 2 * 5
    days = JournalEntry.objects.order_by("id").values_list("at", flat=True)
    assert list(days) == sorted(days), "five years in order of time"
    with pytest.raises(ValueError, match="empty databases only"):
        fill([3])


def test_the_same_programme_every_time() -> None:
    day = dt.date(2026, 6, 17)
    assert programme_file("ett", 20, day) == programme_file("ett", 20, day)
    assert programme_file("ett", 20, day) != programme_file("ett", 21, day)
