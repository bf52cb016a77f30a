"""A beginning that was told before is the same as one told now."""

import pytest
from django.db import connection, transaction

from servicepunkt.people.models import Account, Seat
from servicepunkt.people.roles import Role
from tests.builders import STARTS_ON, hold, programme, seat
from tests.told import filled, forget

pytestmark = pytest.mark.django_db


def _rows() -> dict[str, list[tuple[object, ...]]]:
    out = {}
    with connection.cursor() as cursor:
        for name in filled():
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            out[name] = cursor.fetchall()
    return out


def test_what_was_kept_is_written_as_it_was_and_numbers_go_on() -> None:
    forget()
    with transaction.atomic():
        told = programme()
        first = _rows()
        transaction.set_rollback(True)
    again = programme()
    assert _rows() == first and len(first) > 10
    assert (again, again.title, again.starts_on) == (told, told.title, STARTS_ON)
    held = hold(seat(again, Role.OWNER), "Olle Ägare")
    assert Account.objects.get(person=held.person).pk and Seat.objects.get(pk=held.seat_id)


def test_what_comes_second_is_really_told() -> None:
    first, second = programme(), programme("annat")
    assert {first.slug, second.slug} == {"prov", "annat"}
