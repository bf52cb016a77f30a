"""Every write about programmes: load one, divide its places, note reports sent, pay and account."""

import datetime as dt
import hashlib
import uuid

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import sort_key
from servicepunkt.method.actions import adopt, load_method
from servicepunkt.method.models import MethodVersion
from servicepunkt.method.reading import shipped_method, shipped_methods
from servicepunkt.people.actions import open_local_group
from servicepunkt.people.models import Body, Organisation, Seat
from servicepunkt.people.roles import Role
from servicepunkt.places.actions import PlaceFacts, keep_place, load_division, municipalities
from servicepunkt.places.models import Area, AreaPlace, Place

from .models import Meeting, Outlay, Programme, ReportDue
from .reading import read_programme
from .spec import ProgrammeSpec, SeatSpec


def _method(slug: str) -> MethodVersion:
    """The newest stored version of a method; the one shipped with the package is stored when there is none."""
    known = MethodVersion.objects.filter(slug=slug).order_by("-id").first()
    return known or load_method(raw=shipped_method(slug), actor=SYSTEM)


@action
def load_programme(*, raw: bytes, starts_on: dt.date | None = None, actor: Actor = SYSTEM) -> Programme:
    """Load a programme file as a whole: programme, areas, places, organisations, bodies, seats, meetings, reports,
    method.

    `starts_on` moves the whole calendar. The same file with the same start again gives the programme already loaded.
    Raises
    FileRefused with every problem and its line, or ActionRefused when another programme has the slug; then nothing
    changed.
    """
    load_division()
    known_methods = set(shipped_methods()) | set(MethodVersion.objects.values_list("slug", flat=True))
    spec = read_programme(
        raw,
        known_methods=known_methods,
        known_roles=[r.value for r in Role],
        municipalities=municipalities(),
        starts_on=starts_on,
    )
    sha256 = hashlib.sha256(raw + spec.starts_on.isoformat().encode()).hexdigest()
    known = Programme.objects.filter(slug=spec.slug).first()
    if known and known.source_sha256 == sha256:
        return known
    if known:
        raise ActionRefused(_("Ett program med namnet %(slug)s finns redan.") % {"slug": spec.slug})
    programme = _make(spec, sha256)
    places = _make_places(spec, programme.area, actor)
    organisations = _organisations(spec)
    bodies = _make_bodies(spec, programme.area, organisations)
    _make_calendar(spec, programme, bodies, organisations)
    for place in places:
        open_local_group(root=programme.area, place=place, actor=actor)
    record("load", programme, actor=actor, area_id=programme.area_id, places=len(places))
    adopt(
        area=programme.area,
        version=_method(spec.method),
        starts_on=spec.starts_on,
        note="",
        seat_id=None,
        seen_adoption_id=None,
        actor=actor,
    )
    return programme


def _organisations(spec: ProgrammeSpec) -> dict[str, Organisation]:
    out = {}
    for one in spec.organisations:
        out[one.key], _made = Organisation.objects.get_or_create(
            name=one.name, defaults={"sector": one.kind, "sort_key": sort_key(one.name)}
        )
    return out


def _make(spec: ProgrammeSpec, sha256: str) -> Programme:
    root = Area.objects.create(key=spec.slug, title=spec.title.sv, title_en=spec.title.en)
    for number, area in enumerate(spec.areas):
        Area.objects.create(key=area.key, title=area.title.sv, title_en=area.title.en, parent=root, number=number)
    texts = {
        name: {"sv": text.sv, "en": text.en}
        for name, text in {
            "scope": spec.scope,
            "focus": spec.focus,
            "purpose": spec.purpose,
            "environment": spec.environment,
            "areas_note": spec.areas_note,
            "cheque_purpose": spec.funding.cheque_purpose,
        }.items()
    }
    return Programme.objects.create(
        slug=spec.slug,
        title=spec.title.sv,
        title_en=spec.title.en,
        area=root,
        owner=_organisations(spec)[spec.owner],
        starts_on=spec.starts_on,
        ends_on=spec.ends_on,
        reporting_until=spec.reporting_until,
        is_invented=spec.invented,
        texts={
            **texts,
            "goals": [{"sv": g.sv, "en": g.en} for g in spec.goals],
            "source": spec.source,
            "moved_months": spec.moved_months,
        },
        cheque_ore=spec.funding.cheque_ore,
        source_sha256=sha256,
        loaded_at=clock.now(),
    )


def _make_places(spec: ProgrammeSpec, root: Area, actor: Actor) -> list[Place]:
    areas = {area.key: area for area in root.parts.all()}
    out = []
    for one in spec.places:
        place = keep_place(
            facts=PlaceFacts(
                slug=one.key,
                name=one.name,
                villages=one.villages,
                municipality_code=one.municipality,
                point=one.point,
                point_source=one.point_source,
                people=one.population,
                people_year=one.population_year,
                people_definition=one.population_definition,
                people_source=one.population_source,
                is_invented=spec.invented,
            ),
            actor=actor,
        )
        AreaPlace.objects.create(
            root=root,
            area=areas.get(one.area),
            place=place,
            uncertain=one.uncertain,
            note=one.note.sv,
            note_en=one.note.en,
        )
        out.append(place)
    return out


def _make_bodies(spec: ProgrammeSpec, root: Area, organisations: dict[str, Organisation]) -> dict[str, Body]:
    areas = {area.key: area for area in root.parts.all()}
    out = {}
    for number, one in enumerate(spec.bodies):
        body = Body.objects.create(kind=one.kind, title=one.title.sv, title_en=one.title.en, area=root, number=number)
        for place_in_body, seat in enumerate(one.seats):
            _make_seat(body, seat, place_in_body, areas.get(seat.area, root), organisations)
        out[one.key] = body
    return out


