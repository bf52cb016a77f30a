"""What `programme` tells of itself in documents: what it is, its organisation, meetings, decisions, what comes next."""

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.core.text import localised
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import FEWEST, MOST_ROWS, Telling, day_said, hours_said, part_said, period_said
from servicepunkt.method.queries import goals
from servicepunkt.method.versions import adoption_of
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Holding, Seat
from servicepunkt.people.roles import ROLES, Role

from .counting import tallies
from .models import Attendance, Decision, Meeting, Programme, Task, VillageMeeting
from .queries import due, programme_of, text_of
from .queries_costs import borne

NEXT_DAYS = 120
"""How far ahead "the next period" looks: the memo's reports come four months apart."""
OUTCOMES = {
    Decision.Outcome.YES: gettext_lazy("Bifall"),
    Decision.Outcome.NO: gettext_lazy("Avslag"),
    Decision.Outcome.POSTPONED: gettext_lazy("Bordlagt"),
    Decision.Outcome.OPEN: gettext_lazy("Inte beslutat"),
}


def within(asked: Asked, day: str) -> Q:
    """The things whose `day` lies in the period asked about, and not after the day asked about."""
    so_far = Q(**{f"{day}__lte": asked.on})
    if asked.period_from is None or asked.period_to is None:
        return so_far
    return so_far & Q(**{f"{day}__gte": asked.period_from, f"{day}__lt": asked.period_to})


def _title(programme: Programme) -> str:
    return localised(programme)


def _recipient(asked: Asked, programme: Programme) -> str:
    report = programme.reports.select_related("recipient").filter(pk=asked.subject).first()
    return report.recipient.name if report else "–"


@section("programme.overview", gettext_lazy("Övergripande uppgifter"))
def overview(asked: Asked) -> Section:
    """Owner, recipient, the programme's time and the report's period, how many places, and the purpose."""
    programme = programme_of(asked.root)
    tell = Telling(asked, _("Programmets uppgifter"))
    _titles, areas = tallies(adoption_of(asked.root.pk))
    last = programme.ends_on
    tell.figures(
        _("Uppgifter om projektet"),
        [
            (_("Projekt"), _title(programme)),
            (_("Projektägare"), programme.owner.name),
            (_("Mottagare"), _recipient(asked, programme)),
            (_("Projekttid"), f"{day_said(programme.starts_on)} – {day_said(last)}"),
            (_("Rapportens period"), period_said(asked)),
            (_("Siffrorna gäller"), day_said(asked.on)),
            (_("Orter"), str(sum(one.places for one in areas))),
            (_("Regioner"), ", ".join(one.title for one in areas) or "–"),
        ],
    )
    if purpose := text_of(programme, "purpose"):
        tell.head(_("Syfte"))
        tell.say(purpose)
    return tell.section()


@section("programme.brief", gettext_lazy("Läget i korthet"))
def brief(asked: Asked) -> Section:
    """The figures a board reads first: places, starts, what is late, goals, money, own time."""
    programme = programme_of(asked.root)
    adoption = adoption_of(asked.root.pk)
    tell = Telling(asked, _("Läget, Pengar och Kalender i Servicepunkt"))
    _titles, areas = tallies(adoption)
    places = sum(one.places for one in areas)
    spent = borne(asked.root)
    paid = int(programme.outlays.filter(paid_on__lte=asked.on).aggregate(all=Sum("amount_ore", default=0))["all"])
    held = programme.meetings.filter(within(asked, "held_on")).count()
    rows = [
        (_("Orter"), str(places)),
        (_("Orter som har startat"), part_said(sum(one.reached for one in areas), places)),
        (_("Orter där något är försenat"), part_said(sum(one.overdue for one in areas), places)),
        (_("Utbetalt hittills"), kronor(paid)),
        (_("Kostnader hittills"), kronor(spent.total_ore)),
        (_("Eget arbete hittills, timmar"), hours_said(spent.total_hours)),
        (_("Möten under perioden"), str(held)),
    ]
    for goal in goals(adoption, asked.on):
        now = _("kan inte mätas än") if goal.count is None else part_said(goal.count, goal.places)
        rows.append((_("Mål: %(goal)s") % {"goal": goal.spec.title.here()}, now))
    tell.figures(_("Läget den %(day)s") % {"day": day_said(asked.on)}, rows)
    return tell.section()


def _seats(asked: Asked) -> QuerySet[Any]:
    """The seats of a programme, each with `filled`: whether it has an ordinary holder on the day."""
    filled = Holding.objects.filter(held_on(asked.on), seat=OuterRef("pk"), substitute=False)
    return Seat.objects.filter(body__area=asked.root).annotate(filled=Exists(filled))


@section("programme.organisation", gettext_lazy("Organisationen"))
def organisation(asked: Asked) -> Section:
    """The programme's bodies seat by seat, by title and organisation, never by name; the local groups as counts."""
    tell = Telling(asked, _("Grupper och platser"))
    own = _seats(asked).filter(body__place=None, place=None).select_related("body").prefetch_related("organisations")
    by_body: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for seat in own.order_by("body__number", "body_id", "number", "id"):
        title = _("%(seat)s (adjungerad)") % {"seat": localised(seat)} if seat.co_opted else localised(seat)
        organisations = ", ".join(one.name for one in seat.organisations.all())
        by_body[localised(seat.body)].append((title, organisations, _("Tillsatt") if seat.filled else _("Vakant")))
    for body, rows in by_body.items():
        tell.table(body, (_("Plats"), _("Organisation"), _("Läge")), rows)
    local = _seats(asked).exclude(place=None).exclude(role=Role.INTERVIEWER).order_by().values_list("role")
    counts = local.annotate(seats=Count("id"), taken=Count("id", filter=Q(filled=True)))
    order = {role.value: number for number, role in enumerate(Role)}
    tell.table(
        _("Platser på orterna"),
        (_("Roll"), _("Platser"), _("Tillsatta")),
        (
            (str(ROLES[Role(role)].title), str(seats), str(filled))
            for role, seats, filled in sorted(counts, key=lambda one: order[one[0]])
        ),
        numeric=(1, 2),
    )
    return tell.section()


