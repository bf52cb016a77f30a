"""Lets what the villages have done themselves happen, through the actions that their own clicks call."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.people.access import Spot
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, AreaPlace, Place
from servicepunkt.programme import actions_village as actions
from servicepunkt.programme.models import Application

from .accounts import EXAMPLE, JOHAN, Invented
from .story import Story
from .village_facts import FACTS, Counted, Met, Sought
from .villages import Day, Village


def tell_facts(story: Story, village: Village, day: Callable[[Day], dt.date]) -> None:
    """Tell of a village's meetings, vision, balance and applications; `day` puts a day of the story in the calendar.

    Raises ValueError when a village without a contact person has a vision, a balance or an application.
    """
    facts, slug = FACTS[village.slug], village.slug
    for number, met in enumerate(facts.met):
        story.on(day(met.on), partial(_meet, story, slug, met, number))
    if not (facts.vision or facts.counted or facts.sought):
        return
    if village.contact is None:
        raise ValueError(f"nobody in {slug} can write for the village")
    if facts.vision:
        when, text = facts.vision
        story.on(day(when), partial(_write, story, slug, village.contact, text))
    if facts.counted:
        story.on(day(facts.counted.on), partial(_count, story, slug, village.contact, facts.counted))
    for number, sought in enumerate(facts.sought):
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{slug}/application/{number}")
        story.on(day(sought.sent), partial(_apply, story, slug, village.contact, sought, key))
        if sought.decided:
            story.on(day(sought.decided), partial(_decided, story, slug, village.contact, sought, key))


def where(slug: str) -> tuple[Area, Place]:
    """The example programme's area, and one of its places."""
    return Area.objects.get(key=EXAMPLE, parent=None), Place.objects.get(slug=slug)


def actor_of(story: Story, person: Invented, right: Right, root: Area, place: Place) -> Actor:
    """The person in the seat that lets them do it today. Raises ValueError when none does."""
    membership = AreaPlace.objects.get(root=root, place=place)
    access = story.access(person)
    seat = access.seat_for(right, Spot(root.pk, membership.area_id, place.pk))
    if seat is None:
        raise ValueError(f"{person.name} has no seat for {right} in {place.slug}")
    return Actor(access.account_id, seat.seat_id)


def _meet(story: Story, slug: str, met: Met, number: int) -> None:
    root, place = where(slug)
    actions.note_meeting(
        root=root,
        place=place,
        facts=actions.MeetingFacts(met.kind, clock.today(), "\n".join(met.associations), met.people, True),
        request_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{slug}/meeting/{number}"),
        actor=actor_of(story, JOHAN, Right.NOTE_MEETINGS, root, place),
    )


def _write(story: Story, slug: str, contact: Invented, text: str) -> None:
    root, place = where(slug)
    actions.write_vision(
        root=root,
        place=place,
        text=text,
        written_on=clock.today(),
        seen_version=0,
        actor=actor_of(story, contact, Right.KEEP_VILLAGE, root, place),
    )


def _count(story: Story, slug: str, contact: Invented, told: Counted) -> None:
    root, place = where(slug)
    facts = actions.BalanceFacts(
        women=told.women,
        men=told.men,
        others=0,
        under_26=told.under_26,
        integration=bool(told.integration),
        integration_note=told.integration,
        counted_on=clock.today(),
    )
    actor = actor_of(story, contact, Right.KEEP_BALANCE, root, place)
    actions.keep_balance(root=root, place=place, facts=facts, seen_version=0, actor=actor)


def _application(told: Sought, state: str, sent_on: dt.date, closed_on: dt.date | None) -> actions.ApplicationFacts:
    granted = told.granted * 100 if told.granted and closed_on else None
    return actions.ApplicationFacts(
        told.source, "", state, told.kronor * 100, granted, told.diary_number, sent_on, closed_on
    )


def _apply(story: Story, slug: str, contact: Invented, told: Sought, key: uuid.UUID) -> None:
    root, place = where(slug)
    actions.apply_for_money(
        root=root,
        place=place,
        facts=_application(told, Application.State.SENT, clock.today(), None),
        request_key=key,
        actor=actor_of(story, contact, Right.KEEP_VILLAGE, root, place),
    )


def _decided(story: Story, slug: str, contact: Invented, told: Sought, key: uuid.UUID) -> None:
    root, place = where(slug)
    one = Application.objects.get(request_key=key)
    state = Application.State.GRANTED if told.granted else Application.State.REFUSED
    actions.change_application(
        application=one,
        facts=_application(told, state, one.sent_on or clock.today(), clock.today()),
        remove=False,
        seen_version=one.version,
        actor=actor_of(story, contact, Right.KEEP_VILLAGE, root, place),
    )