def _make_seat(body: Body, one: SeatSpec, number: int, area: Area, organisations: dict[str, Organisation]) -> None:
    seat = Seat.objects.create(
        body=body,
        role=one.role,
        title=one.title.sv,
        title_en=one.title.en,
        area=area,
        co_opted=one.co_opted,
        vacant_note=one.vacant_note.sv,
        vacant_note_en=one.vacant_note.en,
        number=number,
    )
    seat.organisations.set([organisations[key] for key in one.organisations])


def _make_calendar(
    spec: ProgrammeSpec, programme: Programme, bodies: dict[str, Body], organisations: dict[str, Organisation]
) -> None:
    for meeting in spec.meetings:
        Meeting.objects.create(
            programme=programme,
            body=bodies[meeting.body],
            window_from=meeting.window_starts_on,
            window_to=meeting.window_ends_before,
            hours_min=meeting.hours[0],
            hours_max=meeting.hours[1],
        )
    for report in spec.reports:
        ReportDue.objects.create(
            programme=programme,
            recipient=organisations[report.recipient],
            kind=report.kind,
            due_on=report.due_on,
            whole_month=report.whole_month,
            financial_statement=report.financial_statement,
        )


def _unchanged(seen: int, version: int) -> None:
    if seen != version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


@action
def divide(
    *, membership: AreaPlace, area: Area | None, uncertain: bool, note: str, seen_version: int, actor: Actor
) -> AreaPlace:
    """Say which programme area a place belongs to, and whether its part in the programme is uncertain.

    Raises ChangedMeanwhile when somebody saved since the form was opened; ActionRefused for another programme's area.
    """
    membership = AreaPlace.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if (membership.area_id, membership.uncertain, membership.note) == (
        area.pk if area else None,
        uncertain,
        note.strip(),
    ):
        return membership
    _unchanged(seen_version, membership.version)
    if area is not None and area.parent_id != membership.root_id:
        raise ActionRefused(_("Regionen hör till ett annat program."))
    if membership.note != note.strip():
        membership.note, membership.note_en = note.strip(), ""
    membership.area, membership.uncertain = area, uncertain
    membership.version += 1
    membership.save()
    record(
        "divide", membership, actor=actor, place_id=membership.place_id, area_id=membership.root_id,
        area=area.pk if area else None, uncertain=uncertain,
    )  # fmt: skip
    return membership


@action
def pay(
    *,
    programme: Programme,
    place: Place | None,
    purpose: str,
    kind: str,
    text: str,
    amount_ore: int,
    paid_on: dt.date,
    request_key: uuid.UUID,
    actor: Actor,
) -> Outlay:
    """Note money paid out. `request_key` comes with the form: the same form sent twice pays once.

    Raises ActionRefused with the reason (second cheque to a place, local money without a place, a day to come, no
    text).
    """
    Area.objects.select_for_update().get(pk=programme.area_id)
    known = Outlay.objects.filter(request_key=request_key).first()
    if known:
        return known
    cheque = kind == Outlay.Kind.CHEQUE
    if amount_ore <= 0:
        raise ActionRefused(_("Beloppet måste vara större än noll."))
    if paid_on > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. För in utbetalningen när den är gjord."))
    if not text.strip():
        raise ActionRefused(_("Skriv vad pengarna gick till."))
    refuse_identity_numbers(text)
    if (cheque or purpose == Outlay.Purpose.LOCAL) and place is None:
        raise ActionRefused(_("Välj vilken ort pengarna gick till."))
    if cheque and purpose != Outlay.Purpose.LOCAL:
        raise ActionRefused(_("En serviceutvecklingscheck är alltid pengar till en lokal lösning."))
    if cheque and Outlay.objects.filter(programme=programme, place=place, kind=kind).exists():
        raise ActionRefused(_("Orten har redan fått sin serviceutvecklingscheck."))
    if place is not None and not AreaPlace.objects.filter(root_id=programme.area_id, place=place).exists():
        raise ActionRefused(_("Orten är inte med i programmet."))
    outlay = Outlay.objects.create(
        programme=programme,
        place=place,
        purpose=purpose,
        kind=kind,
        text=text.strip(),
        amount_ore=amount_ore,
        paid_on=paid_on,
        request_key=request_key,
    )
    record(
        "pay", outlay, actor=actor, place_id=place.pk if place else None, area_id=programme.area_id, whole_area=True,
        amount_ore=amount_ore,
    )  # fmt: skip
    return outlay


@action
def account_for(*, outlay: Outlay, accounted_on: dt.date | None, seen_version: int, actor: Actor) -> Outlay:
    """Note that an outlay has been accounted for by its receiver (or take the note back). Raises ChangedMeanwhile,
    ActionRefused."""
    outlay = Outlay.objects.select_for_update(of=("self",)).select_related("programme").get(pk=outlay.pk)
    if outlay.accounted_on == accounted_on:
        return outlay
    _unchanged(seen_version, outlay.version)
    if accounted_on and not outlay.paid_on <= accounted_on <= clock.today():
        raise ActionRefused(_("Redovisningen kommer efter utbetalningen och kan inte ligga i framtiden."))
    outlay.accounted_on = accounted_on
    outlay.version += 1
    outlay.save()
    record("account", outlay, actor=actor, place_id=outlay.place_id, area_id=outlay.programme.area_id)
    return outlay
