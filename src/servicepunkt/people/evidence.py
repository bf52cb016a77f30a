"""What `people` can prove: that a local group is formed, with a contact person and the municipality's participation."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence

from .access import held_on
from .models import Body, Holding
from .roles import Role

PAGE = "people:local_group"


def _holders(question: Question) -> dict[int, list[tuple[str, int, dt.date]]]:
    """For each place: role, person and first day of every member: who ordinarily holds a seat in its local group.

    An interviewer is asked for help and is no member.
    """
    return question.once("people.holders", lambda: _read_holders(question))


def _read_holders(question: Question) -> dict[int, list[tuple[str, int, dt.date]]]:
    rows = (
        Holding.objects.exclude(seat__role=Role.INTERVIEWER)
        .filter(
            held_on(question.on),
            substitute=False,
            seat__body__kind=Body.Kind.LOCAL_GROUP,
            seat__body__area_id=question.root_id,
            seat__place_id__in=question.place_ids,
        )
        .values_list("seat__place_id", "seat__role", "person_id", "from_on")
    )
    out: dict[int, list[tuple[str, int, dt.date]]] = defaultdict(list)
    for place_id, role, person_id, from_on in rows:
        out[place_id].append((role, person_id, from_on))
    return out


def _seated(question: Question, role: Role, yes: str, no: str) -> Mapping[int, Finding]:
    holders = _holders(question)
    out = {}
    for place_id in question.place_ids:
        days = [from_on for r, _person, from_on in holders[place_id] if r == role]
        out[place_id] = (
            Finding(True, yes, {"day": min(days).isoformat()}, PAGE, min(days))
            if days
            else Finding(False, no, {}, PAGE)
        )
    return out


@evidence("people.contact_person_seated", _("En lokal kontaktperson är utsedd"))
def contact_person_seated(question: Question) -> Mapping[int, Finding]:
    """Met when the local group's seat as contact person has an ordinary holder on the day."""
    return _seated(
        question,
        Role.CONTACT_PERSON,
        gettext_noop("En kontaktperson är utsedd sedan %(day)s."),
        gettext_noop("Ingen kontaktperson är utsedd ännu."),
    )


@evidence("people.municipality_seated", _("Kommunen medverkar i den lokala projektgruppen"))
def municipality_seated(question: Question) -> Mapping[int, Finding]:
    """Met when the municipality's seat in the local group has an ordinary holder on the day."""
    return _seated(
        question,
        Role.MUNICIPALITY,
        gettext_noop("Kommunen har en företrädare i gruppen sedan %(day)s."),
        gettext_noop("Kommunen har ingen företrädare i den lokala projektgruppen ännu."),
    )


@evidence("people.local_group_formed", _("En lokal projektgrupp är bildad"))
def local_group_formed(question: Question) -> Mapping[int, Finding]:
    """Met when at least `members` (3) different persons ordinarily hold a seat in the place's local group."""
    wanted = question.number("members", 3)
    holders = _holders(question)
    out = {}
    for place_id in question.place_ids:
        first_day: dict[int, dt.date] = {}
        for _role, person_id, from_on in holders[place_id]:
            first_day[person_id] = min(from_on, first_day.get(person_id, from_on))
        count = len(first_day)
        if count >= wanted:
            since = sorted(first_day.values())[wanted - 1]
            out[place_id] = Finding(
                True, gettext_noop("%(count)s personer sitter i gruppen."), {"count": count}, PAGE, since
            )
        else:
            out[place_id] = Finding(
                False,
                gettext_noop("%(count)s av minst %(wanted)s personer sitter i gruppen."),
                {"count": count, "wanted": wanted},
                PAGE,
            )
    return out
