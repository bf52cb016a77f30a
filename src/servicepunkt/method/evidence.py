"""What `method` can prove: that a place has passed a gate. (What rests on other requirements is worked out in
`progress`.)"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Passage
from .spec import GATE_PASSED, RESTS_ON


@evidence(GATE_PASSED, _("Orten har gått igenom en grind"))
def gate_passed(question: Question) -> Mapping[int, Finding]:
    """Met when the gate in the parameter `gate` has been passed, at full scale or by a first stage."""
    first: dict[int, Passage] = {}
    rows = Passage.objects.filter(
        area_id=question.root_id, place_id__in=question.place_ids, gate=question.word("gate"), on__lte=question.on
    )
    for passage in rows.order_by("id"):
        first.setdefault(passage.place_id, passage)
    return {
        place_id: Finding(
            True,
            gettext_noop("Beslutet fattades %(day)s."),
            {"day": first[place_id].on.isoformat()},
            "method:decisions",
            first[place_id].on,
        )
        if place_id in first
        else Finding(False, gettext_noop("Inget beslut är fattat ännu."), {}, "method:decisions")
        for place_id in question.place_ids
    }


@evidence(RESTS_ON, _("Vilar på andra krav i arbetssättet"))
def rests_on(question: Question) -> Mapping[int, Finding]:
    """Registered so that methods can name it; `progress.compute` answers it from the requirements it rests on."""
    return {}
