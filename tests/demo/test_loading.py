import datetime as dt

import pytest

from servicepunkt.core import clock
from servicepunkt.core.models import JournalEntry
from servicepunkt.demo.accounts import MEMO
from servicepunkt.demo.load import OtherContent, load_demo
from servicepunkt.method import progress
from servicepunkt.method.models import Statement
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from servicepunkt.programme.reading import shipped_programme

pytestmark = pytest.mark.django_db


def test_it_is_loaded_only_once() -> None:
    assert load_demo() is True
    statements = Statement.objects.count()
    assert load_demo() is False
    assert Statement.objects.count() == statements


@pytest.mark.parametrize(
    "today", [dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2027, 12, 31), dt.date(2028, 2, 29)]
)
def test_it_can_be_loaded_on_any_day_and_lies_in_the_past(today: dt.date) -> None:
    with clock.fixed(today):
        load_demo()
        moments = list(JournalEntry.objects.order_by("id").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] < clock.now()
        memo = Programme.objects.get(slug=MEMO)
        assert clock.first_of_month(memo.starts_on, 3) == clock.first_of_month(today)
        for programme in Programme.objects.all():
            assert progress.differences(programme.area_id) == []


def test_it_is_not_loaded_beside_other_programmes() -> None:
    load_programme(raw=shipped_programme(MEMO))
    with pytest.raises(OtherContent, match="other programmes"):
        load_demo()
    assert list(Programme.objects.values_list("slug", flat=True)) == [MEMO]
