"""How often one may try: counted once for all worker processes, and by a hash that tells nobody's address."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core import caching, clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import CacheRow
from servicepunkt.people import actions
from servicepunkt.people.roles import Role
from tests.builders import address, hold, programme, seat
from tests.core.content import database_url

CIA = "Cia Ordförande"
PASSWORD = "tre små grisar i byn"


QUICK = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture(autouse=True)
def _nothing_tried(transactional_db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _try(password: str, name: str = CIA) -> str:
    sent = {"login": address(name), "password": password}
    answer = Client(headers={"host": "localhost"}).post(reverse("account_login"), sent)
    return "in" if answer.status_code == 302 else answer.content.decode()


_IN_ANOTHER_PROCESS = f"""
from servicepunkt.cli import platform
platform.start()
from django.test import Client
sent = {{"login": "{address(CIA)}", "password": "{PASSWORD}"}}
answer = Client().post("/konto/login/", sent, headers={{"host": "localhost"}})
print(answer.status_code, "För många försök" in answer.content.decode())
"""


def _in_another_process() -> str:
    env = {**os.environ, "DATABASE_URL": database_url(), "SERVICEPUNKT_DATA": str(settings.DATA_DIR),
           "SECRET_KEY": settings.SECRET_KEY, "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", _IN_ANOTHER_PROCESS], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@QUICK
def test_five_wrong_passwords_shut_the_account_in_every_worker_process() -> None:
    hold(seat(programme(), Role.CONVENER), CIA)
    actions.make_account(name=CIA, email=address(CIA), password=PASSWORD, actor=SYSTEM)
    for _number in range(5):
        assert "stämmer inte" in _try("fel")
    assert "För många försök" in _try(PASSWORD)  # the right one does not help: that would tell that it is right
    assert _in_another_process() == "200 True"


@QUICK
def test_ten_wrong_passwords_a_minute_from_one_address_are_enough_whoever_is_tried() -> None:
    for number in range(10):
        assert "stämmer inte" in _try("fel", f"Person {number}")
    assert "För många försök" in _try("fel", "Person 11")


@QUICK
def test_a_few_letters_a_minute_to_one_address_and_no_more(mailoutbox: list[EmailMessage]) -> None:
    hold(seat(programme(), Role.CONVENER), CIA)
    actions.make_account(name=CIA, email=address(CIA), password=PASSWORD, actor=SYSTEM)
    with override_settings(MAIL_CONFIGURED=True):
        answers = [
            Client().post(reverse("account_reset_password"), {"email": address(CIA)}).status_code
            for _number in range(7)
        ]
    assert answers[:5] == [302] * 5 and 302 not in answers[5:]
    assert len(mailoutbox) == 5


@pytest.mark.parametrize(
    ("page", "most"), [(reverse("mfa_login_webauthn"), 20), (reverse("login:invited", args=["gissning"]), 20)]
)
def test_keys_and_invitations_are_not_tried_without_end(page: str, most: int) -> None:
    answers = [Client().post(page, {}).status_code for _number in range(most + 1)]
    assert 429 not in answers[:most] and answers[most] == 429
    assert "För många försök" in Client().post(page, {}).content.decode()


def test_no_address_can_be_read_out_of_what_is_counted() -> None:
    _try("fel")
    kept = list(CacheRow.objects.values_list("cache_key", "value"))
    assert kept
    assert "127.0.0.1" not in str(kept) and "cia" not in str(kept)


def test_what_has_run_out_is_forgotten_within_the_hour() -> None:
    cache.set("old", 1, timeout=-1)
    cache.set("new", 1, timeout=3600)
    with clock.fixed(dt.datetime.fromtimestamp(time.time(), dt.UTC)):
        caching.forget_expired()
    assert CacheRow.objects.count() == 1 and cache.get("new") == 1


def test_a_count_keeps_its_end_and_two_counts_are_two() -> None:
    cache.add("count", 0, 100)
    ends = CacheRow.objects.get().expires
    assert [cache.incr("count"), cache.incr("count", 3)] == [1, 4]
    assert abs((CacheRow.objects.get().expires - ends).total_seconds()) <= 1
    with pytest.raises(ValueError, match="nothing is counted"):
        cache.incr("another")
