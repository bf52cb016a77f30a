"""The outbox's other end: a worker takes a letter for a while, hands it to the mail server, notes what became of it.

A letter belongs to a worker for `LEASE`; a killed worker's letter is taken by another after that. A letter can reach
the receiver twice only when the worker is killed between the server's yes and our note of it; both copies then bear the
same Message-ID, made from the letter's key, by which mailboxes know them as one.
"""

import datetime as dt
import hashlib
import logging
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from . import clock
from .actions import ActionRefused, Actor, action, record
from .duties import duty
from .mail import kind_of, kinds
from .models import Letter

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
"""How long a letter belongs to the worker that took it: far longer than the mail server is waited for."""

PAUSES = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=12),
)
"""How long a letter waits after each attempt that did not succeed. After the last one it is given up."""

SERVER_AWAY = dt.timedelta(days=3)
"""How long after it was due a letter is tried while the mail server cannot be reached or does not let us in."""

KEPT = dt.timedelta(days=730)
"""How long a letter can be seen after it was written."""

A_ROUND = 500
"""At most so many letters at a time, so that a worker comes to its other duties."""

STALE = dt.timedelta(days=14)
"""A letter that has waited so long is stopped: what it says no longer holds, and a secret should not lie about."""

TOO_OLD = "too-old"
"""Stands as the fault of a letter that was stopped for its age."""

INTERRUPTED = "interrupted"
"""Stands as the fault of a letter whose worker was killed each time it tried."""


@dataclass(frozen=True)
class Fault:
    """Why a letter did not go: the server's words; for good or for now; `away` when it says nothing of the letter."""

    words: str
    lasting: bool = False
    away: bool = False


def send_due() -> int:
    """Send the letters whose time has come; how many went. Does nothing without a mail server.

    Any number of workers can do it at once, and each letter is one worker's. When the server is away the round ends, so
    that not every letter has to wait for it.
    """
    if not settings.MAIL_CONFIGURED:
        return 0
    sent, server = 0, get_connection()
    try:
        for _number in range(A_ROUND):
            letter = _take()
            if letter is None:
                break
            fault = _hand_over(server, letter)
            _note(letter, fault)
            sent += fault is None
            if fault is not None:
                server.close()  # a server that said no may be in a state of its own: begin anew
                if fault.away:
                    break
    finally:
        server.close()
    return sent


def _take() -> Letter | None:
    """The next letter whose time has come, now this worker's; None when there is none."""
    now = clock.now()
    with transaction.atomic():
        free = Q(state=Letter.State.WAITING) | Q(state=Letter.State.SENDING, taken_until__lte=now)
        due = Letter.objects.filter(free, not_before__lte=now).order_by("not_before", "id")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        while letter := due.first():
            if letter.attempts <= len(PAUSES):
                break
            _give_up(letter, INTERRUPTED, Letter.objects.filter(pk=letter.pk))
        if letter is None:
            return None
        letter.state, letter.taken_until = Letter.State.SENDING, now + LEASE
        letter.attempts += 1
        letter.save(update_fields=["state", "taken_until", "attempts"])
    return letter


