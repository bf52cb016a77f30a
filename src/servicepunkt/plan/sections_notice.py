"""What the notice for the notice board tells: what there will be, when it is open, where, and whom to ask."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.text import localised
from servicepunkt.documents.blocks import Table
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Place
from servicepunkt.supply.hours import DAYS

from .models_sheets import Offering, OpeningWeek, PremisesChoice, Unstaffed
from .sheets.fields import SHUT
from .sheets.working import DAY_FIELDS

SOURCE = gettext_lazy("Ortens plan")


def _place(asked: Asked) -> Place:
    if asked.place is None:
        raise ValueError("a notice is about a place")
    return asked.place


@section("plan.notice_offer", gettext_lazy("Det här finns"))
def offer(asked: Asked) -> Section:
    """What there is from the start, an item each; nothing of who gives it, which only takes room on a door."""
    tell = Telling(asked, str(SOURCE))
    rows = Offering.objects.filter(place=_place(asked), begins=Offering.Begins.START).order_by("id")
    names = list(dict.fromkeys(rows.values_list("what", flat=True)))
    tell.list(names)
    tell.fact(_("Service från start"), ", ".join(names) or "–")
    return tell.section() if names else Section(())


@section("plan.notice_hours", gettext_lazy("Öppettider"))
def hours(asked: Asked) -> Section:
    """The planned weeks, days alike together, and the hours without staff."""
    tell, place = Telling(asked, str(SOURCE)), _place(asked)
    weeks = list(OpeningWeek.objects.filter(place=place).order_by("id"))
    for week in weeks:
        if len(weeks) > 1:
            tell.head(week.name)
        rows = [(days, hours or str(SHUT)) for days, hours in _days(week)]
        tell.add(Table((_("Dag"), _("Öppet")), tuple(rows), week.name))
        tell.fact(week.name, "; ".join(f"{days} {hours}" for days, hours in rows))
    unstaffed = list(Unstaffed.objects.filter(place=place).order_by("id"))
    for one in unstaffed:
        tell.say(_("Utan personal: %(when)s. %(way_in)s.") % {"when": one.when, "way_in": one.way_in.rstrip(".")})
        tell.fact(_("Utan personal"), one.when)
    return tell.section() if weeks or unstaffed else Section(())


def _days(week: OpeningWeek) -> list[tuple[str, str]]:
    """The days of a week with their hours, those that follow one another and are alike as one."""
    every = [(number, getattr(week, name)) for number, name in enumerate(DAY_FIELDS)]
    out = []
    for hours, group in groupby(every, key=lambda day: day[1]):
        numbers = [number for number, _hours in group]
        first, last = str(DAYS[numbers[0]]).lower(), str(DAYS[numbers[-1]]).lower()
        out.append((first if first == last else f"{first}–{last}", hours))
    return out


@section("plan.notice_where", gettext_lazy("Här är den"))
def where(asked: Asked) -> Section:
    """The premises that have been chosen, with their address."""
    tell = Telling(asked, str(SOURCE))
    chosen = PremisesChoice.objects.select_related("premises").filter(place=_place(asked)).first()
    if chosen is None or not chosen.name:
        return Section(())
    address = chosen.premises.address if chosen.premises else ""
    tell.say(", ".join(part for part in (chosen.name, address) if part))
    tell.fact(_("Lokal"), chosen.name)
    return tell.section()


@section("plan.notice_ask", gettext_lazy("Fråga oss"))
def ask(asked: Asked) -> Section:
    """Whom to ask: the contact person's seat and its organisations. Never a name, a number or an address: a person who
    wants theirs on the door has it written there."""
    tell = Telling(asked, str(SOURCE))
    seats = Seat.objects.filter(body__area=asked.root, place=_place(asked), role=Role.CONTACT_PERSON)
    seat = seats.prefetch_related("organisations").order_by("number", "id").first()
    if seat is None:
        return Section(())
    parts = [_("Ortens kontaktperson för servicepunkten"), *(one.name for one in seat.organisations.all())]
    tell.say(", ".join(parts))
    tell.fact(_("Att fråga"), localised(seat))
    return tell.section()
