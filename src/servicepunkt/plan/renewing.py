"""A plan that is withdrawn in `documents` proves nothing any more: the place's progress is renewed at once."""

from servicepunkt.core.actions import Touch, listen
from servicepunkt.method import progress

from .models import Edition


def _after_documents(touches: frozenset[Touch]) -> None:
    touched = {touch.place_id for touch in touches if touch.room == "documents" and touch.place_id is not None}
    if not touched:
        return
    for root_id, place_id in set(Edition.objects.filter(place_id__in=touched).values_list("root_id", "place_id")):
        progress.renew(root_id, [place_id])


listen(_after_documents)
