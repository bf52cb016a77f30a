"""Every write of the plan's chapters: text, owner, risks, and what was decided.

Each locks the place's membership first, so that writes about one place come one after another. A place that is not in
the programme raises AreaPlace.DoesNotExist, a chapter that the way of working does not have KeyError. No text reaches
the journal.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.documents.actions import digest, freeze
from servicepunkt.method import progress
from servicepunkt.method.spec import Chapter as ChapterSpec
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.people.models import Seat
from servicepunkt.places.models import Area, AreaPlace, Place

from .models import Chapter, ChapterDecision, Risk

State = Chapter.State
LONGEST_TEXT = 20_000
"""Letters in a chapter's text: about seven pages."""
LONGEST_SHORT = 4_000
MOST_RISKS = 30
DECIDED_KIND = "plan.chapter"
"""The kind of the frozen version that holds what was decided about a chapter."""
SCHEMA = 1


@dataclass(frozen=True)
class ChapterFacts:
    """What people write in a chapter; `ready` says that it can be decided."""

    owner_id: int | None
    text: str
    decision: str
    questions: str
    ready: bool


@dataclass(frozen=True)
class RiskFacts:
    """A risk: `likely` and `bad` in three degrees, `measures` what is done about it."""

    what: str
    likely: int
    bad: int
    measures: str


def lock(root: Area, place: Place) -> AreaPlace:
    """The place's membership, held until the transaction ends."""
    return AreaPlace.objects.select_for_update(of=("self",)).get(root=root, place=place)


def unchanged(seen: int, version: int) -> None:
    """Raise ChangedMeanwhile unless what was seen is what is stored."""
    if seen != version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))


def not_to_come(day: dt.date) -> None:
    """Raise ActionRefused for a day to come."""
    if day > clock.today():
        raise ActionRefused(_("Dagen ligger i framtiden. Ange den dag då det blev så."))


def not_too_long(longest: int, *texts: str) -> None:
    """Raise ActionRefused for a text of more letters than `longest`."""
    if any(len(text) > longest for text in texts):
        raise ActionRefused(_("Texten är för lång. Den får ha högst %(most)s tecken.") % {"most": longest})


def spec_here(root: Area, key: str) -> ChapterSpec:
    """A chapter of the way of working that a programme works by. Raises KeyError when it has none with this key."""
    return spec_of(adoption_of(root.pk).version).chapter(key)


def chapter_here(root: Area, place: Place, key: str) -> Chapter:
    """The place's chapter, or an unsaved one of version 0 that nobody has begun."""
    known = Chapter.objects.filter(root=root, place=place, key=key).first()
    return known or Chapter(root=root, place=place, key=key, version=0)


def content_of(chapter: Chapter, risks: Iterable[Risk]) -> dict[str, Any]:
    """What is decided about a chapter: its words and its risks. Who writes it is not part of that."""
    return {
        "text": chapter.text,
        "decision": chapter.decision,
        "questions": chapter.questions,
        "risks": [
            {"what": one.what, "likely": one.likely, "bad": one.bad, "measures": one.measures}
            for one in sorted(risks, key=lambda one: one.pk)
        ],
    }


def settle(chapter: Chapter) -> None:
    """Set the state that follows from a locked chapter's words: what was decided counts until they are others."""
    risks = list(chapter.risks.all()) if chapter.pk else []
    if chapter.decided_sha256:
        same = digest(content_of(chapter, risks)) == chapter.decided_sha256
        chapter.state = State.DECIDED if same else State.CHANGED
        return
    begun = chapter.text or chapter.decision or chapter.questions or chapter.owner_id or risks
    chapter.state = (State.READY if chapter.ready else State.WRITING) if begun else State.NOT_BEGUN


