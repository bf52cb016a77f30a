"""What `places` can prove: that a place's population is known, with source and year."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Population

FEWEST = 5
"""People that are told as a number at the least, as in documents."""


@evidence("places.population_known", _("Ortens befolkning är känd, med källa och år"))
def population_known(question: Question) -> Mapping[int, Finding]:
    """Met when the place has a figure for all its people; the newest is quoted."""
    newest: dict[int, Population] = {}
    for row in Population.objects.filter(place_id__in=question.place_ids, sex="", age_from=None).order_by("year", "id"):
        newest[row.place_id] = row
    missing = Finding(False, gettext_noop("Ortens befolkning är inte inlagd."))
    return {place_id: _known(newest[place_id]) if place_id in newest else missing for place_id in question.place_ids}


def _known(row: Population) -> Finding:
    """That the people are counted, with how many; fewer than five are not told apart."""
    where: dict[str, str | int] = {"year": row.year, "source": row.source}
    if row.people < FEWEST:
        return Finding(True, gettext_noop("Färre än %(few)s personer %(year)s (%(source)s)."), where | {"few": FEWEST})
    return Finding(True, gettext_noop("%(people)s personer %(year)s (%(source)s)."), where | {"people": row.people})
