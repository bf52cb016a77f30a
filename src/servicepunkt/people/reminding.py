"""Reminders become letters: at once or gathered, each once, whoever runs the duty and however often.

A reminder is noted as given (`Reminded`) in the transaction that writes its letter, so that a worker that is killed has
done both or neither. Nothing is written before seven in the morning, Swedish time.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicepunkt.core import clock, mail
from servicepunkt.core.duties import duty
from servicepunkt.core.models import Letter
from servicepunkt.places.models import Area

from .chasing import Reminder, Thing, due_reminders, table, things
from .holders import Holders, holders_on
from .models import Reminded
from .topics import How, chosen, how_of

FROM_HOUR = 7
REMEMBERED = dt.timedelta(days=400)
"""How long it is remembered what was reminded of: far longer than any threshold holds."""

DIGEST = "digest"


def remind() -> int:
    """Write the letters of every reminder that holds now and was not given; how many letters.

    About ten queries a programme, and a few for each letter.
    """
    now = clock.now()
    if now.astimezone(clock.STOCKHOLM).hour < FROM_HOUR:
        return 0
    today = clock.today()
    with translation.override("sv"):
        holders = holders_on(today)
        waiting = _not_given(due_reminders(_things(holders, today), table(), today), now)
        choices = chosen({one.account_id for one in waiting})
        by_way: dict[str, list[Reminder]] = defaultdict(list)
        for one in waiting:
            by_way[how_of(choices, one.account_id, one.thing.topic)].append(one)
        titles = dict(Area.objects.filter(parent=None).values_list("pk", "title"))
        written = sum(_tell_at_once(one, holders, titles, today) for one in by_way[How.AT_ONCE])
        return written + _digests(by_way[How.DAILY], by_way[How.WEEKLY], holders, titles, today)


def _things(holders: Holders, today: dt.date) -> list[Thing]:
    roots = Area.objects.filter(pk__in={row.root_id for row in holders.rows}, parent=None).order_by("pk")
    return [thing for root in roots for thing in things(root, holders, today)]


def _not_given(reminders: Sequence[Reminder], now: dt.datetime) -> list[Reminder]:
    given = set(Reminded.objects.filter(at__gte=now - REMEMBERED).values_list("key", flat=True))
    return [one for one in reminders if one.key not in given]


# --- letters ----------------------------------------------------------------------------------------------------------


def in_days(on: dt.date, today: dt.date) -> str:
    """How far off a day is, in words: "i morgon", "om 14 dagar", "försenat 3 dagar"."""
    days = (on - today).days
    if days in (0, 1):
        return _("i morgon") if days else _("i dag")
    if days > 0:
        return ngettext("om %(days)d dag", "om %(days)d dagar", days) % {"days": days}
    return ngettext("försenat %(days)d dag", "försenat %(days)d dagar", -days) % {"days": -days}


def _tell_at_once(one: Reminder, holders: Holders, titles: dict[int, str], today: dt.date) -> int:
    thing = one.thing
    when = in_days(thing.on, today)
    where = ", ".join(part for part in (thing.place, titles.get(thing.root_id, "")) if part)
    body = "\n\n".join(
        [
            _("Hej!"),
            f"{thing.title}\n{date_format(thing.on, 'j F Y')}, {when}\n{where}",
            mail.absolute(thing.path),
        ]
    )
    subject = f"{thing.title}: {when}"
    return _write([one], f"remind:{one.key}", thing.topic, subject, body, holders)


def _write(told: Sequence[Reminder], key: str, kind: str, subject: str, body: str, holders: Holders) -> int:
    """Note reminders of one account as given and put their letter in the outbox, all or nothing; 1 when it was new."""
    account_id, first = told[0].account_id, told[0].thing
    places = {one.thing.place_id for one in told}
    roots = {one.thing.root_id for one in told}
    now = clock.now()
    with transaction.atomic():
        if Letter.objects.filter(key=key).exists():
            return 0
        new = [
            Reminded.objects.get_or_create(key=one.key, defaults={"account_id": account_id, "at": now})[1]
            for one in told
        ]
        if not all(new):  # another worker is giving them at this moment
            transaction.set_rollback(True)
            return 0
        letter = mail.put(
            key=key,
            kind=kind,
            address=holders.addresses[account_id],
            subject=subject,
            body=body,
            account_id=account_id,
            area_id=first.root_id if len(roots) == 1 else None,
            place_id=first.place_id if len(places) == 1 else None,
        )
        Reminded.objects.filter(key__in=[one.key for one in told]).update(letter=letter)
    return 1


# --- gathered ---------------------------------------------------------------------------------------------------------


def _digests(
    daily: Sequence[Reminder], weekly: Sequence[Reminder], holders: Holders, titles: dict[int, str], today: dt.date
) -> int:
    """The morning's gathered letters, one an account; on the week's first morning with what is told once a week."""
    monday = today - dt.timedelta(days=today.weekday())
    day_mark, week_mark = f"day:{today.isoformat()}", f"week:{monday.isoformat()}"
    done = set(Reminded.objects.filter(key__in=[day_mark, week_mark]).values_list("key", flat=True))
    if day_mark in done:
        return 0
    of_account: dict[int, list[Reminder]] = defaultdict(list)
    for one in [*daily, *([] if week_mark in done else weekly)]:
        of_account[one.account_id].append(one)
    written = 0
    for account_id, told in sorted(of_account.items()):
        key = f"{DIGEST}:{today.isoformat()}:account:{account_id}"
        written += _write(told, key, DIGEST, _digest_subject(told, today), digest(told, titles, today), holders)
    for mark in {day_mark, week_mark} - done:
        Reminded.objects.get_or_create(key=mark, defaults={"at": clock.now()})
    return written


def _late(told: Iterable[Reminder], today: dt.date) -> int:
    return sum(one.thing.on < today for one in told)


def _digest_subject(told: Sequence[Reminder], today: dt.date) -> str:
    late = _late(told, today)
    things_to_do = ngettext("%(number)d sak att göra", "%(number)d saker att göra", len(told)) % {"number": len(told)}
    if not late:
        return things_to_do
    return ngettext("%(things)s, varav %(late)d försenad", "%(things)s, varav %(late)d försenade", late) % {
        "things": things_to_do,
        "late": late,
    }


def digest(told: Iterable[Reminder], titles: dict[int, str], today: dt.date) -> str:
    """The text of a gathered letter: by programme and place, the programmes and places with the latest first."""
    groups: dict[int, dict[str, list[Thing]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(told, key=lambda one: (one.thing.on, one.thing.title)):
        groups[one.thing.root_id][one.thing.place].append(one.thing)
    lines = [_("Hej! Det här ligger framför dig.")]
    for root_id, places in groups.items():
        lines += ["", titles.get(root_id, "").upper()]
        for place, of_place in places.items():
            lines += ["", place] if place else []
            for thing in of_place:
                when = f"{date_format(thing.on, 'j F Y')}, {in_days(thing.on, today)}"
                lines += ["", f"* {thing.title}", f"  {when}", f"  {mail.absolute(thing.path)}"]
    return "\n".join(lines)


# --- duties -----------------------------------------------------------------------------------------------------------


@duty("people.reminders", every=dt.timedelta(minutes=20))
def remind_duty() -> None:
    """Remind of what has come so far."""
    remind()


@duty("people.forget_reminded", every=dt.timedelta(hours=24))
def forget_reminded() -> None:
    """Forget what was reminded of long ago."""
    Reminded.objects.filter(at__lt=clock.now() - REMEMBERED).delete()
