"""Minutes as a kind of document: what a meeting was, from attendance, agenda, decisions and tasks; adjusted, frozen.

The names of those present belong in minutes: they show who decided. Nothing else about them does.
"""

from collections import Counter

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.actions import Actor
from servicepunkt.core.text import localised
from servicepunkt.documents.blocks import Block, Bullets, Heading, Paragraph, Table
from servicepunkt.documents.kinds import Approver, Asked, Fact, Kind, Part, Retention, Section, register, section
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.roles import Right

from .actions_minutes import MINUTES, settle_minutes
from .invitation import place_of
from .models import Attendance, Decision, Meeting, Vote
from .queries_meetings import day_of

SOURCE = gettext_lazy("Servicepunkt, mötets sida")


def _meeting(asked: Asked) -> Meeting:
    rows = Meeting.objects.select_related("body", "programme__area", "chair", "secretary")
    return rows.get(pk=asked.subject, programme__area=asked.root)


def present(meeting: Meeting) -> list[Attendance]:
    """Who was there, in the order of the seats. Two queries."""
    rows = meeting.attendance.exclude(person=None).select_related("seat", "person")
    return list(rows.prefetch_related("seat__organisations").order_by("seat__number", "seat_id"))


def _name_on(rows: list[Attendance], seat_id: int | None) -> str:
    return next((r.person.name for r in rows if r.person and r.seat_id == seat_id), "")


@section("programme.minutes_facts", gettext_lazy("Mötet"))
def meeting_facts(asked: Asked) -> Section:
    """Day, time, place, and who led, wrote and adjusts."""
    meeting = _meeting(asked)
    rows = present(meeting)
    day = date_format(day_of(meeting), "j F Y")
    time = f"{meeting.starts_at:%H.%M}" if meeting.starts_at else ""
    lines = [_("Grupp: %(body)s") % {"body": localised(meeting.body)}, _("Dag: %(day)s") % {"day": day}]
    if time:
        lines.append(_("Mötet började kl. %(time)s.") % {"time": time})
    if place_of(meeting):
        lines.append(_("Plats: %(place)s") % {"place": place_of(meeting)})
    for seat_id, seat, words in (
        (meeting.chair_id, meeting.chair, _("Ordförande: %(name)s")),
        (meeting.secretary_id, meeting.secretary, _("Sekreterare: %(name)s")),
    ):
        if seat_id and seat:
            lines.append(words % {"name": _name_on(rows, seat_id) or localised(seat)})
    adjusters = ", ".join(r.person.name for r in rows if r.adjuster and r.person)
    if adjusters:
        lines.append(_("Justerare: %(names)s") % {"names": adjusters})
    fact = Fact(_("Mötet hölls"), day, str(SOURCE), asked.on)
    return Section((Bullets(tuple(lines)),), (fact,))


@section("programme.minutes_present", gettext_lazy("Närvarande"))
def attendance(asked: Asked) -> Section:
    """Who was there: name, seat, organisation, in the room or at a distance; who told that they could not come."""
    meeting = _meeting(asked)
    rows = present(meeting)
    absent = meeting.attendance.filter(person=None).select_related("seat").order_by("seat__number", "seat_id")
    if not rows:
        return Section((Paragraph(_("Ingen närvaro är införd.")),))
    cells = []
    for row in rows:
        person = row.person.name if row.person else ""
        name = _("%(name)s (ersättare)") % {"name": person} if row.substitute else person
        organisations = ", ".join(o.name for o in row.seat.organisations.all())
        cells.append((name, localised(row.seat), organisations, str(Attendance.How(row.how).label)))
    head = (_("Namn"), _("Plats i gruppen"), _("Organisation"), _("Hur"))
    blocks: list[Block] = [Table(head, tuple(cells), _("De som var med på mötet"))]
    away = ", ".join(localised(row.seat) for row in absent)
    if away:
        blocks.append(Paragraph(_("Anmält förhinder: %(seats)s.") % {"seats": away}))
    fact = Fact(_("Platser som var fyllda"), str(len(rows)), str(SOURCE), asked.on)
    return Section(tuple(blocks), (fact,))


@section("programme.minutes_agenda", gettext_lazy("Dagordning och vad som sades"))
def agenda(asked: Asked) -> Section:
    """Each point with what lay before the meeting and what was said."""
    blocks: list[Block] = []
    for item in _meeting(asked).agenda.all():
        blocks.append(Heading(2, f"{item.number}. {item.title}"))
        blocks.extend(Paragraph(text) for text in (item.text, item.notes) if text.strip())
    return Section(tuple(blocks) or (Paragraph(_("Mötet hade ingen dagordning.")),))


