"""Reads of a village's own facts, and the sums of what villages have sought for their pre-studies."""

from dataclasses import dataclass
from operator import attrgetter

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum

from servicepunkt.core import clock
from servicepunkt.core.evidence import Question, find, registered
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.pages import Here
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import Area

from .models import Application, Balance, VillageMeeting, Vision

MEETINGS_SHOWN = 20
OF_BALANCE = ("programme.group_even", "programme.group_youth", "programme.group_integration")
LEADERSHIP = frozenset({Role.LEADER, Role.COORDINATOR})


def balance_of(here: Here) -> Balance:
    """The group's balance, or an unsaved one of version 0 while there is none. One query."""
    known = Balance.objects.filter(root=here.root, place=here.place).first()
    return known or Balance(root=here.root, place=here.place, version=0)


def vision_of(here: Here) -> Vision:
    """The village's vision, or an unsaved one of version 0 while there is none. One query."""
    known = Vision.objects.filter(root=here.root, place=here.place).first()
    return known or Vision(root=here.root, place=here.place, version=0)


def leads(here: Here) -> bool:
    """Whether the user may say that the leadership took part in a meeting: the place's leader or the coordinator."""
    return here.access.seat_for(Right.NOTE_MEETINGS, here.spot, LEADERSHIP) is not None


def may_change(here: Here, meeting: VillageMeeting) -> bool:
    """Whether the user may put a meeting right; one that the leadership stands for only the leadership."""
    return leads(here) if meeting.with_leadership else here.may(Right.NOTE_MEETINGS)


@dataclass(frozen=True)
class Verdict:
    """One side of a group's balance: what it is about, and whether it holds."""

    title: str
    met: bool


def verdicts(here: Here) -> list[Verdict]:
    """Whether the group is balanced, side by side, measured as the way of working says. Two queries."""
    params = {r.evidence: r.params for r in spec_of(adoption_of(here.root.pk).version).requirements}
    place_id = here.place.pk
    question = Question(here.root.pk, frozenset({place_id}), {}, clock.today())
    return [
        Verdict(str(registered()[name].title), find(name, question.about(params.get(name, {})))[place_id].met)
        for name in OF_BALANCE
    ]


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list, and whether the user may put it right."""

    meeting: VillageMeeting
    may_change: bool


def meetings_of(here: Here, page: str) -> tuple[list[MeetingRow], PageOf[VillageMeeting]]:
    """The place's meetings and contacts, newest first, twenty a page. Two queries."""
    rows = VillageMeeting.objects.filter(root=here.root, place=here.place)
    shown = Paginator(rows, MEETINGS_SHOWN).get_page(page)
    return [MeetingRow(one, may_change(here, one)) for one in shown.object_list], shown


def applications_of(here: Here) -> list[Application]:
    """The place's applications for pre-study money, newest first. One query."""
    return list(Application.objects.filter(root=here.root, place=here.place))


@dataclass(frozen=True)
class Sought:
    """What has been sought from one source: applications that were sent, öre sought, öre granted."""

    source: str
    applications: int
    sought_ore: int
    granted_ore: int


def sought_by_source(root: Area) -> list[Sought]:
    """Money sought for pre-studies in the whole programme, by source; what is only prepared or was taken back does not
    count. One query."""
    sent = Q(state__in=[Application.State.SENT, Application.State.GRANTED, Application.State.REFUSED])
    rows = Application.objects.filter(sent, root=root).order_by().values("source")
    sums = rows.annotate(number=Count("id"), sought=Sum("sought_ore"), granted=Sum("granted_ore"))
    order = {value: number for number, value in enumerate(Application.Source.values)}
    out = [
        Sought(
            str(Application.Source(one["source"]).label), one["number"], int(one["sought"]), int(one["granted"] or 0)
        )
        for one in sorted(sums, key=lambda one: order[one["source"]])
    ]
    return out


def total(rows: list[Sought]) -> Sought:
    """All sources together."""
    sums = [sum(map(attrgetter(name), rows)) for name in ("applications", "sought_ore", "granted_ore")]
    return Sought("", *sums)
