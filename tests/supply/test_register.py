"""National lists: what a file brings, how it takes the old one's place, and what a village sees of it."""

import csv
import datetime as dt
import hashlib
import io
from dataclasses import replace
from math import asin, atan2, cos, degrees, radians, sin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock
from servicepunkt.core.duties import all_duties
from servicepunkt.core.jobs_running import work_off
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.models import Account
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.distance import box_round, great_circle_m
from servicepunkt.supply import actions_register, register_jobs, register_uploads
from servicepunkt.supply.models import Offer
from servicepunkt.supply.models_register import Kind, Reason, RegisterRemark, RegisterService, RegisterSource
from servicepunkt.supply.queries_register import HERE_M, NEAR_M, near, report_lines
from tests.builders import hold as seated
from tests.builders import place, programme, seat, sit, url
from tests.supply.listing import EAST, NORTH, REAL, entries, form, load, packed, pipos, poi, send, store
from tests.supply.making import SHOP, Village, make_village, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Village:
    return make_village()


def reasons(raw: bytes) -> list[tuple[int, str]]:
    return [(one.row, str(remark.reason)) for one in entries(raw) for remark in one.remarks]


@pytest.mark.parametrize(
    ("name", "rows", "taken", "repeats", "outside"),
    [
        ("se_poi_all.csv.gz", 26911, 24769, 620, 1544),
        ("post_agents_2021.csv.gz", 9062, 7805, 1257, 0),
        ("osm_health_2020.csv", 1546, 1546, 0, 0),
    ],
)
def test_the_real_files_are_taken_with_every_repeat_and_every_point_outside_reported(
    name: str, rows: int, taken: int, repeats: int, outside: int
) -> None:
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"the real file is not beside the project: {path}")
    source = load(path.read_bytes()).source
    counts = (source.rows, source.taken, source.repeats, source.outside, source.without_point, source.unusable)
    assert counts == (rows, taken, repeats, outside, 0, 0)
    assert source.services.count() == taken
    assert source.remarks.filter(reason=Reason.REPEAT).count() == repeats
    left_out = source.remarks.values("row").distinct().count()
    assert taken + left_out == rows, "every row is taken or told, none neither"


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_each_reason_is_told() -> None:
    told = poi(
        store(), store(), store(0, 0), store(16.4, 63.8), store("", ""), store("norr", 16.4),
        store(location="", name=""), store(location="x" * 201), store(location="811218-9876"),
        store()[:-1], store(location="=1+1"), [], store(location="Annan"),
    )  # fmt: skip
    assert reasons(told) == [
        (3, "repeat"), (4, "outside"), (5, "swapped"), (6, "no_point"), (7, "bad_point"), (8, "no_name"),
        (9, "too_long"), (10, "identity"), (11, "ragged"), (12, "unreadable"),
    ]  # fmt: skip
    assert [one.row for one in entries(told) if one.told] == [2, 6, 7, 14]


def test_a_row_without_a_point_is_kept_and_never_near(by: Village) -> None:
    load(poi(store("", "", location="Utan punkt"), store()))
    assert RegisterService.objects.filter(name="Utan punkt", latitude=None).exists()
    assert [row.service.name for kind in near(by.place) for row in kind.rows] == ["ICA Nära Backe"]


def test_a_row_that_repeats_another_and_lies_outside_is_told_twice_and_counted_in_both() -> None:
    source = load(poi(store(), store(40, 10), store(40, 10))).source
    assert (source.rows, source.taken, source.repeats, source.outside) == (3, 1, 1, 2)


def test_pipos_is_read_with_x_as_northing_and_with_x_as_easting() -> None:
    (one,), (other,) = entries(pipos(form())), entries(pipos(form(EAST, NORTH)))
    assert one.point == pytest.approx(other.point) and one.point == pytest.approx((63.79, 16.4), abs=0.02)
    assert one.told is not None
    assert (one.told.kind, one.told.municipality_code, one.told.operator) == (Kind.GROCERIES, "2313", "Handlarna")
    assert one.told.address == "Bygatan 1, 895 00 Backe"


def test_one_row_with_x_and_y_the_other_way_round_is_told_and_not_taken() -> None:
    assert reasons(pipos(form(), form(EAST, NORTH, Namn="Annan"))) == [(3, "swapped")]


