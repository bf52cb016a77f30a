"""Writing in a draft: its parts, its marking. Each write locks the draft; what lies for approval cannot be changed."""

import re
import uuid
from dataclasses import dataclass

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers

from .kinds import kinds
from .models import Draft, DraftPart

LONGEST_PART = 40_000
"""Letters in a written part: about fifteen pages. More is several parts."""
MOST_PARTS = 100


@dataclass(frozen=True)
class Marking:
    """What a document is called, its number in the diary, whether it is public and else why, and its language."""

    title: str
    diary_number: str
    confidential: bool
    confidential_reason: str
    language: str


def locked(draft_id: int) -> Draft:
    """The draft, held until the transaction ends."""
    return Draft.objects.select_for_update(of=("self",)).select_related("area", "place").get(pk=draft_id)


def _open(draft_id: int) -> Draft:
    """The draft, held for writing. Raises ActionRefused while it lies for approval or is being frozen."""
    draft = locked(draft_id)
    if draft.state == Draft.State.APPROVED:
        raise ActionRefused(_("Dokumentet är godkänt och fryses. När det är klart går det att skriva i det igen."))
    if draft.state != Draft.State.OPEN:
        raise ActionRefused(_("Dokumentet ligger för godkännande och kan inte ändras. Ta först tillbaka det."))
    return draft


def _part(draft: Draft, part_id: int, seen_version: int) -> DraftPart:
    part = draft.parts.filter(pk=part_id).first()
    if part is None or part.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har ändrat den här delen."))
    return part


def _save(part: DraftPart, verb: str, actor: Actor) -> DraftPart:
    draft = part.draft
    part.version += 1
    part.edited_at = clock.now()
    part.account_id = actor.account_id
    part.save()
    record(verb, part, actor=actor, place_id=draft.place_id, area_id=draft.area_id, draft=draft.pk)
    return part


@action
def write_part(*, part: DraftPart, title: str, text: str, seen_version: int, actor: Actor) -> DraftPart:
    """Write the text of a written part; `title` counts for parts people have added themselves.

    Raises ChangedMeanwhile when somebody else saved the part after `seen_version`, ActionRefused while the draft lies
    for approval, or when the part is filled from facts.
    """
    refuse_identity_numbers(title, text)
    draft = _open(part.draft_id)
    if part.section:
        raise ActionRefused(_("Den här delen fylls ur underlaget och kan inte skrivas om."))
    one = _part(draft, part.pk, seen_version)
    one.title = title if is_own(one) else one.title
    one.text = text
    return _save(one, "write", actor)


@action
def remark_part(
    *, part: DraftPart, hidden: bool, hidden_reason: str, comment: str, seen_version: int, actor: Actor
) -> DraftPart:
    """Hide a part with a reason, or comment it; both show in the document.

    Raises ChangedMeanwhile and ActionRefused as `write_part`; ActionRefused also when the reason is missing.
    """
    refuse_identity_numbers(hidden_reason, comment)
    if hidden and not hidden_reason.strip():
        raise ActionRefused(_("Skriv varför delen ska döljas. Skälet står i dokumentet."))
    draft = _open(part.draft_id)
    one = _part(draft, part.pk, seen_version)
    one.hidden, one.hidden_reason, one.comment = hidden, hidden_reason if hidden else "", comment
    return _save(one, "remark", actor)


OWN = "own-"


def is_own(part: DraftPart) -> bool:
    """Whether people added the part themselves, beside those of the kind."""
    return part.key.startswith(OWN)


@action
def add_part(
    *, draft: Draft, after: DraftPart | None, title: str, text: str, request_key: uuid.UUID, actor: Actor
) -> DraftPart:
    """Add a written part after another (first, when None). The same `request_key` again gives the part it made.

    Raises ActionRefused while the draft lies for approval, or when it has as many parts as it can have.
    """
    refuse_identity_numbers(title, text)
    one = _open(draft.pk)
    key = f"{OWN}{request_key.hex}"
    known = one.parts.filter(key=key).first()
    if known is not None:
        return known
    if one.parts.count() >= MOST_PARTS:
        raise ActionRefused(_("Dokumentet har redan så många delar som det kan ha."))
    above = one.parts.filter(pk=after.pk).first() if after else None
    number = above.number + 1 if above else 0
    one.parts.filter(number__gte=number).update(number=F("number") + 1)
    level = above.level if above else 1
    made = DraftPart(draft=one, key=key, number=number, title=title, level=level, text=text, version=0)
    return _save(made, "insert", actor)


