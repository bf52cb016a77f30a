"""Drafts: opened with the parts of their kind, put together into a document from written and live parts."""

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor, action, record
from servicepunkt.people.models import Account
from servicepunkt.places.models import Area, Place

from . import plain
from .blocks import DEEPEST, Block, Document, Heading, Hidden, Language, Note, Paragraph
from .kinds import Asked, Fact, Section, kind_of, kinds, sections
from .models import Draft, DraftPart
from .posters import poster_of


@action
def open_draft(
    *,
    kind: str,
    subject: int,
    title: str,
    root: Area,
    place: Place | None,
    period: tuple[dt.date, dt.date] | None,
    actor: Actor,
    language: str = "sv",
) -> Draft:
    """The draft of a kind about a subject; opened with the kind's parts when there is none yet.

    `period` is half open. Raises KeyError for an unknown kind.
    """
    of = kind_of(kind)
    Area.objects.select_for_update().get(pk=root.pk)
    known = Draft.objects.filter(kind=kind, subject=str(subject), area=root).first()
    if known:
        return known
    draft = Draft.objects.create(
        kind=kind,
        subject=str(subject),
        title=title,
        language=language,
        area=root,
        place=place,
        period_from=period[0] if period else None,
        period_to=period[1] if period else None,
        made_at=clock.now(),
    )
    asked = asked_of(draft, on=clock.today())
    with translation.override(language):
        DraftPart.objects.bulk_create(
            DraftPart(
                draft=draft,
                key=part.key,
                number=number,
                section=part.section,
                title=str(part.title),
                level=part.level,
                text=part.begin(asked) if part.begin else "",
            )
            for number, part in enumerate(of.parts)
        )
    record("draft", draft, actor=actor, place_id=place.pk if place else None, area_id=root.pk, kind=kind)
    return draft


def asked_of(draft: Draft, *, on: dt.date) -> Asked:
    """What the sections of a draft are asked, on a day."""
    return Asked(draft.area, draft.place, int(draft.subject), on, draft.period_from, draft.period_to)


@dataclass(frozen=True)
class Composed:
    """A part as it stands in the document today: its blocks, with its heading, and what they rest on.

    No blocks: a written part that nobody has written yet, which is left out.
    """

    part: DraftPart
    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...] = ()


def compose_parts(draft: Draft, *, on: dt.date) -> list[Composed]:
    """Every part of a draft, filled with today's facts. Raises KeyError for an unknown section."""
    asked = asked_of(draft, on=on)
    parts = list(draft.parts.all())
    names = _names(parts)
    out: list[Composed] = []
    level = 0
    with translation.override(draft.language):
        for part in parts:
            level, made = _compose(part, asked, min(part.level, level + 1), names.get(part.account_id or 0, ""), level)
            out.append(made)
    return out


def _compose(part: DraftPart, asked: Asked, level: int, who: str, before: int) -> tuple[int, Composed]:
    """A part under a heading of a level, and the level of the last heading so far: no heading skips one."""
    if part.hidden:
        return before, Composed(part, (Hidden(part.title, part.hidden_reason),))
    filled = sections()[part.section].fill(asked) if part.section else Section(plain.blocks_of(part.text))
    if not filled.blocks:
        return before, Composed(part, ())
    blocks: list[Block] = [Heading(level, part.title)]
    for block in filled.blocks:
        if isinstance(block, Heading):
            block = Heading(min(block.level + level - 1, DEEPEST), block.text)
        blocks.append(block)
    if part.comment.strip():
        blocks.append(Note(part.comment.strip(), who or _("Den som skrev dokumentet")))
    deepest = next(block.level for block in reversed(blocks) if isinstance(block, Heading))
    return deepest, Composed(part, tuple(blocks), filled.facts)


def _names(parts: list[DraftPart]) -> dict[int, str]:
    """Who last wrote in the parts that have a comment, by account. At most one query."""
    wanted = {part.account_id for part in parts if part.comment and part.account_id}
    rows = Account.objects.filter(pk__in=wanted).values_list("pk", "person__name") if wanted else ()
    return dict(rows)


def put_together(draft: Draft, parts: list[Composed]) -> tuple[Document, tuple[Fact, ...]]:
    """Composed parts as one document, and every fact once."""
    facts = dict.fromkeys(fact for part in parts for fact in part.facts)
    blocks = _poster(draft, parts) or tuple(block for part in parts for block in part.blocks)
    return Document(draft.title, language_of(draft), blocks or (Paragraph("–"),)), tuple(facts)


def _poster(draft: Draft, parts: list[Composed]) -> tuple[Block, ...]:
    """The one block of a poster; nothing for other kinds. What is hidden is left out without a word."""
    known = kinds().get(draft.kind)
    if known is None or not known.poster:
        return ()
    first = known.parts[0].key
    ordered = sorted(parts, key=lambda one: one.part.key != first)  # whatever people have moved or added above it
    shown = [(one.part.title, () if one.part.hidden else one.blocks) for one in ordered]
    with translation.override(draft.language):
        return (poster_of(draft.place.name if draft.place else str(known.title), shown),)


def compose(draft: Draft, *, on: dt.date) -> tuple[Document, tuple[Fact, ...]]:
    """The draft as a document of today's facts, and the facts it rests on. Raises KeyError for an unknown section."""
    return put_together(draft, compose_parts(draft, on=on))


def language_of(draft: Draft) -> Language:
    """The language a draft is written in."""
    return "en" if draft.language == "en" else "sv"
