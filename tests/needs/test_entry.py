"""What came on paper or by telephone is typed in once, or twice and compared; nothing of it is lost or told on."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, Actor
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs import entry
from servicepunkt.needs.answering import CodeRefused
from servicepunkt.needs.content import Asked
from servicepunkt.needs.entry import Chosen, NumberRefused, Typed, TypedDifferently, enter
from servicepunkt.needs.models import Answer, Channel, HouseholdCode, OpenAnswer, PaperForm, Questionnaire
from servicepunkt.needs.releases import latest, release
from servicepunkt.people.roles import Role
from tests.builders import TODAY, sit
from tests.needs import making
from tests.needs.making import WHOLE, Village, interviewer, text_of

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "q:age": "30-49", "q:sex": "w", "q:part": "1", "q:services:shop": "4", "q:services:library": "2",
    "q:help": ["1", "2"], "q:times:mon": ["evening"], "q:times:sat": ["forenoon", "afternoon"], "q:household": "3",
    "q:words": "En mack vore bra.",
}  # fmt: skip
"""WHOLE as the form sends it."""
FIRST, OTHER = Actor(account_id=1), Actor(account_id=2)


def sent(number: int | str = 17, **more: Any) -> dict[str, Any]:
    """A form as it is sent. None leaves a field out."""
    whole = {"key": str(uuid.uuid4()), "number": str(number), **FORM, **more}
    return {name: value for name, value in whole.items() if value is not None}


def typed(
    number: int | None = 17, *, twice: bool = False, code: str = "", key: uuid.UUID | None = None, **values: Any
) -> Typed:
    raw = {name: value for name, value in {**WHOLE, **values}.items() if value is not None}
    return Typed(uuid.uuid4(), raw, code, number, twice)


@pytest.fixture
def by() -> Village:
    return making.village()


@pytest.fixture
def one(by: Village) -> Questionnaire:
    return making.questionnaire(by.place, by.root)


def paper(one: Questionnaire, what: Typed, actor: Actor = FIRST, **more: Any) -> entry.Entered:
    return enter(questionnaire=one, channel=Channel.PAPER, typed=what, actor=actor, **more)


def stored() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(Answer.objects.get().values)
    return answer


# --- typed once -------------------------------------------------------------------------------------------------------


def test_a_paper_becomes_an_answer_like_every_other_and_only_its_number_is_left(
    by: Village, one: Questionnaire
) -> None:
    response = by.client.post(by.url("enter", one.pk), sent(17))
    assert (response.status_code, response["Location"]) == (303, by.url("enter", one.pk))
    answer = Answer.objects.get()
    assert (answer.channel, answer.age, answer.sex, answer.received_on) == (Channel.PAPER, "30-49", "w", TODAY)
    assert stored() == {key: value for key, value in WHOLE.items() if key != "words"} | {
        "times": {"mon": ["evening"], "sat": ["afternoon", "forenoon"]}
    }
    assert OpenAnswer.objects.get().text == "En mack vore bra."
    left = PaperForm.objects.get()
    assert (left.number, left.done, left.typed, left.typed_by) == (17, True, "", None)
    assert not JournalEntry.objects.filter(room="needs").exists()


def test_the_next_empty_form_comes_at_once_and_says_how_many_were_typed_today(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    for number in (1, 2):
        shown = by.client.post(page, sent(number), follow=True)
    assert "Blankett 2 är sparad." in text_of(shown)
    assert "Inskrivna i dag: 2" in text_of(shown)
    assert "Nästa lediga är 3" in text_of(shown)
    html = shown.content.decode()
    assert html.count("autofocus") == 1 and 'name="number" value=""' in html and "checked" not in html
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        assert "Inskrivna i dag: 0" in text_of(by.client.get(page))


def test_the_same_form_sent_twice_is_stored_once(by: Village, one: Questionnaire) -> None:
    form = sent(17)
    for _again in range(3):
        shown = by.client.post(by.url("enter", one.pk), form, follow=True)
    assert "Det är sparat en gång." in text_of(shown)
    assert "Inskrivna i dag: 1" in text_of(shown)
    assert Answer.objects.count() == PaperForm.objects.count() == OpenAnswer.objects.count() == 1


def test_a_paper_is_not_typed_in_again_and_what_was_typed_is_kept(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    by.client.post(page, sent(17))
    response = by.client.post(page, sent(17, **{"q:words": "Andra ord"}))
    assert response.status_code == 422
    assert "Blankett 17 är redan inskriven." in text_of(response)
    assert "Andra ord" in text_of(response) and response.content.decode().count(" checked") == 10
    assert Answer.objects.count() == 1
    other = making.questionnaire(by.place, by.root)
    assert by.client.post(by.url("enter", other.pk), sent(17)).status_code == 303  # another questionnaire's paper


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": ""}, "Skriv blankettens nummer."),
        ({"number": "0"}, "Skriv blankettens nummer."),
        ({"number": "sjutton"}, "Skriv blankettens nummer."),
        ({"number": "123456"}, "Skriv blankettens nummer."),
        ({"number": "²"}, "Skriv blankettens nummer."),
        ({"q:household": "många"}, "Skriv ett helt tal."),
        ({"q:household": "21"}, "från 1 till 20"),
        ({"q:help": ["1", "2", "3"]}, "Välj högst 2."),
        ({"q:words": "x" * 2001}, "Texten är för lång"),
        ({"q:sex": "nonsens"}, "Välj ett av alternativen."),
    ],
)
def test_a_refused_form_says_why_and_keeps_everything(
    by: Village, one: Questionnaire, more: dict[str, Any], said: str
) -> None:
    form = sent(**more)
    response = by.client.post(by.url("enter", one.pk), form)
    assert response.status_code == 422 and said in text_of(response)
    html = response.content.decode()
    assert form["key"] in html and "autofocus" not in html
    assert (form["q:words"] in html) and f'value="{form["q:household"]}"' in html
    assert not Answer.objects.exists() and not PaperForm.objects.exists()


def test_a_paper_without_an_age_can_be_typed_in_and_counts(by: Village, one: Questionnaire) -> None:
    assert "behöver besvaras" not in text_of(by.client.get(by.url("enter", one.pk)))
    assert by.client.post(by.url("enter", one.pk), sent(1, **{"q:age": None})).status_code == 303
    for number in range(2, 22):
        paper(one, typed(number, words=None))
    release(questionnaire=making.close(one), final=True, actor=SYSTEM)
    assert latest([one.pk])[one.pk].answers == 21


def test_the_household_s_code_is_asked_for_and_marked_as_used(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, codes=1, answers_a_code=1)
    page = by.url("enter", one.pk)
    for code, said in (("", "Skriv koden"), ("FINNS-INTE", "Koden finns inte")):
        response = by.client.post(page, sent(17, code=code))
        assert response.status_code == 422 and said in text_of(response)
    assert not PaperForm.objects.exists()  # a number is used up by a stored paper only
    assert by.client.post(page, sent(17, code="test 0001")).status_code == 303
    assert HouseholdCode.objects.get().uses == 1
    response = by.client.post(page, sent(18, code="TEST-0001"))
    assert response.status_code == 422 and "redan använts" in text_of(response)


def test_what_comes_after_the_close_is_kept_and_said_to_be_late(by: Village, one: Questionnaire) -> None:
    making.close(one)
    page = by.url("enter", one.pk)
    assert "Enkäten är stängd" in text_of(by.client.get(page))
    assert "Svaret räknas bara om den öppnas igen." in text_of(by.client.post(page, sent(17), follow=True))
    assert Answer.objects.get().late


def test_nothing_is_typed_into_a_draft(by: Village) -> None:
    draft = making.questionnaire(by.place, by.root, published=False)
    for name in ("enter", "interview"):
        assert by.client.get(by.url(name, draft.pk))["Location"] == by.url("questionnaire", draft.pk)
        assert by.client.post(by.url(name, draft.pk), sent(1))["Location"] == by.url("questionnaire", draft.pk)
    assert not Answer.objects.exists()


def test_only_those_who_may_type_in_answers_do(by: Village, one: Questionnaire) -> None:
    mine = interviewer(by)
    others = [sit(by.programme, role, f"Någon {role}", by.place) for role in (Role.MUNICIPALITY, Role.COUNTY_BOARD)]
    for name in ("enter", "interview"):
        assert mine.get(by.url(name, one.pk)).status_code == 200
        for other in others:
            assert other.get(by.url(name, one.pk)).status_code == 403
            assert other.post(by.url(name, one.pk), sent()).status_code == 403
        assert Client().post(by.url(name, one.pk), sent()).status_code == 302
    assert mine.post(by.url("enter", one.pk), sent(5)).status_code == 303
    elsewhere = making.village("annan")
    assert mine.get(elsewhere.url("enter", one.pk)).status_code == 404


def test_an_identity_number_in_own_words_is_taken_out(one: Questionnaire) -> None:
    paper(one, typed(1, words="Fråga 19121212-1212 om det", twice=True))
    assert "1212" not in PaperForm.objects.get().typed
    paper(one, typed(1, words="Fråga 19121212-1212 om det"), OTHER)
    assert OpenAnswer.objects.get().text == "Fråga [personnummer borttaget] om det"


# --- by telephone -----------------------------------------------------------------------------------------------------


def test_an_interview_is_stored_with_its_channel_and_needs_no_number(by: Village, one: Questionnaire) -> None:
    page = by.url("interview", one.pk)
    shown = text_of(by.client.get(page))
    assert "Säg så här först" in shown and "Provby 1" in shown and "Blankettens nummer" not in shown
    form = sent(number="", **{"q:age": None})
    assert "Svaret är sparat." in text_of(by.client.post(page, form, follow=True))
    assert by.client.post(page, form).status_code == 303
    assert Answer.objects.get().channel == Channel.TELEPHONE
    assert not PaperForm.objects.exists()


# --- the script's way -------------------------------------------------------------------------------------------------


def _told(client: Client, address: str, form: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = client.post(address, form, headers={"Accept": "application/json"}).json()
    return told


def test_the_script_is_told_what_became_of_it_or_to_show_the_page(by: Village, one: Questionnaire) -> None:
    page, form = by.url("enter", one.pk), sent(17)
    first, again = (_told(by.client, page, form) for _each in range(2))
    assert first == {
        "state": "saved", "key": form["key"], "message": "Blankett 17 är sparad.", "today": 1, "next": "18"
    }  # fmt: skip
    assert (again["state"], again["today"]) == ("saved", 1)
    for refused in (sent(17), sent(18, **{"q:household": "x"})):
        assert _told(by.client, page, refused) == {"state": "show"}


# --- typed twice ------------------------------------------------------------------------------------------------------


def test_a_paper_typed_alike_twice_becomes_one_answer_and_nothing_of_the_typings_is_left(one: Questionnaire) -> None:
    first, second = typed(twice=True), typed(services={"library": "2", "shop": "4"}, help=["2", "1"])
    assert paper(one, first).waits
    assert not Answer.objects.exists() and entry.waiting_papers(one) == [17]
    assert paper(one, second, OTHER) == entry.Entered()
    assert (Answer.objects.get().key, Answer.objects.get().channel) == (second.key, Channel.PAPER)
    left = PaperForm.objects.get()
    assert (left.done, left.typed, left.typed_by) == (True, "", None)
    assert paper(one, second, OTHER).again
    for late in (first, typed()):  # the first typing sent again, long after
        with pytest.raises(NumberRefused, match="redan inskriven"):
            paper(one, late)
    assert Answer.objects.count() == 1


def test_the_first_typing_sent_again_is_not_the_second(one: Questionnaire) -> None:
    first = typed(twice=True)
    assert paper(one, first) == entry.Entered(waits=True)
    assert paper(one, first) == entry.Entered(waits=True, again=True)
    assert not Answer.objects.exists()


def test_every_kind_of_difference_is_found_and_each_can_be_chosen(one: Questionnaire) -> None:
    paper(one, typed(twice=True))
    changed = typed(
        age="50-64", sex=None, services={"shop": "3", "hall": "1"}, help=["1"], household=4, words="En mack vore fel.",
        times={"mon": ["evening"], "sat": ["forenoon"], "sun": ["evening"]},
    )  # fmt: skip
    with pytest.raises(TypedDifferently) as told:
        paper(one, changed, OTHER)
    found = {each.unit: (each.text, each.row, each.first, each.second) for each in told.value.found}
    assert found["q:age"] == ("1. Hur gammal är du?", "", "30–49 år", "50–64 år")
    assert found["q:sex"][2:] == ("Kvinna", "inget svar")
    assert found["q:services:shop"][1:] == ("Mataffär", "Mycket viktig", "Viktig")
    assert found["q:services:library"][2:] == ("Lite viktig", "inget svar")
    assert found["q:services:hall"][2:] == ("inget svar", "Inte viktig")
    assert found["q:help"][2:] == ("Blanketter, BankID", "Blanketter")
    assert found["q:times:sat"][2:] == ("forenoon, afternoon", "forenoon")
    assert found["q:times:sun"][2:] == ("inget svar", "evening")
    assert found["q:household"][2:] == ("3", "4")
    assert "q:times:mon" not in found and "q:part" not in found
    assert not told.value.alone
    picks = {unit: "first" if unit in ("q:age", "q:services:library", "q:times:sun") else "second" for unit in found}
    with pytest.raises(TypedDifferently):
        paper(one, changed, OTHER, chosen=Chosen(told.value.seen, {**picks, "q:age": "båda"}))
    with pytest.raises(TypedDifferently):  # chosen against another first typing
        paper(one, changed, OTHER, chosen=Chosen(str(uuid.uuid4()), picks))
    paper(one, changed, OTHER, chosen=Chosen(told.value.seen, picks))
    assert stored() == {
        "age": "30-49", "part": "1", "services": {"shop": "3", "library": "2", "hall": "1"}, "help": ["1"],
        "times": {"mon": ["evening"], "sat": ["forenoon"]}, "household": 4,
    }  # fmt: skip
    assert OpenAnswer.objects.get().text == "En mack vore fel."


def test_one_who_types_both_times_is_told_so(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    by.client.post(page, sent(17, twice="on"))
    alone = by.client.post(page, sent(17, **{"q:sex": "m"}))
    assert "Du skrev in den båda gångerna" in text_of(alone)
    helped = interviewer(by).post(page, sent(17, **{"q:sex": "m"}))
    assert "båda gångerna" not in text_of(helped)


def test_the_differences_are_shown_side_by_side_and_chosen_on_the_page(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    waits = by.client.post(page, sent(17, twice="on"), follow=True)
    assert "Blankett 17 väntar nu på att skrivas in en gång till." in text_of(waits)
    assert 'name="twice" checked' in waits.content.decode()  # stays so for the next paper
    second = sent(17, **{"q:sex": "m", "q:services:shop": "3"})
    compared = by.client.post(page, second)
    said = text_of(compared)
    assert compared.status_code == 200 and "skiljer sig åt på 2 ställen" in said
    assert "Kvinna" in said and "Man" in said and "Mataffär" in said and "Viktig" in said
    seen = json.loads(PaperForm.objects.get().typed)["key"]
    half = by.client.post(page, {**second, "seen": seen, "val:q:sex": "first"})
    assert half.status_code == 422 and "Välj vad som står på blanketten." in text_of(half)
    chosen = {**second, "seen": seen, "val:q:sex": "first", "val:q:services:shop": "second"}
    assert by.client.post(page, chosen).status_code == 303
    assert (stored()["sex"], stored()["services"]["shop"]) == ("w", "3")


def test_from_the_comparison_one_can_go_back_and_mend_what_one_typed(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    by.client.post(page, sent(17, twice="on"))
    second = sent(17, **{"q:sex": "m", "q:words": "Mina ord"})
    back = by.client.post(page, {**second, "seen": "x", "gor": "andra"})
    assert back.status_code == 200 and "Mina ord" in text_of(back) and second["key"] in back.content.decode()
    assert not Answer.objects.exists()


def test_a_first_typing_of_another_paper_can_be_thrown_away(by: Village, one: Questionnaire) -> None:
    page = by.url("enter", one.pk)
    by.client.post(page, sent(17, twice="on"))
    seen = json.loads(PaperForm.objects.get().typed)["key"]
    second = sent(17, **{"q:sex": "m"})
    for _again in range(2):
        assert by.client.post(page, {**second, "seen": seen, "gor": "borja-om"}).status_code == 303
    assert not Answer.objects.exists()
    assert json.loads(PaperForm.objects.get().typed)["values"]["sex"] == "m"
    assert by.client.post(page, sent(17, **{"q:sex": "m"})).status_code == 303
    assert stored()["sex"] == "m"


def test_the_household_s_code_is_compared_too_and_used_once(by: Village) -> None:
    one = making.questionnaire(by.place, by.root, codes=2)
    paper(one, typed(twice=True, code="TEST-0001"))
    assert not HouseholdCode.objects.filter(uses__gt=0).exists()
    with pytest.raises(TypedDifferently) as told:
        paper(one, typed(code="TEST-0002"), OTHER)
    assert [(each.unit, each.first, each.second) for each in told.value.found] == [("kod", "TEST-0001", "TEST-0002")]
    paper(one, typed(code="TEST-0002"), OTHER, chosen=Chosen(told.value.seen, {"kod": "first"}))
    assert list(HouseholdCode.objects.order_by("code").values_list("uses", flat=True)) == [1, 0]
    paper(one, typed(18, twice=True, code="FEL"))
    with pytest.raises(CodeRefused):
        paper(one, typed(18, code="FEL"), OTHER)
    assert entry.waiting_papers(one) == [18]  # nothing of it was lost


def test_first_typings_that_nobody_followed_are_forgotten_half_a_year_after_the_close(one: Questionnaire) -> None:
    paper(one, typed(1))
    paper(one, typed(2, twice=True))
    making.close(one)
    entry.forget_first_typings()
    assert entry.waiting_papers(one) == [2]
    with clock.fixed(TODAY + dt.timedelta(days=184)):
        entry.forget_first_typings()
    assert list(PaperForm.objects.values_list("number", flat=True)) == [1]


def test_the_page_asks_as_often_for_three_papers_as_for_thirty(by: Village) -> None:
    counts = []
    for number in (3, 30):
        one = making.questionnaire(by.place, by.root)
        for at in range(1, number + 1):
            paper(one, typed(at, twice=at % 2 == 0, words=None))
        by.client.get(by.url("enter", one.pk))
        with CaptureQueriesContext(connection) as asked:
            assert by.client.get(by.url("enter", one.pk)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_question_s_key_can_be_taken_for_the_code(by: Village) -> None:
    strange = Asked("kod", making.QUESTIONS[7].kind, making.QUESTIONS[7].text)
    one = making.questionnaire(by.place, by.root, codes=1, questions=(strange,))
    first = Typed(uuid.uuid4(), {"kod": "ord"}, "TEST-0001", 1, True)
    paper(one, first)
    paper(one, Typed(uuid.uuid4(), {"kod": "ord"}, "TEST-0001", 1), OTHER)
    assert OpenAnswer.objects.get().text == "ord" and HouseholdCode.objects.get().uses == 1
