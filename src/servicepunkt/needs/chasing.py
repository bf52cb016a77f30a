"""Who is reminded that a questionnaire is about to close."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.people.chasing import Thing, Threshold, To, chase
from servicepunkt.people.holders import Holders
from servicepunkt.people.roles import Role
from servicepunkt.people.topics import Topic, register
from servicepunkt.places.models import Area

from .models import Questionnaire, State

SURVEY = "survey"
register(
    Topic(
        SURVEY,
        gettext_lazy("Enkäter"),
        gettext_lazy("En enkät på din ort stänger om några dagar."),
        counted=gettext_lazy("enkätens sista dag"),
        number=55,
    )
)

THRESHOLDS = (Threshold(SURVEY, -3, (To.CONTACT,)),)


@chase("needs.surveys", THRESHOLDS)
def surveys(root: Area, holders: Holders, today: dt.date) -> list[Thing]:
    """Questionnaires open for answers that have a last day. One query."""
    open_now = Questionnaire.objects.filter(root=root, state=State.OPEN, closes_on__gte=today).select_related("place")
    out = []
    for one in open_now:
        assert one.closes_on is not None  # asked for above
        concerns = {To.CONTACT: holders.at_place(root.pk, one.place_id, [Role.CONTACT_PERSON])}
        path = reverse("needs:questionnaire", args=[root.key, one.place.slug, one.pk])
        title = _("Enkäten ”%(title)s” stänger") % {"title": one.title}
        out.append(Thing(SURVEY, one.pk, one.closes_on, title, path, root.pk, concerns, one.place_id, one.place.name))
    return out
