"""The table of thresholds: who is reminded of a programme's reports, meetings, minutes, tasks and documents, and when.

The clock is passed in; `people.chasing` says how a row is read. What a row is about stands in the functions below.
"""

import datetime as dt

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servicepunkt.documents.kinds import kind_of, kinds
from servicepunkt.documents.models import Draft
from servicepunkt.method.models import Progress
from servicepunkt.people.chasing import Thing, Threshold, To, chase
from servicepunkt.people.holders import Holders
from servicepunkt.people.models import Body, MailChoice
from servicepunkt.people.roles import ROLES, Right, Role
from servicepunkt.people.topics import Topic, register
from servicepunkt.places.models import Area, AreaPlace

from .models import Application, ReportDue
from .queries import report_title
from .queries_meetings import CALL, HOLD, MINUTES, PLAN, meetings_open, tasks_open

REPORT, MEETING, TASK = "report", "meeting", "task"
METHOD, DOCUMENT, MONEY = "method", "document", "money"
PLANNING, ADJUSTING = "planning", "adjusting"

for topic in (
    Topic(
        REPORT, gettext_lazy("Rapporter"), number=10,
        help=gettext_lazy("En rapport som du ska skriva eller svara för ska snart vara inne, eller är försenad."),
        counted=gettext_lazy("dagen då rapporten ska vara inne"),
    ),
    Topic(
        MEETING, gettext_lazy("Möten"), number=20,
        help=gettext_lazy(
            "En grupp som du sitter i kallas till möte, eller möts om en vecka eller i morgon. Kallelser samlas inte."
        ),
        counted=gettext_lazy("mötesdagen"),
    ),
    Topic(
        PLANNING, gettext_lazy("Möten att planera"), number=21,
        help=gettext_lazy("Ett möte som du kallar till har ingen dag än, eller ingen kallelse."),
        counted=gettext_lazy("mötesdagen, eller den sista dag då mötet ska ha hållits"),
    ),
    Topic(
        ADJUSTING, gettext_lazy("Protokoll"), number=22,
        help=gettext_lazy("Protokollet från ett möte som du kallade till är inte justerat."),
        counted=gettext_lazy("två veckor efter mötet"),
    ),
    Topic(
        TASK, gettext_lazy("Uppgifter"), number=30,
        help=gettext_lazy("Något som du har tagit på dig ska snart vara gjort."),
        counted=gettext_lazy("uppgiftens sista dag"),
    ),
    Topic(
        DOCUMENT, gettext_lazy("Dokument att godkänna"), number=40,
        help=gettext_lazy("Ett dokument väntar på att du ska godkänna det."),
        counted=gettext_lazy("tre dagar efter att dokumentet lades fram"),
    ),
    Topic(
        METHOD, gettext_lazy("Arbetssättets uppgifter"), number=50, usual=MailChoice.How.WEEKLY,
        help=gettext_lazy("Månaden går ut då din ort ska ha kommit till en viss punkt i arbetssättet."),
        counted=gettext_lazy("månadens sista dag"),
    ),
    Topic(
        MONEY, gettext_lazy("Pengar till förstudien"), number=60, usual=MailChoice.How.WEEKLY,
        help=gettext_lazy("En ansökan från din ort har inte fått svar på två månader."),
        counted=gettext_lazy("två månader efter att ansökan skickades"),
    ),
):  # fmt: skip
    register(topic)

