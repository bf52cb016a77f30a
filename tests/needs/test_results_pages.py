"""The pages of results and own words: what they show, to whom, and that the answers themselves are never read."""

import csv
import io
import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.needs.bank import bank
from servicepunkt.needs.headings import HEADING_OF
from servicepunkt.needs.models import Answer, OpenAnswer, Questionnaire, Release
from servicepunkt.needs.releases import release
from servicepunkt.people.actions import add_local_seat
from servicepunkt.people.models import Body
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.models import Population
from tests.builders import hold, login, sit
from tests.needs.making import Village, answer, close, questionnaire, village

pytestmark = pytest.mark.django_db

AGES = ["13-19", "20-29", "30-49", "30-49", "50-64", "50-64", "65-74", "65-74", "75-84", "85-"]


@pytest.fixture
def backe() -> Village:
    return village()


def answered(backe: Village, number: int = 60, seed: int = 1, made: Questionnaire | None = None) -> Questionnaire:
    """A questionnaire that many have answered, each in their own way."""
    dice = random.Random(seed)
    made = made or questionnaire(backe.place, backe.root)
    for at in range(number):
        answer(
            made, age=AGES[at % len(AGES)], sex=dice.choice("wwmmm"), part=dice.choice("12"),
            services={"shop": dice.choice("3444"), "library": dice.choice("1234"), "hall": dice.choice("12")},
            help=dice.choice([["1"], ["2"], ["1", "2"], []]),
            times={"mon": ["evening"], "sat": ["forenoon"]} if dice.random() < 0.6 else {"sat": ["evening"]},
            household=dice.choice([1, 2, 2, 3, 4]), words=f"Ord nummer {at}.",
        )  # fmt: skip
    return made


def released(backe: Village, number: int = 60) -> Questionnaire:
    made = close(answered(backe, number))
    assert release(questionnaire=made, final=True, actor=SYSTEM)
    return made


SEATED = [Role.OWNER, Role.COORDINATOR, Role.LEADER, Role.FUNDER, Role.STEERING_MEMBER, Role.MUNICIPALITY,
          Role.COUNTY_BOARD, Role.LOCAL_MEMBER]  # fmt: skip


def member(backe: Village) -> Client:
    """Somebody in the local group: reads what was written, but does not keep the survey."""
    group = Body.objects.get(area=backe.root, place=backe.place, kind=Body.Kind.LOCAL_GROUP)
    hold(add_local_seat(body=group, title="Byalagets ledamot", actor=SYSTEM), "Maja Medlem")
    return login("Maja Medlem")


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def test_results_tell_shares_with_their_number_of_answers_interval_and_ages(backe: Village) -> None:
    made = released(backe)
    text = page_of(backe.client, backe.url("results", made.pk))
    for said in ("60", "Mataffär", "Efter ålder", "Osäkerhet", "Inget svar", "Hur viktig är servicen?", "Var i bygden"):
        assert said in text
    assert "<svg" in text and "<script" not in text.split("<main")[1]
    assert "Ord nummer" not in text, "own words stand apart from the numbers"


def test_results_are_weighted_when_the_population_is_known(backe: Village) -> None:
    made = released(backe)
    assert "Vägd andel</th>" not in page_of(backe.client, backe.url("results", made.pk))
    for first, last, people in (
        (13, 20, 20), (20, 30, 20), (30, 50, 60), (50, 65, 60), (65, 75, 40), (75, 85, 30), (85, None, 10)
    ):  # fmt: skip
        Population.objects.create(place=backe.place, year=2026, definition="Folkbokförda", source="Prov",
                                  age_from=first, age_to=last, people=people)  # fmt: skip
    text = page_of(backe.client, backe.url("results", made.pk))
    assert "Vägd andel</th>" in text and "av 240 som bor här" in text


def test_before_anything_can_be_shown_the_page_says_when_it_will_be(backe: Village) -> None:
    made = answered(backe, 9)
    text = page_of(backe.client, backe.url("results", made.pk))
    assert "Inga resultat än" in text and "minst 20" in text
    assert release(questionnaire=close(made), final=True, actor=SYSTEM) is None
    assert "fråga fler" in page_of(backe.client, backe.url("results", made.pk))
    assert backe.client.get(backe.url("results_csv", made.pk)).status_code == 404


def test_pages_never_read_an_answer_and_take_as_few_queries_for_many_as_for_few(backe: Village) -> None:
    few, many = released(backe, 30), released(backe, 90)
    counts = []
    for made in (few, many):
        backe.client.get(backe.url("results", made.pk))
        with CaptureQueriesContext(connection) as asked:
            backe.client.get(backe.url("results", made.pk))
        counts.append(len(asked))
        assert not any(f'"{Answer._meta.db_table}"' in one["sql"] for one in asked.captured_queries)
    assert counts[0] == counts[1] < 15


