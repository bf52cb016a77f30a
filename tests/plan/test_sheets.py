"""The plan's sheets on their pages and in their file: what may be stored, by whom, and when two save at once."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.plan.book import version_of
from servicepunkt.plan.models import Offering, PlanNone, Staffing
from servicepunkt.plan.sheets import SHEETS, by_key
from servicepunkt.plan.views_sheets import FILES
from servicepunkt.sheets.columns import MARK, NUMBER
from servicepunkt.sheets.forms import typed_fact
from servicepunkt.sheets.spec import values_of
from servicepunkt.supply.actions import remove_offer
from servicepunkt.supply.models import Offer
from servicepunkt.supply.sheets import SHEETS as SUPPLY_SHEETS
from tests.builders import place, sit
from tests.plan.sheet_making import FULL, KINDS, TEXT, Plan, make_plan, values
from tests.supply.making import SHOP, Village, saved, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_plan()


def sent(key: str, version: int = 0, /, **new: str) -> dict[str, object]:
    """What a browser sends from the form of a row."""
    return typed_fact(by_key[key], values(key, **new), version)


def test_every_sheet_is_whole() -> None:
    assert {sheet.key for sheet in SHEETS} == set(FULL)
    for sheet in SHEETS:
        assert sheet.key == sheet.model._meta.model_name and len(sheet.key) <= 20
        assert set(FULL[sheet.key]) == set(sheet.fields)
        assert len(set(sheet.columns.values())) == len(sheet.columns) and len(sheet.tab) <= 31
        assert {*sheet.same, *sheet.heading, *sheet.listed} <= set(sheet.fields)
    assert not {sheet.tab for sheet in SHEETS} & {sheet.tab for sheet in SUPPLY_SHEETS}, "no file can be mistaken"


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_typed_listed_read_changed_and_taken_away(plan: Plan, key: str) -> None:
    sheet, client = by_key[key], plan.client
    assert "Inget är nedskrivet än." in text_of(client.get(plan.url("sheet", key)))
    assert client.post(plan.url("new_fact", key), sent(key)).status_code == 302
    fact = sheet.model._default_manager.get()
    assert values_of(sheet, fact) == values(key), "stored as it was said"
    name = sheet.name_of(values(key))
    assert name in text_of(client.get(plan.url("sheet", key)))
    county = sit(plan.programme, Role.COUNTY_BOARD, "Läns Man", plan.place)
    read = text_of(county.get(plan.url("fact", key, fact.pk)))
    assert all(" ".join(said.split()) in read for said in sheet.words(values(key)).values())
    assert county.get(plan.url("new_fact", key)).status_code == 403
    assert county.post(plan.url("fact", key, fact.pk), sent(key, 1)).status_code == 403
    assert client.post(plan.url("fact", key, fact.pk), sent(key, 1, **{TEXT[key]: "Annat"})).status_code == 302
    late = client.post(plan.url("fact", key, fact.pk), sent(key, 1, **{TEXT[key]: "Mitt"}))
    assert late.status_code == 409 and "Någon annan hann spara före dig" in text_of(late)
    assert late.context["form"][TEXT[key]].value() == "Mitt", "nothing typed is lost"
    line = JournalEntry.objects.filter(room="plan").latest("id")
    assert (line.verb, line.thing, line.codes) == ("keep", key, {"sheet": key}), "codes only, no words"
    assert client.post(plan.url("remove_fact", key, fact.pk), {"seen_version": 2}).status_code == 302
    assert not sheet.model._default_manager.exists()


def test_another_place_does_not_see_the_rows(plan: Plan) -> None:
    fact = plan.add("staffing")
    other = sit(plan.programme, Role.CONTACT_PERSON, "Annan By", place(plan.programme, 2))
    assert other.get(plan.url("sheets")).status_code == other.get(plan.url("hours")).status_code == 403
    leader = sit(plan.programme, Role.COORDINATOR, "Samordnaren")
    plan.place = place(plan.programme, 2)
    assert leader.get(plan.url("fact", "staffing", fact.pk)).status_code == 404


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("offering", {"sector": "Ideell", "level": "Myndighetsuppgift"}, "Bara en myndighet får sköta"),
    ("offering", {"sector": "Kommersiell", "level": "Myndighetsuppgift"}, "lag 2019:212"),
    ("offering", {"about_when": ""}, "Skriv ungefär när det kommer."),
    ("offering", {"begins": "Från start"}, "bara för det som kommer senare"),
    ("offering", {"begins": "Ska inte finnas", "about_when": "", "note": ""}, "hur ni har bedömt"),
    ("offering", {"who": "811218-9876"}, "personnummer"),
    ("staffing", {"hour_ore": ""}, "vad en timme kostar"),
    ("staffing", {"paid": "Ideellt"}, "kostar inget per timme"),
    ("staffing", {"week_minutes": "169"}, "mellan 0,25 och 168"),
    ("training", {"task": ""}, "Fyll i det här."),
    ("safety", {"contact_phone": "Ring Kalle"}, "numret med siffror"),
    ("safety", {"contact_function": ""}, "vilken funktion som svarar"),
    ("safety", {"practised_on": "2026-03-11"}, "Dagen har inte varit än."),
    ("safety", {"function": "Annat", "what": ""}, "Skriv vad det är."),
    ("openingweek", {"name": ""}, "Fyll i det här."),
]


@pytest.mark.parametrize(("key", "new", "why"), WRONG)
def test_what_cannot_be_is_refused_in_plain_words(plan: Plan, key: str, new: dict[str, str], why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        plan.add(key, **new)
    assert not by_key[key].model._default_manager.exists()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [("day0", "8-25", "finns inte"), ("day0", "10–9", "slutar innan"), ("day1", "sent", "8–12, 13–16.30")],
)
def test_hours_typed_wrong_are_told_at_their_day_and_kept(plan: Plan, name: str, text: str, why: str) -> None:
    answer = plan.client.post(plan.url("new_fact", "openingweek"), {**sent("openingweek"), name: text})
    form = answer.context["form"]
    assert answer.status_code == 422 and why in str(form.errors[name]) and form[name].value() == text


@pytest.mark.parametrize(("said", "minutes"), [("20", 1200), ("7,5", 450), ("3.25 h", 195), ("0,75 timmar", 45)])
def test_hours_a_week_are_kept_in_whole_minutes_and_said_again(said: str, minutes: int) -> None:
    field = by_key["staffing"].fields["week_minutes"]
    assert field.parse(said) == minutes and field.parse(field.say(minutes)) == minutes
    for wrong in ("7,1", "7,33", "åtta", "-2"):
        with pytest.raises(ValueError, match="hela kvartar"):
            field.parse(wrong)


def test_the_database_itself_refuses_what_cannot_be(plan: Plan) -> None:
    plan.add("offering")
    plan.add("staffing")
    broken: tuple[Callable[[], object], ...] = (
        lambda: Offering.objects.update(sector="nonprofit", level="authority"),
        lambda: Offering.objects.update(begins="later", about_when=""),
        lambda: Offering.objects.update(begins="not", note=""),
        lambda: Staffing.objects.update(paid="paid", hour_ore=None),
    )
    for write in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_that_nothing_is_needed_is_said_where_it_makes_sense(plan: Plan) -> None:
    said = {"note": "Kommunen har en trygghetspunkt i nästa by."}
    assert plan.client.post(plan.url("none_found", "safety"), said).status_code == 302
    assert PlanNone.objects.get().sheet == "safety"
    assert "Trygghet prövat, inget behövs" in text_of(plan.client.get(plan.url("sheets")))
    refused = plan.client.post(plan.url("none_found", "staffing"), said)
    assert refused.status_code == 422 and PlanNone.objects.count() == 1, "somebody must be there"
    plan.add("safety")
    assert not PlanNone.objects.exists()


def test_a_service_of_today_is_taken_into_the_offering_half_filled_in(plan: Plan) -> None:
    by = Village(plan.programme, plan.place, plan.client)
    offer = by.add()
    listed = plan.client.get(plan.url("from_supply"))
    address = plan.url("new_fact", "offering") + f"?utbud={offer.pk}"
    assert f'href="{address}"' in listed.content.decode()
    form = plan.client.get(address).context["form"]
    assert (form["what"].value(), form["who"].value(), form["sector"].value()) == (
        offer.service, offer.provider, offer.sector,
    )  # fmt: skip
    begins = {"begins": "start", "seen_version": 0}
    sent_back = {name: form[name].value() or "" for name in by_key["offering"].fields} | begins
    assert plan.client.post(address, sent_back).status_code == 302
    assert Offering.objects.get().source == "Dagligvaror (Lanthandeln)"
    assert "finns redan" in text_of(plan.client.get(plan.url("from_supply")))
    for wrong in ("999999", "x", "9" * 30):
        page = plan.client.get(plan.url("new_fact", "offering") + f"?utbud={wrong}")
        assert page.status_code == 200 and not page.context["form"]["what"].value()


def test_words_that_name_a_row_of_the_supply_are_a_link_and_stay_when_it_goes(plan: Plan) -> None:
    by = Village(plan.programme, plan.place, plan.client)
    shop, post = by.add(), by.add(replace(SHOP, service="Paket", provider="PostNord"))
    fact = plan.add("offering", source="dagligvaror (lanthandeln)")
    assert Offering.objects.get().offer == shop
    page = plan.client.get(plan.url("fact", "offering", fact.pk)).content.decode()
    assert by.url("offer", shop.pk) in page and "<datalist" in page
    plan.change(fact, "offering", source="Paket")
    assert Offering.objects.get().offer == post, "a service that only one offers is enough"
    Offer.objects.filter(pk=post.pk).update(service="Paket och brev")
    fact.refresh_from_db()
    plan.change(fact, "offering", source="Paket", note="Annat")
    assert Offering.objects.get().offer == post, "words that nobody touched keep what they named"
    remove_offer(root=plan.programme.area, offer=post, seen_version=post.version, actor=SYSTEM)
    gone = Offering.objects.get()
    assert gone.offer is None and gone.source == "Paket"
    assert "Bygger på i utbudet" not in text_of(plan.client.get(plan.url("fact", "offering", fact.pk)))
    plan.change(gone, "offering", source="Bokbussen till byn")
    assert Offering.objects.get().offer is None and Offering.objects.get().source == "Bokbussen till byn"


def test_a_service_that_two_offer_is_named_with_its_provider(plan: Plan) -> None:
    by = Village(plan.programme, plan.place, plan.client)
    by.add()
    other = by.add(replace(SHOP, provider="Macken"))
    fact = plan.add("offering", source="Dagligvaror")
    assert Offering.objects.get().offer is None
    plan.change(fact, "offering", source="Dagligvaror (Macken)")
    assert Offering.objects.get().offer == other


def test_another_places_supply_is_never_linked(plan: Plan) -> None:
    Village(plan.programme, place(plan.programme, 2), plan.client).add()
    plan.add("offering", source="Dagligvaror (Lanthandeln)")
    assert Offering.objects.get().offer is None


def test_the_page_of_all_sheets_counts_rows_and_what_is_missing(plan: Plan) -> None:
    plan.add("training", when="")
    plan.add("training", what="Brandskydd")
    text = text_of(plan.client.get(plan.url("sheets")))
    assert "Utbildning 2 rader 1 rad saknar något" in text and "Bemanning inte påbörjat" in text


def test_pages_ask_the_database_no_more_for_many_rows(plan: Plan) -> None:
    def asked() -> list[int]:
        out = []
        for address in (*(plan.url("sheet", key) for key in KINDS), plan.url("sheets"), plan.url("hours")):
            with CaptureQueriesContext(connection) as queries:
                assert plan.client.get(address).status_code == 200
            out.append(len(queries))
        return out

    for key in KINDS:
        plan.add(key)
    few = asked()
    for key in KINDS:
        for number in range(3):
            plan.add(key, **{by_key[key].same[-1]: f"Namn {number}"})
    assert asked() == few and max(few) < 20


def _file(plan: Plan) -> Any:
    answer = plan.client.get(plan.url("export"))
    assert "plan-" in answer["Content-Disposition"]
    return load_workbook(io.BytesIO(answer.content))


def _send(plan: Plan, made: Any) -> Any:
    return plan.client.post(plan.url("import"), {"file": SimpleUploadedFile("plan.xlsx", saved(made))})


def _write(made: Any, key: str, **new: str) -> None:
    """A new row below those there are."""
    sheet = by_key[key]
    said = {**FULL[key], **new}
    made[sheet.tab].append([None, *(said[name] or None for name in sheet.columns), None])


def _cell(made: Any, key: str, name: str, row: int = 2) -> Any:
    sheet = by_key[key]
    return made[sheet.tab].cell(row, [NUMBER, *sheet.columns.values(), MARK].index(sheet.columns[name]) + 1)


def test_the_file_goes_out_and_comes_back_unchanged(plan: Plan) -> None:
    for key in KINDS:
        plan.add(key)
    preview = _send(plan, _file(plan))
    assert preview.status_code == 200 and preview.context["plan"].left == len(KINDS)
    assert "Filen säger samma sak som redan står här." in text_of(preview)


def test_a_filled_in_file_is_previewed_and_taken_in_as_a_whole_once(plan: Plan) -> None:
    plan.add("staffing")
    made = _file(plan)
    _cell(made, "staffing", "when_ill").value = "Jouren"
    for key in KINDS:
        if key != "staffing":
            # Empty rows with a format stand below; what is written on row 2 is the first.
            for name in by_key[key].columns:
                _cell(made, key, name).value = FULL[key][name] or None
    preview = _send(plan, made)
    assert preview.status_code == 200 and len(preview.context["plan"].sheets) == len(KINDS)
    assert not Offering.objects.exists(), "nothing is saved before somebody says so"
    packed = {"packed": preview.context["packed"]}
    assert plan.client.post(plan.url("import"), packed).status_code == 302
    assert Staffing.objects.get().when_ill == "Jouren"
    for key in KINDS:
        assert by_key[key].model._default_manager.count() == 1, key
    again = plan.client.post(plan.url("import"), packed)
    assert again.status_code == 409 and "Ingenting är sparat." in text_of(again)
    assert version_of(plan.place) == 2


def test_what_is_wrong_in_a_file_is_told_by_sheet_row_and_column_and_nothing_is_saved(plan: Plan) -> None:
    made = _file(plan)
    for name in by_key["offering"].columns:
        _cell(made, "offering", name).value = FULL["offering"][name]
    _cell(made, "offering", "sector").value = "Ideell"
    _cell(made, "offering", "level").value = "Myndighetsuppgift"
    for name in by_key["openingweek"].columns:
        _cell(made, "openingweek", name).value = FULL["openingweek"][name]
    _cell(made, "openingweek", "day2").value = "=1+1"
    preview = _send(plan, made)
    text = text_of(preview)
    assert preview.status_code == 422 and "2 fel att rätta i filen" in text
    assert "Rad 2 (Erbjudandet) Nivå Bara en myndighet får sköta" in text
    assert "Rad 2 (Öppettider) Onsdag Cellen har en formel." in text
    assert not Offering.objects.exists()


def test_a_row_somebody_else_changed_stops_the_file(plan: Plan) -> None:
    fact = plan.add("training")
    made = _file(plan)
    _cell(made, "training", "giver").value = "Regionen"
    plan.change(fact, "training", giver="Länsstyrelsen")
    preview = _send(plan, made)
    assert preview.status_code == 422 and "Någon annan har ändrat raden" in text_of(preview)


def test_a_file_of_something_else_is_refused_whole(plan: Plan) -> None:
    for raw, why in ((b"Nr;Namn\n1;x\n", "ingen Excelfil"), (b"", "tom")):
        answer = plan.client.post(plan.url("import"), {"file": SimpleUploadedFile("plan.xlsx", raw)})
        assert answer.status_code == 422 and why in text_of(answer)
    lost = plan.client.post(plan.url("import"), {"packed": "x"})
    assert lost.status_code == 422 and "gäller inte längre" in text_of(lost)
    other = load_workbook(io.BytesIO(FILES.workbook(plan.place)))
    for sheet in SHEETS:
        del other[sheet.tab]
    answer = _send(plan, other)
    assert answer.status_code == 422 and "Filen har inget av bladen" in text_of(answer)