@action
def remove_part(*, part: DraftPart, seen_version: int, actor: Actor) -> None:
    """Remove an empty part that people added. Raises ChangedMeanwhile; ActionRefused when it is not one, or not empty.

    A part that is gone already is no error: the same request twice does nothing twice.
    """
    draft = _open(part.draft_id)
    if not draft.parts.filter(pk=part.pk).exists():
        return
    one = _part(draft, part.pk, seen_version)
    if not is_own(one) or one.text.strip():
        raise ActionRefused(_("Bara en egen del som är tom kan tas bort."))
    record("cut", one, actor=actor, place_id=draft.place_id, area_id=draft.area_id, draft=draft.pk)
    one.delete()


def may_be_moved(part: DraftPart) -> bool:
    """Whether people may give the part another place: what they write, where its kind does not fix the order.

    What is filled from facts keeps the order of its kind.
    """
    known = kinds().get(part.draft.kind)
    return is_own(part) or (not part.section and known is not None and not known.order_fixed)


@action
def move_part(*, part: DraftPart, past: int, up: bool, seen_version: int, actor: Actor) -> DraftPart:
    """Move a written part one step, past the part with the number `past` that stood next to it.

    One that stands there already stays: the same request twice does nothing twice. Raises ActionRefused while the draft
    lies for approval and for a part that is not moved, ChangedMeanwhile when it was saved after `seen_version` or the
    two are no longer neighbours.
    """
    draft = _open(part.draft_id)
    order = list(draft.parts.values_list("pk", flat=True))
    step = -1 if up else 1
    if part.pk in order and past in order and order.index(past) == order.index(part.pk) - step:
        return draft.parts.get(pk=part.pk)
    one = _part(draft, part.pk, seen_version)
    if not may_be_moved(one):
        raise ActionRefused(_("Den här delen har en bestämd plats i dokumentet."))
    if past not in order or order.index(past) != order.index(one.pk) + step:
        raise ChangedMeanwhile(_("Någon annan har ändrat ordningen."))
    other = draft.parts.get(pk=past)
    one.number, other.number = other.number, one.number
    other.save(update_fields=["number"])
    one.version += 1
    one.save(update_fields=["number", "version"])
    record("shift", one, actor=actor, place_id=draft.place_id, area_id=draft.area_id, draft=draft.pk)
    return one


NAMES_A_PARAGRAPH = re.compile(r"\d+\s*(§|kap)")


@action
def mark(*, draft: Draft, marking: Marking, seen_version: int, actor: Actor) -> Draft:
    """Give a draft its title, diary number, marking and language. Headings of its kind follow the language.

    A confidential document names the paragraph: a public authority may refuse to give out a document only with support
    in offentlighets- och sekretesslagen (2009:400; tryckfrihetsförordningen 2 kap. 2 §). Raises ActionRefused without
    it and while the draft lies for approval, ChangedMeanwhile when somebody else saved it after `seen_version`.
    """
    reason = marking.confidential_reason.strip() if marking.confidential else ""
    refuse_identity_numbers(marking.title, marking.diary_number, reason)
    if marking.confidential and not NAMES_A_PARAGRAPH.search(reason):
        raise ActionRefused(
            _(
                "Ange paragrafen i offentlighets- och sekretesslagen som gör dokumentet hemligt, "
                "till exempel 21 kap. 7 §."
            )
        )
    one = _open(draft.pk)
    if one.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har ändrat uppgifterna om dokumentet."))
    if one.language != marking.language:
        _translate(one, marking.language)
    one.title, one.diary_number, one.language = marking.title, marking.diary_number, marking.language
    one.confidential, one.confidential_reason = marking.confidential, reason
    one.version += 1
    one.save()
    secret = marking.confidential
    record("mark", one, actor=actor, place_id=one.place_id, area_id=one.area_id, confidential=secret)
    return one


def _translate(draft: Draft, language: str) -> None:
    """Give the kind's own parts their heading in another language."""
    known = kinds().get(draft.kind)
    titles = {part.key: part.title for part in known.parts} if known else {}
    for part in draft.parts.all():
        if part.key in titles:
            with translation.override(language):
                part.title = str(titles[part.key])
            part.save(update_fields=["title"])