def message_id(key: str) -> str:
    """The Message-ID of the letter with this key: always the same, and nothing of the key can be read from it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _message(letter: Letter, server: Any) -> EmailMessage:
    headers = {
        "Message-ID": message_id(letter.key),
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's machine answers it
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "sv",
    }
    return EmailMessage(letter.subject, letter.body, to=[letter.address], headers=headers, connection=server)


def _hand_over(server: Any, letter: Letter) -> Fault | None:
    """Give a letter to the mail server: None when it took it."""
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as away:  # not there, or it does not let us in
        return _of_us(away)
    try:
        _message(letter, server).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        return Fault(_words(code, words), lasting=code >= 500)
    except smtplib.SMTPDataError as refused:
        return Fault(_words(refused.smtp_code, refused.smtp_error), lasting=refused.smtp_code >= 500)
    except (ValueError, smtplib.SMTPNotSupportedError) as unsendable:  # an address this server has no letters for
        return Fault(str(unsendable), lasting=True)
    except (OSError, smtplib.SMTPException) as away:  # lost on the way, or our own address is not taken
        return _of_us(away)
    return None


def _of_us(error: Exception) -> Fault:
    """A fault that says nothing of the letter."""
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault(_words(error.smtp_code, error.smtp_error), away=True)
    return Fault(str(error) or type(error).__name__, away=True)


def _words(code: int, words: bytes | str) -> str:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {said}"


def _note(letter: Letter, fault: Fault | None) -> None:
    """Write down what became of a letter. What another worker has taken over since is its to note, unless it went."""
    if fault is None:
        went: dict[str, Any] = {"state": Letter.State.SENT, "sent_at": clock.now(), "taken_until": None, "fault": ""}
        went |= {"body": ""} if kind_of(letter.kind).secret else {}
        Letter.objects.filter(pk=letter.pk).exclude(state=Letter.State.SENT).update(**went)
        return
    # The number and the code alone: the server's words often repeat the address.
    code = fault.words[:3] if fault.words[:3].isdigit() else "no answer" if fault.away else "unsendable"
    log.warning("Letter %s did not go (attempt %s): %s", letter.pk, letter.attempts, code)
    now = clock.now()
    too_long = letter.attempts > 1 and now - letter.made_at > SERVER_AWAY
    tried_out = too_long if fault.away else letter.attempts > len(PAUSES)
    if fault.lasting or tried_out:
        _give_up(letter, fault.words)
        return
    pause = PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    again: dict[str, Any] = {
        "state": Letter.State.WAITING,
        "taken_until": None,
        "not_before": now + pause,
        "fault": fault.words[:300],
        # A server that is away says nothing of the letter: it does not use up its attempts.
        "attempts": min(letter.attempts, len(PAUSES)) if fault.away else letter.attempts,
    }
    _own(letter).update(**again)


def _own(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, taken_until=letter.taken_until)


def _give_up(letter: Letter, words: str, rows: QuerySet[Letter] | None = None) -> None:
    failed: dict[str, Any] = {"state": Letter.State.FAILED, "taken_until": None, "fault": words[:300]}
    failed |= {"body": ""} if kind_of(letter.kind).secret else {}
    (_own(letter) if rows is None else rows).update(**failed)


@dataclass(frozen=True)
class Outbox:
    """How many letters stand where. `overdue` ones could have gone a day ago and were not even tried since."""

    waiting: int
    failed: int
    sent: int
    overdue: int
    can_go: bool


def standing() -> Outbox:
    """The outbox in numbers. Two queries."""
    number = dict(Letter.objects.order_by().values_list("state").annotate(number=Count("id")))
    open_ones = Letter.objects.filter(state__in=[Letter.State.WAITING, Letter.State.SENDING])
    late = open_ones.filter(not_before__lt=clock.now() - dt.timedelta(days=1)).count()
    can_go: bool = settings.MAIL_CONFIGURED
    return Outbox(
        waiting=number.get(Letter.State.WAITING, 0) + number.get(Letter.State.SENDING, 0),
        failed=number.get(Letter.State.FAILED, 0),
        sent=number.get(Letter.State.SENT, 0),
        overdue=late if can_go else 0,
        can_go=can_go,
    )


# --- by hand ----------------------------------------------------------------------------------------------------------


@action
def send_again(*, letter: Letter, actor: Actor, address: str = "") -> Letter:
    """Let a letter that failed wait for the next round, with all its attempts before it. Waiting already: nothing.

    `address` is where it now goes, when the receiver's has been mended since. Raises ActionRefused for a letter that
    was sent, withdrawn, or has lost its secret text.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state in (Letter.State.WAITING, Letter.State.SENDING):
        return letter
    if letter.state != Letter.State.FAILED:
        raise ActionRefused(_("Bara brev som inte kom fram kan skickas igen."))
    if kind_of(letter.kind).secret:
        raise ActionRefused(_("Brevets text är borttagen, eftersom den gav tillträde. Gör ett nytt i stället."))
    letter.state, letter.attempts, letter.not_before = Letter.State.WAITING, 0, clock.now()
    letter.fault, letter.address = "", address or letter.address
    letter.save(update_fields=["state", "attempts", "not_before", "fault", "address"])
    record("resend", letter, actor=actor, place_id=letter.place_id, area_id=letter.area_id)
    return letter


@action
def withdraw(*, letter: Letter, actor: Actor) -> Letter:
    """Stop a letter that has not gone. Withdrawn already: nothing. Raises ActionRefused when it is too late."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state == Letter.State.WITHDRAWN:
        return letter
    if letter.state not in (Letter.State.WAITING, Letter.State.FAILED):
        raise ActionRefused(_("Brevet har redan skickats, eller skickas just nu."))
    letter.state = Letter.State.WITHDRAWN
    if kind_of(letter.kind).secret:
        letter.body = ""
    letter.save(update_fields=["state", "body"])
    record("unsend", letter, actor=actor, place_id=letter.place_id, area_id=letter.area_id)
    return letter


# --- duties -----------------------------------------------------------------------------------------------------------


@duty("core.mail", every=dt.timedelta(0), together=True)
def send_duty() -> None:
    """Send what waits, in every round of every worker."""
    send_due()


@duty("core.old_mail", every=dt.timedelta(hours=24))
def forget_old() -> None:
    """Stop letters that have waited too long, erase what secret ones said, and remove all after two years."""
    now = clock.now()
    Letter.objects.filter(made_at__lt=now - KEPT).delete()
    stale = Letter.objects.filter(state=Letter.State.WAITING, not_before__lt=now - STALE)
    stale.filter(made_at__lt=now - STALE).update(state=Letter.State.WITHDRAWN, fault=TOO_OLD)
    secret = [kind.key for kind in kinds() if kind.secret]
    done = (Letter.State.SENT, Letter.State.FAILED, Letter.State.WITHDRAWN)
    Letter.objects.filter(kind__in=secret, state__in=done).exclude(body="").update(body="")
