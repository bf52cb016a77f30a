"""What the villages of the national programme have done themselves: balance, vision, meetings, money sought."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from servicepunkt.programme.models import Application, Balance, VillageMeeting, Vision

MEETINGS = ("municipality", "county_board", "open", "associations")


def fill_villages(root_id: int, ripe: Mapping[int, float], day: Callable[[float], dt.date]) -> None:
    """Give every place that has begun (`ripe` above 0) its facts; `day` gives the day of a share of the time."""
    begun = [place_id for place_id, share in ripe.items() if share]
    Balance.objects.bulk_create(
        Balance(
            root_id=root_id, place_id=one, women=2 + one % 3, men=2, under_26=one % 2, integration=one % 3 > 0,
            integration_note="Påhittad mening.", counted_on=day(0.1),
        )
        for one in begun
    )  # fmt: skip
    Vision.objects.bulk_create(
        Vision(root_id=root_id, place_id=one, text="Påhittad vision.", written_on=day(0.1)) for one in begun
    )
    VillageMeeting.objects.bulk_create(
        (
            VillageMeeting(
                root_id=root_id, place_id=one, kind=kind, met_on=day(0.02 + number / 100), people_came=10 + number,
                associations="Byalaget" if number > 1 else "", with_leadership=True, request_key=uuid.uuid4(),
            )
            for one in begun
            for number, kind in enumerate(MEETINGS)
        ),
        batch_size=1000,
    )  # fmt: skip
    Application.objects.bulk_create(
        Application(
            root_id=root_id, place_id=one, source="leader", state="sent", sought_ore=10_000_000, sent_on=day(0.12),
            request_key=uuid.uuid4(),
        )
        for one in begun
    )  # fmt: skip
