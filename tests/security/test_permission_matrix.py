"""Every address × every verb × everybody: what the pages and the roles say is what is answered.

Nothing here names a page: a new one is walked as soon as it is in the URL map.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.actions import make_account
from servicepunkt.people.models import Body, Seat
from servicepunkt.people.pages import About, Page
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.places.models import Area, AreaPlace, Place
from tests.builders import hold, login, place
from tests.security.samples import Corner
from tests.security.walking import EITHER, IN, UNGUARDED, VERBS, every_address, guarded, let_go, takes, told

pytestmark = pytest.mark.django_db

CLOSED, ABSENT, NOT_SO, DOOR, OPEN = "closed", "no such page", "not with this verb", "to the door", "open"
STATUS = {403: CLOSED, 404: ABSENT, 405: NOT_SO}


@dataclass(frozen=True)
class Somebody:
    """Who comes: with which role, over which area, at which place; without a role; or without an account."""

    who: str
    client: Client
    role: Role | None = None
    area: Area | None = None
    place: Place | None = None
    known: bool = True

    def may(self, right: Right, page: Page, here: Corner) -> bool:
        """Whether the seat gives the right on this page about this corner, worked out anew and not by the guard."""
        if self.role is None or right not in ROLES[self.role].rights:
            return False
        if page.locally:
            return True
        everywhere = self.place is None and self.area == here.programme.area
        if page.about is About.PROGRAMME:
            return everywhere
        return everywhere or self.place == here.place or (self.place is None and self.area == _area_of(here))


def _area_of(here: Corner) -> Area:
    memberships = AreaPlace.objects.filter(place=here.place, root=here.programme.area)
    return Area.objects.get(pk__in=memberships.values("area"))


def _seat(here: Corner, role: Role, at: Place | None, area: Area) -> Seat:
    body = Body.objects.filter(area=here.programme.area, place=at).order_by("id")[0]
    return Seat.objects.create(body=body, role=role, title=f"Prov {role} {area.key}", area=area, place=at)


def _everybody(here: Corner, elsewhere: Corner) -> Iterator[Somebody]:
    """One of each role in its own place, a contact person of another place, leaders of this and another part, somebody
    from another programme, somebody without a seat, and nobody."""
    root = here.programme.area
    parts = list(Area.objects.filter(parent=root).order_by("id"))
    for role in Role:
        spots = [(root, here.place if ROLES[role].local else None)]
        if role is Role.CONTACT_PERSON:
            spots.append((root, place(here.programme, 2)))
        if role is Role.LEADER:
            spots = [(part, None) for part in parts]
        for area, at in spots:
            name = f"{role} {area.key} {at.slug if at else ''}"
            hold(_seat(here, role, at, area), name)
            yield Somebody(name, login(name), role, area, at)
    hold(_seat(elsewhere, Role.COORDINATOR, None, elsewhere.programme.area), "Annan Samordnare")
    yield Somebody("of another programme", login("Annan Samordnare"))
    make_account(name="Utan Plats", email="utan-plats@example.com", password=None, actor=SYSTEM)
    yield Somebody("without a seat", login("Utan Plats"))
    yield Somebody("nobody", Client(), known=False)


def _said(page: Page, one: Somebody, verb: str, here: Corner) -> str:
    """What pages and roles say of a verb."""
    if not one.known and page.about is not About.NOTHING:
        return DOOR
    if not takes(page, verb):
        return NOT_SO
    if page.about in (About.NOTHING, About.ACCOUNT):
        return OPEN
    if one.role is None:
        return ABSENT
    right = page.save if verb == "POST" else page.see
    return OPEN if right is None or one.may(right, page, here) else CLOSED


FINER = {
    "people:seat": "a village's seat is seen by those who see the village, and filled by those who seat people there",
    "people:end": "as people:seat",
    "people:give_account": "as people:seat",
    "people:invite": "as people:seat",
    "people:withdraw": "as people:seat",
    "people:address": "as people:seat",
    "programme:vote": "whoever has a seat in the body votes",
    "programme:task": "done is said by who holds its seat, or keeps meetings",
    "documents:withdraw": "by who has the right to approve its kind, for all of what it is about",
    "documents:mask": "as documents:withdraw",
    "needs:questionnaire": "a draft is for those who build it",
    "needs:preview": "a draft is for those who build it",
}
"""Pages on which being let in is not all: the view itself is closed to further people, and lets nobody more in."""
_OF_A_DRAFT = (
    "draft",
    "marking",
    "new_part",
    "part",
    "remove_part",
    "move_part",
    "preview",
    "propose",
    "take_back",
    "compare_draft",
)
NOT_THERE = {
    **{f"documents:{name}": "a draft is for those who may write its kind where it belongs" for name in _OF_A_DRAFT},
    "documents:approve": "for those who write it, and the seats that approve it",
    "documents:freezing": "as documents:approve",
    "documents:freeze_again": "as documents:approve",
    "programme:task": "seen by who holds its seat, and by those who see the places of a whole area",
    "post:letter": "a letter is its receiver's own",
    **{f"work:{name}": "for whoever asked for the work" for name in ("job", "cancel", "again", "result")},
}
"""Pages about something that is there for some only: to all others the view says that there is no such page."""
BEFORE_ANYONE_IS_ASKED = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Verbs that the guard takes as GET or refuses, whoever it is: asked by a few."""
A_FEW = ("coordinator", "funder", "of another programme", "nobody")


