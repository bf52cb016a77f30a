"""Who is reminded that an agreement is about to end, that the last day for notice is near, that talks should begin."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.people.chasing import Thing, Threshold, To, chase
from servicepunkt.people.holders import Holders
from servicepunkt.people.roles import Role
from servicepunkt.people.topics import Topic, register
from servicepunkt.places.models import Area, AreaPlace

from .models import Agreement
from .queries import with_standing
from .running import Standing, State, standing

AGREEMENT = "agreement"
register(
    Topic(
        AGREEMENT,
        gettext_lazy("Avtal"),
        gettext_lazy("Ett avtal på din ort slutar snart, eller sista dagen att säga upp det närmar sig."),
        counted=gettext_lazy("avtalets dag"),
        number=57,
    )
)

THRESHOLDS = (
    Threshold(AGREEMENT, -30, (To.CONTACT, To.LEADERS)),
    Threshold(AGREEMENT, -7, (To.CONTACT, To.LEADERS)),
    Threshold(AGREEMENT, 0, (To.CONTACT,)),
)


def days_of(one: Standing) -> list[tuple[str, dt.date, str]]:
    """The days of a running agreement that people are reminded of: a code, the day, and what happens then."""
    title = {"title": one.agreement.title}
    if one.veiled:
        return [("e", one.last_on, _("Sista dagen för avtalet ”%(title)s”") % title)]
    days = [("w", one.warn_on, _("Dags att tala om vad som händer efter avtalet ”%(title)s”") % title)]
    if one.noticed_on is None and one.agreement.notice_months:
        days.append(("n", one.notice_on, _("Sista dag att säga upp avtalet ”%(title)s”") % title))
    days.append(("e", one.last_on, _("Sista dagen för avtalet ”%(title)s”") % title))
    return days


@chase("agreements.ends", THRESHOLDS)
def ends(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """The days of agreements that run: talks, notice, the end. Four queries."""
    areas = dict(AreaPlace.objects.filter(root=root).values_list("place_id", "area_id"))
    out = []
    for row in with_standing(Agreement.objects.filter(root=root, signed__isnull=False)):
        one = standing(row, today)
        if one.state != State.RUNNING:
            continue
        concerns = {
            To.CONTACT: holders.at_place(root.pk, row.place_id, [Role.CONTACT_PERSON]),
            To.LEADERS: holders.leading(root.pk, areas.get(row.place_id)),
        }
        path = reverse("agreements:agreement", args=[root.key, row.place.slug, row.pk])
        for code, day, title in days_of(one):
            out.append(
                Thing(AGREEMENT, row.pk, day, title, path, root.pk, concerns, row.place_id, row.place.name, code)
            )
    return out