def save(chapter: Chapter, verb: str, actor: Actor) -> Chapter:
    """Store a chapter as its next version, with a line in the journal."""
    if chapter.chosen_on is None and chapter.state != State.NOT_BEGUN:
        chapter.chosen_on = clock.today()
    chapter.version += 1
    chapter.save()
    record(
        verb, chapter, actor=actor, place_id=chapter.place_id, area_id=chapter.root_id, chapter=chapter.key,
        state=str(chapter.state),
    )  # fmt: skip
    return chapter


def _owner(root: Area, place: Place, owner_id: int | None) -> Seat | None:
    if owner_id is None:
        return None
    seat = Seat.objects.filter(pk=owner_id, body__area=root, place=place).first()
    if seat is None:
        raise ActionRefused(_("Platsen finns inte på orten. Välj en av dem i listan."), field="owner_id")
    return seat


def _treated(chapter: Chapter) -> None:
    if chapter.set_aside:
        raise ActionRefused(_("Ämnet behandlas inte. Ta upp det igen först."))


@action
def write_chapter(
    *, root: Area, place: Place, key: str, facts: ChapterFacts, seen_version: int, actor: Actor
) -> Chapter:
    """Write in a chapter; the first time (`seen_version` 0) or anew. What is as it was changes nothing.

    Raises ChangedMeanwhile; ActionRefused when the chapter is set aside, a text is too long, nothing is written in
    what is said to be ready, the seat is not the place's, or there is a personal identity number.
    """
    lock(root, place)
    spec_here(root, key)
    chapter = chapter_here(root, place, key)
    told = {
        "owner_id": facts.owner_id,
        "text": facts.text.strip(),
        "decision": facts.decision.strip(),
        "questions": facts.questions.strip(),
        "ready": facts.ready,
    }
    if chapter.pk and all(getattr(chapter, name) == value for name, value in told.items()):
        return chapter
    unchanged(seen_version, chapter.version)
    _treated(chapter)
    not_too_long(LONGEST_TEXT, facts.text)
    not_too_long(LONGEST_SHORT, facts.decision, facts.questions)
    refuse_identity_numbers(facts.text, facts.decision, facts.questions)
    if facts.ready and not (told["text"] and told["decision"]):
        raise ActionRefused(
            _("Skriv texten och förslaget till beslut innan kapitlet är klart för beslut."), field="ready"
        )
    _owner(root, place, facts.owner_id)
    for name, value in told.items():
        setattr(chapter, name, value)
    settle(chapter)
    return save(chapter, "write", actor)


def _risk_facts(facts: RiskFacts) -> dict[str, Any]:
    if not facts.what.strip():
        raise ActionRefused(_("Skriv vad som kan gå fel."), field="what")
    if not {facts.likely, facts.bad} <= set(Risk.Degree.values):
        raise ActionRefused(_("Välj hur stor risken är och hur stor skadan blir."))
    not_too_long(LONGEST_SHORT, facts.measures)
    refuse_identity_numbers(facts.what, facts.measures)
    return {**asdict(facts), "what": facts.what.strip(), "measures": facts.measures.strip()}


@action
def add_risk(*, root: Area, place: Place, key: str, facts: RiskFacts, request_key: uuid.UUID, actor: Actor) -> Risk:
    """Add a risk to a chapter. The same `request_key` again gives the risk it made.

    Raises ActionRefused when the chapter is set aside or full, or the risk is not whole.
    """
    lock(root, place)
    spec_here(root, key)
    known = Risk.objects.filter(request_key=request_key).first()
    if known:
        return known
    chapter = chapter_here(root, place, key)
    _treated(chapter)
    told = _risk_facts(facts)
    if chapter.version == 0:
        chapter.save()
    if chapter.risks.count() >= MOST_RISKS:
        raise ActionRefused(_("Kapitlet har redan så många risker som det kan ha."))
    risk = Risk.objects.create(chapter=chapter, request_key=request_key, **told)
    settle(chapter)
    save(chapter, "add_risk", actor)
    return risk


