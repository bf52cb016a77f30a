"""The plans of the national programme's villages: every chapter decided, the plan approved, the form chosen."""

import datetime as dt
from collections.abc import Callable, Mapping

from servicepunkt.core import clock
from servicepunkt.documents.actions import digest
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Role
from servicepunkt.plan.actions_chapters import content_of
from servicepunkt.plan.models import Chapter, Edition, Influence, OperatingForm
from servicepunkt.plan.queries_chapters import PLAN


def fill_plans(
    root_id: int, keys: list[str], ripe: Mapping[int, float], day: Callable[[float], dt.date], at: dt.datetime
) -> None:
    """Give every place that has begun (`ripe` above 0) its plan, approved at a moment; `day` as for villages."""
    begun = [place_id for place_id, share in ripe.items() if share]
    contacts = Seat.objects.filter(body__area_id=root_id, role=Role.CONTACT_PERSON, place_id__in=begun)
    owners = dict(contacts.values_list("place_id", "pk"))
    chapters = [
        Chapter(
            root_id=root_id, place_id=one, key=key, state=Chapter.State.DECIDED, owner_id=owners.get(one),
            text="Påhittad text.", decision="Påhittat beslut.", ready=True, chosen_on=day(0.15),
        )
        for one in begun
        for key in keys
    ]  # fmt: skip
    for chapter in chapters:
        chapter.decided_sha256 = digest(content_of(chapter, ()))
    Chapter.objects.bulk_create(chapters, batch_size=1000)
    content = {"body": "Påhittad plan."}
    frozen = FrozenVersion.objects.bulk_create(
        FrozenVersion(
            kind=PLAN, title="Projektplan", area_id=root_id, place_id=one, schema=1, content=content,
            sha256=digest(content), at=at,
        )
        for one in begun
    )  # fmt: skip
    Edition.objects.bulk_create(
        Edition(root_id=root_id, place_id=one.place_id, frozen=one, kind=PLAN, at=one.at)
        for one in frozen
        if one.place_id
    )
    Influence.objects.bulk_create(
        Influence(
            root_id=root_id, place_id=one, influence="Påhittat.", deciding="Påhittat.", development="Påhittat.",
            development_who="Styrelsen", development_often="Varje kvartal", written_on=day(0.2),
        )
        for one in begun
    )  # fmt: skip
    OperatingForm.objects.bulk_create(
        OperatingForm(
            root_id=root_id, place_id=one, answers={"inflytande": "en-rost"}, chosen="ideell-forening",
            why="Påhittat skäl.", chosen_on=day(0.2),
        )
        for one in begun
    )  # fmt: skip


def noon(day: dt.date) -> dt.datetime:
    """Noon of a day."""
    return dt.datetime.combine(day, dt.time(12), clock.STOCKHOLM)
