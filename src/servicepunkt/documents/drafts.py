"""Drafts: opened with the parts of their kind, put together into a document from written and live parts."""

import datetime as dt

from django.utils import translation

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor, action, record
from servicepunkt.places.models import Area, Place

from .blocks import Block, Document, Heading, Language, Paragraph
from .kinds import Asked, Fact, kind_of, sections
from .models import Draft, DraftPart


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


def compose(draft: Draft, *, on: dt.date) -> tuple[Document, tuple[Fact, ...]]:
    """The draft as a document of today's facts, and the facts it rests on. Raises KeyError for an unknown section."""
    asked = asked_of(draft, on=on)
    blocks: list[Block] = []
    facts: list[Fact] = []
    with translation.override(draft.language):
        for part in draft.parts.all():
            if part.hidden or not (part.section or part.text.strip()):
                continue
            blocks.append(Heading(part.level, part.title))
            if part.section:
                filled = sections()[part.section].fill(asked)
                blocks.extend(filled.blocks)
                facts.extend(filled.facts)
            else:
                blocks.extend(Paragraph(text) for text in part.text.split("\n\n") if text.strip())
    language: Language = "en" if draft.language == "en" else "sv"
    return Document(draft.title, language, tuple(blocks) or (Paragraph("–"),)), tuple(facts)
