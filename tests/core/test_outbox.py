"""The outbox: what is put there is put there once, with the change it tells of, and fits a letter."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from servicepunkt.core import clock, mail
from servicepunkt.core.mail import AddressRefused, put
from servicepunkt.core.models import Letter

NOW = dt.datetime(2026, 3, 10, 11, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock(db: None) -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def _put(key: str = "call:1:seat:2", subject: str = "Kallelse", body: str = "Välkommen!", **more: object) -> Letter:
    return put(key=key, kind="test.call", address="eva@example.se", subject=subject, body=body, **more)  # type: ignore[arg-type]


def test_the_same_key_again_gives_the_letter_that_is_there() -> None:
    first = _put(body="Välkommen!")
    again = _put(body="Något annat")
    assert (again.pk, again.body, Letter.objects.count()) == (first.pk, "Välkommen!\n", 1)


def test_a_letter_is_undone_with_the_change_it_tells_of() -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        _put()
        raise Undone
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "subject",
    ["Möte\nBcc: alla@example.se", "Möte\r\nBcc: alla@example.se", "Möte\x0b\x00Bcc: alla@example.se",
     "Möte\u2028Bcc: alla@example.se", "Möte\x85Bcc: alla@example.se"],
)  # fmt: skip
def test_a_subject_becomes_one_line_so_that_no_header_can_be_slipped_in(subject: str) -> None:
    assert _put(subject=subject).subject == "Möte Bcc: alla@example.se"


@pytest.mark.parametrize("address", ["", "eva", "eva@example.se\nBcc: alla@example.se", "eva@example.se, x@example.se"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        put(key="k", kind="test.call", address=address, subject="Hej", body="Hej")


def test_a_long_subject_is_cut_and_says_so() -> None:
    subject = _put(subject="å" * 300).subject
    assert (len(subject), subject[-1]) == (200, "…")


@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": "k" * 161}, {"not_before": dt.datetime(2026, 1, 1)}])
def test_what_only_a_programmer_can_get_wrong_is_said_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"aware|characters"):
        _put(**wrong)  # type: ignore[arg-type]


def test_a_kind_stands_for_one_thing() -> None:
    mail.register_kind("test.once", "Ett")
    mail.register_kind("test.once", "Ett")
    with pytest.raises(ValueError, match="twice"):
        mail.register_kind("test.once", "Två")
