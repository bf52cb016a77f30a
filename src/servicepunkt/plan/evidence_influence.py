"""What the plan can prove of the village's say: influence, development after the start, the operating form."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .models import Influence, OperatingForm

INFLUENCE = "plan:influence"
FORM = "plan:operating_form"


def _rows(question: Question) -> dict[int, Influence]:
    def read() -> dict[int, Influence]:
        rows = Influence.objects.filter(
            root_id=question.root_id, place_id__in=question.place_ids, written_on__lte=question.on
        )
        return {row.place_id: row for row in rows}

    return question.once("plan.influence", read)


def _written(question: Question, names: tuple[str, ...], yes: str, no: str) -> Mapping[int, Finding]:
    """Met where all of these fields are written."""
    out = {}
    for place_id in question.place_ids:
        row: Any = _rows(question).get(place_id)
        if row is not None and all(getattr(row, name) for name in names):
            told = {"day": row.written_on.isoformat()}
            out[place_id] = Finding(True, yes, told, INFLUENCE, row.written_on)
        else:
            out[place_id] = Finding(False, no, {}, INFLUENCE)
    return out


@evidence("plan.influence_settled", _("Det är skrivet hur bygden har inflytande och beslutar"))
def influence_settled(question: Question) -> Mapping[int, Finding]:
    """Met when it is written how the village has a say and how decisions are made."""
    return _written(
        question,
        ("influence", "deciding"),
        gettext_noop("Det är skrivet hur bygden har inflytande och hur besluten fattas (%(day)s)."),
        gettext_noop("Det är inte skrivet än hur bygden har inflytande och hur besluten fattas."),
    )


@evidence("plan.development_settled", _("Det är bestämt hur utvecklingen drivs vidare"))
def development_settled(question: Question) -> Mapping[int, Finding]:
    """Met when it is written how development goes on after the start, by whom and how often."""
    return _written(
        question,
        ("development", "development_who", "development_often"),
        gettext_noop("Det är bestämt hur utvecklingen fortsätter, vilka som driver den och hur ofta (%(day)s)."),
        gettext_noop("Det är inte bestämt än hur utvecklingen fortsätter, vilka som driver den och hur ofta."),
    )


@evidence("plan.operating_form_chosen", _("Driftsformen är vald"))
def operating_form_chosen(question: Question) -> Mapping[int, Finding]:
    """Met when the village has chosen an operating form, with why."""
    rows = OperatingForm.objects.filter(
        root_id=question.root_id, place_id__in=question.place_ids, chosen_on__lte=question.on
    )
    chosen = {place_id: day for place_id, day in rows.values_list("place_id", "chosen_on") if day}
    return {
        place_id: Finding(
            True,
            gettext_noop("Driftsformen valdes %(day)s."),
            {"day": chosen[place_id].isoformat()},
            FORM,
            chosen[place_id],
        )
        if place_id in chosen
        else Finding(False, gettext_noop("Driftsformen är inte vald än."), {}, FORM)
        for place_id in question.place_ids
    }
