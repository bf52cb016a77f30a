"""Letters on their way: sent over a real socket, tried again with growing pauses, given up with the server's words."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock, mail, mail_sending
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.mail_sending import LEASE, PAUSES, send_due
from servicepunkt.core.models import Letter
from tests.mailserver import Mailbox, mail_server

NOW = dt.datetime(2026, 3, 10, 11, tzinfo=dt.UTC)
mail.register_kind("test.invitation", "Inbjudan", secret=True)


@pytest.fixture
def box(db: None) -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


def _put(key: str = "call:1", address: str = "eva@example.se", kind: str = "test.call", **more: object) -> Letter:
    return mail.put(key=key, kind=kind, address=address, subject="Möte på torsdag", body="Vi ses!\n.\nÅsa", **more)  # type: ignore[arg-type]


def _round(at: dt.datetime) -> int:
    with clock.fixed(at):
        return send_due()


def _state(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def test_a_letter_arrives_as_it_was_written_and_is_marked_as_made_by_a_machine(box: Mailbox) -> None:
    letter = _put()
    assert send_due() == 1 and send_due() == 0
    (message,) = box.messages
    assert (message["Subject"], message["To"], message["From"]) == (
        "Möte på torsdag", "eva@example.se", "servicepunkt@kommun.example",
    )  # fmt: skip
    assert message.get_content().replace("\r\n", "\n") == "Vi ses!\n.\nÅsa\n"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == mail_sending.message_id("call:1") and "@kommun.example>" in message["Message-ID"]
    assert _state(letter) == "sent" and letter.sent_at is not None


def test_nothing_goes_before_its_time(box: Mailbox) -> None:
    _put(not_before=NOW + dt.timedelta(hours=1))
    assert (_round(NOW), _round(NOW + dt.timedelta(hours=1))) == (0, 1)


def test_without_a_mail_server_letters_wait(db: None) -> None:
    letter = _put()
    with override_settings(MAIL_CONFIGURED=False):
        assert send_due() == 0
    assert (_state(letter), letter.attempts) == ("waiting", 0)


def test_what_the_server_cannot_take_now_is_tried_again_with_growing_pauses_and_then_given_up(box: Mailbox) -> None:
    box.answers["RCPT"] = "451 4.7.1 greylisted"
    with clock.fixed(NOW):
        letter = _put()
    at = NOW
    for pause in PAUSES:
        assert _round(at) == 0 and _state(letter) == "waiting"
        _round(at + pause - dt.timedelta(seconds=1))
        attempts = letter.attempts
        assert _state(letter) == "waiting" and letter.attempts == attempts, "it waits its whole pause"
        at += pause
    _round(at)
    assert (_state(letter), letter.attempts) == ("failed", len(PAUSES) + 1)
    assert "greylisted" in letter.fault


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "END"])
def test_what_the_server_refuses_for_good_fails_at_once_with_its_words(
    box: Mailbox, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    box.answers[verb] = "550 5.1.1 <eva@example.se> is unknown"
    letter = _put()
    send_due()
    assert (_state(letter), letter.fault) == ("failed", "550 5.1.1 <eva@example.se> is unknown")
    assert "550" in caplog.text and "eva@example.se" not in caplog.text


def test_one_letter_that_is_refused_stops_no_other(box: Mailbox) -> None:
    box.answers["rcpt TO:<borta@example.se>"] = "550 unknown"
    refused, sent = _put("a", "borta@example.se"), _put("b")
    send_due()
    assert (_state(refused), _state(sent)) == ("failed", "sent")


@pytest.mark.parametrize("verb", ["GREETING", "MAIL"])
def test_a_server_that_does_not_let_us_in_uses_up_no_letters_attempts(box: Mailbox, verb: str) -> None:
    box.answers[verb] = "554 not today"
    with clock.fixed(NOW):
        letters = [_put("a"), _put("b")]
    at = NOW
    for _number in range(30):
        _round(at)
        at += dt.timedelta(hours=2)
    assert {_state(letter) for letter in letters} == {"waiting"}, "60 hours"
    del box.answers[verb]
    _round(at + dt.timedelta(hours=11))
    assert {_state(letter) for letter in letters} == {"sent"}


def test_a_server_away_for_three_days_is_waited_for_no_longer(box: Mailbox) -> None:
    with clock.fixed(NOW):
        letter = _put()
    with override_settings(EMAIL_PORT=1):
        _round(NOW)
        _round(NOW + dt.timedelta(days=3, hours=1))
    assert _state(letter) == "failed"


def test_the_letter_of_a_killed_worker_is_anothers_when_its_time_is_out_and_not_for_ever(box: Mailbox) -> None:
    letter, at = _put(not_before=NOW), NOW
    for _number in range(len(PAUSES) + 1):
        with clock.fixed(at):
            assert mail_sending._take() is not None, "and then it is killed"
        at += LEASE
        assert _round(at - dt.timedelta(seconds=1)) == 0 and not box.messages
    _round(at)
    assert (_state(letter), letter.fault, box.messages) == ("failed", mail_sending.INTERRUPTED, [])


def test_a_letter_that_carries_a_key_is_erased_when_it_has_gone_or_failed(box: Mailbox) -> None:
    box.answers["rcpt TO:<borta@example.se>"] = "550 unknown"
    gone, failed = _put("a", kind="test.invitation"), _put("b", "borta@example.se", kind="test.invitation")
    send_due()
    assert (_state(gone), gone.body) == ("sent", "") and (_state(failed), failed.body) == ("failed", "")
    with pytest.raises(ActionRefused):
        mail_sending.send_again(letter=failed, actor=SYSTEM)


def test_a_failed_letter_can_be_sent_again_and_a_waiting_one_withdrawn(box: Mailbox) -> None:
    box.answers["RCPT"] = "550 unknown"
    letter = _put()
    send_due()
    box.answers.clear()
    for _twice in range(2):
        mail_sending.send_again(letter=letter, actor=SYSTEM)
    assert send_due() == 1 and _state(letter) == "sent"
    with pytest.raises(ActionRefused):
        mail_sending.withdraw(letter=letter, actor=SYSTEM)
    other = _put("other")
    mail_sending.withdraw(letter=other, actor=SYSTEM)
    assert send_due() == 0 and _state(other) == "withdrawn"
    with pytest.raises(ActionRefused):
        mail_sending.send_again(letter=other, actor=SYSTEM)


def test_letters_are_kept_two_years(db: None) -> None:
    with clock.fixed(NOW):
        _put("old")
    with clock.fixed(NOW + dt.timedelta(days=730)):
        _put("new")
        mail_sending.forget_old()
        assert Letter.objects.count() == 2
    with clock.fixed(NOW + dt.timedelta(days=731)):
        mail_sending.forget_old()
    assert [letter.key for letter in Letter.objects.all()] == ["new"]


def test_each_letter_costs_the_same_however_many_wait(box: Mailbox) -> None:
    def queries(number: int) -> int:
        for one in range(number):
            _put(f"{number}:{one}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert send_due() == number
        return len(asked)

    few, many = queries(2), queries(12)
    each = (many - few) // 10
    assert many - few == 10 * each and 0 <= few - 2 * each <= 4