@pytest.mark.parametrize(
    ("x", "y"), [("7 075 000", "569 000"), ("7\u00a0075\u00a0000,5", "569\u202f000,25"), ("7075000.0", " 569000 ")]
)
def test_numbers_as_text_with_blanks_and_commas_are_read(x: str, y: str) -> None:
    assert entries(pipos(form(x, y)))[0].point == pytest.approx((63.79, 16.4), abs=0.02)


def test_pipos_without_coordinates_or_with_words_there_is_kept_without_a_point() -> None:
    made = pipos(form(None, None), form("saknas", "saknas", Namn="Två"), form(0, 0, Namn="Tre"))
    assert reasons(made) == [(2, "no_point"), (3, "bad_point"), (4, "no_point")]
    assert all(one.told and one.point is None for one in entries(made))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Apoteksombud", Kind.PHARMACY_AGENT), ("Apotek", Kind.PHARMACY), ("Drivmedelsstation", Kind.FUEL),
        ("Postombud", Kind.POST_AGENT), ("Paketombud", Kind.PARCEL), ("Kontantuttag", Kind.CASH),
        ("Systembolagsombud", Kind.SYSTEMBOLAGET_AGENT), ("Vårdcentral", Kind.HEALTH_CENTRE),
        ("Statligt servicekontor", Kind.STATE_OFFICE), ("Rymdhamn", Kind.OTHER),
    ],
)  # fmt: skip
def test_the_service_form_gives_the_kind(said: str, kind: Kind) -> None:
    (one,) = entries(pipos(form(Serviceform=said)))
    assert one.told is not None and (one.told.kind, one.told.detail) == (kind, said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_encodings_delimiters_and_packing_make_no_difference(encoding: str, delimiter: str) -> None:
    made = poi(store(location="Åse å Ö"), encoding=encoding, delimiter=delimiter)
    for raw in (made, packed(made)):
        (one,) = entries(raw)
        assert one.told is not None and one.told.name == "Åse å Ö"


def test_headings_below_a_title_are_found_and_rows_keep_their_numbers() -> None:
    above = [["Pipos, uttag"], []]
    (one,) = entries(pipos(form(), above=above))
    assert one.row == 4


def test_a_new_file_takes_the_whole_list_s_place_and_leaves_other_lists_alone() -> None:
    load(pipos(form()))
    load(poi(store(), store(), store(location="Gammal")))
    load(poi(store(location="Ny")))
    assert sorted(RegisterService.objects.values_list("name", flat=True)) == ["Lanthandeln", "Ny"]
    assert not RegisterRemark.objects.exists()
    assert RegisterSource.objects.get(key="poi").version == 2


def test_the_same_file_again_changes_nothing_and_says_so() -> None:
    first = load(poi(store()))
    ids = list(RegisterService.objects.values_list("id", flat=True))
    lines = JournalEntry.objects.count()
    again = load(poi(store()))
    assert first.changed and not again.changed
    assert (again.source.version, again.source.read_at) == (1, first.source.read_at)
    assert list(RegisterService.objects.values_list("id", flat=True)) == ids
    assert JournalEntry.objects.count() == lines


def test_what_a_row_s_identity_number_stands_in_is_kept_nowhere() -> None:
    load(poi(store(), store(location="Anna 811218-9876"), store("811218-9876", 16.4, location="Bo")))
    kept = [*RegisterService.objects.values_list("name", "operator", "address", "detail")]
    kept += [*RegisterRemark.objects.values_list("name", "said", "reason", "reason")]
    assert "811218" not in str(kept) and RegisterRemark.objects.filter(reason=Reason.IDENTITY).count() == 2


def test_the_report_has_every_row_and_no_formula() -> None:
    source = load(poi(store(), store(), store(0, 0, location="+46 70"), store(0, 0, location="@sum"))).source
    rows = list(csv.reader(io.StringIO("".join(report_lines(source)).removeprefix("\ufeff")), delimiter=";"))
    assert [row[:4] for row in rows] == [
        ["Rad", "Namn", "Skäl", "Tas in"],
        ["3", "ICA Nära Backe", "Upprepning", "nej"],
        ["4", "'+46 70", "Utanför Sverige", "nej"],
        ["5", "'@sum", "Utanför Sverige", "nej"],
    ]
    assert rows[1][4] == "Raden upprepar rad 2. Upprepningen tas inte in."


def test_distances_by_great_circle() -> None:
    assert great_circle_m((59.0, 18.0), (60.0, 18.0)) == pytest.approx(111_195, rel=1e-4)
    assert great_circle_m((60.0, 18.0), (60.0, 19.0)) == pytest.approx(55_597, rel=1e-3)
    here = (68.0, 20.0)
    (south, west), (north, east) = box_round(here, 17_000)
    for step in range(360):
        lat, lon = _point_at(here, 16_999, step)
        assert south <= lat <= north and west <= lon <= east


def _point_at(here: tuple[float, float], metres: float, bearing: int) -> tuple[float, float]:
    lat, lon, far, way = radians(here[0]), radians(here[1]), metres / 6_371_008.8, radians(bearing)
    to_lat = asin(sin(lat) * cos(far) + cos(lat) * sin(far) * cos(way))
    to_lon = lon + atan2(sin(way) * sin(far) * cos(lat), cos(far) - sin(lat) * sin(to_lat))
    return degrees(to_lat), degrees(to_lon)


def test_what_is_near_comes_by_kind_the_nearest_first_and_nothing_beyond_20_km(by: Village) -> None:
    edge = NEAR_M / 1.17 / 111_195  # degrees of latitude at which the estimate is just 20 km
    load(
        poi(
            store(63.8 + 0.99 * edge, 16.4, location="Just inom"),
            store(63.8 + 1.01 * edge, 16.4, location="Just bortom"),
            store(63.81, 16.4, location="Nära"),
            store(63.8, 16.4, location="Här", category="Apotek", layer="x"),
        )
    )
    found = {one.kind: [row.service.name for row in one.rows] for one in near(by.place)}
    assert found == {Kind.GROCERIES: ["Nära", "Just inom"], Kind.PHARMACY: ["Här"]}
    page = text_of(by.client.get(by.url("near")))
    assert "fågelvägen gånger 1,17" in page and "Just inom" in page and "Just bortom" not in page
    assert page.index("Nära ICA") < page.index("Just inom")


def test_many_of_a_kind_are_shown_in_full_when_asked_for(by: Village) -> None:
    load(poi(*[store(63.8 + n / 10_000, 16.4, location=f"Butik {n:02}") for n in range(60)]))
    first = text_of(by.client.get(by.url("near")))
    assert "Butik 04" in first and "Butik 05" not in first and "Visa alla 60" in first
    all_of_it = text_of(by.client.get(by.url("near") + "?slag=groceries"))
    assert "Butik 49" in all_of_it and "Butik 50" not in all_of_it
    assert "Butik 59" in text_of(by.client.get(by.url("near") + "?slag=groceries&page=2"))
    assert by.client.get(by.url("near") + "?slag=%00x").status_code == 400


def test_more_services_take_no_more_queries_and_the_points_are_found_by_their_index(by: Village) -> None:
    counts = []
    for number in (1, 200):
        load(poi(*[store(63.8 + n / 10_000, 16.4, location=f"Butik {n}") for n in range(number)]))
        by.client.get(by.url("near"))
        with CaptureQueriesContext(connection) as queries:
            assert by.client.get(by.url("near")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    boxed = RegisterService.objects.filter(latitude__range=(63, 64), longitude__range=(16, 17)).order_by()
    if connection.vendor == "sqlite":  # PostgreSQL rightly reads so small a table from end to end
        assert "register_point" in boxed.explain()


def test_adding_from_a_list_opens_the_form_filled_in_and_saves_nothing(by: Village) -> None:
    load(poi(store(63.85, 16.4, location="Lanthandeln")))
    service = RegisterService.objects.get()
    answer = by.client.get(by.url("new_offer") + f"?register={service.pk}")
    filled = answer.context["form"].initial
    assert (filled["provider"], filled["service"], filled["sector"]) == ("Lanthandeln", "Dagligvaror", "commercial")
    assert (filled["located"], filled["distance_m"], filled["address"]) == ("elsewhere", "6,5", "Storgatan 1, Backe")
    assert "Ur Butiker och andra serviceställen, inläst" in filled["note"] and not Offer.objects.exists()
    typed = {name: str(value) for name, value in filled.items()}
    assert by.client.post(by.url("new_offer"), typed).status_code == 302
    assert Offer.objects.get().distance_m == 6500
    assert "Finns i listan" in text_of(by.client.get(by.url("near")))


def test_a_service_next_door_is_suggested_as_here(by: Village) -> None:
    load(poi(store(63.805, 16.4)))
    (kind,) = near(by.place)
    assert kind.rows[0].road_m < HERE_M
    filled = by.client.get(by.url("new_offer") + f"?register={kind.rows[0].service.pk}").context["form"].initial
    assert (filled["located"], filled["distance_m"]) == ("here", "")


def test_an_offer_with_the_same_name_is_marked_however_it_is_written(by: Village) -> None:
    load(poi(store(location="LANTHANDELN")))
    by.add(replace(SHOP, provider="lanthandeln"))
    assert [row.offered for kind in near(by.place) for row in kind.rows] == [True]


def test_a_service_that_is_not_in_the_list_any_more_opens_an_empty_form(by: Village) -> None:
    for number in ("999", "x", "9" * 30):
        answer = by.client.get(by.url("new_offer") + f"?register={number}")
        assert answer.status_code == 200 and "Registret är inläst på nytt" in text_of(answer)


def test_before_any_list_and_where_a_place_has_no_point_the_page_says_so(by: Village) -> None:
    assert "Inget register är inläst än" in text_of(by.client.get(by.url("near")))
    load(poi(store()))
    by.place.latitude = by.place.longitude = None
    by.place.save()
    assert "Orten har ingen punkt på kartan" in text_of(by.client.get(by.url("near")))


# --- the page for the programme --------------------------------------------------------------------------------------


def test_a_file_is_previewed_then_read_in_and_its_report_is_there_to_fetch() -> None:
    made = programme()
    client = sit(made, Role.COORDINATOR, "Sara Samordnare")
    preview = send(client, made, packed(poi(store(), store(), store(0, 0))), "butiker.csv.gz")
    text = text_of(preview)
    assert "Raden upprepar rad 2. Upprepningen tas inte in." in text
    assert "Punkten ligger utanför Sverige (0 / 0)." in text
    assert not RegisterSource.objects.exists(), "nothing is saved yet"
    done = client.post(url("supply:registers", made), {"packed": preview.context["packed"]}, follow=True)
    assert "Butiker och andra serviceställen är inläst: 1 av 3 rader togs in." in text_of(done)
    assert RegisterSource.objects.get().words == "Provets källa"
    report = client.get(url("supply:register_report", made, "poi"))
    assert report["Content-Type"].startswith("text/csv") and "rapport-poi-" in report["Content-Disposition"]
    assert len(b"".join(report).splitlines()) == 3
    line = JournalEntry.objects.get(verb="load", room="supply")
    assert line.codes == {"rows": 3, "taken": 1} and line.area_id == made.area_id
    again = client.post(url("supply:registers", made), {"packed": preview.context["packed"]}, follow=True)
    assert "samma fil är redan inläst" in text_of(again), "the button pressed twice does nothing twice"
    load(poi(store(location="Annan")))
    lost = client.post(url("supply:registers", made), {"packed": preview.context["packed"]})
    assert lost.status_code == 422 and "Förhandsgranskningen gäller inte längre." in text_of(lost)
    load(packed(poi(store(), store(), store(0, 0))))
    same = send(client, made, packed(poi(store(), store(), store(0, 0))), "butiker.csv.gz")
    assert "Filen är redan inläst" in text_of(same)
    done = client.post(url("supply:registers", made), {"packed": same.context["packed"]}, follow=True)
    assert "samma fil är redan inläst. Inget är ändrat." in text_of(done)


def test_a_long_list_is_read_in_by_a_worker_once_and_tells_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_jobs, "AT_ONCE", 2)
    monkeypatch.setattr(register_jobs, "A_BATCH", 2)
    made = programme()
    client = sit(made, Role.COORDINATOR, "Sara Samordnare")
    raw = poi(*[store(location=f"Butik {n}") for n in range(5)], store(0, 0))
    page, packed_ = url("supply:registers", made), send(client, made, raw).context["packed"]
    waiting = client.post(page, {"packed": packed_})
    assert (
        client.post(page, {"packed": packed_})["Location"] == waiting["Location"]
        and not RegisterSource.objects.exists()
    )
    assert work_off() == 1
    assert "5 av 6 rader togs in." in text_of(client.get(waiting["Location"]))
    assert [one.name for one in RegisterService.objects.order_by("row")] == [f"Butik {n}" for n in range(5)]
    line = JournalEntry.objects.get(verb="load", room="supply")
    assert (line.codes, line.account_id) == ({"rows": 6, "taken": 5}, Account.objects.get().pk) and line.seat_id
    late = client.post(page, {"packed": packed_})
    assert late["Location"] == waiting["Location"] and work_off() == 0, "the button pressed later does nothing twice"


def test_a_worker_leaves_a_list_that_somebody_else_has_read_in_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_jobs, "AT_ONCE", 0)
    made = programme()
    client = sit(made, Role.OWNER, "Olle Ägare")
    preview = send(client, made, poi(store(location="Min")))
    load(poi(store(location="Deras")))
    waiting = client.post(url("supply:registers", made), {"packed": preview.context["packed"]})
    work_off()
    assert "Någon annan har läst in samma register" in text_of(client.get(waiting["Location"]))
    assert RegisterService.objects.get().name == "Deras"


