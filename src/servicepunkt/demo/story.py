"""A story: things that happen on days, played in their order with the clock set to each of them."""

import datetime as dt
from collections.abc import Callable

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.access import Access, access_of
from servicepunkt.people.actions import make_account, seat_person
from servicepunkt.people.models import Seat

from .accounts import Invented

FIRST_HOUR, MINUTES_APART = 8, 4


class Story:
    """Collects what happens and when, then makes it happen."""

    def __init__(self) -> None:
        self._events: list[tuple[dt.date, int, Callable[[], object]]] = []
        self._accounts: dict[str, int] = {}

    def on(self, day: dt.date, happening: Callable[[], object]) -> None:
        """Let something happen on a day, after what was told of that day before."""
        self._events.append((day, len(self._events), happening))

    def play(self, until: dt.date) -> None:
        """Make everything happen that does so before a day, in order, with the clock fixed at each moment."""
        moment = dt.datetime.min.replace(tzinfo=clock.STOCKHOLM)
        for day, _number, happening in sorted(self._events, key=lambda event: event[:2]):
            if day >= until:
                break
            morning = dt.datetime.combine(day, dt.time(FIRST_HOUR), clock.STOCKHOLM)
            moment = max(morning, moment + dt.timedelta(minutes=MINUTES_APART))
            with clock.fixed(moment):
                happening()

    def account(self, person: Invented) -> int:
        """The account of an invented person, made when they first need one; it has no password."""
        if person.email not in self._accounts:
            made = make_account(name=person.name, email=person.email, password=None, actor=SYSTEM)
            self._accounts[person.email] = made.pk
        return self._accounts[person.email]

    def access(self, person: Invented) -> Access:
        """What a person may do at this moment of the story."""
        return access_of(self.account(person), clock.today())

    def seat(self, seat: Seat, person: Invented) -> None:
        """Give a person a seat from today."""
        seat_person(
            seat=seat,
            name=person.name,
            email=person.email,
            from_on=clock.today(),
            to_on=None,
            substitute=False,
            actor=SYSTEM,
        )
