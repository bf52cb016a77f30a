"""Releases: when they come, what they keep, and that they are made once and never changed."""

import random
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.duties import all_duties
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs import counting, releases
from servicepunkt.needs.answering import content_of
from servicepunkt.needs.models import Answer, Questionnaire, Release, State
from servicepunkt.needs.releases import latest, next_at, release, release_duty
from tests.needs.making import Village, answer, close, questionnaire, village, without

pytestmark = pytest.mark.django_db

AGES = ["13-19", "20-29", "30-49", "50-64", "65-74", "75-84"]


@pytest.fixture
def backe() -> Village:
    return village()


def come(made: Questionnaire, number: int, seed: int = 1, **fixed: Any) -> None:
    """So many more answers, spread over ages and options."""
    dice, before = random.Random(seed), Answer.objects.filter(questionnaire=made).count()
    for at in range(before, before + number):
        answer(
            made,
            **{
                "age": AGES[at % len(AGES)],
                "part": "12"[at % 2],
                "services": {"shop": "13"[at % 2], "library": dice.choice("1234")},
                "help": dice.choice([["1"], ["2"], []]),
                "times": {"mon": ["evening"]} if at % 2 else {},
                "household": dice.choice([1, 2, 3]),
                "words": None,
                **fixed,
            },
        )


def reopen(made: Questionnaire) -> Questionnaire:
    made.state, made.closed_at = State.OPEN, None
    made.save()
    return made


def test_an_open_questionnaire_waits_for_twenty_and_then_for_half_as_many_again(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 19)
    assert release(questionnaire=made, final=False, actor=SYSTEM) is None
    come(made, 1)
    first = release(questionnaire=made, final=False, actor=SYSTEM)
    assert first and (first.number, first.answers, first.final) == (1, 20, False)
    assert [next_at(20), next_at(30), next_at(200)] == [30, 45, 300]
    come(made, 9)
    assert release(questionnaire=made, final=False, actor=SYSTEM) is None
    come(made, 1)
    second = release(questionnaire=made, final=False, actor=SYSTEM)
    assert second and (second.number, second.answers) == (2, 30)


def test_while_it_is_open_nothing_is_folded_and_nothing_shown_by_age(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 40)
    assert release(questionnaire=made, final=False, actor=SYSTEM)
    found = Release.objects.get().tables["items"]
    assert found and all(entry["by_age"] is None for entry in found.values())
    assert "services|library" not in found or found["services|library"]["blocks"] == [["1", "2", ""], ["3", "4"]]


def test_a_closed_questionnaire_is_released_from_ten(backe: Village) -> None:
    few, enough = questionnaire(backe.place, backe.root), questionnaire(backe.place, backe.root)
    come(few, 9)
    come(enough, 10)
    assert release(questionnaire=close(few), final=True, actor=SYSTEM) is None
    made = release(questionnaire=close(enough), final=True, actor=SYSTEM)
    assert made and made.final and made.answers == 10


def test_the_last_few_answers_are_not_shown(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 30)
    first = release(questionnaire=made, final=False, actor=SYSTEM)
    come(made, 4)
    last = release(questionnaire=close(made), final=True, actor=SYSTEM)
    assert first and last and last.final and last.number == 2
    last.refresh_from_db()
    assert last.answers == 30 and last.tables["items"] == first.tables["items"]


def test_asked_twice_a_close_is_released_once(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 30)
    close(made)
    both = [release(questionnaire=made, final=True, actor=SYSTEM) for _twice in range(2)]
    assert both[0] == both[1] and Release.objects.count() == 1
    assert JournalEntry.objects.filter(verb="release").count() == 1


def test_a_question_that_cannot_follow_keeps_its_earlier_table(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 40)
    release(questionnaire=close(made), final=True, actor=SYSTEM)
    come(reopen(made), 12, part="1", seed=2)
    second = release(questionnaire=close(made), final=True, actor=SYSTEM)
    assert second and second.number == 2 and second.answers == 52
    assert second.tables["items"]["part"] == Release.objects.get(number=1).tables["items"]["part"]
    assert second.tables["items"]["part"]["answers"] == 40
    assert second.tables["items"]["services|shop"]["release"] == 2


