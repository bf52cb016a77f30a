"""Every write of what organisations bore: own time in hours and costs in öre, at a meeting or otherwise.

Each locks the programme's area first, so that writes of one programme come one after another.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import sort_key
from servicepunkt.people.models import Organisation
from servicepunkt.places.models import Area, AreaPlace, Place

from .models import Contribution, Meeting, Programme

MOST_HOURS = Decimal(10_000)
"""More hours in one line than five people work in a year; a larger number is a slip of the finger."""
LONGEST_TEXT = 200


@dataclass(frozen=True)
class CostFacts:
    """What was borne: own time has `hours` and no money, every other kind has `amount_ore` (öre) and no hours."""

    organisation: Organisation
    kind: str
    hours: Decimal
    amount_ore: int
    on: dt.date
    text: str
    place: Place | None = None


def _lock(root: Area) -> Programme:
    Area.objects.select_for_update().get(pk=root.pk)
    return Programme.objects.get(area=root)


def _check(programme: Programme, facts: CostFacts) -> CostFacts:
    own_time = facts.kind == Contribution.Kind.OWN_TIME
    if own_time and facts.hours <= 0:
        raise ActionRefused(_("Skriv hur många timmar det tog."))
    if facts.hours > MOST_HOURS:
        raise ActionRefused(_("Så många timmar kan det inte vara. Se efter om talet blev rätt."))
    if not own_time and facts.amount_ore <= 0:
        raise ActionRefused(_("Beloppet måste vara större än noll."))
    if facts.on > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. För in kostnaden när den har uppstått."))
    if facts.on < programme.starts_on:
        raise ActionRefused(_("Dagen ligger före programmets början."))
    refuse_identity_numbers(facts.text)
    if facts.place and not AreaPlace.objects.filter(root_id=programme.area_id, place=facts.place).exists():
        raise ActionRefused(_("Orten är inte med i programmet."))
    return CostFacts(
        organisation=facts.organisation,
        kind=facts.kind,
        hours=facts.hours if own_time else Decimal(0),
        amount_ore=0 if own_time else facts.amount_ore,
        on=facts.on,
        text=facts.text.strip()[:LONGEST_TEXT],
        place=facts.place,
    )


def _fields(facts: CostFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in CostFacts.__dataclass_fields__}


def _record(verb: str, one: Contribution, actor: Actor) -> None:
    record(
        verb, one, actor=actor, place_id=one.place_id, area_id=one.area_id, whole_area=True,
        kind=one.kind, amount_ore=one.amount_ore, hundredths=int(one.hours * 100),
    )  # fmt: skip


@action
def bear(
    *, root: Area, facts: CostFacts, request_key: uuid.UUID, actor: Actor, meeting: Meeting | None = None
) -> Contribution:
    """Note own time or a cost that an organisation bore. The same form sent twice (`request_key`) notes it once.

    Raises ActionRefused with the reason: no hours or no money, a day to come or before the programme, a place or a
    meeting of another programme, a personal identity number.
    """
    programme = _lock(root)
    known = Contribution.objects.filter(request_key=request_key, area=root).first()
    if known:
        return known
    if meeting and meeting.programme_id != programme.pk:
        raise ActionRefused(_("Mötet hör till ett annat program."))
    one = Contribution.objects.create(
        area=root, meeting=meeting, request_key=request_key, **_fields(_check(programme, facts))
    )
    _record("bear", one, actor)
    return one


@action
def change_cost(*, cost: Contribution, facts: CostFacts, seen_version: int, actor: Actor) -> Contribution:
    """Mend what was noted. Raises ChangedMeanwhile when somebody saved since; ActionRefused as `bear` does.

    Contribution.DoesNotExist when it has been removed.
    """
    programme = _lock(cost.area)
    cost = Contribution.objects.select_for_update(of=("self",)).select_related("area").get(pk=cost.pk)
    told = _fields(_check(programme, facts))
    if all(getattr(cost, name) == value for name, value in told.items()):
        return cost
    if cost.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    for name, value in told.items():
        setattr(cost, name, value)
    cost.version += 1
    cost.save()
    _record("bear", cost, actor)
    return cost


@action
def remove_cost(*, cost: Contribution, seen_version: int, actor: Actor) -> None:
    """Take away what was noted by mistake; done already, it does nothing. Raises ChangedMeanwhile."""
    _lock(cost.area)
    stored = Contribution.objects.select_for_update(of=("self",)).filter(pk=cost.pk).first()
    if stored is None:
        return
    if stored.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    _record("strike", stored, actor)
    stored.delete()


@action
def payer(*, name: str, sector: str, root: Area, actor: Actor) -> Organisation:
    """The organisation with this name; made when nobody has noted it before. Raises ActionRefused without a name."""
    name = " ".join(name.split())
    if not name:
        raise ActionRefused(_("Skriv vilken organisation som betalade."))
    refuse_identity_numbers(name)
    one, made = Organisation.objects.get_or_create(name=name, defaults={"sector": sector, "sort_key": sort_key(name)})
    if made:
        record("keep", one, actor=actor, area_id=root.pk)
    return one