def _attendance(meetings: list[Meeting]) -> dict[int, tuple[int, ...]]:
    """Who came, how many of them from afar, how many as substitutes: by meeting. One query."""
    came = Attendance.objects.filter(meeting__in=meetings, person__isnull=False).exclude(how=Attendance.How.ABSENT)
    far, substitutes = Q(how=Attendance.How.REMOTE), Q(substitute=True)
    counts = came.order_by().values_list("meeting_id")
    every = counts.annotate(all=Count("id"), far=Count("id", filter=far), sub=Count("id", filter=substitutes))
    return {meeting: tuple(numbers) for meeting, *numbers in every}


@section("programme.meetings", gettext_lazy("Möten under perioden"))
def meetings(asked: Asked) -> Section:
    """The meetings held in the period with how many came, and the meetings out in the villages as counts."""
    tell = Telling(asked, _("Mötenas närvaro, och möten som förts in på orterna"))
    held = list(Meeting.objects.filter(within(asked, "held_on"), programme__area=asked.root).select_related("body"))
    came = _attendance(held)
    none_noted = ("–", "–", "–")
    rows = []
    for one in sorted(held, key=lambda m: (m.held_on or dt.date.min, m.pk)):
        counts = tuple(map(str, came[one.pk])) if one.pk in came else none_noted
        rows.append((localised(one.body), day_said(one.held_on) if one.held_on else "–", *counts))
    head = (_("Grupp"), _("Dag"), _("Närvarande"), _("Varav på distans"), _("Varav ersättare"))
    none = _("Inget möte hölls under perioden (%(period)s).") % {"period": period_said(asked)}
    tell.table(_("Möten i programmets grupper"), head, rows, numeric=(2, 3, 4), none=none)
    out = VillageMeeting.objects.filter(within(asked, "met_on"), root=asked.root).order_by().values_list("kind")
    sums = {kind: rest for kind, *rest in out.annotate(
        number=Count("id"), places=Count("place", distinct=True),
        people=Sum("people_came", filter=Q(people_came__gte=FEWEST), default=0),
    )}  # fmt: skip
    tell.table(
        _("Möten och kontakter på orterna"),
        (_("Slag"), _("Antal"), _("Orter"), _("Personer som kom")),
        ((str(kind.label), *map(str, sums[kind])) for kind in VillageMeeting.Kind if kind in sums),
        numeric=(1, 2, 3),
        none=_("Inga möten på orterna är införda för perioden."),
    )
    if sums:
        tell.say(_("Möten dit färre än %(few)s personer kom är inte med i antalet personer.") % {"few": FEWEST})
    return tell.section()


@section("programme.decisions", gettext_lazy("Beslut och uppgifter"))
def decisions(asked: Asked) -> Section:
    """What was decided in the period, and how the tasks that follow from decisions stand."""
    tell = Telling(asked, _("Besluten och uppgifterna i programmets grupper"))
    taken = Decision.objects.filter(within(asked, "decided_on"), area=asked.root)
    taken = taken.filter(outcome__in=[Decision.Outcome.YES, Decision.Outcome.NO])
    rows = [
        (one.title, one.place.name if one.place else _("hela programmet"), day_said(one.decided_on),
         str(OUTCOMES[Decision.Outcome(one.outcome)]))
        for one in taken.select_related("place").order_by("decided_on", "id")
        if one.decided_on
    ]  # fmt: skip
    none = _("Inga beslut är införda för perioden (%(period)s).") % {"period": period_said(asked)}
    if len(rows) <= MOST_ROWS:
        tell.table(_("Beslut"), (_("Beslut"), _("Gäller"), _("Dag"), _("Utfall")), rows, none=none)
    else:
        counts = Counter(row[3] for row in rows)
        tell.figures(_("Beslut"), ((outcome, str(number)) for outcome, number in counts.items()))
    late = Q(done_on=None, due_on__lt=asked.on)
    tasks = Task.objects.filter(area=asked.root).aggregate(
        done=Count("id", filter=Q(done_on__lte=asked.on)), open=Count("id", filter=Q(done_on=None)),
        late=Count("id", filter=late),
    )  # fmt: skip
    if any(tasks.values()):
        states = {_("Klara"): tasks["done"], _("Öppna"): tasks["open"], _("Varav försenade"): tasks["late"]}
        tell.figures(_("Uppgifter"), ((name, str(number)) for name, number in states.items()))
    return tell.section()


@section("programme.next", gettext_lazy("Nästa period"))
def next_period(asked: Asked) -> Section:
    """What is due in the months to come: reports, meetings, and what the way of working expects of every place."""
    programme = programme_of(asked.root)
    tell = Telling(asked, _("Kalendern och arbetssättets tider"))
    until = asked.on + dt.timedelta(days=NEXT_DAYS)
    coming = [one for one in due(programme, adoption_of(asked.root.pk), NEXT_DAYS) if one.due_on <= until]
    tell.table(
        _("Det som ska göras till och med %(day)s") % {"day": day_said(until)},
        (_("Vad"), _("Senast"), _("Läge")),
        ((one.title, day_said(one.due_on), _("Försenat") if one.overdue else one.what) for one in coming),
        none=_("Kalendern har inget inlagt."),
    )
    return tell.section()
