"""The demonstration's letters: reminders written on days of the story. Nothing is ever sent from a demonstration."""

import datetime as dt

from django.db.models import F

from servicepunkt.core import clock
from servicepunkt.core.models import Letter
from servicepunkt.people.reminding import remind
from servicepunkt.programme.models import Programme

from .accounts import EXAMPLE
from .story import Story

REMINDED = (2, 12, 22)
"""The days of a month on which the story's worker reminds."""


def tell_letters(story: Story, starts_on: dt.date, months: int) -> None:
    """Let reminders be written on some days of every month."""
    for month in range(months):
        for day in REMINDED:
            story.on(clock.first_of_month(starts_on, month) + dt.timedelta(days=day - 1), remind)


def letters_have_gone(until: dt.date) -> None:
    """Show the letters of days before `until` as sent, and the last of them as refused by an invented mail server."""
    past = Letter.objects.filter(made_at__lt=dt.datetime.combine(until, dt.time(), clock.STOCKHOLM))
    last = past.filter(area_id=Programme.objects.get(slug=EXAMPLE).area_id).order_by("-id").first()
    past.update(state=Letter.State.SENT, sent_at=F("made_at"), attempts=1)
    if last is not None:
        refused = {"state": Letter.State.FAILED, "sent_at": None, "fault": "550 5.1.1 User unknown"}
        Letter.objects.filter(pk=last.pk).update(**refused)
