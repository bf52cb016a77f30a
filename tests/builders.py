"""What tests of the pages stand on: a programme of invented villages in two areas, people in seats, logged-in browsers.

Everything is made by the actions that people's own clicks call.
"""

import datetime as dt

from django.test import Client
from django.urls import reverse

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.words import slug
from servicepunkt.people import actions, addresses, invitations
from servicepunkt.people.models import Account, Holding, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.programme.actions import load_programme
from servicepunkt.programme.models import Programme
from tests.told import told_once

TODAY = dt.date(2026, 3, 10)
STARTS_ON = dt.date(2026, 1, 1)

_HEAD = """format = 1
slug = "{slug}"
title = "Prov {slug}"
method = "hallbara-lokala-servicelosningar"
invented = true
starts_on = 2026-01-01
ends_on = 2026-12-31
reporting_until = 2027-02-28
scope = "Omfattningen"
focus = "Inriktningen"
purpose = "Syftet"
goals = ["Målet"]
source = "Provets källa"
areas_note = "Indelningen är ett förslag."

[owner]
organisation = "agare"

[funding]
cheque_kronor = 10000

[[organisations]]
key = "agare"
name = "Ägarföreningen"
kind = "nonprofit"

[[organisations]]
key = "fond"
name = "Fonden"
kind = "state"

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
area = "{area}"
point = [63.8, 16.4]
point_source = "Prov"
population = 100
population_year = 2025
population_source = "Prov"
population_definition = "Prov"
"""

_BODIES = """
[[bodies]]
key = "central"
kind = "central_group"
title = "Centrala gruppen"

[[bodies.seats]]
role = "owner"
title = "Ägarens företrädare"
organisations = ["agare"]

[[bodies.seats]]
role = "coordinator"
title = "Samordnaren"
organisations = ["agare"]

[[bodies.seats]]
role = "leader"
title = "Ledaren i norr"
area = "norra"

[[bodies.seats]]
role = "leader"
title = "Ledaren i söder"
area = "sodra"

[[bodies]]
key = "styrgrupp"
kind = "steering_group"
title = "Styrgruppen"

[[bodies.seats]]
role = "convener"
title = "Ordföranden"
convener = true
organisations = ["agare", "fond"]

[[bodies.seats]]
role = "funder"
title = "Fondens ledamot"
organisations = ["fond"]

[[bodies.seats]]
role = "steering_member"
title = "Utredaren"
co_opted = true
vacant_note = "namn meddelas senare"
"""

_CALENDAR = """
[[meetings]]
body = "styrgrupp"
quarter = "2026-Q1"
hours = [3, 4]

[[meetings]]
body = "styrgrupp"
quarter = "2026-Q2"
hours = [3, 4]

[[reports]]
recipient = "fond"
kind = "progress"
title = "Lägesrapport"
due = "2026-02"

[[reports]]
recipient = "fond"
kind = "final"
title = "Slutrapport"
due = 2027-02-15
financial_statement = true
"""

_MEMBER = """
[[bodies.seats]]
role = "steering_member"
title = "Ledamot {number}"
organisations = ["fond"]
"""


def programme(key: str = "prov", *, places: int = 2, members: int = 0) -> Programme:
    """A programme; its places alternate between north and south, its steering group has `members` more seats."""
    villages = (
        _PLACE.format(key=f"{key}-by{n}", name=f"{key.capitalize()}by {n}", area="norra" if n % 2 else "sodra")
        for n in range(1, places + 1)
    )
    more = "".join(_MEMBER.format(number=n) for n in range(1, members + 1))
    text = _HEAD.format(slug=key) + "".join(villages) + _BODIES + more + _CALENDAR
    with clock.fixed(STARTS_ON):
        return told_once(("programme", text), lambda: load_programme(raw=text.encode()))


def place(programme: Programme, number: int = 1) -> Place:
    """One of the programme's places: odd numbers lie in the north, even ones in the south."""
    return Place.objects.get(slug=f"{programme.slug}-by{number}")


def seat(programme: Programme, role: Role, at: Place | None = None, *, title: str = "") -> Seat:
    """The first seat of a role in the programme or at a place (with that title, if one is given)."""
    seats = Seat.objects.filter(body__area=programme.area, role=role, place=at)
    return (seats.filter(title=title) if title else seats).order_by("id")[0]


def hold(
    one: Seat, name: str, *, from_on: dt.date = STARTS_ON, to_on: dt.date | None = None, substitute: bool = False
) -> Holding:
    """Put somebody with an account of their own in a seat. The same name again is the same person."""
    email = address(name)
    actions.make_account(name=name, email=email, password=None, actor=SYSTEM)
    return actions.seat_person(
        seat=one, name=name, email=email, from_on=from_on, to_on=to_on, substitute=substitute, actor=SYSTEM
    )


def invited(one: Seat, name: str = "Inga Inbjuden") -> str:
    """Somebody new is put in a seat as a substitute and invited to log in: the key of the link."""
    holding = actions.seat_person(
        seat=one, name=name, email=address(name), from_on=clock.today(), to_on=None, substitute=True, actor=SYSTEM
    )
    made = invitations.invite(holding=holding, seen=None, actor=SYSTEM)
    assert made is not None
    return made[1]


def proposed(holding: Holding) -> str:
    """Somebody's new address waits to be agreed to: the token of the link."""
    return addresses.token_of(addresses.Proposal(holding.person_id, holding.person.email, "ny@example.com"))


def address(name: str) -> str:
    """A person's address, which reaches nobody."""
    return f"{slug(name)}@example.com"


def login(name: str) -> Client:
    """A browser in which the person is logged in."""
    client = Client()
    client.force_login(Account.objects.get(email=address(name)))
    return client


def sit(
    programme: Programme,
    role: Role,
    name: str,
    at: Place | None = None,
    *,
    title: str = "",
    to_on: dt.date | None = None,
) -> Client:
    """Seat somebody since the first day, and give back their logged-in browser."""
    hold(seat(programme, role, at, title=title), name, to_on=to_on)
    return login(name)


def url(name: str, programme: Programme, *args: str | int) -> str:
    """The address of a page under the programme."""
    return reverse(name, args=[programme.area.key, *args])