def test_a_list_read_in_by_somebody_else_after_the_preview_is_told_and_left() -> None:
    made = programme()
    client = sit(made, Role.OWNER, "Olle Ägare")
    preview = send(client, made, poi(store(location="Min")))
    load(poi(store(location="Deras")))
    told = client.post(url("supply:registers", made), {"packed": preview.context["packed"]})
    assert told.status_code == 422 and "Någon annan har läst in samma register" in text_of(told)
    assert RegisterService.objects.get().name == "Deras"


def test_a_list_may_have_a_name_of_its_own_and_must_say_where_it_comes_from() -> None:
    made = programme()
    client = sit(made, Role.OWNER, "Olle Ägare")
    assert send(client, made, poi(store()), words="").status_code == 422
    assert "personnummer" in text_of(send(client, made, poi(store()), words="Anna 811218-9876"))
    assert "Skriv ett namn med bokstäver." in text_of(send(client, made, poi(store()), title="!!"))
    preview = send(client, made, poi(store()), title="Länets egen lista")
    client.post(url("supply:registers", made), {"packed": preview.context["packed"]})
    assert RegisterSource.objects.get().key == "lanets-egen-lista"


def test_a_preview_is_good_in_its_own_programme_only_and_for_a_day() -> None:
    made, other = programme(), programme("annan")
    client, theirs = sit(made, Role.OWNER, "Olle Ägare"), sit(other, Role.OWNER, "Ove Ägare")
    raw = poi(store(location="Sparad en dag"))
    preview = send(client, made, raw)
    for who, where, packed_ in ((theirs, other, preview.context["packed"]), (client, made, "x:y")):
        answer = who.post(url("supply:registers", where), {"packed": packed_})
        assert answer.status_code == 422 and not RegisterSource.objects.exists()
    with register_uploads.kept(hashlib.sha256(raw).hexdigest()) as kept:
        assert kept.read() == raw
    register_uploads.throw_old()
    with register_uploads.kept(hashlib.sha256(raw).hexdigest()) as kept:
        assert kept.read() == raw
    with clock.fixed(clock.today() + dt.timedelta(days=2)):
        next(one for one in all_duties() if one.name == "supply.uploads").do()
        with pytest.raises(FileNotFoundError):
            register_uploads.kept(hashlib.sha256(raw).hexdigest())


