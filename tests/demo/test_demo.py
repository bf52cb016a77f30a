import datetime as dt
import time

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.test import override_settings

from servicepunkt.core import clock, files
from servicepunkt.core.models import JournalEntry, StoredFile
from servicepunkt.demo import demo_accounts
from servicepunkt.demo.accounts import EXAMPLE, MEMO
from servicepunkt.demo.load import OtherContent, load_demo
from servicepunkt.demo.villages import VILLAGES
from servicepunkt.method import progress
from servicepunkt.method.models import Confirmation, Passage, Progress, Standing, Statement
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import access_of
from servicepunkt.people.models import Account, Holding, Person
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Place
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Outlay, Programme, ReportDue
from servicepunkt.programme.reading import shipped_programme

pytestmark = pytest.mark.django_db

DEMO_HASHERS = ["servicepunkt.demo.hashers.DemoHasher"]


def _standing(slug: str) -> Standing:
    return Standing.objects.get(place__slug=slug)


def test_it_is_ready_soon_and_only_once() -> None:
    began = time.monotonic()
    assert load_demo() is True
    assert time.monotonic() - began < 10
    statements = Statement.objects.count()
    assert load_demo() is False
    assert Statement.objects.count() == statements


@pytest.mark.parametrize(
    "today", [dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2027, 12, 31), dt.date(2028, 2, 29)]
)
def test_it_can_be_loaded_on_any_day_and_lies_in_the_past(today: dt.date) -> None:
    with clock.fixed(today):
        load_demo()
        moments = list(JournalEntry.objects.order_by("id").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] < clock.now()
        memo = Programme.objects.get(slug=MEMO)
        assert clock.first_of_month(memo.starts_on, 3) == clock.first_of_month(today)
        for programme in Programme.objects.all():
            assert progress.differences(programme.area_id) == []


def test_in_the_memos_programme_nothing_has_been_done() -> None:
    load_demo()
    memo = Programme.objects.get(slug=MEMO)
    assert memo.area.memberships.count() == 16
    assert not Statement.objects.filter(area=memo.area).exists()
    assert not Outlay.objects.filter(programme=memo).exists()
    assert not Holding.objects.filter(seat__body__area=memo.area, seat__place__isnull=False).exists()
    assert not ReportDue.objects.filter(programme=memo, sent_on__isnull=False).exists()
    shown = set(Progress.objects.filter(area=memo.area).exclude(state="not_met").values_list("requirement", flat=True))
    assert shown <= {"projektledare-utsedd", "befolkning-kand"}


def test_the_six_villages_have_come_unequally_far() -> None:
    load_demo()
    passages = {p.place.slug: p for p in Passage.objects.select_related("place", "frozen")}
    assert {slug: p.mode for slug, p in passages.items()} == {
        "kantarellboda": "full", "smultronhult-smultronnas": "stage",
    }  # fmt: skip
    assert passages["smultronhult-smultronnas"].services == ["kommunal", "ideell"]
    assert _standing("kantarellboda").not_met == 0
    assert _standing("tranbarsnas").overdue > 5
    assert _standing("hjortronliden").not_relevant == 3
    assert _standing("hjortronliden").step == "steg-2"
    assert _standing("lingonsele").statement <= 3
    assert Place.objects.filter(is_invented=True).count() == len(VILLAGES)


def test_one_village_waits_for_nothing_but_the_municipality() -> None:
    load_demo()
    programme = Programme.objects.get(slug=EXAMPLE)
    place = Place.objects.get(slug="blabarsvik")
    said = Confirmation.objects.filter(place=place, yes=True).values_list("key", flat=True)
    assert sorted(said) == ["assessment", "village"]
    adoption = adoption_of(programme.area_id)
    spec = spec_of(adoption.version)
    answers = progress.compute(adoption, [place.pk], clock.today())[place.pk]
    left = [r.key for r in spec.binding(spec.gate("start"), None) if answers[r.key].state not in progress.SETTLED]
    assert left == []


def test_everybody_has_the_seats_that_the_login_page_tells_of() -> None:
    load_demo()
    held = {}
    for shown in demo_accounts():
        account = Account.objects.get(email=shown.email)
        access = access_of(account.pk, clock.today())
        held[shown.email] = {(seat.role, seat.place_id is not None) for seat in access.seats}
        assert access.seats, shown.email
    assert held["karin@example.com"] == {(Role.COORDINATOR, False), (Role.LEADER, False)}
    assert held["johan@example.com"] == {(Role.LEADER, False)}
    assert held["elin@example.com"] == {(Role.CONTACT_PERSON, True)}
    assert held["lars@example.com"] == {(Role.MUNICIPALITY, True)}
    assert held["ali@example.com"] == {(Role.FUNDER, False)}
    assert held["margareta@example.com"] == {(Role.OWNER, False)}
    leader = access_of(Account.objects.get(email="johan@example.com").pk, clock.today())
    example = Programme.objects.get(slug=EXAMPLE).area_id
    assert len([seat for seat in leader.seats if seat.root_id == example]) == 2
    funder = access_of(Account.objects.get(email="ali@example.com").pk, clock.today())
    assert {right for seat in funder.seats for right in Right if seat.gives(right)} == {Right.SEE_FIGURES}


def test_the_passwords_are_accepted_in_demo_mode_only() -> None:
    load_demo()
    for shown in demo_accounts():
        account = Account.objects.get(email=shown.email)
        with override_settings(PASSWORD_HASHERS=DEMO_HASHERS):
            assert authenticate(None, email=shown.email, password=shown.password) == account
            assert authenticate(None, email=shown.email, password="something else") is None
        assert not check_password(shown.password, account.password)
        assert authenticate(None, email=shown.email, password=shown.password) is None
    others = Account.objects.exclude(email__in=[shown.email for shown in demo_accounts()])
    assert others and not any(account.has_usable_password() for account in others)


def test_nobody_real_can_be_reached_and_the_attachment_is_real() -> None:
    load_demo()
    assert all(
        email.endswith("@example.com") for email in Person.objects.exclude(email="").values_list("email", flat=True)
    )
    attached = StoredFile.objects.get()
    assert "påhittat exempel" in files.path_of(attached.sha256).read_text(encoding="utf-8")


def test_it_is_not_loaded_beside_other_programmes() -> None:
    load_programme(raw=shipped_programme(MEMO))
    with pytest.raises(OtherContent, match="other programmes"):
        load_demo()
    assert list(Programme.objects.values_list("slug", flat=True)) == [MEMO]
