"""No page asks the database more often because it shows more rows, and none asks twenty times, whoever looks."""

from urllib.parse import urlencode

import pytest
from django.core.checks.urls import check_url_config
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from bench.national import fill
from servicepunkt.people.models import Account, Holding
from servicepunkt.people.pages import About, pages
from servicepunkt.people.roles import ROLES, Role
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.models import Programme
from tests.agreements import walk as agreements
from tests.needs.walk import FILES

FEW, MANY = 1, 30
MOST = 22
AT_A_GATE, MOST_AT_A_GATE = {"gate", "method:decisions", "plan:promises"}, 32
"""A gate's facts are computed afresh, in every room that has any: nothing that is remembered is good enough for it."""
STARTED = 2043
"""A seed that lets the only place of the small programme start."""

LISTS = {
    "programme:programme",
    "programme:calendar",
    "programme:costs",
    "programme:reports",
    "programme:money",
    "programme:division",
    "programme:journal",
    "people:bodies",
    "method:place",
    "method:decisions",
    "people:local_group",
    "programme:place_journal",
    "programme:village",
    "plan:plan",
    "plan:influence",
}
THE_VILLAGES_OWN = {
    "programme:balance", "programme:vision", "programme:new_application", "programme:new_village_meeting", "needs:new",
    "plan:write_influence", "plan:new_entry", "plan:operating_answers", "plan:operating_choice",
    "plan:import", "plan:from_supply", "budget:import", "budget:frame", *agreements.WITHOUT_ARGUMENTS,
}  # fmt: skip
"""What a village writes itself: closed to the owner, who opens everything else."""
LED_AWAY = {"documents:destroy"}
"""Pages that lead back to a list when nothing has been chosen in it."""


def addresses(programme: Programme, place: str) -> dict[str, str]:
    """The address of every page of a programme or a place that needs to know no more than these."""
    check_url_config(None)  # loads the address map, and with it every page
    out = {}
    for one in pages():
        shown = not one.saves_only and one.name not in FILES | LED_AWAY
        if one.about in (About.PROGRAMME, About.PLACE) and shown:
            args = [programme.slug] + ([place] if one.about is About.PLACE else [])
            try:
                out[one.name] = reverse(one.name, args=args)
            except NoReverseMatch:  # a page of one seat, meeting, outlay ... shows no list
                continue
    return out


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def asked(client: Client, address: str) -> tuple[int, int]:
    """The status of a page, and how often it asked the database."""
    client.get(address)  # what a process keeps in memory is not counted
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    return status, len(queries)


def account(programme: Programme, role: Role, place: AreaPlace | None = None) -> Account:
    held = Holding.objects.filter(seat__role=role, seat__body__area=programme.area, to_on=None, person__account__gt=0)
    if place is not None:
        held = held.filter(seat__place=place.place)
    found = held.select_related("person__account").order_by("id").first()
    assert found is not None, f"nobody is seated as {role}"
    return found.person.account


def begun(programme: Programme) -> AreaPlace:
    """A place that has started: everything there is to show on a place's pages is there."""
    found = AreaPlace.objects.filter(root=programme.area, place__passages__area=programme.area).select_related("place")
    first = found.order_by("id").first()
    assert first is not None, "the generator lets some places start"
    return first


@pytest.mark.django_db
@pytest.mark.counts
def test_thirty_rows_take_as_many_queries_as_one() -> None:
    many, few = fill([MANY, FEW], seed=STARTED, lines_a_year=2)
    few.meetings.filter(pk__in=few.meetings.values("pk")[1:]).delete()
    few.reports.filter(pk__in=few.reports.values("pk")[1:]).delete()
    counts: dict[str, list[tuple[int, int]]] = {}
    for programme in (few, many):
        client = browser(account(programme, Role.OWNER))
        for name, address in addresses(programme, begun(programme).place.slug).items():
            counts.setdefault(name, []).append(asked(client, address))
    assert counts.keys() >= LISTS
    assert {name: of_two for name, of_two in counts.items() if of_two[0] != of_two[1]} == {}
    opened = {name for name, of_two in counts.items() if {status for status, _count in of_two} == {200}}
    assert opened == counts.keys() - THE_VILLAGES_OWN


@pytest.mark.django_db
@pytest.mark.counts
def test_no_page_asks_more_than_a_few_times_whoever_looks() -> None:
    (programme,) = fill([MANY], lines_a_year=2)
    member = begun(programme)
    local = {role for role, facts in ROLES.items() if facts.local}
    known = addresses(programme, member.place.slug)
    start = reverse("programme:programme", args=[programme.slug])
    known["sorted"] = f"{start}?{urlencode({'region': 'norra', 'sok': 'bygd', 'ordning': 'saknas'})}"
    known["gate"] = reverse("method:gate", args=[programme.slug, member.place.slug, "start"])
    known["home"] = reverse("web:home")
    too_often, opened = {}, set()
    for role in Role:
        client = browser(account(programme, role, member if role in local else None))
        for name, address in known.items():
            status, count = asked(client, address)
            assert status in (200, 403), (role, name, status)
            if status == 200:
                opened.add(name)
            if count > (MOST_AT_A_GATE if name in AT_A_GATE else MOST):
                too_often[f"{role} {name}"] = count
    assert too_often == {}
    assert opened == known.keys()
