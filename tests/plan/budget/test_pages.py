"""The budget on its pages: lines with their sources, when two save at once, and what the verdict says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.plan.lines_budget import ACCOUNTS, EVERY, by_key
from servicepunkt.plan.models import Budget, CostLine, IncomeLine
from servicepunkt.sheets.actions import FactTwice
from servicepunkt.sheets.forms import typed_fact
from servicepunkt.sheets.spec import values_of
from tests.builders import TODAY, sit
from tests.plan.budget.making import FIRST, FULL, Village, make_village, values
from tests.supply.making import text_of

pytestmark = pytest.mark.django_db
KEYS = list(FULL)


@pytest.fixture
def on() -> Village:
    return make_village()


def sent(key: str, version: int = 0, /, **new: str) -> dict[str, object]:
    """What a browser sends from the form of a line."""
    return typed_fact(by_key[key], values(key, **new), version)


def test_every_sheet_is_whole() -> None:
    assert {sheet.key for sheet in EVERY} == set(FULL)
    for sheet in EVERY:
        assert sheet.key == sheet.model._meta.model_name
        assert set(FULL[sheet.key]) == set(sheet.fields)
        assert {*sheet.same, *sheet.heading, *sheet.listed} <= set(sheet.fields)
        assert sheet is ACCOUNTS or sheet.fields["source"].required, "every krona has a source"


@pytest.mark.parametrize("key", KEYS)
def test_a_line_is_typed_listed_read_changed_and_taken_away(on: Village, key: str) -> None:
    sheet, client = by_key[key], on.client
    assert "Inget är nedskrivet än." in text_of(client.get(on.url("sheet", sheet.slug)))
    assert client.get(on.url("new_fact", sheet.slug)).status_code == 200
    assert client.post(on.url("new_fact", sheet.slug), sent(key)).status_code == 302
    line = sheet.model._default_manager.get()
    assert values_of(sheet, line) == values(key), "stored as it was said"
    assert sheet.name_of(values(key)) in text_of(client.get(on.url("sheet", sheet.slug)))
    county = sit(on.programme, Role.COUNTY_BOARD, "Läns Man", on.place)
    read = text_of(county.get(on.url("fact", sheet.slug, line.pk)))
    assert all(" ".join(said.split()) in read for said in sheet.words(values(key)).values())
    assert county.post(on.url("fact", sheet.slug, line.pk), sent(key, 1)).status_code == 403
    assert client.post(on.url("fact", sheet.slug, line.pk), sent(key, 1, note="En annan källa")).status_code == 302
    line.refresh_from_db()
    assert values_of(sheet, line) == values(key, note="En annan källa") and line.version == 2
    entry = JournalEntry.objects.filter(room="plan").latest("id")
    assert (entry.verb, entry.thing, entry.codes) == ("keep", key, {"sheet": key}), "codes only, no words or sums"
    gone = on.url("remove_fact", sheet.slug, line.pk)
    assert client.post(gone, {"seen_version": 1}).status_code == 302, "an older version takes nothing away"
    assert sheet.model._default_manager.count() == 1
    assert client.post(gone, {"seen_version": 2}).status_code == 302
    assert not sheet.model._default_manager.exists()
    assert "redan borttagen" in text_of(client.post(gone, {"seen_version": 2}, follow=True))


@pytest.mark.parametrize(
    ("key", "field", "text", "why"),
    [
        ("costline", "source", "", "måste fyllas i"),
        ("costline", "amount_ore", "-5", "Talet ska vara mellan"),
        ("costline", "amount_ore", "femtio", "Skriv beloppet i kronor"),
        ("costline", "last_year", "2026", "kan inte komma före"),
        ("costline", "rhythm", "once", "inget sista år"),
        ("costline", "note", "Ring 19640823-3234", "personnummer"),
        ("costline", "index_permille", "2,55", "högst en decimal"),
        ("costline", "index_permille", "51", "mellan 0 % och 50 %"),
        ("incomeline", "until_on", "2026-12-30", "kan inte komma före"),
        ("incomeline", "kind", "project", "svara ja"),
        ("purchase", "years", "0", "mellan 1 och 20"),
        ("purchase", "aid", "yes", "annat stöd"),
        ("salesline", "visits_low", "2001", "kan inte vara större"),
        ("salesline", "visits_high", "1999", "kan inte vara mindre"),
        ("salesline", "margin_permille", "101", "mellan 0 % och 100 %"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    on: Village, key: str, field: str, text: str, why: str
) -> None:
    sheet = by_key[key]
    answer = on.client.post(on.url("new_fact", sheet.slug), {**sent(key), field: text})
    assert answer.status_code == 422 and not sheet.model._default_manager.exists()
    assert why in text_of(answer)
    assert str(sent(key)["note"] if field != "note" else sent(key)["what"]).splitlines()[0] in answer.content.decode()


def test_project_money_has_an_end(on: Village) -> None:
    with pytest.raises(ActionRefused, match="tar slut"):
        on.add("incomeline", kind="Projektmedel", project="Ja", until_on="")
    line = on.add("incomeline", until_on="2028-02-29")
    assert isinstance(line, IncomeLine) and str(line.until_on) == "2028-03-01", "the last day counts, and is kept so"


def test_the_same_line_twice_is_refused_and_two_who_save_at_once_are_told(on: Village) -> None:
    line = on.add("costline")
    with pytest.raises(FactTwice):
        on.add("costline", amount_ore="1")
    address = on.url("fact", "kostnader", line.pk)
    assert on.client.post(address, sent("costline", 1, amount_ore="300 000")).status_code == 302
    late = on.client.post(address, sent("costline", 1, amount_ore="400 000"))
    assert late.status_code == 409
    assert "300 000" in text_of(late).replace("\xa0", " ") and "400 000" in text_of(late).replace("\xa0", " ")
    assert CostLine.objects.get().amount_ore == 300_000_00
    again = {**sent("costline", 2, amount_ore="400 000")}
    assert on.client.post(address, again).status_code == 302
    assert CostLine.objects.get().amount_ore == 400_000_00


def test_the_frame_is_kept_and_a_late_one_is_told(on: Village) -> None:
    def frame(version: int, opening: str, first: str = "2027") -> dict[str, str]:
        return {
            "seen_version": str(version), "first_year": first, "opening_ore": opening, "cost_high_permille": "15",
            "cost_low_permille": "5 %", "price_permille": "7,5",
        }  # fmt: skip

    address = on.url("frame")
    assert on.client.get(address).status_code == 200
    assert on.client.post(address, frame(0, "12 000")).status_code == 302
    kept = Budget.objects.get()
    assert (kept.first_year, kept.opening_ore, kept.cost_high_permille, kept.price_permille) == (
        2027, 12_000_00, 150, 75,
    )  # fmt: skip
    late = on.client.post(address, frame(0, "99"))
    assert late.status_code == 409 and Budget.objects.get().opening_ore == 12_000_00
    assert on.client.post(address, frame(kept.version, "99", "1066")).status_code == 422
    with pytest.raises(ChangedMeanwhile):
        on.frame(seen_version=0)


def test_a_place_without_a_budget_is_told_how_to_begin(on: Village) -> None:
    assert "inte påbörjad" in text_of(on.client.get(on.url("budget")))
    assert on.client.get(on.url("stands")).status_code == 200
    assert not found(on, "budget_made") and not found(on, "costs_stated") and not found(on, "financing_secured")


def found(on: Village, name: str) -> bool:
    question = Question(on.programme.area_id, frozenset({on.place.pk}), {}, TODAY)
    return find(f"plan.{name}", question)[on.place.pk].met


def test_the_five_years_stand_on_the_page_and_prove_what_they_can(on: Village) -> None:
    on.tell("kantarellboda")
    page = text_of(on.client.get(on.url("budget"))).replace("\xa0", " ")
    assert "Finansieringen är långsiktigt säkrad." in page
    assert "720 timmar om året, värderade till 158 400 kr" in page
    assert f"{FIRST + 4}" in page and "Regionen" in page
    assert found(on, "budget_made") and found(on, "costs_stated") and found(on, "financing_secured")
    stands = text_of(on.client.get(on.url("stands"))).replace("\xa0", " ")
    assert "Kommunen betalar inte" in stands and "Pengarna tar slut" in stands


def test_a_budget_on_hopes_is_not_secured_and_says_what_is_missing(on: Village) -> None:
    on.tell("hjortronliden")
    page = text_of(on.client.get(on.url("budget"))).replace("\xa0", " ")
    assert f"Vid slutet av {FIRST} saknas 340 000 kr." in page
    assert "Det finns inga kostnader för investeringar, inventarier och marknadsföring och information." in page
    assert found(on, "budget_made") and not found(on, "costs_stated") and not found(on, "financing_secured")


def test_evidence_and_pages_ask_as_often_for_one_line_as_for_many(on: Village) -> None:
    def queries(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert on.client.get(on.url(name)).status_code == 200
        return len(asked)

    on.frame()
    on.add("costline")
    queries("budget")
    few = [queries(name) for name in ("budget", "stands")]
    for number in range(20):
        on.add("costline", what=f"Kostnad {number}")
        on.add("incomeline", payer=f"Betalare {number}")
    assert [queries(name) for name in ("budget", "stands")] == few
    other = make_village(made=on.programme, number=2)
    other.tell("blabarsvik")
    places = frozenset({on.place.pk, other.place.pk})
    with CaptureQueriesContext(connection) as asked:
        question = Question(on.programme.area_id, places, {}, TODAY)
        for name in ("plan.budget_made", "plan.costs_stated", "plan.financing_secured"):
            find(name, question)
    assert len(asked) == 5


def test_a_payer_written_in_two_ways_is_one(on: Village) -> None:
    on.frame()
    on.add("incomeline")
    on.add("incomeline", payer="kommunen ", what="Lokal")
    page = text_of(on.client.get(on.url("stands")))
    assert page.count("betalar inte") == 1


def test_a_list_says_what_an_empty_end_means(on: Village) -> None:
    on.add("costline", last_year="")
    on.add("costline", what="Ramp", rhythm="En gång", last_year="")
    on.add("incomeline", until_on="")
    costs, incomes = (on.client.get(on.url("sheet", by_key[key].slug)) for key in ("costline", "incomeline"))
    said = {row.name: dict((str(title), text) for title, text in row.cells) for row in costs.context["rows"]}
    assert said["Värd på halvtid"]["Sista året"] == "fortsätter"
    assert said["Ramp"]["Sista året"] == "–", "it comes once, and the list says so already"
    assert "inget slut bestämt" in text_of(incomes) and "inte angivet" not in text_of(costs) + text_of(incomes)