def test_late_answers_are_not_counted(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 20)
    close(made)
    come(made, 20, seed=3)
    found = release(questionnaire=made, final=True, actor=SYSTEM)
    assert found and found.answers == 20 and Answer.objects.filter(late=True).count() == 20


def test_the_duty_releases_what_is_due_and_what_a_close_left_undone(backe: Village) -> None:
    is_open, closed, early = (questionnaire(backe.place, backe.root) for _ in range(3))
    come(is_open, 25)
    come(closed, 25)
    come(early, 5)
    close(closed)
    assert "needs.release" in {one.name for one in all_duties()}
    for _twice in range(2):
        release_duty()
    found = {(one.questionnaire_id, one.final) for one in Release.objects.all()}
    assert found == {(is_open.pk, False), (closed.pk, True)}


def test_two_at_once_make_one_release(backe: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    made = close(questionnaire(backe.place, backe.root))
    reopen(made)
    come(made, 30)
    close(made)

    def meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(releases, "count", counting.count)
        assert release(questionnaire=made, final=True, actor=SYSTEM)
        return counting.count(*args)

    monkeypatch.setattr(releases, "count", meanwhile)
    assert release(questionnaire=made, final=True, actor=SYSTEM) is None
    assert Release.objects.count() == 1


def test_a_release_is_never_changed(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 20)
    release(questionnaire=close(made), final=True, actor=SYSTEM)
    for change in (lambda: Release.objects.update(answers=1), lambda: Release.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_journal_holds_no_count(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root)
    come(made, 23)
    release(questionnaire=close(made), final=True, actor=SYSTEM)
    line = JournalEntry.objects.get(verb="release")
    assert line.codes == {"questionnaire": made.pk, "number": 1, "final": True}


def test_a_company_questionnaire_without_ages_is_shown_without_them(backe: Village) -> None:
    made = questionnaire(backe.place, backe.root, "company", questions=without("age", "sex", "part"))
    for at in range(40):
        answer(made, age=None, sex=None, part=None, services={"shop": "1234"[at % 4]}, words=None)
    found = release(questionnaire=close(made), final=True, actor=SYSTEM)
    assert found and found.tables["items"]["services|shop"]["by_age"] is None
    shown = latest([made.pk])[made.pk]
    assert shown.ages() == [] and shown.important({"13-19": 5})["dagligvaror"].weighted is False


def test_the_latest_of_many_is_read_at_once(backe: Village) -> None:
    every = [questionnaire(backe.place, backe.root) for _ in range(3)]
    for made in every[:2]:
        come(made, 30)
        release(questionnaire=made, final=False, actor=SYSTEM)
        come(made, 20, seed=4)
        release(questionnaire=close(made), final=True, actor=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        shown = latest([made.pk for made in every])
    assert len(asked) == 1 and set(shown) == {made.pk for made in every[:2]}
    one = shown[every[0].pk]
    assert one.number == 2 and one.final and one.answers == 50
    assert sum(count for _ages, count in one.ages()) == 50
    shop = one.important()["dagligvaror"]
    assert shop.low <= shop.share <= shop.high
    assert ("mon", "evening") in one.times() and ("tue", "morning") not in one.times()


def test_counting_streams(backe: Village) -> None:
    """Chunks are counted one after another, whatever lies in them."""
    made = questionnaire(backe.place, backe.root)
    come(made, 30)
    Answer.objects.create(questionnaire=made, key=uuid.uuid4(), channel="web", received_on=clock.today(), values="{}")
    whole = counting.count(made, content_of(made))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "CHUNK", 7)
        parts = counting.count(made, content_of(made))
    assert (whole.answers, whole.ages, whole.fine) == (parts.answers, parts.ages, parts.fine)
    assert whole.answers == 31 and whole.ages[""] == 1
    for item in whole.fine.values():
        assert sum(sum(ages.values()) for ages in item.values()) == 31, "everybody stands somewhere"
