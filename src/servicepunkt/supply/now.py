"""Which of a place's offers are open at a moment, quickly for thousands of them."""

import datetime as dt
from collections import defaultdict

from servicepunkt.core.clock import STOCKHOLM
from servicepunkt.places.models import Place

from .facts import SpecialRow, schedule_of
from .hours import Times, open_at
from .models import Offer, OpenHours, SpecialHours


def open_offers(place: Place, moment: dt.datetime) -> list[int]:
    """The offers of a place that are open at a moment, by number. Four queries, however many offers.

    The rows that hold the minute on the wall tell which can be open at all; what holidays, weeks and dates make of it
    is then evaluated for those, once for all that have the same hours.
    """
    wall = moment.astimezone(STOCKHOLM)
    minute = wall.hour * 60 + wall.minute
    mine = {"offer__place": place}
    at = {**mine, "from_minute__lte": minute, "to_minute__gt": minute}
    can = {*OpenHours.objects.filter(weekday=wall.weekday(), **at).order_by().values_list("offer_id", flat=True)}
    times: dict[int, list[Times]] = defaultdict(list)
    special: dict[int, list[SpecialRow]] = defaultdict(list)
    columns = ("offer_id", "kind", "on", "from_minute", "to_minute", "why")
    for offer_id, *rest in SpecialHours.objects.filter(**mine).values_list(*columns):
        special[offer_id].append((rest[0], rest[1], rest[2], rest[3], rest[4]))
        if rest[2] <= minute < rest[3]:
            can.add(offer_id)
    names = ("offer_id", "weekday", "from_minute", "to_minute", "weeks", "first_month", "last_month")
    for offer_id, day, start, end, weeks, first, last in (
        OpenHours.objects.filter(**mine).order_by().values_list(*names)
    ):
        if offer_id in can:
            times[offer_id].append(Times(day, start, end, weeks, (first, last)))
    modes = Offer.objects.filter(place=place).order_by().values_list("pk", "holidays", "eves")
    return [
        pk
        for pk, holidays, eves in modes
        if pk in can and open_at(schedule_of(holidays, eves, times[pk], special[pk]), moment)
    ]
