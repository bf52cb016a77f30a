"""Who holds which seat today and can be written to: read once, asked many times."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .access import held_on
from .models import Holding
from .roles import Role


@dataclass(frozen=True)
class Held:
    """An account in a seat."""

    account_id: int
    address: str
    seat_id: int
    body_id: int
    role: str
    root_id: int
    area_id: int
    place_id: int | None
    substitute: bool


class Holders:
    """Accounts in seats on a day. Where a seat has no ordinary holder, its substitutes stand for it."""

    def __init__(self, rows: Iterable[Held]) -> None:
        self.rows = tuple(rows)
        ordinary = {row.seat_id for row in self.rows if not row.substitute}
        self.acting = tuple(row for row in self.rows if not row.substitute or row.seat_id not in ordinary)
        self.addresses = {row.account_id: row.address for row in self.rows}

    def _who(self, fits: Callable[[Held], bool]) -> frozenset[int]:
        return frozenset(row.account_id for row in self.acting if fits(row))

    def of_body(self, body_id: int) -> frozenset[int]:
        """The members of a body."""
        return self._who(lambda row: row.body_id == body_id)

    def of_seats(self, seat_ids: Iterable[int]) -> frozenset[int]:
        """Those who hold some of these seats."""
        wanted = frozenset(seat_ids)
        return self._who(lambda row: row.seat_id in wanted)

    def in_roles(self, root_id: int, roles: Iterable[Role]) -> frozenset[int]:
        """Those who hold a seat with one of these roles in a programme, whatever part of it the seat covers."""
        wanted = frozenset(roles)
        return self._who(lambda row: row.root_id == root_id and row.role in wanted)

    def leading(self, root_id: int, area_id: int | None) -> frozenset[int]:
        """The leaders of the programme area that a place lies in; the coordinator where there is none."""
        of_area = self._who(
            lambda row: row.root_id == root_id and row.role == Role.LEADER and row.area_id in (area_id, root_id)
        )
        return of_area or self.in_roles(root_id, [Role.COORDINATOR])

    def at_place(self, root_id: int, place_id: int, roles: Iterable[Role]) -> frozenset[int]:
        """Those who hold a place's own seat with one of these roles."""
        wanted = frozenset(roles)
        return self._who(lambda row: row.root_id == root_id and row.place_id == place_id and row.role in wanted)


def holders_on(day: dt.date) -> Holders:
    """Everybody with an account who holds a seat on a day. One query."""
    rows = (
        Holding.objects.filter(held_on(day), person__account__is_active=True)
        .order_by("id")
        .values_list(
            "person__account__id", "person__account__email", "seat_id", "seat__body_id", "seat__role",
            "seat__area_id", "seat__area__parent_id", "seat__place_id", "substitute",
        )
    )  # fmt: skip
    return Holders(
        Held(account_id, address, seat_id, body_id, role, parent_id or area_id, area_id, place_id, substitute)
        for account_id, address, seat_id, body_id, role, area_id, parent_id, place_id, substitute in rows
    )
