"""What an agenda is drafted from: where the places stand, what is due, what is open, the money, the next meeting.

Everything is said as of today from the facts. Swedish plain text: a person goes on writing in it.
"""

import datetime as dt
from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicepunkt.core import clock
from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.method.models import Standing
from servicepunkt.method.versions import adoption_of

from .counting import tallies
from .models import Meeting, Task
from .queries import money, report_title
from .queries_meetings import day_of, decisions_open, minuted

LATE_PLACES = 10
"""How many late places are named; the others are counted."""


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _next(meeting: Meeting) -> Meeting | None:
    """The body's next meeting after this one."""
    later = meeting.programme.meetings.filter(body=meeting.body, cancelled_on=None).exclude(pk=meeting.pk)
    after = [one for one in later if day_of(one) > day_of(meeting)]
    return min(after, key=day_of, default=None)


def _previous(meeting: Meeting) -> str:
    before = (
        meeting.programme.meetings.filter(body=meeting.body, held_on__lt=day_of(meeting))
        .exclude(pk=meeting.pk)
        .select_related("minutes_version__withdrawal")
        .order_by("-held_on")
        .first()
    )
    if before is None or before.held_on is None:
        return _("Gruppen har inte hållit något möte tidigare.")
    told = {"day": _day(before.held_on)}
    if minuted(before):
        return _("Protokollet från mötet %(day)s är justerat.") % told
    return _("Protokollet från mötet %(day)s är inte justerat än.") % told


def places_text(meeting: Meeting) -> str:
    """Where the places stand: a line for each region with its counts, then the late ones by name. Three queries."""
    adoption = adoption_of(meeting.programme.area_id)
    _steps, rows = tallies(adoption)
    lines = []
    for one in rows:
        told = {"area": one.title, "places": one.places, "started": one.reached, "late": one.overdue}
        lines.append(
            ngettext(
                "%(area)s: %(places)s ort, %(started)s startad, %(late)s med något försenat.",
                "%(area)s: %(places)s orter, %(started)s startade, %(late)s med något försenat.",
                one.places,
            )
            % told
        )
    late = Standing.objects.filter(area_id=adoption.area_id, overdue__gt=0).select_related("place")
    named = [(one.place.name, one.overdue) for one in late.order_by("-overdue", "place__sort_key")]
    if named:
        shown = ", ".join(f"{name} ({count})" for name, count in named[:LATE_PLACES])
        lines.append(_("Försenade krav per ort: %(places)s.") % {"places": shown})
    if len(named) > LATE_PLACES:
        more = len(named) - LATE_PLACES
        lines.append(ngettext("Och %(more)s ort till.", "Och %(more)s orter till.", more) % {"more": more})
    return "\n".join(lines)


def _reports(meeting: Meeting) -> str:
    following = _next(meeting)
    until = day_of(following) if following else meeting.programme.reporting_until
    due = meeting.programme.reports.filter(sent_on=None, due_on__lte=until).select_related("recipient")
    lines = [_("%(report)s, senast %(day)s") % {"report": report_title(r), "day": _day(r.due_on)} for r in due]
    return "\n".join(lines) or _("Ingen rapport ska lämnas före nästa möte.")


def _decisions(meeting: Meeting) -> str:
    rows = decisions_open(meeting.programme.area)
    return "\n".join(one.title for one in rows) or _("Inga beslut väntar från tidigare möten.")


def _tasks(meeting: Meeting) -> str:
    rows = Task.objects.filter(area=meeting.programme.area, done_on=None).select_related("owner")
    today = clock.today()
    lines = []
    for one in rows:  # the earliest day first: the late ones lead
        told = {"title": one.title, "owner": localised(one.owner), "day": _day(one.due_on)}
        late = one.due_on < today
        lines.append(
            (_("Försenad: %(title)s (%(owner)s, %(day)s)") if late else _("%(title)s (%(owner)s, %(day)s)")) % told
        )
    return "\n".join(lines) or _("Inga uppgifter är öppna.")


def _money(meeting: Meeting) -> str:
    sums = money(meeting.programme)
    if not sums.total_ore:
        return _("Inget är utbetalt än.")
    share = round(100 * (sums.local_share or 0))
    return _(
        "Utbetalt: %(total)s, varav %(local)s (%(share)s %%) till orternas egna lösningar. "
        "Utbetalda checkar: %(cheques)s."
    ) % {
        "total": kronor(sums.total_ore), "local": kronor(sums.local_ore), "share": share, "cheques": sums.cheques,
    }  # fmt: skip


def _next_meeting(meeting: Meeting) -> str:
    following = _next(meeting)
    if following is None:
        return _("Inget mer möte är inlagt.")
    if following.planned_on:
        return _("Nästa möte är %(day)s.") % {"day": _day(following.planned_on)}
    last = following.window_to - dt.timedelta(days=1)
    return _("Nästa möte ska hållas %(first)s – %(last)s.") % {"first": _day(following.window_from), "last": _day(last)}


def _nothing(_meeting: Meeting) -> str:
    return ""


def drafted_items(meeting: Meeting) -> list[tuple[str, str, str]]:
    """The points an agenda is drafted with, in order: key, title, text. A constant number of queries."""
    points: tuple[tuple[str, str, Callable[[Meeting], str]], ...] = (
        ("open", _("Mötet öppnas"), _nothing),
        ("adjusters", _("Val av justerare"), _nothing),
        ("previous", _("Föregående protokoll"), _previous),
        ("state", _("Läget på orterna"), places_text),
        ("reports", _("Rapporter som ska lämnas"), _reports),
        ("decisions", _("Öppna beslut"), _decisions),
        ("tasks", _("Öppna uppgifter"), _tasks),
        ("money", _("Ekonomi"), _money),
        ("next", _("Nästa möte"), _next_meeting),
        ("close", _("Mötet avslutas"), _nothing),
    )
    return [(key, title, text(meeting)) for key, title, text in points]
