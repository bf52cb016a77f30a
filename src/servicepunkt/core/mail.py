"""The outbox: letters are written in the transaction of what they tell of; a worker sends them (`mail_sending`).

A letter's key says what it tells and whom, so that the same thing is never said twice to the same receiver, however
often it is asked for. Keys hold codes and numbers, never names or addresses: they are written in logs.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import clock
from .actions import ActionRefused
from .models import Letter

KEY_LENGTH = 160
SUBJECT_LENGTH = 200


class AddressRefused(ActionRefused):
    """An address that no letter can be sent to."""


@dataclass(frozen=True)
class LetterKind:
    """What letters of a kind are called where they are listed.

    A `secret` letter carries a key that lets its bearer in: no page shows what it says, and the text is erased as soon
    as it has been sent, withdrawn or given up.
    """

    key: str
    title: Promise | str
    secret: bool = False


@dataclass(frozen=True)
class Manners:
    """What a room above knows of receivers: whether an account wants letters of a kind, and what stands below one."""

    wants: Callable[[str, int], bool]
    foot: Callable[[str, int | None], str]


@dataclass
class _Register:
    kinds: dict[str, LetterKind]
    manners: Manners | None = None


_register = _Register({})


def register_kind(key: str, title: Promise | str, *, secret: bool = False) -> LetterKind:
    """Register a kind of letter. Raises ValueError when the key stands for another kind already."""
    kind = LetterKind(key, title, secret)
    if _register.kinds.setdefault(key, kind) != kind:
        raise ValueError(f"the kind of letter {key} is registered twice")
    return kind


def kinds() -> list[LetterKind]:
    """Every registered kind, by key."""
    return [_register.kinds[key] for key in sorted(_register.kinds)]


def kind_of(key: str) -> LetterKind:
    """A kind by its key; one that nobody has registered is just a letter."""
    return _register.kinds.get(key) or LetterKind(key, gettext_lazy("Brev"))


def mind(manners: Manners) -> None:
    """Ask a room above about receivers from now on."""
    _register.manners = manners


def absolute(path: str) -> str:
    """The whole address of a page, for a letter: a worker has no request to take the host's name from."""
    return urljoin(settings.ADDRESS, path)


def one_line(text: str, length: int = SUBJECT_LENGTH) -> str:
    """A text as one line of at most `length` letters, without control characters: fit for a header."""
    line = re.sub(r"\s+", " ", re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def put(
    *,
    key: str,
    kind: str,
    address: str,
    subject: str,
    body: str,
    account_id: int | None = None,
    area_id: int | None = None,
    place_id: int | None = None,
    not_before: dt.datetime | None = None,
) -> Letter:
    """Put a letter in the outbox, within the caller's transaction; the same key again gives the letter that is there.

    `subject` becomes one line, whatever it holds. `area_id` is the programme's root area, `not_before` the first moment
    it may be sent (None: at once). An account that has chosen not to have such letters gets a withdrawn one, so that
    the list can tell why nothing came. Raises AddressRefused, ValueError for an empty or too long key or a naive time.
    """
    if not 0 < len(key) <= KEY_LENGTH:
        raise ValueError(f"the key of a letter has 1 to {KEY_LENGTH} characters")
    if not_before is not None and not_before.tzinfo is None:
        raise ValueError("the outbox takes aware times only")
    try:
        validate_email(address)
    except ValidationError:
        raise AddressRefused(_("E-postadressen ser inte ut att vara rätt skriven.")) from None
    now, manners = clock.now(), _register.manners
    wanted = account_id is None or manners is None or manners.wants(kind, account_id)
    foot = manners.foot(kind, account_id) if manners else ""
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    made = {
        "kind": kind,
        "address": address,
        "account_id": account_id,
        "area_id": area_id,
        "place_id": place_id,
        "subject": one_line(subject),
        "body": f"{text}\n\n{foot}".strip() + "\n" if wanted or not kind_of(kind).secret else "",
        "state": Letter.State.WAITING if wanted else Letter.State.WITHDRAWN,
        "fault": "" if wanted else NOT_WANTED,
        "made_at": now,
        "not_before": not_before or now,
    }
    with transaction.atomic():
        letter, _new = Letter.objects.get_or_create(key=key, defaults=made)
    return letter


NOT_WANTED = "not-wanted"
"""Stands as the fault of a letter that its receiver has chosen not to have."""