def test_only_owner_and_coordinator_may_read_in_lists_and_whoever_sees_the_place_sees_what_is_near() -> None:
    made = programme()
    assert {role for role, facts in ROLES.items() if Right.LOAD_REGISTER in facts.rights} == {
        Role.OWNER, Role.COORDINATOR,
    }  # fmt: skip
    load(poi(store()))
    leader = sit(made, Role.LEADER, "Lena Ledare")
    contact = sit(made, Role.CONTACT_PERSON, "Kia Kontakt", place(made))
    seated(seat(made, Role.FUNDER), "Finn Finansiär")
    for client in (leader, contact):
        assert client.get(url("supply:registers", made)).status_code == 403
        assert send(client, made, poi(store())).status_code == 403
        assert client.get(url("supply:register_report", made, "poi")).status_code == 403
    assert contact.get(url("supply:near", made, place(made).slug)).status_code == 200


def test_a_file_is_read_anew_when_the_rules_of_reading_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    load(poi(store()))
    monkeypatch.setattr(actions_register, "READING", actions_register.READING + 1)
    assert load(poi(store())).changed and not load(poi(store())).changed


def test_the_same_file_with_other_words_about_its_source_keeps_every_service() -> None:
    load(poi(store()))
    ids = list(RegisterService.objects.values_list("id", flat=True))
    load(poi(store()), words="Från länet")
    assert RegisterSource.objects.get().words == "Från länet"
    assert list(RegisterService.objects.values_list("id", flat=True)) == ids
