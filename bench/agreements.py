"""What the villages of the national programme that have come all the way have agreed on."""

import datetime as dt
import uuid
from collections.abc import Iterable

from servicepunkt.agreements.models import Agreement, Kind, Needed, Party
from servicepunkt.agreements.terms import add_months
from servicepunkt.core import clock
from servicepunkt.documents.actions import digest
from servicepunkt.documents.models import FrozenVersion

DOORS = (("Kommunen", "municipality"), ("Regionen", "county"))


def fill_agreements(root_id: int, place_ids: Iterable[int], on: dt.date) -> None:
    """Give places two authorities with an open door, an agreement needed, and one signed for five years."""
    places = list(place_ids)
    Party.objects.bulk_create(
        (
            Party(
                root_id=root_id, place_id=place, organisation=name, same_key=name.lower(), stands_for=stands_for,
                contact_function="Handläggaren", contact_phone="08-465 004 20", deputy_function="Chefen",
                answer_hours=16, time_amount=4, time_per="week", time_for="Möten", time_on=on, door_on=on,
                request_key=uuid.uuid4(),
            )
            for place in places
            for name, stands_for in DOORS
        ),
        batch_size=1000,
    )  # fmt: skip
    Needed.objects.bulk_create(
        (
            Needed(
                root_id=root_id, place_id=place, kind=Kind.COOPERATION, parties="Byalaget\nKommunen", why="Samverkan",
                listed_on=on, request_key=uuid.uuid4(),
            )
            for place in places
        ),
        batch_size=1000,
    )  # fmt: skip
    for place in places:
        frozen = FrozenVersion.objects.create(
            kind="agreement", title="Samverkan", area_id=root_id, place_id=place, schema=1, content={},
            sha256=digest({}), at=clock.now(),
        )  # fmt: skip
        Agreement.objects.create(
            root_id=root_id, place_id=place, kind=Kind.COOPERATION, title="Samverkan", purpose="Samverkan", from_on=on,
            to_on=add_months(on, 60), signed=frozen, signed_on=on, request_key=uuid.uuid4(),
        )  # fmt: skip
