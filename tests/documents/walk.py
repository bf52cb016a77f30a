"""What the walks through every page open the pages of this room with: drafts, editions, one of them withdrawn."""

import datetime as dt
from typing import TypeAlias

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.core.models import Job
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents.actions_destroying import destroy
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.freezing import key_of
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.models import Holding
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Area
from tests.documents.office import REPORT
from tests.documents.office import frozen as frozen_now

Arguments: TypeAlias = dict[str, list[str | int]]

FILES = {"documents:file", "documents:preview"}
"""Answers that are no pages."""
_OF_A_DRAFT = ("draft", "marking", "new_part", "propose", "preview")
_OF_A_VERSION = ("version", "withdraw", "mask")
ABOUT_ONE = {
    *FILES, *(f"documents:{name}" for name in (*_OF_A_DRAFT, *_OF_A_VERSION)), "documents:part",
    "documents:remove_part", "documents:take_back", "documents:approve", "documents:freezing", "documents:compare",
    "documents:compare_draft", "documents:destroy",
}  # fmt: skip
"""Pages that are there only when somebody has begun to write."""


def coordinator(root: Area) -> Actor:
    """Whoever sits as coordinator."""
    held = Holding.objects.filter(seat__body__area=root, seat__role=Role.COORDINATOR, person__account__isnull=False)
    first = held.select_related("person__account").order_by("id")[0]
    return Actor(first.person.account.pk, first.seat_id)


def draft(root: Area, subject: int) -> Draft:
    """A report being written."""
    day = clock.today()
    return open_draft(
        kind=REPORT, subject=subject, title=f"Report {subject}", root=root, place=None,
        period=(day.replace(day=1, month=1), day), actor=coordinator(root),
    )  # fmt: skip


def edition(one: Draft, text: str) -> FrozenVersion:
    """A next edition of a report."""
    who = coordinator(one.area)
    one.parts.filter(key="summary").update(text=text)
    seen = approval.propose(draft=one, actor=who).sha256
    return frozen_now(one, seen, who)


def past_its_time(root: Area, subject: int) -> FrozenVersion:
    """An edition so old that it may be sorted out; another of its age has been. Within `office.registered()`."""
    with clock.fixed(clock.now() - dt.timedelta(days=5 * 366)):
        gone, stays = (edition(draft(root, number), "Old") for number in (subject, subject + 1))
    destroy(versions=[gone], decision="2031-14", actor=coordinator(root))
    return stays


def fill(root: Area) -> None:
    """A row in every table of this room. Within `office.registered()`."""
    past_its_time(root, 80)
    version = edition(draft(root, 90), "Anna Berg")
    who = coordinator(root)
    frozen.mask(version=version, names=["Anna Berg"], reason="Begäran", seen_sha256=version.body.sha256, actor=who)
    frozen.withdraw(version=version, reason="Fel", actor=who)


def a_worker_elsewhere_has_it(one: Draft) -> None:
    """An approved draft stays on its way, whatever work is done here."""
    job = Job.objects.filter(key=key_of(one.proposal))
    job.update(state=Job.State.RUNNING, taken_until=clock.now() + dt.timedelta(days=1), done=1, total=2)


def arguments(root: Area) -> Arguments:
    """For each page that is about one thing: what stands in its address after the programme. Within `registered()`."""
    being_written, waiting, done, freezing = (draft(root, number) for number in (91, 92, 93, 94))
    approval.propose(draft=waiting, actor=coordinator(root))
    seen = approval.propose(draft=freezing, actor=coordinator(root)).sha256
    old, new = edition(done, "Small"), edition(done, "Large")
    frozen.withdraw(version=old, reason="Counted twice", actor=coordinator(root))
    approval.approve(draft=freezing, seen_sha256=seen, actor=coordinator(root))
    a_worker_elsewhere_has_it(freezing)
    return {
        **{f"documents:{name}": [being_written.pk] for name in _OF_A_DRAFT},
        **{f"documents:{name}": [new.pk] for name in _OF_A_VERSION},
        "documents:part": [being_written.pk, being_written.parts.get(key="places").pk],
        "documents:take_back": [waiting.pk],
        "documents:approve": [waiting.pk],
        "documents:freezing": [freezing.pk],
        "documents:compare": [old.pk, new.pk],
        "documents:compare_draft": [done.pk, old.pk],
    }
