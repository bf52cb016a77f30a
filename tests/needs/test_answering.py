"""Answering, without a browser: what the page asks, what it takes and refuses, and what of it is stored."""

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicepunkt.core.models import JournalEntry
from servicepunkt.needs import forms_answer, guessing, views_answer
from servicepunkt.needs.content import Asked, Kind
from servicepunkt.needs.models import Answer, HouseholdCode, OpenAnswer, Questionnaire, Willing
from tests.needs import making
from tests.supply.making import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_guessed() -> None:
    cache.clear()


@pytest.fixture
def by() -> making.Village:
    return making.village()


@pytest.fixture
def made(by: making.Village) -> Questionnaire:
    return making.questionnaire(by.place, by.root)


def address(made: Questionnaire, name: str = "answer") -> str:
    return reverse(f"answer:{name}", args=[made.key])


def send(made: Questionnaire, *, key: object = None, code: str = "", to: str = "answer", **values: Any) -> Any:
    """What the phone's script sends: a whole answer, in which `values` take the place of others."""
    body = {**(making.WHOLE if to == "answer" else {}), **values}
    sent = json.dumps({"key": str(key or uuid.uuid4()), "body": body, "code": code})
    return Client().post(address(made, to), sent, content_type="application/json")


FORM = {
    "q:age": "30-49", "q:sex": "w", "q:part": "1", "q:services:shop": "4", "q:services:library": "2",
    "q:help": ["1", "2"], "q:times:mon": ["evening"], "q:times:sat": ["forenoon", "afternoon"],
    "q:household": "3", "q:words": "En mack vore bra.",
}  # fmt: skip


def post(made: Questionnaire, **other: Any) -> Any:
    """The same answer, as a form without script sends it."""
    return Client().post(address(made), {"key": str(uuid.uuid4()), **FORM, **other})


def test_a_form_without_script_stores_the_same_as_the_phone(made: Questionnaire) -> None:
    answered = post(made)
    assert (answered.status_code, send(made).status_code) == (303, 200)
    one, other = Answer.objects.all()
    assert one.values == other.values
    assert (one.age, one.sex, one.channel) == ("30-49", "w", "web")
    assert list(OpenAnswer.objects.values_list("text", flat=True)) == ["En mack vore bra."] * 2
    assert "Skickat. Tack!" in text_of(Client().get(answered["Location"]))


def test_nobody_needs_a_cookie_and_none_is_set(made: Questionnaire) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(address(made))
    assert not page.cookies and "csrfmiddlewaretoken" not in page.content.decode()
    assert client.post(address(made), {"key": str(uuid.uuid4()), **FORM}).status_code == 303
    assert not client.cookies


def test_the_page_says_nothing_about_who_is_logged_in(by: making.Village, made: Questionnaire) -> None:
    """It is kept on phones that are lent to others."""
    hidden = re.compile(r'name="key" value="[^"]*"')
    mine, anyones = (hidden.sub("", one.get(address(made)).content.decode()) for one in (by.client, Client()))
    assert mine == anyones


def test_a_draft_and_an_unknown_questionnaire_are_not_there(by: making.Village) -> None:
    draft = making.questionnaire(by.place, by.root, published=False)
    for key in (draft.key, "finns-inte"):
        for name in ("answer", "help", "thanks"):
            assert Client().get(reverse(f"answer:{name}", args=[key])).status_code == 404
    assert send(draft).status_code == 404
    assert not Answer.objects.exists()


def test_the_same_answer_again_is_stored_once_and_both_ways_of_sending_say_so(made: Questionnaire) -> None:
    key = uuid.uuid4()
    assert send(made, key=key).json()["state"] == "received"
    assert send(made, key=key).json() == {
        "state": "again",
        "key": str(key),
        "message": "Det här svaret hade redan kommit fram. Det är sparat en gång.",
    }
    again = Client().post(address(made), {"key": str(key), **FORM})
    assert "hade redan kommit fram" in text_of(Client().get(again["Location"]))
    assert Answer.objects.count() == OpenAnswer.objects.count() == 1


def test_what_comes_after_the_close_is_kept_and_said_to_be_late(made: Questionnaire) -> None:
    making.close(made)
    told = send(made).json()
    assert told["state"] == "late"
    assert told["message"] == (
        f"Enkäten stängde den {made.closed_at:%-d} mars. Svaret kom fram och är sparat, "
        "men räknas inte om inte bygden öppnar enkäten igen."
    )
    assert Answer.objects.get().late
    page = Client().get(address(made)).content.decode()
    assert "Enkäten stängde den" in page and "Innan du börjar" not in page
    assert page.index('<div id="enkatens-delar" hidden>') < page.index("Hur gammal är du?"), "for what was begun"


