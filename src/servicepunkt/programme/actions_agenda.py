"""Every write of a meeting's agenda: points written, mended, moved, taken away, drafted from the state of things."""

import uuid
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .actions_meetings import lock_meeting, unchanged
from .agenda import drafted_items
from .models import AgendaItem, Meeting

MOST_ITEMS = 60


@dataclass(frozen=True)
class ItemFacts:
    """What a point says: its title, what the members should know before, what was said."""

    title: str
    text: str
    notes: str


def _told(facts: ItemFacts) -> dict[str, str]:
    refuse_identity_numbers(facts.title, facts.text, facts.notes)
    if not facts.title.strip():
        raise ActionRefused(_("Skriv vad punkten gäller."))
    return {"title": facts.title.strip(), "text": facts.text.strip(), "notes": facts.notes.strip()}


def _record(item: AgendaItem, meeting: Meeting, actor: Actor) -> None:
    record("agenda", item, actor=actor, area_id=meeting.programme.area_id)


def _next_number(meeting: Meeting) -> int:
    return (meeting.agenda.aggregate(last=Max("number"))["last"] or 0) + 1


@action
def write_item(*, meeting: Meeting, facts: ItemFacts, request_key: uuid.UUID, actor: Actor) -> AgendaItem:
    """Add a point last on the agenda. The same form sent twice (`request_key`) adds it once. Raises ActionRefused."""
    meeting = lock_meeting(meeting.pk)
    known = AgendaItem.objects.filter(request_key=request_key, meeting=meeting).first()
    if known:
        return known
    told = _told(facts)
    if meeting.agenda.count() >= MOST_ITEMS:
        raise ActionRefused(_("En dagordning kan ha högst %(most)s punkter.") % {"most": MOST_ITEMS})
    item = AgendaItem.objects.create(meeting=meeting, number=_next_number(meeting), request_key=request_key, **told)
    _record(item, meeting, actor)
    return item


@action
def change_item(*, item: AgendaItem, facts: ItemFacts, remove: bool, seen_version: int, actor: Actor) -> None:
    """Mend a point, write what was said, or `remove` it. Raises ChangedMeanwhile, ActionRefused;
    AgendaItem.DoesNotExist when it has been removed."""
    meeting = lock_meeting(item.meeting_id)
    item = AgendaItem.objects.get(pk=item.pk)
    told = _told(facts)
    if not remove and all(getattr(item, name) == value for name, value in told.items()):
        return
    unchanged(seen_version, item.version)
    _record(item, meeting, actor)
    if remove:
        item.delete()
        _number(meeting)
        return
    for name, value in told.items():
        setattr(item, name, value)
    item.version += 1
    item.save()


@action
def move_item(*, item: AgendaItem, to: int, actor: Actor) -> None:
    """Move a point to a place on the agenda, 1 is first. There already, it does nothing. Raises ActionRefused."""
    meeting = lock_meeting(item.meeting_id)
    items = list(meeting.agenda.all())
    moved = next((one for one in items if one.pk == item.pk), None)
    if moved is None:
        raise ChangedMeanwhile(_("Någon annan har tagit bort punkten."))
    to = max(1, min(to, len(items)))
    if items.index(moved) == to - 1:
        return
    items.remove(moved)
    items.insert(to - 1, moved)
    _renumber(items)
    _record(moved, meeting, actor)


def _number(meeting: Meeting) -> None:
    _renumber(list(meeting.agenda.all()))


def _renumber(items: list[AgendaItem]) -> None:
    for number, one in enumerate(items, start=1):
        one.number = number
    AgendaItem.objects.bulk_update(items, ["number"])


@action
def draft_agenda(*, meeting: Meeting, actor: Actor) -> int:
    """Draft the agenda from the state of the places, open decisions and tasks; how many points were new or renewed.

    A point that a person has written or changed stays as it is, and so does the order people gave. Raises
    ActionRefused.
    """
    meeting = lock_meeting(meeting.pk)
    there = {one.drafted: one for one in meeting.agenda.all() if one.drafted}
    first = not there
    with override("sv"):
        proposed = drafted_items(meeting)
    done = 0
    items = list(meeting.agenda.all())
    for key, title, text in proposed:
        known = there.get(key)
        if known is None:
            items.append(AgendaItem(meeting=meeting, number=0, title=title, text=text, drafted=key))
            done += 1
        elif known.version == 1 and (known.title, known.text) != (title, text):
            stored = next(one for one in items if one.pk == known.pk)
            stored.title, stored.text = title, text
            done += 1
    if not done:
        return 0
    items = _in_order(items, [key for key, _title, _text in proposed]) if first else _closing_last(items)
    for number, one in enumerate(items, start=1):
        one.number = number
        one.save()
    record("agenda", meeting, actor=actor, area_id=meeting.programme.area_id, drafted=done)
    return done


def _in_order(items: list[AgendaItem], keys: list[str]) -> list[AgendaItem]:
    """The first draft: what people had written before stands between its points and those that end a meeting."""
    last = {"next", "close"}
    before = [one for one in items if one.drafted and one.drafted not in last]
    written = [one for one in items if not one.drafted]
    after = [one for one in items if one.drafted in last]
    return [*sorted(before, key=lambda one: keys.index(one.drafted)), *written, *after]


def _closing_last(items: list[AgendaItem]) -> list[AgendaItem]:
    """A later draft: new points come before the one that closes the meeting, if that stands last."""
    known = [one for one in items if one.pk]
    new = [one for one in items if not one.pk]
    if known and known[-1].drafted == "close":
        return [*known[:-1], *new, known[-1]]
    return [*known, *new]