def votes_of(decisions: QuerySet[Decision] | list[Decision]) -> dict[int, Counter[str]]:
    """How the seats voted, as counts, for each decision. One query."""
    out: dict[int, Counter[str]] = {}
    for decision_id, answer in Vote.objects.filter(decision__in=decisions).values_list("decision_id", "answer"):
        out.setdefault(decision_id, Counter())[answer] += 1
    return out


def votes_said(counts: Counter[str] | None) -> str:
    """Votes in words; nothing when nobody voted."""
    if not counts:
        return ""
    return _("%(yes)s ja, %(no)s nej, %(abstain)s avstår") % {
        "yes": counts[Vote.Answer.YES], "no": counts[Vote.Answer.NO], "abstain": counts[Vote.Answer.ABSTAIN],
    }  # fmt: skip


@section("programme.minutes_decisions", gettext_lazy("Beslut"))
def decisions(asked: Asked) -> Section:
    """Each decision with its outcome, and votes as counts."""
    rows = list(_meeting(asked).decisions.select_related("place"))
    counted = votes_of(rows)
    blocks: list[Block] = []
    for number, one in enumerate(rows, start=1):
        blocks.append(Heading(2, f"{number}. {one.title}"))
        if one.text.strip():
            blocks.append(Paragraph(one.text))
        blocks.append(Paragraph(_("Beslut: %(outcome)s.") % {"outcome": Decision.Outcome(one.outcome).label}))
        votes = votes_said(counted.get(one.pk))
        if votes:
            blocks.append(Paragraph(_("Röster: %(votes)s.") % {"votes": votes}))
    fact = Fact(_("Beslut på mötet"), str(len(rows)), str(SOURCE), asked.on)
    return Section(tuple(blocks) or (Paragraph(_("Mötet fattade inga beslut.")),), (fact,))


@section("programme.minutes_tasks", gettext_lazy("Uppgifter"))
def tasks(asked: Asked) -> Section:
    """What is to be done after the meeting, by which seat, before which day."""
    rows = _meeting(asked).tasks.select_related("owner")
    cells = tuple((one.title, localised(one.owner), date_format(one.due_on, "j F Y")) for one in rows)
    if not cells:
        return Section((Paragraph(_("Mötet gav inga nya uppgifter.")),))
    head = (_("Uppgift"), _("Vem"), _("Senast"))
    return Section((Table(head, cells, _("Det som ska göras efter mötet")),))


def _subject(draft: Draft) -> Meeting:
    return Meeting.objects.select_related("programme__area").get(pk=int(draft.subject))


def adjusters(draft: Draft) -> tuple[Approver, ...]:
    """The seats that adjust the minutes."""
    rows = Attendance.objects.filter(meeting_id=int(draft.subject), adjuster=True).select_related("seat")
    return tuple(Approver(row.seat_id, localised(row.seat)) for row in rows.order_by("seat__number", "seat_id"))


def _adjusted(draft: Draft, version: FrozenVersion, actor: Actor) -> None:
    settle_minutes(meeting_id=int(draft.subject), version=version, actor=actor)


def _home(draft: Draft) -> str:
    return reverse("programme:meeting", args=[_subject(draft).programme.area.key, int(draft.subject)])


KIND = register(
    Kind(
        key=MINUTES,
        title=gettext_lazy("Protokoll"),
        parts=(
            Part("facts", gettext_lazy("Mötet"), "programme.minutes_facts"),
            Part("present", gettext_lazy("Närvarande"), "programme.minutes_present"),
            Part("agenda", gettext_lazy("Dagordning och vad som sades"), "programme.minutes_agenda"),
            Part("decisions", gettext_lazy("Beslut"), "programme.minutes_decisions"),
            Part("tasks", gettext_lazy("Uppgifter"), "programme.minutes_tasks"),
            Part(
                "other",
                gettext_lazy("Övrigt"),
                help=gettext_lazy("Det som inte hör till någon punkt. Lämna tomt om det inte finns något."),
            ),
        ),
        retention=Retention(None, gettext_lazy("Protokoll bevaras: de visar vem som har beslutat vad.")),
        write=Right.KEEP_MEETINGS,
        approve=Right.APPROVE_DOCUMENTS,
        see=Right.SEE_PLACE,
        approvers=adjusters,
        approved=_adjusted,
        home=_home,
        cover=False,
    )
)