THRESHOLDS = (
    # a report: the day it is to be in
    Threshold(REPORT, -30, (To.WRITERS,)),
    Threshold(REPORT, -14, (To.WRITERS,)),
    Threshold(REPORT, -3, (To.WRITERS,)),
    Threshold(REPORT, 1, (To.WRITERS, To.COORDINATOR)),
    Threshold(REPORT, 14, (To.WRITERS, To.COORDINATOR, To.OWNER)),
    # a meeting with a day
    Threshold(MEETING, -7, (To.MEMBERS,)),
    Threshold(MEETING, -1, (To.MEMBERS,)),
    # a meeting without a day, or without an invitation: the last day of its window, or its day
    Threshold(PLANNING, -30, (To.CALLERS,)),
    Threshold(PLANNING, -14, (To.CALLERS,)),
    # minutes: two weeks after the meeting
    Threshold(ADJUSTING, 0, (To.CALLERS,)),
    Threshold(ADJUSTING, 14, (To.CALLERS, To.COORDINATOR)),
    # a task: its last day
    Threshold(TASK, -7, (To.DOER,)),
    Threshold(TASK, 0, (To.DOER,)),
    Threshold(TASK, 7, (To.DOER, To.LEADERS)),
    # a document laid before those who approve: three days later
    Threshold(DOCUMENT, 0, (To.APPROVERS,)),
    Threshold(DOCUMENT, 7, (To.APPROVERS, To.COORDINATOR)),
    # the way of working: the end of the month in which a place should have come so far
    Threshold(METHOD, -14, (To.CONTACT,)),
    Threshold(METHOD, 7, (To.CONTACT, To.LEADERS)),
    # money sought for the pre-study: two months after the application was sent
    Threshold(MONEY, 0, (To.CONTACT,)),
    Threshold(MONEY, 30, (To.CONTACT, To.LEADERS)),
)

ADJUSTED_WITHIN = dt.timedelta(days=14)
APPROVED_WITHIN = dt.timedelta(days=3)
ANSWERED_WITHIN = dt.timedelta(days=60)
FAR = dt.timedelta(days=62)
"""Further from today than any row reaches: such things are not read."""


