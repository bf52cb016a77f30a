"""The invitation to a meeting: who is called, and what the letter says."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core import clock, mail
from servicepunkt.core.text import localised
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Account, Holding

from .models import Meeting


@dataclass(frozen=True)
class Called:
    """Somebody who is called to a meeting: the seat they hold that day, themselves or as a substitute."""

    person_id: int
    name: str
    email: str
    account_id: int | None
    seat: str
    substitute: bool


def called_to(meeting: Meeting) -> list[Called]:
    """Everybody who holds a seat in the body on the meeting's day, each person once, ordinary holders first. Two
    queries."""
    day = meeting.held_on or meeting.planned_on or clock.today()
    rows = Holding.objects.filter(held_on(day), seat__body=meeting.body).select_related("seat", "person")
    ordered = list(rows.order_by("substitute", "seat__number", "seat_id", "id"))
    people = [row.person_id for row in ordered]
    accounts = dict(Account.objects.filter(person_id__in=people, is_active=True).values_list("person_id", "id"))
    out: dict[int, Called] = {}
    for row in ordered:
        one = row.person
        out.setdefault(
            one.pk,
            Called(one.pk, one.name, one.email, accounts.get(one.pk), localised(row.seat), row.substitute),
        )
    return list(out.values())


def place_of(meeting: Meeting) -> str:
    """Where a meeting is, in words; nothing when that is not said."""
    return ", ".join(part for part in (meeting.venue, meeting.link) if part)


def time_of(meeting: Meeting) -> str:
    """When a meeting is, in words: its day, and from when to when."""
    if meeting.planned_on is None:
        return _("Dagen är inte bestämd än")
    day = date_format(meeting.planned_on, "l j F Y")
    if meeting.starts_at is None:
        return day
    start = dt.datetime.combine(meeting.planned_on, meeting.starts_at)
    if not meeting.minutes:
        return _("%(day)s kl. %(start)s") % {"day": day, "start": f"{start:%H.%M}"}
    end = start + dt.timedelta(minutes=meeting.minutes)
    return _("%(day)s kl. %(start)s–%(end)s") % {"day": day, "start": f"{start:%H.%M}", "end": f"{end:%H.%M}"}


def invitation(meeting: Meeting) -> tuple[str, str]:
    """What the letter of invitation says: its subject and its text. Letters are in Swedish."""
    with override("sv"):
        again = meeting.calls > 0
        head = _("Ändrad kallelse: %(body)s %(day)s") if again else _("Kallelse: %(body)s %(day)s")
        day = date_format(meeting.planned_on, "j F Y") if meeting.planned_on else ""
        lines = [
            _("Du kallas till möte med %(body)s.") % {"body": localised(meeting.body)},
            _("Tid: %(time)s") % {"time": time_of(meeting)},
        ]
        if place_of(meeting):
            lines.append(_("Plats: %(place)s") % {"place": place_of(meeting)})
        address = reverse("programme:meeting", args=[meeting.programme.area.key, meeting.pk])
        texts = [
            "\n".join(lines),
            meeting.message,
            "\n".join(f"{item.number}. {item.title}" for item in meeting.agenda.all()),
            _("Dagordning och handlingar: %(address)s") % {"address": mail.absolute(address)},
            _("Kan du inte komma? Säg till, så att din ersättare kan komma i stället."),
        ]
        return head % {"body": localised(meeting.body), "day": day}, "\n\n".join(text for text in texts if text)
