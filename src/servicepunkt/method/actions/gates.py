"""Confirm at a gate, and pass it: the recorded decision that freezes what it rested on."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.evidence import spoken
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.documents.actions import freeze
from servicepunkt.people.access import Access
from servicepunkt.people.models import Seat
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place

from .. import progress
from ..models import Adoption, Confirmation, Passage
from ..passing import follow
from ..spec import Gate, MethodSpec
from ..versions import adoption_of, spec_of
from .shared import GateClosed, NotAllowed, check_day, confirming_seat, membership_of, spot_of

PASSAGE_SCHEMA = 1


@action
def confirm(
    *,
    root: Area,
    place: Place,
    gate_key: str,
    key: str,
    yes: bool,
    on: dt.date,
    note: str,
    seen_confirmation_id: int | None,
    access: Access,
) -> Confirmation:
    """Say yes or no at a gate in a seat it names: the village, the municipality, or the leadership's overall
    assessment.

    Raises NotAllowed without such a seat, ChangedMeanwhile when somebody has answered since the form was opened,
    ActionRefused
    when a required reason is missing or the same person has already spoken for the other party.
    """
    membership = membership_of(root, place)
    gate = spec_of(adoption_of(root.pk).version).gate(gate_key)
    wanted = next((c for c in gate.confirmations if c.key == key), None)
    seat = confirming_seat(access, spot_of(membership), gate, key) if wanted else None
    if wanted is None or seat is None:
        raise NotAllowed(_("Du har ingen plats som får svara för den parten på den här orten."))
    if wanted.note_required and not note.strip():
        raise ActionRefused(_("Skriv vad bedömningen bygger på."), field="note")
    check_day(on)
    refuse_identity_numbers(note)
    known = latest_confirmations(root.pk, place.pk, gate_key)
    latest = known.get(key)
    if latest and latest.seat_id == seat.seat_id and (latest.yes, latest.on, latest.note) == (yes, on, note.strip()):
        return latest
    if (latest.pk if latest else None) != seen_confirmation_id:
        raise ChangedMeanwhile(_("Någon annan har svarat medan du skrev."))
    others = [c for other, c in known.items() if other != key and c.yes and c.account_id == access.account_id]
    if yes and others:
        raise ActionRefused(_("Du har redan svarat ja för en annan part. Två parter måste svara genom två personer."))
    confirmation = Confirmation.objects.create(
        area=root,
        place=place,
        gate=gate_key,
        key=key,
        yes=yes,
        on=on,
        note=note.strip(),
        seat_id=seat.seat_id,
        account_id=access.account_id,
        at=clock.now(),
    )
    record(
        "confirm", confirmation, actor=Actor(access.account_id, seat.seat_id), place_id=place.pk, area_id=root.pk,
        gate=gate_key, key=key, yes=yes,
    )  # fmt: skip
    return confirmation


def latest_confirmations(root_id: int, place_id: int, gate_key: str) -> dict[str, Confirmation]:
    """The confirmation that counts for each party at a gate, by key. One query."""
    rows = Confirmation.objects.filter(area_id=root_id, place_id=place_id, gate=gate_key).order_by("id")
    return {row.key: row for row in rows.select_related("seat")}


@dataclass(frozen=True)
class Lack:
    """One thing missing at a gate: a requirement (by key), or a confirmation (by key)."""

    requirement: str
    confirmation: str
    text: str


def lacking(
    spec: MethodSpec,
    gate: Gate,
    answers: dict[str, progress.Answer],
    confirmations: dict[str, Confirmation],
    services: tuple[str, ...] | None,
) -> list[Lack]:
    """What is missing before a gate can be passed at full scale (`services` None) or by a stage with these services."""
    out = [
        Lack(r.key, "", r.title.here())
        for r in spec.binding(gate, services)
        if answers[r.key].state not in progress.SETTLED
    ]
    for one in gate.confirmations:
        said = confirmations.get(one.key)
        if said is None or not said.yes:
            out.append(Lack("", one.key, one.title.here()))
    return out


def _frozen_content(
    spec: MethodSpec,
    adoption: Adoption,
    place: Place,
    gate: Gate,
    answers: dict[str, progress.Answer],
    confirmations: dict[str, Confirmation],
    decision: dict[str, Any],
) -> dict[str, Any]:
    """What a passage rested on: each binding requirement with state and reason, each party's answer. Seats, no
    names."""
    seats = {s.pk: s.title for s in Seat.objects.filter(pk__in=[a.seat_id for a in answers.values() if a.seat_id])}
    services = tuple(decision["services"]) or None
    with override("sv"):
        requirements = [
            {
                "key": r.key,
                "title": r.title.sv,
                "state": str(answers[r.key].state),
                "why": spoken(answers[r.key].sentence, answers[r.key].values),
                "seat": seats.get(answers[r.key].seat_id or 0, ""),
                "statement": answers[r.key].statement_id,
                "since": str(answers[r.key].since_on or ""),
            }
            for r in spec.binding(gate, services)
        ]
    return {
        "method": {
            "slug": spec.slug,
            "title": spec.title.sv,
            "version": spec.version,
            "sha256": adoption.version.sha256,
        },
        "place": {"slug": place.slug, "name": place.name, "municipality": place.municipality.name},
        "gate": {"key": gate.key, "title": gate.title.sv},
        "decision": decision,
        "requirements": requirements,
        "confirmations": [
            {
                "key": c.key,
                "title": c.title.sv,
                "yes": confirmations[c.key].yes,
                "seat": confirmations[c.key].seat.title,
                "on": confirmations[c.key].on.isoformat(),
                "note": confirmations[c.key].note,
            }
            for c in gate.confirmations
        ],
    }


def _check_mode(spec: MethodSpec, gate: Gate, stage: str, services: tuple[str, ...]) -> None:
    """Raises ActionRefused when the gate cannot be passed in this way: at full scale, or by a stage with services."""
    if ("stages" if stage else "full") not in gate.modes:
        raise ActionRefused(_("Den här grinden går inte att passera på det sättet."))
    if stage and not services:
        raise ActionRefused(_("Välj minst en sorts service som etappen startar med."), field="services")
    if not set(services) <= {s.key for s in spec.services}:
        raise ActionRefused(_("En av de valda serviceslagen finns inte i arbetssättet."))


@action
def pass_gate(
    *,
    root: Area,
    place: Place,
    gate_key: str,
    stage: str,
    services: tuple[str, ...],
    on: dt.date,
    access: Access,
) -> Passage:
    """Record the decision that a place passes a gate, and freeze what it rested on.

    `stage` empty means full scale; otherwise the stage's name, with the `services` it starts. The facts are computed
    afresh inside the transaction, so nothing that was taken back in the meantime can carry the decision. The same
    decision again returns the one already recorded; a stage of the same name with other services is refused.
    Raises NotAllowed, GateClosed (with what is missing) or ActionRefused.
    """
    membership = membership_of(root, place)
    adoption = adoption_of(root.pk)
    spec = spec_of(adoption.version)
    gate = spec.gate(gate_key)
    seat = access.seat_for(Right.PASS_GATE, spot_of(membership))
    if seat is None:
        raise NotAllowed(_("Du har ingen plats som får fatta det beslutet för den här orten."))
    stage = stage.strip()
    again = _decided_before(root, place, gate_key, stage, services)
    if again:
        return again
    _check_mode(spec, gate, stage, services)
    check_day(on)
    refuse_identity_numbers(stage)
    binding = [r.key for r in spec.binding(gate, services if stage else None)]
    answers = progress.compute(adoption, [place.pk], clock.today(), binding)[place.pk]
    confirmations = latest_confirmations(root.pk, place.pk, gate_key)
    missing = lacking(spec, gate, answers, confirmations, services if stage else None)
    if missing:
        raise GateClosed(_("Orten kan inte gå igenom grinden ännu."), [one.text for one in missing])
    if on < max((one.on for one in confirmations.values()), default=on):
        raise ActionRefused(_("Beslutet kan inte ligga före den dag då parterna svarade."), field="on")
    decision = {
        "stage": stage, "services": list(services) if stage else [], "on": on.isoformat(),
        "seat": Seat.objects.get(pk=seat.seat_id).title,  # in Swedish, whatever language it was decided in
    }  # fmt: skip
    content = _frozen_content(spec, adoption, place, gate, answers, confirmations, decision)
    return _record_passage(root, place, gate, content, on, access.account_id, seat.seat_id)


def _decided_before(root: Area, place: Place, gate_key: str, stage: str, services: tuple[str, ...]) -> Passage | None:
    """The same decision when it is recorded already. Raises ActionRefused for one that an earlier stands against."""
    passed = list(Passage.objects.filter(area=root, place=place, gate=gate_key))
    again = next((p for p in passed if p.stage == stage), None)
    if again and set(again.services) != set(services):
        raise ActionRefused(
            _("Det finns redan ett beslut om en etapp med det namnet. Ge den här ett annat namn."), field="stage"
        )
    if not again and any(p.mode == Passage.Mode.FULL for p in passed):
        raise ActionRefused(_("Orten har redan gått igenom grinden fullskaligt."))
    return again


def _record_passage(
    root: Area,
    place: Place,
    gate: Gate,
    content: dict[str, Any],
    on: dt.date,
    account_id: int | None,
    seat_id: int,
) -> Passage:
    """Freeze what the decision rested on, record it, and do what other rooms have follow from it (`passing`)."""
    actor = Actor(account_id, seat_id)
    stage: str = content["decision"]["stage"]
    frozen = freeze(
        kind=f"passage.{gate.key}",
        title=f"{gate.title.sv}: {place.name}" + (f" – {stage}" if stage else ""),
        area_id=root.pk,
        place_id=place.pk,
        schema=PASSAGE_SCHEMA,
        content=content,
        actor=actor,
    )
    passage = Passage.objects.create(
        area=root,
        place=place,
        gate=gate.key,
        mode=Passage.Mode.STAGE if stage else Passage.Mode.FULL,
        stage=stage,
        services=content["decision"]["services"],
        seat_id=seat_id,
        account_id=account_id,
        on=on,
        frozen=frozen,
        at=clock.now(),
    )
    record("decide", passage, actor=actor, place_id=place.pk, area_id=root.pk, gate=gate.key, frozen=frozen.pk)
    follow(passage, actor)
    return passage
