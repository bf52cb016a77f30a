"""Ways in while two act at once: a link is used once, and a programme is never left without who can seat people."""

from functools import partial

import pytest

from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.people import accounts, invitations
from servicepunkt.people.actions import end_holding, seat_person
from servicepunkt.people.invitations import InvitationRefused
from servicepunkt.people.models import Account, Holding, Invitation
from servicepunkt.people.roles import Role
from servicepunkt.programme.models import Programme
from tests.builders import TODAY, hold, programme, seat
from tests.races.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


def _seated(prov: Programme, number: int) -> Holding:
    return seat_person(
        seat=seat(prov, Role.CONVENER), name="Cia", email=f"cia-{number}@example.com", from_on=TODAY, to_on=None,
        substitute=True, actor=SYSTEM,
    )  # fmt: skip


def raised(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


def test_the_last_two_who_can_seat_people_never_leave_at_once() -> None:
    for number in range(ROUNDS):
        prov = programme(f"race{number}")
        two = [hold(seat(prov, Role.OWNER), "Olle"), hold(seat(prov, Role.COORDINATOR), "Sara")]
        outcomes = at_once(
            *[partial(end_holding, holding=one, to_on=TODAY, seen_to_on=None, actor=SYSTEM) for one in two]
        )
        assert raised(outcomes) == [ActionRefused], outcomes
        assert Holding.objects.filter(pk__in=[one.pk for one in two], to_on=None).count() == 1


def test_a_link_used_by_two_at_once_lets_one_in() -> None:
    prov = programme()
    for number in range(ROUNDS):
        made = invitations.invite(holding=_seated(prov, number), seen=None, actor=SYSTEM)
        assert made is not None
        words = [f"ett långt lösenord {who}" for who in ("hennes", "hans")]
        outcomes = at_once(*[partial(invitations.accept, key=made[1], password=word) for word in words])
        assert raised(outcomes) == [InvitationRefused], outcomes
        (account,) = (one for one in outcomes if isinstance(one, Account))
        assert sum(Account.objects.get(pk=account.pk).check_password(word) for word in words) == 1


def test_a_link_used_while_it_is_withdrawn_is_used_or_withdrawn() -> None:
    prov = programme()
    for number in range(ROUNDS):
        holding = _seated(prov, number)
        made = invitations.invite(holding=holding, seen=None, actor=SYSTEM)
        assert made is not None
        at_once(
            partial(invitations.accept, key=made[1], password="ett långt lösenord"),
            partial(invitations.withdraw, invitation=made[0], actor=SYSTEM),
        )
        one = Invitation.objects.get(pk=made[0].pk)
        assert (one.used_at is None) != (one.ended_at is None)
        assert Account.objects.filter(person=holding.person).exists() == (one.used_at is not None)


def test_two_who_invite_the_same_at_once_send_one_link() -> None:
    prov = programme()
    for number in range(ROUNDS):
        holding = _seated(prov, number)
        outcomes = at_once(*[partial(invitations.invite, holding=holding, seen=None, actor=SYSTEM)] * 2)
        assert not raised(outcomes) and outcomes.count(None) == 1, outcomes
        assert Invitation.objects.filter(person=holding.person).count() == 1


def test_two_workers_that_follow_the_seats_at_once_close_an_account_once() -> None:
    prov = programme()
    hold(seat(prov, Role.CONVENER), "Före Detta", to_on=TODAY)
    assert not raised(at_once(*[partial(accounts.follow_seats, today=TODAY)] * 2))
    assert Account.objects.get(person__name="Före Detta").ended_on == TODAY
