"""A chapter that the village does not treat: set aside with its reason, and taken up again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, action
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.method.actions import NotAllowed, state, stating_seat
from servicepunkt.method.models import Statement
from servicepunkt.method.progress import SETTLED, compute, latest_statements
from servicepunkt.method.spec import MethodSpec
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.access import Access, Spot
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place

from .actions_chapters import LONGEST_SHORT, chapter_here, lock, not_too_long, save, settle, spec_here, unchanged
from .models import Chapter

State = Chapter.State


@dataclass(frozen=True)
class SetAside:
    """A chapter set aside: its requirements that became not relevant, and those that somebody has to settle by hand."""

    chapter: Chapter
    settled: tuple[str, ...]
    left: tuple[str, ...]


def _actor(access: Access, spot: Spot) -> Actor:
    seat = access.seat_for(Right.DECIDE_PLAN, spot)
    if seat is None:
        raise NotAllowed(_("Du har ingen plats som får föra in vad gruppen har beslutat."))
    return Actor(access.account_id, seat.seat_id)


def needed_at_a_gate(spec: MethodSpec, key: str) -> bool:
    """Whether a gate asks for the requirement: then it is never set aside in passing, only on its own page."""
    return any(key in gate.requires for gate in spec.gates)


@action
def set_aside(*, root: Area, place: Place, key: str, reason: str, seen_version: int, access: Access) -> SetAside:
    """Say that the village does not treat a chapter, and why. Its requirements become not relevant with that reason.

    Left as they are: what is settled, what a gate asks for, what the user's seats may not speak on. Raises
    NotAllowed without a seat that records decisions, ChangedMeanwhile, ActionRefused without a reason or when the
    chapter was decided.
    """
    membership = lock(root, place)
    spot = Spot(root.pk, membership.area_id, place.pk)
    actor = _actor(access, spot)
    chapter_spec = spec_here(root, key)
    chapter = chapter_here(root, place, key)
    if chapter.set_aside and chapter.reason == reason.strip():
        return SetAside(chapter, (), ())
    unchanged(seen_version, chapter.version)
    if not reason.strip():
        raise ActionRefused(_("Skriv varför ämnet inte behandlas här."), field="reason")
    if chapter.has_decision:
        raise ActionRefused(_("Kapitlet är redan beslutat. Ändra det och besluta igen i stället."))
    not_too_long(LONGEST_SHORT, reason)
    refuse_identity_numbers(reason)
    adoption = adoption_of(root.pk)
    spec = spec_of(adoption.version)
    answers = compute(adoption, [place.pk], clock.today(), chapter_spec.requirements)[place.pk]
    latest = latest_statements(root.pk, [place.pk])
    settled, left, said = [], [], []
    for requirement_key in chapter_spec.requirements:
        if answers[requirement_key].state in SETTLED:
            continue
        last = latest.get((place.pk, requirement_key))
        may_speak = stating_seat(access, spot, spec.requirement(requirement_key)) is not None
        if not may_speak or needed_at_a_gate(spec, requirement_key):
            left.append(requirement_key)
            continue
        made = state(
            root=root, place=place, requirement_key=requirement_key, says=Statement.Says.NOT_RELEVANT,
            on=clock.today(), note=reason, upload=None, seen_statement_id=last.pk if last else None, access=access,
        )  # fmt: skip
        settled.append(requirement_key)
        said.append(made.pk)
    chapter.state, chapter.reason, chapter.said = State.SET_ASIDE, reason.strip(), [*chapter.said, *said]
    return SetAside(save(chapter, "set_aside", actor), tuple(settled), tuple(left))


@action
def take_up(*, root: Area, place: Place, key: str, seen_version: int, access: Access) -> Chapter:
    """Treat a chapter after all: it goes on where it was, and what was said when it was set aside is taken back.

    A chapter that is treated stays as it is. Raises NotAllowed, ChangedMeanwhile.
    """
    membership = lock(root, place)
    actor = _actor(access, Spot(root.pk, membership.area_id, place.pk))
    spec_here(root, key)
    chapter = chapter_here(root, place, key)
    if not chapter.set_aside:
        return chapter
    unchanged(seen_version, chapter.version)
    latest = {one.pk: one for one in latest_statements(root.pk, [place.pk]).values()}
    for number in chapter.said:
        if number in latest:
            state(
                root=root, place=place, requirement_key=latest[number].requirement, says=Statement.Says.NOT_MET,
                on=clock.today(), note=_("Ämnet tas upp igen."), upload=None, seen_statement_id=number, access=access,
            )  # fmt: skip
    chapter.reason, chapter.said = "", []
    settle(chapter)
    return save(chapter, "take_up", actor)
