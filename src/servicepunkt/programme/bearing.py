"""What each organisation bore at a meeting, noted in one go: own time in hours, travel in öre."""

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.people.models import Organisation

from .actions_costs import CostFacts, bear
from .models import Contribution, Meeting

Kind = Contribution.Kind


@action
def bear_at_meeting(
    *, meeting: Meeting, on: dt.date, borne: Mapping[Organisation, tuple[Decimal, int]], actor: Actor
) -> int:
    """Note hours and travel (öre) of each organisation; how many lines. Zero is not noted, and what is noted of a kind
    for an organisation at this meeting is not noted again. Raises ActionRefused: not held, or as `bear` does."""
    if meeting.held_on is None:
        raise ActionRefused(_("För in kostnaderna när mötet har hållits."))
    known = set(meeting.contributions.values_list("organisation_id", "kind"))
    done = 0
    for organisation, (hours, ore) in borne.items():
        for kind, number in ((Kind.OWN_TIME, hours), (Kind.TRAVEL, ore)):
            if not number or (organisation.pk, kind) in known:
                continue
            bear(
                root=meeting.programme.area,
                meeting=meeting,
                facts=CostFacts(organisation, kind, hours, ore, on, ""),
                request_key=uuid.uuid5(uuid.NAMESPACE_OID, f"meeting/{meeting.pk}/{organisation.pk}/{kind}"),
                actor=actor,
            )
            done += 1
    return done
