"""Offers, sectors with nothing, municipal areas: what may be stored, by whom, and when two save at once."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunkt.core.actions import SYSTEM, ActionRefused, ChangedMeanwhile
from servicepunkt.core.evidence import Question, find
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.supply import actions
from servicepunkt.supply.actions import Answer, OfferTwice
from servicepunkt.supply.facts import Facts, facts_of
from servicepunkt.supply.forms import typed
from servicepunkt.supply.models import AreaAnswer, NothingHere, Offer, Sector
from servicepunkt.supply.reference import areas, municipal_areas
from tests.builders import TODAY, place, sit
from tests.supply.making import SCHOOL, SHOP, TAX, Village, make_village, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Village:
    return make_village()


def proof(by: Village, name: str, **params: object) -> bool:
    question = Question(by.programme.area_id, frozenset({by.place.pk}), params, TODAY)
    return find(f"supply.{name}", question)[by.place.pk].met


def posted(facts: Facts, version: int = 0) -> dict[str, object]:
    return {key: value or "" for key, value in typed(facts, version).items()} | {"seen_version": version}


def test_the_reference_list_is_whole() -> None:
    assert {area.sector for area in areas().values()} == set(Sector.values)
    assert all(area.title.sv and area.title.en and area.source for area in areas().values())
    assert len({area.title.sv.casefold() for area in areas().values()}) == len(areas())
    named = {"lokalbokning", "barnomsorg", "fritid", "naringsliv", "skola", "turism", "primarvard", "halsovard"}
    assert named <= {area.key for area in municipal_areas()}, "the memo's own words"
    assert len(municipal_areas()) >= 25


def test_an_offer_is_stored_as_it_was_said(by: Village) -> None:
    for facts in (SHOP, TAX, SCHOOL):
        assert facts_of(Offer.objects.get(pk=by.add(facts).pk)) == facts
    line = JournalEntry.objects.filter(room="supply").latest("id")
    assert (line.verb, line.place_id, line.area_id) == ("keep", by.place.pk, by.programme.area_id)
    assert "Kommunen" not in str(line.codes)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (replace(SHOP, level="authority"), "Bara en myndighet"),
        (replace(SHOP, sector="nonprofit", level="authority"), "lag 2019:212"),
        (replace(SHOP, located=""), "här på orten eller på annan ort"),
        (replace(SHOP, located="elsewhere"), "hur många km"),
        (replace(SHOP, distance_m=1000), "har inget avstånd"),
        (replace(SCHOOL, distance_m=0), "mer än 0"),
        (replace(SCHOOL, distance_m=2_000_001), "högst 2 000 km"),
        (replace(TAX, located="here"), "har ingen plats"),
        (replace(SHOP, resource_how=""), "hur den kan bli en resurs"),
        (replace(SHOP, service=" "), "Fyll i"),
        (replace(SHOP, area="finns-inte"), "Välj ett av alternativen"),
        (replace(SHOP, note="x" * 501), "för lång"),
        (replace(SHOP, note="Ring 19811218-9876"), "personnummer"),
        (replace(SHOP, provider="a\x00b"), "tecken som inte går att spara"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(by: Village, facts: Facts, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        by.add(facts)
    assert not Offer.objects.exists()


@pytest.mark.parametrize("sector", ["state", "regional", "municipal"])
def test_an_authority_may_have_an_authority_task(by: Village, sector: str) -> None:
    assert by.add(replace(TAX, sector=sector)).level == "authority"


def test_the_database_itself_refuses_an_association_with_an_authority_task(by: Village) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(place=by.place, **replace(SHOP, level="authority").stored())


def test_the_same_offer_is_written_down_once(by: Village) -> None:
    by.add()
    with pytest.raises(OfferTwice):
        by.add(replace(SHOP, service="DAGLIGVAROR", note="annat"))
    other = by.add(replace(SHOP, service="Post"))
    with pytest.raises(OfferTwice):
        by.change(other)


def test_the_page_says_why_an_association_may_not(by: Village) -> None:
    answer = by.client.post(by.url("new_offer"), posted(replace(SHOP, level="authority")))
    assert answer.status_code == 422
    assert "Bara en myndighet får sköta en myndighetsuppgift (lag 2019:212)." in text_of(answer)
    assert by.client.post(by.url("new_offer"), posted(SHOP)).status_code == 302
    assert "Dagligvaror" in text_of(by.client.get(by.url("supply")))


def test_two_who_change_the_same_offer_see_one_another(by: Village) -> None:
    offer = by.add()
    by.change(offer, note="Den andres")
    answer = by.client.post(by.url("offer", offer.pk), posted(replace(SHOP, note="Min"), 1))
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Någon annan hann spara före dig" in text and "Den andres" in text and "Min" in text
    assert by.client.post(by.url("offer", offer.pk), posted(replace(SHOP, note="Min"), 2)).status_code == 302
    assert Offer.objects.get().note == "Min"


def test_an_offer_changed_meanwhile_is_not_removed(by: Village) -> None:
    offer = by.add()
    by.change(offer, note="Nytt")
    kept = by.client.post(by.url("remove", offer.pk), {"seen_version": 1}, follow=True)
    assert "Tjänsten är kvar." in text_of(kept)
    by.client.post(by.url("remove", offer.pk), {"seen_version": 2})
    assert not Offer.objects.exists()


def test_a_sector_is_mapped_by_an_offer_or_by_saying_that_there_is_none(by: Village) -> None:
    assert not proof(by, "sectors_mapped")
    for facts in (SHOP, SCHOOL):
        by.add(facts)
    assert proof(by, "sectors_mapped", sector="commercial") and not proof(by, "sectors_mapped", sector="state")
    for sector in ("state", "nonprofit"):
        answer = by.client.post(by.url("nothing", sector), {f"{sector}-note": "Vi har ringt runt."})
        assert answer.status_code == 302
    assert proof(by, "sectors_mapped")
    assert "Inget finns. Så har det undersökts: Vi har ringt runt." in text_of(by.client.get(by.url("supply")))
    by.add(TAX)
    assert not NothingHere.objects.filter(sector="state").exists(), "an offer takes the note away"
    by.client.post(by.url("nothing", "nonprofit"), {"taken_back": "1"})
    assert not proof(by, "sectors_mapped")


def test_nothing_is_not_said_of_a_sector_that_has_something_or_without_words(by: Village) -> None:
    by.add()
    answer = by.client.post(by.url("nothing", "commercial"), {"commercial-note": "Vi tror det."})
    assert answer.status_code == 422 and "har redan tjänster" in text_of(answer)
    assert by.client.post(by.url("nothing", "state"), {"state-note": ""}).status_code == 422
    assert by.client.post(by.url("nothing", "rymden"), {"rymden-note": "x"}).status_code == 422


def test_the_inventory_is_made_when_there_are_enough(by: Village) -> None:
    by.add()
    assert proof(by, "inventory_made") and not proof(by, "inventory_made", offers=2)


def fill_areas(client: Client, by: Village, **rows: tuple[str, str]) -> dict[str, str]:
    """What the page of municipal areas sends, after `rows` were filled in."""
    form = client.get(by.url("areas")).context["form"]
    data = {}
    for area in municipal_areas():
        for part in "awv":
            initial = str(form[f"{part}-{area.key}"].initial)
            data[f"{part}-{area.key}"] = initial
            if part != "v":
                data[f"initial-{part}-{area.key}"] = initial
        if area.key in rows:
            data[f"a-{area.key}"], data[f"w-{area.key}"] = rows[area.key]
    return data


def test_every_municipal_area_is_accounted_for_with_words(by: Village) -> None:
    some = fill_areas(by.client, by, skola=("elsewhere", "I centralorten"))
    assert by.client.post(by.url("areas"), some).status_code == 302
    assert not proof(by, "municipal_areas_covered")
    everything = fill_areas(by.client, by, **{area.key: ("here", "Via värden") for area in municipal_areas()})
    assert by.client.post(by.url("areas"), everything).status_code == 302
    assert proof(by, "municipal_areas_covered")
    back = fill_areas(by.client, by, skola=("", ""))
    assert by.client.post(by.url("areas"), back).status_code == 302
    assert not proof(by, "municipal_areas_covered")


def test_an_answer_needs_words_and_words_an_answer(by: Village) -> None:
    answer = by.client.post(by.url("areas"), fill_areas(by.client, by, skola=("not_relevant", ""), turism=("", "Hm")))
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Skriv på vilket sätt, eller varför inte." in text and "Välj ett svar, eller ta bort texten." in text
    assert not AreaAnswer.objects.exists()


def test_two_who_answer_different_areas_do_not_disturb_one_another(by: Village) -> None:
    mine = fill_areas(by.client, by, skola=("here", "Min"))
    theirs = fill_areas(by.client, by, turism=("here", "Deras"))
    assert [by.client.post(by.url("areas"), one).status_code for one in (theirs, mine)] == [302, 302]
    assert dict(AreaAnswer.objects.values_list("area", "words")) == {"skola": "Min", "turism": "Deras"}


def test_two_who_answer_the_same_area_see_one_another(by: Village) -> None:
    mine = fill_areas(by.client, by, skola=("here", "Min"), fritid=("here", "Också min"))
    theirs = fill_areas(by.client, by, skola=("elsewhere", "Deras"), turism=("here", "Deras med"))
    by.client.post(by.url("areas"), theirs)
    answer = by.client.post(by.url("areas"), mine)
    assert answer.status_code == 409 and "Deras" in text_of(answer)
    assert not AreaAnswer.objects.filter(area="fritid").exists(), "all or nothing"
    form = answer.context["form"]
    again = {name: str(form.data[name]) for name in mine}
    assert by.client.post(by.url("areas"), again).status_code == 302
    assert dict(AreaAnswer.objects.values_list("area", "words")) == {
        "skola": "Min", "fritid": "Också min", "turism": "Deras med",
    }  # fmt: skip


def test_an_answer_taken_back_does_not_let_an_older_form_through(by: Village) -> None:
    def say(answer: str, words: str, seen: int) -> None:
        actions.answer_areas(
            root=by.programme.area, place=by.place, answers=[Answer("skola", answer, words, seen)], actor=SYSTEM
        )

    say("here", "Ett", 0)
    say("", "", 1)
    say("here", "Två", 2)
    with pytest.raises(ChangedMeanwhile):
        say("here", "Gammal", 1)


def test_who_may_write_down_what_a_place_has(by: Village) -> None:
    keeps = {role for role, facts in ROLES.items() if Right.KEEP_SUPPLY in facts.rights}
    assert keeps == {
        Role.OWNER, Role.COORDINATOR, Role.LEADER, Role.CONTACT_PERSON, Role.LOCAL_MEMBER, Role.MUNICIPALITY,
    }  # fmt: skip
    offer = by.add()
    county = sit(by.programme, Role.COUNTY_BOARD, "Läns Man", by.place)
    assert county.get(by.url("supply")).status_code == county.get(by.url("offer", offer.pk)).status_code == 200
    assert county.get(by.url("areas")).status_code == county.get(by.url("export")).status_code == 200
    for name, more in (
        ("new_offer", ()),
        ("offer", (offer.pk,)),
        ("areas", ()),
        ("nothing", ("state",)),
        ("import", ()),
        ("remove", (offer.pk,)),
    ):
        assert county.post(by.url(name, *more), {}).status_code == 403, name
    assert "Lägg till en tjänst" not in text_of(county.get(by.url("supply")))
    other = sit(by.programme, Role.CONTACT_PERSON, "Annan By", place(by.programme, 2))
    assert other.get(by.url("supply")).status_code == 403
    funder = sit(by.programme, Role.FUNDER, "Fin Ansiär")
    assert funder.get(by.url("supply")).status_code == 403
    assert Client().get(by.url("supply")).status_code == 302


def test_an_offer_of_another_place_is_not_found(by: Village) -> None:
    offer = by.add()
    leader = sit(by.programme, Role.COORDINATOR, "Samordnaren")
    by.place = place(by.programme, 2)
    assert leader.get(by.url("offer", offer.pk)).status_code == 404


def test_the_list_is_narrowed(by: Village) -> None:
    for facts in (SHOP, TAX, SCHOOL, replace(SHOP, service="Ångbåt", area="mat-logi")):
        by.add(facts)
    for query, found in (
        ("sektor=state", {"Deklaration"}), ("omrade=skola", {"Grundskola"}), ("hur=digital", {"Deklaration"}),
        ("var=elsewhere", {"Grundskola"}), ("sok=ångBÅT", {"Ångbåt"}), ("sektor=finns-inte", None),
    ):  # fmt: skip
        sectors = by.client.get(by.url("supply") + "?" + query).context["sectors"]
        shown = {row.offer.service for sector, _form in sectors for row in sector.rows}
        assert shown == (found or {"Dagligvaror", "Deklaration", "Grundskola", "Ångbåt"}), query


def test_a_long_list_has_pages_and_no_more_queries(by: Village) -> None:
    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert by.client.get(by.url(name)).status_code == 200
        return len(queries)

    by.add()
    pages = ("supply", "areas", "export", "import")
    few = {name: asked(name) for name in pages}
    filled = actions.Filled([replace(SHOP, service=f"Tjänst {n}") for n in range(120)], (), ())
    actions.take_in(root=by.programme.area, place=by.place, filled=filled, seen_version=1, actor=SYSTEM)
    assert {name: asked(name) for name in pages} == few
    assert max(few.values()) < 20
    assert "Sida 1 av 3" in text_of(by.client.get(by.url("supply")))
