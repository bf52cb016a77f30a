"""What `places` can prove: that a place's population is known, with source and year."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Population


@evidence("places.population_known", _("Ortens befolkning är känd, med källa och år"))
def population_known(question: Question) -> Mapping[int, Finding]:
    """Met when the place has a figure for all its people; the newest is quoted."""
    newest: dict[int, Population] = {}
    for row in Population.objects.filter(place_id__in=question.place_ids, sex="", age_from=None).order_by("year", "id"):
        newest[row.place_id] = row
    missing = Finding(False, gettext_noop("Ortens befolkning är inte inlagd."))
    return {
        place_id: Finding(
            True,
            gettext_noop("%(people)s personer %(year)s (%(source)s)."),
            {"people": newest[place_id].people, "year": newest[place_id].year, "source": newest[place_id].source},
        )
        if place_id in newest
        else missing
        for place_id in question.place_ids
    }