def test_the_file_holds_what_the_page_shows_and_no_formulas(backe: Village) -> None:
    made = released(backe)
    response = backe.client.get(backe.url("results_csv", made.pk))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    entry = Release.objects.get().tables["items"]["part"]
    found = [int(row["Antal"]) for row in rows if row["Fråga"].startswith("Var i") and row["Ålder"] == "Alla"]
    assert found == entry["counts"] and sum(found) == 60
    assert min(int(row["Antal"]) for row in rows) >= 5
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_a_text_that_looks_like_a_formula_is_only_text() -> None:
    from servicepunkt.needs.showing import _harmless

    assert _harmless("=cmd()") == "'=cmd()" and _harmless("-1") == "'-1" and _harmless(0.25) == "0,25"


def test_own_words_wait_for_a_release_and_come_in_batches(backe: Village) -> None:
    made = answered(backe, 25)
    assert "när minst 20 har svarat" in page_of(backe.client, backe.url("words", made.pk))
    assert release(questionnaire=made, final=False, actor=SYSTEM)
    answer(made, words="Den som svarade sist.")
    text = page_of(backe.client, backe.url("words", made.pk))
    assert "Ord nummer 7." in text and "Den som svarade sist." not in text
    assert "peka ut" in text and "visas med nästa resultat" in text
    close(made)
    release(questionnaire=made, final=True, actor=SYSTEM)
    text = page_of(backe.client, backe.url("words", made.pk))
    assert "Den som svarade sist." not in text, "one alone is pointed out"
    assert "Kom färre än 5 svar" in text and "Texterna är sparade." in text


def test_what_the_last_five_wrote_is_read_at_the_close(backe: Village) -> None:
    made = answered(backe, 25)
    assert release(questionnaire=made, final=False, actor=SYSTEM)
    for number in range(5):
        answer(made, words=f"Sent ord {number}.")
    release(questionnaire=close(made), final=True, actor=SYSTEM)
    text = page_of(backe.client, backe.url("words", made.pk))
    assert all(f"Sent ord {number}." in text for number in range(5))


def test_words_of_too_few_are_said_to_be_kept_and_not_lost(backe: Village) -> None:
    made = answered(backe, 6)
    close(made)
    assert release(questionnaire=made, final=True, actor=SYSTEM) is None
    text = page_of(backe.client, backe.url("words", made.pk))
    assert "Texterna är sparade men visas inte" in text and "Ord nummer" not in text


def test_questions_stand_under_headings_with_a_way_to_each(backe: Village) -> None:
    made = released(backe)
    html = backe.client.get(backe.url("results", made.pk)).content.decode()
    for key in ("age", "services", "times"):
        assert f'href="#fraga-{key}"' in html and f'id="fraga-{key}"' in html
    order = [html.index(f'<h2 id="del-{key}"') for key in ("who", "service", "help", "point")]
    assert order == sorted(order) and order[0] < html.index('id="fraga-age"') < order[1]


def test_every_question_of_the_bank_has_a_heading() -> None:
    assert set(bank().questions) == set(HEADING_OF)


def test_words_do_not_stand_in_the_order_they_came(backe: Village) -> None:
    made = released(backe)
    text = page_of(backe.client, backe.url("words", made.pk))
    places = [text.index(f"Ord nummer {number}.") for number in range(60)]
    assert places != sorted(places)


def test_what_points_somebody_out_can_be_hidden_and_shown_again(backe: Village) -> None:
    made = released(backe)
    one = OpenAnswer.objects.filter(text="Ord nummer 3.").get()
    reader = member(backe)
    address = backe.url("hide_words", made.pk, str(one.pk))
    for _twice in range(2):
        assert backe.client.post(address, {"hidden": "1", "page": "1"}).status_code == 302
    assert "Ord nummer 3." not in page_of(reader, backe.url("words", made.pk))
    assert "Dold för andra" in page_of(backe.client, backe.url("words", made.pk))
    assert JournalEntry.objects.filter(verb="hide", room="needs").count() == 1
    assert reader.post(address, {"hidden": "0"}).status_code == 403
    backe.client.post(address, {"hidden": "0"})
    assert "Ord nummer 3." in page_of(reader, backe.url("words", made.pk))


def test_only_those_with_the_right_read_words(backe: Village) -> None:
    made = released(backe)
    for role in SEATED:
        facts = ROLES[role]
        if role is Role.LOCAL_MEMBER:
            client = member(backe)
        else:
            client = sit(backe.programme, role, f"Någon som är {role}", backe.place if facts.local else None)
        for name, right in (
            ("results", Right.SEE_PLACE),
            ("results_csv", Right.SEE_PLACE),
            ("words", Right.READ_WORDS),
        ):
            expected = 200 if right in facts.rights else 403
            assert client.get(backe.url(name, made.pk)).status_code == expected, (role, name)


def test_results_of_another_place_or_a_draft_are_not_found(backe: Village) -> None:
    draft = questionnaire(backe.place, backe.root, published=False)
    other = village("annan")
    made = released(backe)
    for name in ("results", "words"):
        assert backe.client.get(backe.url(name, draft.pk)).status_code == 404
        assert other.client.get(other.url(name, made.pk)).status_code == 404


def test_the_page_speaks_english_too(backe: Village) -> None:
    made = released(backe)
    backe.client.cookies["django_language"] = "en"
    assert "How important is the service?" in page_of(backe.client, backe.url("results", made.pk))