def test_a_refused_form_keeps_all_that_was_typed_and_leads_to_what_is_wrong(made: Questionnaire) -> None:
    refused = post(made, **{"q:age": "", "q:household": "många", "q:help": ["1", "2", "3"]})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert [one[0] for one in refused.context["problems"]] == ["f1-1", "f5-1", "f7-1"]
    for target, _text in refused.context["problems"]:
        assert f'href="#{target}"' in html and f'id="{target}"' in html
    assert 'value="många"' in html and "En mack vore bra.</textarea>" in html
    ticked = re.findall(r'name="(q:[^"]+)" value="([^"]+)"[^>]* checked', html)
    typed = [("q:sex", "w"), ("q:part", "1"), ("q:services:shop", "4"), ("q:services:library", "2")]
    typed += [("q:help", one) for one in "123"]
    typed += [("q:times:mon", "evening"), ("q:times:sat", "forenoon"), ("q:times:sat", "afternoon")]
    assert ticked == typed
    assert refused["Cache-Control"] == "no-store"
    assert not Answer.objects.exists()


def test_faults_are_told_to_the_phone_by_question(made: Questionnaire) -> None:
    answered = send(made, age="", extra=1, sex=["w"])
    assert answered.status_code == 422
    assert answered.json()["faults"] == {
        "age": "Svara på den här frågan.",
        "sex": "Välj ett av alternativen.",
        "extra": "Den frågan finns inte i enkäten.",
    }


def test_two_in_a_household_answer_with_one_code_and_the_third_is_told(by: making.Village) -> None:
    made = making.questionnaire(by.place, by.root, codes=1, answers_a_code=2)
    assert [send(made, code="test 0001").status_code for _person in range(3)] == [200, 200, 422]
    assert "så många som får svara" in send(made, code="TEST-0001").json()["code"]
    assert Answer.objects.count() == HouseholdCode.objects.get().uses == 2
    wrong = post(made, code="TEST-9999")
    assert "Koden finns inte." in text_of(wrong) and 'value="TEST-9999"' in wrong.content.decode()
    assert "Skriv koden som ert hushåll har fått." in text_of(post(made))


def test_whoever_guesses_codes_is_held_back_and_the_village_is_not(by: making.Village) -> None:
    made = making.questionnaire(by.place, by.root, codes=1, answers_a_code=100)
    for _phone in range(guessing.MOST_WRONG + 10):  # a whole village behind one address, and none of them is wrong
        assert send(made, code="TEST-0001").status_code == 200
    for _guess in range(guessing.MOST_WRONG):
        assert send(made, code="AAAA-AAAA").status_code == 422
    held = send(made, code="AAAA-AAAB")
    assert (held.status_code, held.json()["state"]) == (429, "wait")
    form = post(made, code="AAAA-AAAB")
    assert form.status_code == 429 and "En mack vore bra.</textarea>" in form.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sent = json.dumps({"key": str(uuid.uuid4()), "body": dict(making.WHOLE), "code": "TEST-0001"})
    assert elsewhere.post(address(made), sent, content_type="application/json").status_code == 200


def test_a_flood_from_one_address_is_held_back_and_nobody_elsewhere(
    made: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "MOST_SENT", 4)
    assert [send(made).status_code for _each in range(4)] == [200, 200, 200, 200]
    held = send(made)
    assert (held.status_code, held.json()["state"]) == (429, "wait")  # the phone keeps it and sends it again
    form = post(made)
    assert form.status_code == 429 and "En mack vore bra.</textarea>" in form.content.decode()
    assert "Vänta en timme" in text_of(form)
    offered = {"name": "Olga Öst", "reach": "070-000 00 00", "key": str(uuid.uuid4())}
    refused = Client().post(address(made, "help"), offered)
    assert refused.status_code == 429 and 'value="Olga Öst"' in refused.content.decode()
    assert (Answer.objects.count(), Willing.objects.count()) == (4, 0)
    sent = json.dumps({"key": str(uuid.uuid4()), "body": dict(making.WHOLE), "code": ""})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(address(made), sent, content_type="application/json")
    assert elsewhere.status_code == 200


def test_giant_bodies_are_not_read(made: Questionnaire) -> None:
    most = forms_answer.most_bytes(making.content())
    assert most < 64 * 1024
    large = send(made, words="x" * most)
    assert large.status_code == 413
    assert "Svaret är för stort" in large.json()["message"]
    assert post(made, **{"q:words": "x" * most}).status_code == 413
    assert send(made, words="å" * 2000).status_code == 200
    assert post(made, **{"q:words": "å" * 2000}).status_code == 303


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"[]", b"null", b"1" * 6000, b'"\xff"', b"[" * 9000, b'{"key": "x", "body": {}}', b'{"body": {}}',
        b'{"key": "6f1c1a52-0e0b-4c8e-9d86-0a3b7b0d5f11", "body": []}',
        b'{"key": "6f1c1a52-0e0b-4c8e-9d86-0a3b7b0d5f11"}',
        b'{"key": "6f1c1a52-0e0b-4c8e-9d86-0a3b7b0d5f11", "body": {}, "code": 7}',
    ],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused_in_a_sentence(raw: bytes, made: Questionnaire) -> None:
    answered = Client().post(address(made), raw, content_type="application/json")
    assert answered.status_code == 400
    assert answered.json()["message"].startswith("Det som skickades gick inte att läsa.")
    assert not Answer.objects.exists()


