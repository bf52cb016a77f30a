"""Workers that send the same letters at the same moment, and workers that are killed while they do."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from servicepunkt.core import clock, mail
from servicepunkt.core.mail_sending import send_due
from servicepunkt.core.models import Letter
from tests.cli.conftest import environment
from tests.mailserver import Hold, Mailbox, mail_server
from tests.races.conftest import at_once

LETTERS = 20


@pytest.fixture
def box(transactional_db: None) -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


def _put(number: int) -> Letter:
    return mail.put(
        key=f"test:{number}", kind="test.call", address=f"a{number}@example.se", subject=f"Brev {number}", body="Hej"
    )


def test_three_workers_share_the_letters_and_send_each_once(box: Mailbox) -> None:
    for number in range(LETTERS):
        _put(number)
    outcomes = at_once(send_due, send_due, send_due)
    assert sum(outcomes) == LETTERS, outcomes
    assert sorted(box.subjects()) == sorted(f"Brev {number}" for number in range(LETTERS))
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_two_who_tell_the_same_thing_at_once_write_one_letter(box: Mailbox) -> None:
    def put(number: int) -> None:
        with transaction.atomic():
            _put(number)

    outcomes = at_once(*[partial(put, 1)] * 4)
    assert outcomes == [None] * 4 and Letter.objects.count() == 1


_WORKER = """
import django
django.setup()
from servicepunkt.core import mail_sending
{before}
mail_sending.send_due()
"""
_HANGS_AFTER_THE_YES = """
import time
def note(*args):
    print("yes", flush=True)
    time.sleep(60)
mail_sending._note = note
"""


def _worker(box: Mailbox, before: str = "") -> "subprocess.Popen[bytes]":
    """A process of its own that sends what is due in the database under test."""
    database: dict[str, Any] = connections["default"].settings_dict
    if "postgresql" in database["ENGINE"]:
        where = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    else:
        where = f"sqlite:///{database['NAME']}"
    own = environment(
        DJANGO_SETTINGS_MODULE="servicepunkt.settings",
        DATABASE_URL=where,
        SERVICEPUNKT_DATA=str(settings.DATA_DIR),
        SERVICEPUNKT_SMTP_HOST="127.0.0.1",
        SERVICEPUNKT_SMTP_PORT=str(box.port),
        SERVICEPUNKT_FROM="servicepunkt@kommun.example",
    )
    return subprocess.Popen([sys.executable, "-c", _WORKER.format(before=before)], env=own, stdout=subprocess.PIPE)


def _time_is_out() -> dt.datetime:
    """When the letter that a killed worker had taken is anybody's."""
    until = Letter.objects.get(state="sending").taken_until
    assert until is not None
    return until


def _kill(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait(20)
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("verb", ["GREETING", "DATA", "END"])
def test_a_worker_killed_before_the_servers_yes_loses_nothing(box: Mailbox, verb: str) -> None:
    for number in range(3):
        _put(number)
    held = Hold(box, verb)
    worker = _worker(box)
    assert held.reached.wait(60), "it never came so far"
    _kill(worker)
    box.messages.clear()  # what was held up was never answered
    held.go.set()
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["sending", "waiting", "waiting"]
    assert send_due() == 2, "the others do not wait for the dead"
    with clock.fixed(_time_is_out()):
        assert send_due() == 1
    assert set(box.subjects()) == {"Brev 0", "Brev 1", "Brev 2"}
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_a_worker_killed_between_the_yes_and_its_note_sends_twice_under_one_message_id(box: Mailbox) -> None:
    _put(1)
    worker = _worker(box, _HANGS_AFTER_THE_YES)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"yes\n"
    os.kill(worker.pid, 0)
    _kill(worker)
    with clock.fixed(_time_is_out()):
        assert send_due() == 1
    first, second = box.ids()
    assert first == second
    assert Letter.objects.get().state == "sent"