def _answered(response: Any) -> str:
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return DOOR
    assert response.status_code < 500, response.status_code
    return STATUS.get(response.status_code, OPEN)


def _ask(one: Somebody, verb: str, address: str) -> str:
    with transaction.atomic():
        response = one.client.generic(verb, address)
        let_go(response)
        answer = _answered(response)
        transaction.set_rollback(True)
    return answer


@pytest.mark.usefixtures("without_markup")
def test_every_page_answers_every_verb_to_everybody_as_pages_and_roles_say(
    corners: tuple[Corner, Corner, Corner],
) -> None:
    here, _beside, elsewhere = corners
    wrong = []
    everybody = list(_everybody(here, elsewhere))
    few = [one for one in everybody if one.who.startswith(A_FEW)]
    assert len(few) == len(A_FEW)
    if connection.vendor != "sqlite":
        everybody = few  # who may what is the same on every database; that every page can be asked is not
    for one in guarded():
        address, page = one.at(here), one.page
        assert page is not None
        for verb in VERBS:
            for somebody in few if verb in BEFORE_ANYONE_IS_ASKED else everybody:
                said, answered = _said(page, somebody, verb, here), _ask(somebody, verb, address)
                held_back = one.name in {CLOSED: FINER, ABSENT: NOT_THERE}.get(answered, {})
                if answered != said and not (said == OPEN and held_back):
                    wrong.append(f"{verb} {one.name} by {somebody.who}: {answered}, said to be {said}")
    assert not wrong, told(wrong)


@pytest.mark.usefixtures("without_markup")
def test_addresses_without_a_page_let_in_whom_they_are_said_to(corners: tuple[Corner, Corner, Corner]) -> None:
    nobody = Somebody("nobody", Client(), known=False)
    wrong = []
    for one in every_address():
        if one.page is None:
            door, _why = UNGUARDED[one.name]
            for verb in VERBS:
                answered = _ask(nobody, verb, one.at(corners[0]))
                if door != EITHER and (answered == DOOR) != (door == IN):
                    wrong.append(f"{verb} {one.name}: {answered}, said to be {door}")
    assert not wrong, told(wrong)


def test_every_address_is_guarded_by_the_page_of_its_name_or_is_known_to_be_open() -> None:
    for one in every_address():
        if one.page is not None:
            assert one.page.name == one.name
            assert ("root" in one.arguments) == (one.page.about in (About.PROGRAMME, About.PLACE)), one.name
            assert "place" in one.arguments or one.page.about is not About.PLACE, one.name
    assert {one.name for one in every_address() if one.page is None} == set(UNGUARDED)