def test_a_form_with_a_broken_key_is_refused_on_a_page(made: Questionnaire) -> None:
    refused = post(made, key="inte en nyckel")
    assert refused.status_code == 400
    assert "gick inte att läsa" in text_of(refused)


def test_half_an_emoji_and_a_nought_byte_are_stored_without_them(by: making.Village) -> None:
    made = making.questionnaire(by.place, by.root, codes=1)
    raw = json.dumps({"key": str(uuid.uuid4()), "body": {**making.WHOLE, "words": "Mack\ud83d\x00!"}, "code": "\x00A"})
    assert Client().post(address(made), raw, content_type="application/json").status_code == 422
    assert send(made, code="TEST\x000001", words="Mack\ud83d\x00!").status_code == 200
    assert OpenAnswer.objects.get().text == "Mack?!"


def test_values_of_every_wrong_kind_are_faults_and_never_a_crash(made: Questionnaire) -> None:
    strange: list[Any] = [None, True, 0, -1, 1.5, "x", "\ud83d", [], ["x"], [[]], {}, {"x": {}}, {"mon": [[]]}, [{}]]
    for asked in making.QUESTIONS:
        for value in strange:
            assert send(made, **{asked.key: value}).status_code in (200, 422), (asked.key, value)


def test_an_answer_leaves_no_line_in_the_journal_and_no_moment(made: Questionnaire) -> None:
    before = JournalEntry.objects.count()
    send(made)
    send(made, to="help", name="Vera Villig", reach="070-000 00 00")
    assert JournalEntry.objects.count() == before
    kinds = {field.get_internal_type() for model in (Answer, OpenAnswer, Willing) for field in model._meta.fields}
    assert "DateTimeField" not in kinds


def test_offering_help_is_stored_once_apart_from_every_answer(made: Questionnaire) -> None:
    key = uuid.uuid4()
    for _time in range(2):
        assert send(made, to="help", key=key, name="Vera Villig", reach="070-000 00 00").json()["state"] == "received"
    assert Willing.objects.get().name == "Vera Villig"
    page = Client().post(
        address(made, "help"), {"key": str(uuid.uuid4()), "name": "Olle", "reach": "", "words": "Allt"}
    )
    assert page.status_code == 422 and 'value="Olle"' in page.content.decode()
    assert page.content.decode().count("Allt</textarea>") == 1
    number = send(made, to="help", name="Olle", reach="811218-9876")
    assert "Skriv inte personnummer här." in number.json()["faults"]["__all__"]
    sent = {"key": str(uuid.uuid4()), "name": "Olle", "reach": "olle@example.com", "words": "Kör gärna."}
    assert "Gruppen i bygden hör av sig." in text_of(Client().post(address(made, "help"), sent, follow=True))
    assert Willing.objects.count() == 2


def test_the_language_stands_in_the_address_before_the_cookie(made: Questionnaire) -> None:
    client = Client()
    assert '<html lang="sv"' in client.get(address(made)).content.decode()
    english = client.get(address(made) + "?sprak=en")
    assert english["Content-Language"] == "en"
    assert "How old are you?" in text_of(english)
    client.cookies["django_language"] = "en"
    assert "How old are you?" in text_of(client.get(address(made)))
    assert "Hur gammal är du?" in text_of(client.get(address(made) + "?sprak=sv"))
    assert "Hur gammal är du?" in text_of(Client().get(address(made) + "?sprak=xx"))


def test_the_worker_keeps_everything_the_page_needs_and_changes_with_it(
    made: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Client().get(address(made)).content.decode()
    needed = set(re.findall(r'<link rel="(?:stylesheet|icon|preload)" href="([^"]+)"', page))
    needed |= set(re.findall(r'<script src="([^"]+)"', page))
    source = Client().get(reverse("answer:worker"))
    assert source["Content-Type"].startswith("text/javascript")
    head = dict(re.findall(r"^const (\w+) = (.*);$", source.content.decode(), re.MULTILINE))
    assert needed - set(json.loads(head["FILES"])) == set()
    views_answer._worker_source.cache_clear()
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda _name: str(Path(__file__)))
    other = views_answer._worker_source()
    views_answer._worker_source.cache_clear()
    assert json.loads(head["RELEASE"]) not in other


def test_queries_do_not_grow_with_the_questions_or_the_answers(by: making.Village) -> None:
    def counts(made: Questionnaire) -> list[int]:
        found = []
        for work in (lambda: Client().get(address(made)), lambda: post(made), lambda: send(made, code="TEST-0001")):
            work()
            with CaptureQueriesContext(connection) as asked:
                work()
            found.append(len(asked))
        return found

    small = counts(making.questionnaire(by.place, by.root, questions=making.QUESTIONS[:1]))
    more = tuple(Asked(f"more{n}", Kind.NUMBER, making.QUESTIONS[0].text) for n in range(30))
    large = counts(making.questionnaire(by.place, by.root, questions=making.QUESTIONS + more))
    assert small[0] == large[0] == 1
    assert large[1] <= 8


def test_the_time_it_takes_is_reckoned_from_the_questions() -> None:
    assert forms_answer.minutes(making.content()) == 4
