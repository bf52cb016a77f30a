"""The sheets of facts on their pages: what may be stored, by whom, when two save at once, and premises side by side."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.sheets.actions import FactTwice
from servicepunkt.sheets.forms import typed_fact
from servicepunkt.sheets.spec import values_of
from servicepunkt.supply.models_facts import NoneFound, Premises, Stop, Transport
from servicepunkt.supply.sheets import SHEETS, by_key
from tests.builders import place, sit
from tests.supply.fact_making import FULL, KINDS, Facts, first_text, values
from tests.supply.making import SHOP, make_village, text_of
from tests.supply.test_offers import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Facts:
    return Facts(make_village())


def sent(key: str, version: int = 0, /, **new: str) -> dict[str, object]:
    """What a browser sends from the form of a row."""
    return typed_fact(by_key[key], values(key, **new), version)


def test_every_sheet_is_whole() -> None:
    assert {sheet.key for sheet in SHEETS} == set(FULL)
    for sheet in SHEETS:
        assert sheet.key == sheet.model._meta.model_name
        assert set(FULL[sheet.key]) == set(sheet.fields)
        assert len(set(sheet.columns.values())) == len(sheet.columns) and len(sheet.tab) <= 31
        assert {*sheet.same, *sheet.heading, *sheet.listed} <= set(sheet.fields)


@pytest.mark.parametrize("key", KINDS)
def test_a_row_is_typed_listed_read_changed_and_taken_away(on: Facts, key: str) -> None:
    sheet, client = by_key[key], on.by.client
    assert "Inget är nedskrivet än." in text_of(client.get(on.url("sheet", key)))
    assert client.get(on.url("new_fact", key)).status_code == 200
    assert client.post(on.url("new_fact", key), sent(key)).status_code == 302
    fact = sheet.model._default_manager.get()
    assert values_of(sheet, fact) == values(key), "stored as it was said"
    name = sheet.name_of(values(key))
    assert name in text_of(client.get(on.url("sheet", key)))
    county = sit(on.by.programme, Role.COUNTY_BOARD, "Läns Man", on.by.place)
    read = text_of(county.get(on.url("fact", key, fact.pk)))
    assert all(" ".join(said.split()) in read for said in sheet.words(values(key)).values())
    other = {first_text(sheet): "Något annat"}
    assert client.post(on.url("fact", key, fact.pk), sent(key, 1, **other)).status_code == 302
    fact.refresh_from_db()
    assert values_of(sheet, fact) == values(key, **other) and fact.version == 2
    line = JournalEntry.objects.filter(room="supply").latest("id")
    assert (line.verb, line.thing, line.codes) == ("keep", key, {"sheet": key}), "codes only, no words"
    gone = client.post(on.url("remove_fact", key, fact.pk), {"seen_version": 2}, follow=True)
    assert f"”{name}” är borttagen." in text_of(gone) and not sheet.model._default_manager.exists()
    twice = client.post(on.url("remove_fact", key, fact.pk), {"seen_version": 2}, follow=True)
    assert "Raden var redan borttagen." in text_of(twice)


@pytest.mark.parametrize("key", KINDS)
def test_the_same_row_is_written_down_once(on: Facts, key: str) -> None:
    on.add(key)
    with pytest.raises(FactTwice):
        on.add(key)
    answer = on.by.client.post(on.url("new_fact", key), sent(key))
    assert answer.status_code == 422 and "Det finns redan på listan." in text_of(answer)


@pytest.mark.parametrize("key", KINDS)
def test_two_who_change_the_same_row_see_one_another(on: Facts, key: str) -> None:
    fact, name = on.add(key), first_text(by_key[key])
    on.change(fact, key, **{name: "Den andres"})
    answer = on.by.client.post(on.url("fact", key, fact.pk), sent(key, 1, **{name: "Min"}))
    text = text_of(answer)
    assert answer.status_code == 409 and "Någon annan hann spara före dig" in text
    assert "Den andres" in text and answer.context["form"][name].value() == "Min", "nothing typed is lost"
    again = {**sent(key, 1, **{name: "Min"}), "seen_version": answer.context["form"].data["seen_version"]}
    assert on.by.client.post(on.url("fact", key, fact.pk), again).status_code == 302
    fact.refresh_from_db()
    assert getattr(fact, name) == "Min"
    kept = on.by.client.post(on.url("remove_fact", key, fact.pk), {"seen_version": 1}, follow=True)
    assert "Raden är kvar." in text_of(kept)


@pytest.mark.parametrize("key", KINDS)
def test_a_row_somebody_just_took_away_keeps_what_was_typed(on: Facts, key: str) -> None:
    fact, name = on.add(key), first_text(by_key[key])
    on.remove(fact, key)
    answer = on.by.client.post(on.url("fact", key, fact.pk), sent(key, 1, **{name: "Min"}))
    text = text_of(answer)
    assert answer.status_code == 409 and "Någon annan har tagit bort det här" in text
    assert answer.context["form"][name].value() == "Min", "nothing typed is lost"
    assert f'action="{on.url("new_fact", key)}"' in answer.content.decode()
    again = {**sent(key, **{name: "Min"}), "seen_version": answer.context["form"].data["seen_version"]}
    assert on.by.client.post(on.url("new_fact", key), again).status_code == 302
    assert getattr(by_key[key].model._default_manager.get(), name) == "Min"
    read = on.by.client.get(on.url("fact", key, fact.pk), follow=True)
    assert "Raden är borttagen." in text_of(read)


def test_an_offer_somebody_just_took_away_keeps_what_was_typed(on: Facts) -> None:
    offer, by = on.by.add(), on.by
    by.client.post(by.url("remove", offer.pk), {"seen_version": 1})
    answer = by.client.post(by.url("offer", offer.pk), posted(SHOP, 1))
    text = text_of(answer)
    assert answer.status_code == 409 and "Någon annan har tagit bort det här" in text
    assert answer.context["form"]["provider"].value() == SHOP.provider, "nothing typed is lost"
    assert f'action="{by.url("new_offer")}"' in answer.content.decode()
    assert "Tjänsten är borttagen." in text_of(by.client.get(by.url("offer", offer.pk), follow=True))
    twice = by.client.post(by.url("remove", offer.pk), {"seen_version": 1}, follow=True)
    assert "Tjänsten var redan borttagen." in text_of(twice)
    assert by.client.post(by.url("offer", offer.pk + 1), posted(SHOP, 1)).status_code == 404
    assert by.client.post(by.url("remove", offer.pk + 1), {"seen_version": 1}).status_code == 404


@pytest.mark.parametrize("key", KINDS)
def test_who_may_write_on_a_sheet_and_whose_rows_are_found(on: Facts, key: str) -> None:
    fact = on.add(key)
    county = sit(on.by.programme, Role.COUNTY_BOARD, "Läns Man", on.by.place)
    assert county.get(on.url("sheet", key)).status_code == 200
    assert county.get(on.url("new_fact", key)).status_code == 403
    for name, more in (("new_fact", ()), ("fact", (fact.pk,)), ("none_found", ()), ("remove_fact", (fact.pk,))):
        assert county.post(on.url(name, key, *more), sent(key, 1)).status_code == 403, name
    other = sit(on.by.programme, Role.CONTACT_PERSON, "Annan By", place(on.by.programme, 2))
    funder = sit(on.by.programme, Role.FUNDER, "Fin Ansiär")
    for client in (other, funder):
        assert client.get(on.url("sheet", key)).status_code == client.get(on.by.url("compare")).status_code == 403
    leader = sit(on.by.programme, Role.COORDINATOR, "Samordnaren")
    on.by.place = place(on.by.programme, 2)
    assert leader.get(on.url("fact", key, fact.pk)).status_code == 404, "of another place"
    assert leader.post(on.url("remove_fact", key, fact.pk), {"seen_version": 1}).status_code == 404


def test_a_sheet_there_is_not(on: Facts) -> None:
    assert on.by.client.get(on.by.url("sheet", "raketer")).status_code == 404


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("premises", {"name": " "}, "Namn: Fyll i det här."),
    ("premises", {"kind": ""}, "Slag: Fyll i det här."),
    ("premises", {"name": "x" * 121}, "120 tecken är mest"),
    ("premises", {"owner": "Ring 19811218-9876"}, "personnummer"),
    ("premises", {"note": "a\x00b"}, "tecken som inte går att spara"),
    ("premises", {"area_m2": "0"}, "mellan 1 och 20000"),
    ("premises", {"rent_ore": "-5"}, "Talet ska vara mellan"),
    ("premises", {"connection": "Ingen"}, "Utan uppkoppling finns ingen hastighet"),
    ("connectivity", {"seen_on": "2026-03-11"}, "Dagen har inte varit än."),
    ("connectivity", {"where": ""}, "Var: Fyll i det här."),
    ("agentservice", {"distance_m": ""}, "hur många km"),
    ("agentservice", {"located": "Här på orten"}, "bara för det som finns på annan ort"),
    ("agentservice", {"located": "Finns inte att få", "distance_m": ""}, "Det som inte finns har ingen som gör det"),
    ("agentservice", {"who": ""}, "Vem som är ombud: Fyll i det här."),
    ("agentservice", {"service": "Annat ombud", "note": ""}, "vilken tjänst det är"),
    ("statecompany", {"other_name": ""}, "vilket bolag"),
    ("statecompany", {"contacted_on": ""}, "vilken dag ni tog kontakt"),
    ("statecompany", {"answer": ""}, "att ni väntar på svar"),
    ("statecompany", {"product_range": ""}, "vad bolaget kan erbjuda"),
    ("statecompany", {"contacted_on": "2026-03-11"}, "Dagen har inte varit än."),
    ("association", {"name": ""}, "Fyll i det här."),
    ("company", {"ways_in": "811218-9876"}, "personnummer"),
    ("localproduct", {"producer": ""}, "Fyll i det här."),
    ("transport", {"stops": "9.15 Skolan\n8.40 Affären"}, "i den ordning de körs"),
    ("transport", {"stops": "\n".join(f"Plats {n}" for n in range(41))}, "högst 40 hållplatser"),
    ("transport", {"stops": "8.15 Hos 811218-9876"}, "personnummer"),
    ("transport", {"stops": "x" * 81}, "högst 80 tecken"),
    ("transport", {"take_along_words": ""}, "vad som kan följa med"),
    ("transport", {"round_m": "0"}, "mellan 0,001 och 2000"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "new", "why"), WRONG)
def test_what_cannot_be_is_refused_in_plain_words(on: Facts, key: str, new: dict[str, str], why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        on.add(key, **new)
    assert not by_key[key].model._default_manager.exists()


TYPED_WRONG: list[tuple[str, str, str, str]] = [
    ("premises", "rent_ore", "gratis", "beloppet i kronor med siffror"),
    ("premises", "area_m2", "stor", "ett helt tal"),
    ("premises", "free_from_on", "i höst", "år-månad-dag"),
    ("premises", "kind", "raket", "Välj ett giltigt alternativ"),
    ("agentservice", "distance_m", "långt", "avståndet i km"),
    ("transport", "stops", "25.10 Skolan", "finns inte"),
    ("transport", "days", "9", "Välj ett giltigt alternativ"),
]


@pytest.mark.parametrize(("key", "name", "text", "why"), TYPED_WRONG)
def test_what_is_typed_wrong_is_told_at_its_field_and_kept(on: Facts, key: str, name: str, text: str, why: str) -> None:
    answer = on.by.client.post(on.url("new_fact", key), {**sent(key), name: [text] if name == "days" else text})
    form = answer.context["form"]
    assert answer.status_code == 422 and why in str(form.errors[name])
    first = next(field for field in form.fields if field not in (name, "seen_version"))
    assert form[first].value(), "what else was typed is there"


def test_the_database_itself_refuses_what_cannot_be(on: Facts) -> None:
    transport = on.add("transport")
    for broken in (
        lambda: Transport.objects.update(days=128),
        lambda: Stop.objects.create(transport_id=transport.pk, number=9, where="X", minute=1440),
        lambda: (
            Premises.objects.create(place=on.by.place, same_key="a", version=1)
            and Premises.objects.create(place=on.by.place, same_key="a", version=1)
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_stops_are_rows_in_order_with_their_time(on: Facts) -> None:
    fact = on.add("transport")
    rows = list(Stop.objects.filter(transport_id=fact.pk).values_list("number", "minute", "where"))
    assert rows == [(0, 495, "Skolan"), (1, None, "Vägkorset"), (2, 545, "Affären")]
    on.change(fact, "transport", stops="7.05 Kvarnen")
    assert list(Stop.objects.values_list("minute", "where")) == [(425, "Kvarnen")]


@pytest.mark.parametrize("key", KINDS)
def test_that_there_is_nothing_is_said_taken_back_and_gone_with_the_first_row(on: Facts, key: str) -> None:
    client = on.by.client
    silent = client.post(on.url("none_found", key), {"note": " "})
    assert silent.status_code == 422 and not NoneFound.objects.exists()
    assert client.post(on.url("none_found", key), {"note": "Vi har ringt runt."}).status_code == 302
    assert "Inget finns. Så har det undersökts: Vi har ringt runt." in text_of(client.get(on.url("sheet", key)))
    assert "inget finns" in text_of(client.get(on.by.url("supply")))
    client.post(on.url("none_found", key), {"taken_back": "1"})
    assert not NoneFound.objects.exists()
    on.none(key)
    on.add(key)
    assert not NoneFound.objects.exists(), "a row takes it away"
    if by_key[key].enough == 1:
        refused = client.post(on.url("none_found", key), {"note": "Ändå inget."})
        assert refused.status_code == 422 and "Det står redan rader på bladet." in text_of(refused)
    identity = client.post(on.url("none_found", key), {"note": "Ring 811218-9876"})
    assert identity.status_code == 422 and not NoneFound.objects.exists()


def test_the_chapter_counts_its_sheets(on: Facts) -> None:
    on.add("premises")
    on.add("premises", name="Bygdegården")
    on.add("transport")
    text = text_of(on.by.client.get(on.by.url("supply")))
    assert "Lokaler 2 införda" in text and "Transporter 1 införd" in text and "Företag inte påbörjat" in text


def test_pages_ask_the_database_no_more_for_many_rows(on: Facts) -> None:
    def asked() -> list[int]:
        out = []
        for address in (*(on.url("sheet", key) for key in KINDS), on.by.url("compare"), on.by.url("supply")):
            with CaptureQueriesContext(connection) as queries:
                assert on.by.client.get(address).status_code == 200
            out.append(len(queries))
        return out

    names = {"connectivity": "where", "agentservice": "who", "statecompany": "other_name", "localproduct": "product"}
    for key in KINDS:
        on.add(key)
    few = asked()
    for key in KINDS:
        for number in range(4):
            on.add(key, **{names.get(key, "name"): f"Namn {number}"})
    assert asked() == few and max(few) < 20


def test_premises_stand_side_by_side(on: Facts) -> None:
    assert "Ingen lokal är nedskriven än." in text_of(on.by.client.get(on.by.url("compare")))
    on.add("premises")
    on.add("premises", name="Bygdegården", step_free="Nej", rent_ore="0", heating="", connection="Ingen",
           down_mbit="", up_mbit="", free_from_on="", hearing_loop="")  # fmt: skip
    found = on.by.client.get(on.by.url("compare")).context["found"]
    assert [(house.name, house.unknown, house.deciding) for house in found.houses] == [
        ("Bygdegården", 3, 1), ("Gamla skolan", 0, 0),
    ], "without a connection there is no speed to ask for, and a rent of nothing is known"  # fmt: skip
    rows = {str(row.title): row for _heading, rows in found.groups for row in rows}
    assert [cell.text for cell in rows["Entré utan trappsteg"].cells] == ["Nej", "Ja"]
    assert rows["Entré utan trappsteg"].differs and not rows["El"].differs
    assert not rows["Hörslinga"].differs, "what is unknown does not differ"
    assert [cell.text for cell in rows["Ner, Mbit/s"].cells] == ["–", "250"]
    text = text_of(on.by.client.get(on.by.url("compare")))
    assert "3 saker okända, varav 1 som avgör" in text and "allt är känt" in text
    assert "Entré utan trappsteg avgör skiljer" in text, "told in words, not in colour"


def test_at_most_six_premises_are_compared_and_others_can_be_chosen(on: Facts) -> None:
    facts = [on.add("premises", name=f"Hus {number}") for number in range(8)]
    first = on.by.client.get(on.by.url("compare")).context["found"]
    assert [house.name for house in first.houses] == [f"Hus {number}" for number in range(6)]
    query = f"?lokal={facts[7].pk}&lokal={facts[1].pk}&lokal=x"
    chosen = on.by.client.get(on.by.url("compare") + query).context["found"]
    assert [house.name for house in chosen.houses] == ["Hus 1", "Hus 7"]


def test_a_sheet_in_english_says_its_answers_in_english(on: Facts) -> None:
    fact = on.add("transport")
    county = sit(on.by.programme, Role.COUNTY_BOARD, "Läns Man", on.by.place)
    county.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = text_of(county.get(on.url("fact", "transport", fact.pk)))
    assert "Library" in text and "Mon–Wed, Fri" in text and "Bibliotek" not in text
