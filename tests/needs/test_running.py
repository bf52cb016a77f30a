"""A questionnaire that is opened never changes; closing, late answers, codes, and who offered help."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.duties import all_duties
from servicepunkt.core.models import JournalEntry
from servicepunkt.core.text import Text
from servicepunkt.documents.actions import altered
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import content_of, tidy_code
from servicepunkt.needs.content import AGES, dump, load
from servicepunkt.needs.models import Answer, HouseholdCode, OpenAnswer, Questionnaire, State, Variant, Willing
from servicepunkt.people.roles import Role
from tests.builders import TODAY, sit
from tests.needs import making
from tests.needs.making import Village, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Village:
    return making.village()


@pytest.fixture
def draft(by: Village) -> Questionnaire:
    made = building.create(
        root=by.root, place=by.place, variant=Variant.RESIDENT, request_key=uuid.uuid4(), actor=SYSTEM
    )
    publishing.make_codes(questionnaire=made, number=10, seen=0, actor=SYSTEM)
    return made


def now(one: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_related("root", "place").get(pk=one.pk)


def opened(one: Questionnaire) -> Questionnaire:
    return publishing.publish(questionnaire=one, seen=building.draft_mark(now(one)), actor=SYSTEM)


def duty(name: str) -> None:
    next(one for one in all_duties() if one.name == name).do()


def help_from(one: Questionnaire, name: str = "Olga Öst") -> Willing:
    return Willing.objects.create(questionnaire=one, key=uuid.uuid4(), name=name, reach="070-123 45 67")


def test_a_draft_is_opened_as_it_was_looked_at(by: Village, draft: Questionnaire) -> None:
    asks = content_of(now(draft))
    page = by.client.get(by.url("publish", draft.pk))
    assert "Frågorna låses." in text_of(page)
    sent = {"seen": page.context["form"]["seen"].value()}
    building.move(questionnaire=draft, key="free", after="", actor=SYSTEM)
    stale = by.client.post(by.url("publish", draft.pk), sent)
    assert stale.status_code == 409 and "Titta igenom det igen." in text_of(stale)
    assert now(draft).state == State.DRAFT
    building.move(questionnaire=draft, key="free", after="decide", actor=SYSTEM)
    for _twice in range(2):
        assert by.client.post(by.url("publish", draft.pk), sent).status_code == 302
    one = now(draft)
    assert (one.state, one.draft) == (State.OPEN, {})
    assert one.frozen is not None and one.frozen.kind == "needs.questionnaire" and altered() == []
    assert content_of(one) == asks and load(one.frozen.content) == asks
    assert JournalEntry.objects.filter(verb="publish").count() == 1, "opened once"


def test_what_is_opened_never_changes(by: Village, draft: Questionnaire) -> None:
    one = opened(draft)
    asks = content_of(now(one))
    first = asks.questions[0]
    attempts: list[Callable[[], object]] = [
        lambda: building.move(questionnaire=one, key="free", after="", actor=SYSTEM),
        lambda: building.bring_in(questionnaire=one, key="way-around", actor=SYSTEM),
        lambda: building.leave_out(questionnaire=one, key="free", seen="", actor=SYSTEM),
        lambda: building.add_own(questionnaire=one, asked=first, request_key=uuid.uuid4(), actor=SYSTEM),
        lambda: building.remove_draft(questionnaire=one, seen="", actor=SYSTEM),
        lambda: building.change_question(
            questionnaire=one, asked=replace(first, text=Text("Nytt")), seen=building.mark(first), actor=SYSTEM
        ),
    ]
    for attempt in attempts:
        with pytest.raises(ActionRefused, match="öppnad och kan inte ändras"):
            attempt()
    about = by.client.post(by.url("about", one.pk), {"title": "Nytt"})
    assert about.status_code == 422
    assert by.client.get(by.url("question", one.pk, "free")).status_code == 302
    frozen = one.frozen
    assert frozen is not None
    for change in ("UPDATE documents_frozenversion SET title = 'x' WHERE id = %s",
                   "DELETE FROM documents_frozenversion WHERE id = %s"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [frozen.pk])
    assert content_of(now(one)) == asks


@pytest.mark.parametrize(
    ("missing", "why"),
    [("age", "Frågan om ålder måste vara med."), ("codes", "Gör koder till hushållen först."),
     ("day", "Sista dagen har redan varit."), ("all", "minst en fråga till")],
)  # fmt: skip
def test_what_is_not_ready_is_not_opened(by: Village, draft: Questionnaire, missing: str, why: str) -> None:
    one = now(draft)
    content = content_of(one)
    if missing == "codes":
        HouseholdCode.objects.all().delete()
    elif missing == "day":
        one.closes_on = TODAY - dt.timedelta(days=1)
    else:
        keep = [each for each in content.questions if (each.key == "age") is (missing == "all")]
        one.draft = dump(replace(content, questions=tuple(keep)))
    one.save()
    for page in ("questionnaire", "publish"):
        assert why in text_of(by.client.get(by.url(page, one.pk)))
    answer = by.client.post(by.url("publish", one.pk), {"seen": building.draft_mark(one)})
    assert answer.status_code == 422 and why in text_of(answer) and now(one).state == State.DRAFT


def test_a_new_one_is_made_of_an_old_one(by: Village, draft: Questionnaire) -> None:
    one = opened(draft)
    page = by.client.get(by.url("questionnaire", one.pk))
    sent = {"request_key": page.context["copy_form"]["request_key"].value()}
    for _twice in range(2):
        by.client.post(by.url("copy", one.pk), sent)
    assert Questionnaire.objects.count() == 2
    new = Questionnaire.objects.exclude(pk=one.pk).get()
    assert new.state == State.DRAFT and content_of(new) == content_of(now(one)) and new.key != one.key
    assert not new.codes.exists()
    building.move(questionnaire=new, key="free", after="", actor=SYSTEM)
    assert content_of(now(one)).questions[0].key == "part", "the old one stands"


def test_what_comes_after_the_close_is_kept_and_counts_when_it_opens_again(by: Village) -> None:
    one = making.questionnaire(by.place, by.root)
    making.answer(one)
    assert "Stänga enkäten?" in text_of(by.client.get(by.url("close", one.pk)))
    for _twice in range(2):
        assert by.client.post(by.url("close", one.pk)).status_code == 302
    assert now(one).state == State.CLOSED and JournalEntry.objects.filter(verb="close").count() == 1
    assert making.answer(now(one)).late
    page = text_of(by.client.get(by.url("questionnaire", one.pk)))
    assert "Svar har kommit efter stängningen" in page and "Färre än fem" in page
    wrong = by.client.post(by.url("reopen", one.pk), {"closes_on": "2026-03-01"})
    assert wrong.status_code == 422 and "Sista dagen har redan varit." in text_of(wrong)
    for _twice in range(2):
        assert by.client.post(by.url("reopen", one.pk), {"closes_on": "2026-03-20"}).status_code == 302
    again = now(one)
    assert (again.state, again.closed_at, again.closes_on) == (State.OPEN, None, dt.date(2026, 3, 20))
    assert not Answer.objects.filter(late=True).exists() and not OpenAnswer.objects.filter(late=True).exists()
    assert Answer.objects.count() == 2
    publishing.close(questionnaire=again, actor=SYSTEM)
    assert "Svar har kommit efter" not in text_of(by.client.get(by.url("questionnaire", one.pk)))


def test_the_close_releases_the_results_and_a_failed_release_does_not_undo_it(by: Village) -> None:
    one = making.questionnaire(by.place, by.root)
    for number in range(70):
        making.answer(one, age=AGES[number % 7].key, words=None)
    publishing.close(questionnaire=one, actor=SYSTEM)
    assert one.releases.get().final
    other = making.questionnaire(by.place, by.root)
    with patch("servicepunkt.needs.publishing.release", side_effect=RuntimeError), pytest.raises(RuntimeError):
        publishing.close(questionnaire=other, actor=SYSTEM)
    assert now(other).state == State.CLOSED, "the releases' own duty makes it later"


def test_a_draft_is_neither_closed_nor_opened_again(draft: Questionnaire) -> None:
    with pytest.raises(ActionRefused, match="inte öppen"):
        publishing.close(questionnaire=draft, actor=SYSTEM)
    with pytest.raises(ActionRefused, match="ett utkast"):
        publishing.reopen(questionnaire=draft, closes_on=None, actor=SYSTEM)
    with pytest.raises(ActionRefused, match="inte öppen"):
        publishing.set_last_day(questionnaire=draft, closes_on=TODAY, seen_version=draft.version, actor=SYSTEM)


def test_it_closes_by_itself_when_the_last_day_is_over(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, closes_on=TODAY)
    forever = making.questionnaire(by.place, by.root)
    duty("needs.close")
    assert now(one).state == State.OPEN, "the last day counts"
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        for _twice in range(2):
            duty("needs.close")
    assert now(one).state == State.CLOSED and now(forever).state == State.OPEN
    assert JournalEntry.objects.filter(verb="close", account_id=None).count() == 1


def test_the_last_day_is_moved_while_it_is_open(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, closes_on=TODAY)
    sent = {"closes_on": "2026-04-01", "seen_version": one.version}
    assert by.client.post(by.url("last_day", one.pk), sent).status_code == 302
    assert now(one).closes_on == dt.date(2026, 4, 1)
    stale = by.client.post(by.url("last_day", one.pk), sent | {"closes_on": "2026-05-01"})
    assert stale.status_code == 409 and "1 april 2026" in text_of(stale)
    past = by.client.post(by.url("last_day", one.pk), {"closes_on": "2026-03-09", "seen_version": now(one).version})
    assert past.status_code == 422 and "har redan varit" in text_of(past)


def test_codes_are_made_once_and_are_not_to_be_guessed(by: Village, draft: Questionnaire) -> None:
    sent = {"number": "200", "seen": "10"}
    assert by.client.post(by.url("codes", draft.pk), sent).status_code == 302
    again = by.client.post(by.url("codes", draft.pk), sent)
    assert again.status_code == 409 and "Det har redan gjorts fler koder." in text_of(again)
    codes = list(draft.codes.values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == 210
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    assert len(building.ALPHABET) == len(set(building.ALPHABET)) == 32
    assert len({code[0] for code in codes}) > 20, "they are spread over all there could be"
    assert not any(code in str(line.codes) for line in JournalEntry.objects.all() for code in codes)


def test_a_code_read_wrongly_is_the_same_code() -> None:
    for code in (f"{building.random_letters(4)}-{building.random_letters(4)}" for _each in range(50)):
        assert tidy_code(code) == code == tidy_code(code.lower().replace("-", " "))
        assert tidy_code(code.replace("0", "O").replace("1", "l").replace("V", "u")) == code


@pytest.mark.parametrize(
    ("number", "why"), [("0", "större än eller lika med 1"), ("många", "heltal"), ("3000", "högst 3000 koder")]
)
def test_a_wrong_number_of_codes_is_told(by: Village, draft: Questionnaire, number: str, why: str) -> None:
    answer = by.client.post(by.url("codes", draft.pk), {"number": number, "seen": "10"})
    assert answer.status_code == 422 and why in text_of(answer) and draft.codes.count() == 10


def test_the_list_tells_which_codes_are_used_to_those_who_remind(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, codes=12, answers_a_code=1)
    making.answer(one, code="TEST-0007")
    page = text_of(by.client.get(by.url("codes", one.pk)))
    assert "12 koder är gjorda. Använda: 1." in page and "TEST-0007 använd" in page
    assert "Färre än fem av 12 med kod" in text_of(by.client.get(by.url("questionnaire", one.pk)))
    member = sit(by.programme, Role.MUNICIPALITY, "Mia Kommun", by.place)
    assert member.get(by.url("codes", one.pk)).status_code == 403
    assert member.get(by.url("codes_file", one.pk)).status_code == 403
    assert "av 12" not in text_of(member.get(by.url("questionnaire", one.pk)))
    answer = by.client.get(by.url("codes_file", one.pk))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None and answer["Cache-Control"] == "no-store"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["Kod", "Adress med koden ifylld", "Använd"] and len(rows) == 13
    assert rows[7][:3] == ["TEST-0007", f"http://testserver/svara/{one.key}/#kod=TEST-0007", "ja"]


def test_no_more_codes_when_it_is_closed(by: Village) -> None:
    one = making.close(making.questionnaire(by.place, by.root, codes=5))
    with pytest.raises(ActionRefused, match="Enkäten är stängd"):
        publishing.make_codes(questionnaire=one, number=1, seen=5, actor=SYSTEM)
    assert "Fler koder kan göras om den öppnas igen." in text_of(by.client.get(by.url("codes", one.pk)))


def test_the_notice_says_where_and_until_when(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, codes=5, closes_on=dt.date(2026, 4, 1))
    page = text_of(by.client.get(by.url("notice", one.pk)))
    assert f"testserver/svara/{one.key}" in page and "Svara senast den 1 april 2026." in page
    assert "hushållets kod" in page
    drawn = by.client.get(by.url("qr", one.pk))
    assert drawn["Content-Type"] == "image/svg+xml" and drawn.content.startswith(b"<svg")
    assert by.client.get(by.url("notice", making.close(one).pk)).status_code == 302


def test_who_offers_help_is_seen_by_those_who_keep_surveys_and_forgotten(by: Village) -> None:
    one = making.questionnaire(by.place, by.root)
    olga, other = help_from(one), help_from(one, "Åke Ek")
    page = text_of(by.client.get(by.url("willing", one.pk)))
    assert page.index("Olga Öst") < page.index("Åke Ek") and "070-123 45 67" in page
    member = sit(by.programme, Role.MUNICIPALITY, "Mia Kommun", by.place)
    assert member.get(by.url("willing", one.pk)).status_code == 403
    for _twice in range(2):
        by.client.post(by.url("forget", one.pk, str(olga.pk)))
    assert list(Willing.objects.all()) == [other]
    line = JournalEntry.objects.get(verb="forget")
    assert "Olga" not in str(line.codes)


def test_everybody_who_offered_help_is_forgotten_half_a_year_after_the_close(by: Village) -> None:
    one, still_open = (making.questionnaire(by.place, by.root) for _each in range(2))
    help_from(one), help_from(one), help_from(still_open)
    making.close(one)
    with clock.fixed(TODAY + dt.timedelta(days=182)):
        duty("needs.forget")
    assert Willing.objects.count() == 3
    with clock.fixed(TODAY + dt.timedelta(days=184)):
        for _twice in range(2):
            duty("needs.forget")
    assert [each.questionnaire_id for each in Willing.objects.all()] == [still_open.pk]
    assert JournalEntry.objects.filter(verb="forget").count() == 1


def test_the_chapter_tells_rounded_counts(by: Village) -> None:
    one = making.questionnaire(by.place, by.root)
    for _each in range(7):
        making.answer(one)
    making.close(one)
    for _each in range(6):
        making.answer(now(one))
    page = text_of(by.client.get(by.url("needs")))
    assert "minst 5" in page and "minst 10" not in page, "late ones are not counted"


def test_a_draft_cannot_be_answered_and_an_opened_one_can(by: Village, draft: Questionnaire) -> None:
    assert Client().get(f"/svara/{draft.key}/").status_code == 404
    one = opened(draft)
    assert Client().get(f"/svara/{one.key}/").status_code == 200
    with pytest.raises(ChangedMeanwhile, match="fler koder"):
        publishing.make_codes(questionnaire=one, number=5, seen=0, actor=SYSTEM)
