"""What the tests of the way of working stand on: a small method, a programme of invented villages, people in seats.

Everything is made by the actions that people's own clicks call.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.words import slug
from servicepunkt.method import actions as method
from servicepunkt.method import progress
from servicepunkt.method.models import Adoption, Confirmation, Passage, Progress, Statement
from servicepunkt.people.access import Access, access_of
from servicepunkt.people.actions import add_local_seat, make_account, seat_person
from servicepunkt.people.models import Account, Body, Holding, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.actions import load_programme, pay
from servicepunkt.programme.models import Outlay, Programme
from tests.told import told_once

STARTS_ON = dt.date(2026, 1, 1)
TODAY = dt.date(2026, 3, 10)
LATEST = -1
"""Stands for "the form was opened just now": whatever was said last has been seen."""

METHOD = Path(__file__).with_name("small-method.toml").read_text("utf-8")

_HEAD = """format = 1
slug = "{slug}"
title = "Byarna"
method = "{method}"
invented = true
starts_on = 2026-01-01
ends_on = 2026-12-31
reporting_until = 2027-02-28
scope = "Omfattning"
focus = "Inriktning"
purpose = "Syfte"
goals = ["Mål"]
source = "Prov"

[owner]
organisation = "agare"

[funding]
cheque_kronor = 10000

[[organisations]]
key = "agare"
name = "Ägaren"
kind = "nonprofit"

[[areas]]
key = "norra"
title = "Norra"

[[areas]]
key = "sodra"
title = "Södra"
"""

_PLACE = """
[[places]]
key = "{key}"
name = "{name}"
villages = ["{name}"]
municipality = "2313"
county = "23"
area = "norra"
point = [63.8, 16.4]
point_source = "Prov"
population = 100
population_year = 2025
population_source = "Prov"
population_definition = "Prov"
"""

_TAIL = """
[[bodies]]
key = "central"
kind = "central_group"
title = "Centrala gruppen"

[[bodies.seats]]
role = "owner"
title = "Ägaren"
organisations = ["agare"]

[[bodies.seats]]
role = "coordinator"
title = "Samordnaren"

[[bodies.seats]]
role = "leader"
title = "Ledaren i norr"
area = "norra"

[[bodies.seats]]
role = "leader"
title = "Ledaren i söder"
area = "sodra"

[[bodies.seats]]
role = "funder"
title = "Finansiären"

[[meetings]]
body = "central"
quarter = "2026-Q1"
hours = [3, 4]

[[reports]]
recipient = "agare"
kind = "interim"
title = "Delrapport"
due = "2026-06"
"""


def programme_file(places: int = 1, *, key: str = "byarna", method: str = "litet-arbetssatt") -> str:
    """A programme file with invented villages by1, by2 ... in its northern area."""
    villages = (_PLACE.format(key=f"{key}-by{n}", name=f"By {n}") for n in range(1, places + 1))
    return _HEAD.format(slug=key, method=method) + "".join(villages) + _TAIL


def programme(places: int = 1, *, key: str = "byarna") -> Programme:
    """The small programme, loaded, working by the small method."""

    def load() -> Programme:
        method.load_method(raw=METHOD.encode(), actor=SYSTEM)
        return load_programme(raw=programme_file(places, key=key).encode())

    return told_once(("small programme", places, key), load)


def places_of(programme: Programme) -> list[Place]:
    """The programme's places in the order of its file."""
    return list(Place.objects.filter(memberships__root=programme.area).order_by("memberships__id"))


@dataclass(frozen=True)
class Someone:
    """A person with an account, in a seat."""

    account: Account
    seat: Seat
    holding: Holding

    @property
    def access(self) -> Access:
        """What they may do today."""
        return access_of(self.account.pk, clock.today())

    @property
    def client(self) -> Client:
        """A browser in which they are logged in."""
        client = Client()
        client.force_login(self.account)
        return client


def seat_of(programme: Programme, role: Role, place: Place | None = None, *, title: str = "") -> Seat:
    """The first seat of a role in the programme, or in a place; local members' seats are added with their title."""
    if role is Role.LOCAL_MEMBER:
        group = Body.objects.get(area=programme.area, place=place, kind=Body.Kind.LOCAL_GROUP)
        return add_local_seat(body=group, title=title or "Byalagets ledamot", actor=SYSTEM)
    seats = Seat.objects.filter(body__area=programme.area, role=role, place=place)
    return (seats.filter(title=title) if title else seats).order_by("id")[0]


def sit(
    programme: Programme, role: Role, place: Place | None = None, *, name: str, from_on: dt.date | None = None,
    to_on: dt.date | None = None, substitute: bool = False, title: str = "",
) -> Someone:  # fmt: skip
    """Seat somebody, by default from the programme's first day, with an account of their own."""
    seat = seat_of(programme, role, place, title=title)
    email = f"{slug(name)}@exempel.test"
    account = make_account(name=name, email=email, password=None, actor=SYSTEM)
    holding = seat_person(
        seat=seat, name=name, email=email, from_on=from_on or programme.starts_on, to_on=to_on,
        substitute=substitute, actor=SYSTEM,
    )  # fmt: skip
    return Someone(account, seat, holding)