@chase("programme.reports", [row for row in THRESHOLDS if row.topic == REPORT])
def reports(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Reports that are not sent. One query."""
    writers = holders.in_roles(root.pk, [Role.COORDINATOR, Role.LEADER])
    concerns = {
        To.WRITERS: writers,
        To.COORDINATOR: holders.in_roles(root.pk, [Role.COORDINATOR]),
        To.OWNER: holders.in_roles(root.pk, [Role.OWNER]),
    }
    due = ReportDue.objects.filter(programme__area=root, sent_on=None, due_on__range=(today - FAR, today + FAR))
    return [
        Thing(
            REPORT, one.pk, one.due_on, report_title(one),
            reverse("programme:report", args=[root.key, one.pk]), root.pk, concerns,
        )
        for one in due.select_related("recipient")
    ]  # fmt: skip


@chase("programme.meetings", [row for row in THRESHOLDS if row.topic in (MEETING, PLANNING, ADJUSTING)])
def meetings(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Meetings that wait: for their day, for being planned, for adjusted minutes. Two queries."""
    kinds_of = dict(Body.objects.filter(area=root).values_list("pk", "kind"))
    coordinators = holders.in_roles(root.pk, [Role.COORDINATOR])
    conveners = holders.in_roles(root.pk, [Role.CONVENER])
    out = []
    for one in meetings_open(root):
        callers = conveners if kinds_of.get(one.body_id) == Body.Kind.STEERING_GROUP and conveners else coordinators
        concerns = {To.MEMBERS: holders.of_body(one.body_id), To.CALLERS: callers, To.COORDINATOR: coordinators}
        path = reverse("programme:meeting", args=[root.key, one.id])
        what = {"body": one.what, "day": date_format(one.day, "j F")}
        if one.waits in (HOLD, CALL):
            out.append(Thing(MEETING, one.id, one.day, _("%(body)s möts") % what, path, root.pk, concerns))
        if one.waits == PLAN:
            title = _("%(body)s: bestäm dag för mötet") % what
            out.append(Thing(PLANNING, one.id, one.day, title, path, root.pk, concerns))
        if one.waits == CALL:
            title = _("%(body)s: skicka kallelsen till mötet") % what
            out.append(Thing(PLANNING, one.id, one.day, title, path, root.pk, concerns, code="-call"))
        if one.waits == MINUTES:
            title = _("%(body)s: justera protokollet från den %(day)s") % what
            out.append(Thing(ADJUSTING, one.id, one.day + ADJUSTED_WITHIN, title, path, root.pk, concerns))
    return out


@chase("programme.tasks", [row for row in THRESHOLDS if row.topic == TASK])
def tasks(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Tasks that are not done. Two queries."""
    members = _members(root)
    return [
        Thing(
            TASK, one.id, one.day, one.what, reverse("programme:task", args=[root.key, one.id]), root.pk,
            {
                To.DOER: holders.of_seats([one.owner_id]),
                To.LEADERS: holders.leading(root.pk, members[one.place_id].area_id)
                if one.place_id in members else holders.in_roles(root.pk, [Role.COORDINATOR]),
            },
            one.place_id,
            members[one.place_id].place.name if one.place_id in members else "",
        )
        for one in tasks_open(root)
    ]  # fmt: skip


def _members(root: Area) -> dict[int, AreaPlace]:
    """The programme's places by their number. One query."""
    return {one.place_id: one for one in AreaPlace.objects.filter(root=root).select_related("place")}


@chase("programme.documents", [row for row in THRESHOLDS if row.topic == DOCUMENT])
def documents(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Documents laid before those who approve them. One query, and what each kind asks to name its approvers."""
    coordinators = holders.in_roles(root.pk, [Role.COORDINATOR])
    proposed = Draft.objects.filter(area=root, state=Draft.State.PROPOSED, proposal__isnull=False)
    out = []
    for draft in proposed.select_related("proposal", "place", "area"):
        if draft.kind not in kinds():  # of a room that is not there
            continue
        kind = kind_of(draft.kind)
        if kind.approvers is not None:
            given = set(draft.proposal.approvals.values_list("seat_id", flat=True))
            approvers = holders.of_seats(one.seat_id for one in kind.approvers(draft) if one.seat_id not in given)
        else:
            approvers = holders.in_roles(root.pk, _roles_with(kind.approve))
        path = kind.home(draft) if kind.home else reverse("programme:programme", args=[root.key])
        title = _("Godkänn dokumentet: %(title)s") % {"title": draft.title}
        concerns = {To.APPROVERS: approvers, To.COORDINATOR: coordinators}
        on = draft.proposal.at.astimezone(dt.UTC).date() + APPROVED_WITHIN
        place = draft.place.name if draft.place else ""
        # Its number is the proposal's: a document taken back and proposed again is reminded of anew.
        out.append(Thing(DOCUMENT, draft.proposal.pk, on, title, path, root.pk, concerns, draft.place_id, place))
    return out


def _roles_with(right: Right) -> list[Role]:
    """The programme's own roles that have a right."""
    return [role for role, facts in ROLES.items() if right in facts.rights and not facts.local]


@chase("programme.method", [row for row in THRESHOLDS if row.topic == METHOD])
def method(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """What is left of what the way of working wants done by a day: one thing a place and day. Two queries."""
    members = _members(root)
    left = Progress.objects.filter(
        area=root, state=Progress.State.NOT_MET, due_on__range=(today - FAR, today + FAR), place_id__in=list(members)
    )
    out = []
    for place_id, on, number in left.order_by().values_list("place_id", "due_on").annotate(number=Count("id")):
        member = members[place_id]
        title = ngettext(
            "%(number)d krav i arbetssättet ska vara uppfyllt",
            "%(number)d krav i arbetssättet ska vara uppfyllda",
            number,
        ) % {"number": number}
        path = reverse("method:place", args=[root.key, member.place.slug])
        concerns = _of_place(root, holders, member)
        out.append(Thing(METHOD, place_id, on, title, path, root.pk, concerns, place_id, member.place.name))
    return out


def _of_place(root: Area, holders: Holders, member: AreaPlace) -> dict[To, frozenset[int]]:
    return {
        To.CONTACT: holders.at_place(root.pk, member.place_id, [Role.CONTACT_PERSON]),
        To.LEADERS: holders.leading(root.pk, member.area_id),
    }


@chase("programme.money", [row for row in THRESHOLDS if row.topic == MONEY])
def money(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Applications for the pre-study that nobody has answered. Two queries."""
    members = _members(root)
    sent = Application.objects.filter(root=root, state=Application.State.SENT, place_id__in=list(members))
    out = []
    for one in sent.exclude(sent_on=None):
        assert one.sent_on is not None  # a sent application has its day
        member = members[one.place_id]
        out.append(
            Thing(
                MONEY, one.pk, one.sent_on + ANSWERED_WITHIN,
                _("Svaret på ansökan hos %(source)s dröjer") % {"source": one.to},
                reverse("programme:application", args=[root.key, member.place.slug, one.pk]), root.pk,
                _of_place(root, holders, member), one.place_id, member.place.name,
            )
        )  # fmt: skip
    return out
