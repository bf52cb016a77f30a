"""What the database counts for the overview is what one gets by looking at every place."""

from collections import Counter

import pytest

from bench.national import fill
from servicepunkt.method.models import Standing
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.places.models import AreaPlace
from servicepunkt.programme.counting import REACHED, stage_of, tallies

pytestmark = pytest.mark.django_db


def test_tallies_are_what_every_place_says() -> None:
    programme = fill([40], lines_a_year=1)[0]
    adoption = adoption_of(programme.area_id)
    members = list(AreaPlace.objects.filter(root=programme.area).select_related("area"))
    AreaPlace.objects.filter(pk=members[0].pk).update(area=None)
    Standing.objects.filter(area=programme.area, place_id=members[1].place_id).delete()

    order = {step.key: number for number, step in enumerate(spec_of(adoption.version).steps)}
    standings = {s.place_id: s for s in Standing.objects.filter(area=programme.area)}
    looked: Counter[tuple[str, str]] = Counter()
    met: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for member in AreaPlace.objects.filter(root=programme.area).select_related("area"):
        title = member.area.title if member.area else "Ingen region ännu"
        standing = standings.get(member.place_id)
        looked[title, stage_of(standing, order)] += 1
        met[title] += standing.evidence + standing.statement if standing else 0
        late[title] += bool(standing and standing.overdue)

    steps, counted = tallies(adoption)
    assert len(steps) == len(order) and counted[-1].title == "Ingen region ännu"
    assert sum(one.places for one in counted) == 40
    assert len({stage for _title, stage in looked}) >= 3, "the data set has places at different stages"
    for one in counted:
        stages = [str(number) for number in range(len(order) + 1)]
        assert one.by_step == [looked[one.title, stage] for stage in stages]
        assert one.reached == looked[one.title, REACHED]
        assert (one.done, one.overdue) == (met[one.title], late[one.title])