@dataclass(frozen=True)
class Village:
    """A place with the three people who speak for it."""

    programme: Programme
    place: Place
    leader: Someone
    contact: Someone
    municipality: Someone

    def url(self, name: str = "method:place", *args: str | int) -> str:
        """The address of a page about the place."""
        return reverse(name, args=[self.programme.area.key, self.place.slug, *args])

    def say(self, who: Someone, requirement: str, says: str = "met", **more: Any) -> Statement:
        """Make a statement, today and without a note unless told otherwise."""
        return state(self.programme, self.place, who, requirement, says, **more)

    def answer(self, who: Someone, key: str, yes: bool = True, *, note: str = "Vi har räknat på det.") -> Confirmation:
        """Say yes or no at the gate `start`."""
        root, place = self.programme.area, self.place
        known = method.latest_confirmations(root.pk, place.pk, "start").get(key)
        return method.confirm(
            root=root, place=place, gate_key="start", key=key, yes=yes, on=clock.today(), note=note,
            seen_confirmation_id=known.pk if known else None, access=who.access,
        )  # fmt: skip

    def pass_gate(self, who: Someone, *, stage: str = "", services: tuple[str, ...] = ()) -> Passage:
        """Decide that the place passes the gate `start`."""
        return method.pass_gate(
            root=self.programme.area, place=self.place, gate_key="start", stage=stage, services=services,
            on=clock.today(), access=who.access,
        )  # fmt: skip

    def make_ready(self) -> None:
        """Have all that the gate requires met and all three parties say yes."""
        self.say(self.municipality, "kommunalt-valt")
        self.say(self.contact, "statligt-valt")
        self.say(self.contact, "finansiering")
        self.answer(self.contact, "village")
        self.answer(self.municipality, "municipality")
        self.answer(self.leader, "assessment")

    def row(self, requirement: str) -> Progress:
        """What is remembered of a requirement."""
        return Progress.objects.get(area=self.programme.area, place=self.place, requirement=requirement)


def village(programme: Programme, number: int = 1) -> Village:
    """One of the programme's villages, with its leader, contact person and municipality seated since the first day."""
    place = places_of(programme)[number - 1]
    return Village(
        programme,
        place,
        sit(programme, Role.LEADER, name="Lena Ledare", title="Ledaren i norr"),
        sit(programme, Role.CONTACT_PERSON, place, name=f"Karin Kontakt {number}"),
        sit(programme, Role.MUNICIPALITY, place, name=f"Martin Kommun {number}"),
    )


def state(
    programme: Programme, place: Place, who: Someone, requirement: str, says: str = "met", *,
    on: dt.date | None = None, note: str = "", upload: method.Upload | None = None, seen: int | None = LATEST,
) -> Statement:  # fmt: skip
    """Make a statement, today and without a note unless told otherwise."""
    if seen == LATEST:
        known = progress.latest_statements(programme.area_id, [place.pk]).get((place.pk, requirement))
        seen = known.pk if known else None
    return method.state(
        root=programme.area, place=place, requirement_key=requirement, says=says, on=on or clock.today(), note=note,
        upload=upload, seen_statement_id=seen, access=who.access,
    )  # fmt: skip


def cheque(programme: Programme, place: Place, *, kronor: int = 10_000, key: uuid.UUID | None = None) -> Outlay:
    """Pay the place its cheque, today."""
    return pay(
        programme=programme, place=place, purpose=Outlay.Purpose.LOCAL, kind=Outlay.Kind.CHEQUE, text="Checken",
        amount_ore=kronor * 100, paid_on=clock.today(), request_key=key or uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip


def general(programme: Programme, *, kronor: int, key: uuid.UUID | None = None) -> Outlay:
    """Pay for general methods, today."""
    return pay(
        programme=programme, place=None, purpose=Outlay.Purpose.GENERAL, kind=Outlay.Kind.OTHER, text="Handbok",
        amount_ore=kronor * 100, paid_on=clock.today(), request_key=key or uuid.uuid4(), actor=SYSTEM,
    )  # fmt: skip


def changed(*swaps: tuple[str, str], version: str = "2") -> str:
    """The small method as a newer version, with each piece of text swapped for another.

    Raises ValueError when there is nothing to swap.
    """
    text = METHOD.replace('version = "1"', f'version = "{version}"')
    for old, new in swaps:
        if old not in text:
            raise ValueError(old)
        text = text.replace(old, new)
    return text


def work_by(programme: Programme, text: str) -> Adoption:
    """Load a method file and have the programme work by it."""
    version = method.load_method(raw=text.encode(), actor=SYSTEM)
    known = Adoption.objects.filter(area=programme.area).order_by("-id").first()
    return method.adopt(
        area=programme.area, version=version, starts_on=programme.starts_on, note="Prov", seat_id=None,
        seen_adoption_id=known.pk if known else None, actor=SYSTEM,
    )  # fmt: skip
