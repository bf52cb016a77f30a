"""What a village does itself, told for the tests: its balance, its meetings, money sought."""

import datetime as dt
import re
import uuid

from django.test import Client

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find
from servicepunkt.people.actions import add_local_seat
from servicepunkt.people.models import Body
from servicepunkt.programme import actions_village as actions
from servicepunkt.programme.actions_village import ApplicationFacts, BalanceFacts, MeetingFacts
from servicepunkt.programme.models import Application, Balance, Programme
from tests.builders import TODAY, hold, login, place, url

COUNTS = BalanceFacts(101, 97, 0, 83, True, "Xanthippa frågade alla.", TODAY)
"""Numbers and a word that no page has by chance."""
TOLD = re.compile(r"(?<!:)\b(101|97|83)\b|Xanthippa")  # not the number of a law


def at(name: str, prov: Programme, *args: int) -> str:
    return url(f"programme:{name}", prov, place(prov).slug, *args)


def keep(prov: Programme, facts: BalanceFacts = COUNTS, seen: int = 0) -> Balance:
    return actions.keep_balance(root=prov.area, place=place(prov), facts=facts, seen_version=seen, actor=SYSTEM)


def meet(prov: Programme, kind: str = "open", names: str = "", *, leading: bool = True, on: dt.date = TODAY) -> None:
    facts = MeetingFacts(kind, on, names, 12, leading)
    actions.note_meeting(root=prov.area, place=place(prov), facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


SENT = ApplicationFacts("leader", "", "sent", 10_000_00, None, "", dt.date(2026, 2, 1), None)


def seek(prov: Programme, facts: ApplicationFacts = SENT) -> Application:
    return actions.apply_for_money(
        root=prov.area, place=place(prov), facts=facts, request_key=uuid.uuid4(), actor=SYSTEM
    )


def met(prov: Programme, name: str, on: dt.date = TODAY, **params: object) -> bool:
    home = place(prov)
    found = find(f"programme.{name}", Question(prov.area_id, frozenset({home.pk}), params, on))[home.pk]
    assert not TOLD.search(found.sentence) and not TOLD.search(str(found.values))
    return found.met


def member(prov: Programme) -> Client:
    """The browser of a member of the local group."""
    group = Body.objects.get(area=prov.area, place=place(prov), kind=Body.Kind.LOCAL_GROUP)
    hold(add_local_seat(body=group, title="Byalagets ledamot", actor=SYSTEM), "Maja Medlem")
    return login("Maja Medlem")