@action
def change_risk(*, risk: Risk, facts: RiskFacts, remove: bool, seen_version: int, actor: Actor) -> Risk | None:
    """Put a risk right, or take it away (None). Raises ChangedMeanwhile, Risk.DoesNotExist; ActionRefused as adding."""
    lock(risk.chapter.root, risk.chapter.place)
    one = Risk.objects.select_related("chapter__root", "chapter__place").get(pk=risk.pk)
    chapter = one.chapter
    told = _risk_facts(facts)
    if not remove and all(getattr(one, name) == value for name, value in told.items()):
        return one
    unchanged(seen_version, one.version)
    _treated(chapter)
    if remove:
        one.delete()
    else:
        for name, value in told.items():
            setattr(one, name, value)
        one.version += 1
        one.save()
    settle(chapter)
    save(chapter, "remove_risk" if remove else "change_risk", actor)
    return None if remove else one


@action
def decide_chapter(
    *, root: Area, place: Place, key: str, on: dt.date, body: str, minutes: str, seen_version: int, actor: Actor
) -> ChapterDecision:
    """Record what a body decided about a chapter, and freeze what it decided on, with the evidence of today.

    `seen_version` is the chapter that was read: what somebody wrote or decided since raises ChangedMeanwhile. The same
    decision sent again gives the one there is. Raises ActionRefused when there is nothing to decide on, for a day to
    come, or without the body.
    """
    lock(root, place)
    spec = spec_here(root, key)
    chapter = chapter_here(root, place, key)
    risks = list(chapter.risks.all()) if chapter.pk else []
    content = content_of(chapter, risks)
    last = chapter.decisions.first() if chapter.pk else None
    told = (on, body.strip(), minutes.strip(), digest(content))
    if last and (last.on, last.body, last.minutes, last.content_sha256) == told:
        return last
    unchanged(seen_version, chapter.version)
    _treated(chapter)
    not_to_come(on)
    if not body.strip():
        raise ActionRefused(_("Skriv vilka som beslutade, till exempel den lokala gruppen."), field="body")
    if not (chapter.text and chapter.decision):
        raise ActionRefused(_("Det finns inget att besluta än. Skriv kapitlets text och förslag till beslut först."))
    refuse_identity_numbers(body, minutes)
    frozen = _freeze(chapter, spec, content, told, actor)
    decision = ChapterDecision.objects.create(
        chapter=chapter, on=on, body=told[1], minutes=told[2], content_sha256=told[3], frozen=frozen, at=clock.now()
    )
    chapter.decided_sha256 = told[3]
    chapter.ready = True
    settle(chapter)
    save(chapter, "decide", actor)
    return decision


def _freeze(
    chapter: Chapter, spec: ChapterSpec, content: dict[str, Any], told: tuple[dt.date, str, str, str], actor: Actor
) -> Any:
    """What was decided, with the evidence that lay beside it that day, as a version that never changes."""
    adoption = adoption_of(chapter.root_id)
    method = spec_of(adoption.version)
    answers = progress.compute(adoption, [chapter.place_id], clock.today(), spec.requirements)[chapter.place_id]
    evidence = [
        {
            "requirement": key,
            "title": method.requirement(key).title.sv,
            "state": str(answers[key].state),
            "sentence": answers[key].sentence,
            "values": dict(answers[key].values),
        }
        for key in spec.requirements
    ]
    title = f"{spec.title.sv}: {chapter.place.name}"
    return freeze(
        kind=DECIDED_KIND, title=title[:200], area_id=chapter.root_id, place_id=chapter.place_id, schema=SCHEMA,
        content={
            "method": {"slug": method.slug, "version": method.version, "sha256": adoption.version.sha256},
            "chapter": {"key": spec.key, "title": spec.title.sv},
            "decided": {"on": told[0].isoformat(), "body": told[1], "minutes": told[2]},
            "content": content,
            "evidence": evidence,
        },
        actor=actor,
    )  # fmt: skip
