"""A document as it is handed over: cover, contents, what it says, who approved it; and what its files are called."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicepunkt.core.clock import STOCKHOLM
from servicepunkt.core.text import localised
from servicepunkt.core.words import slug

from . import pdf
from .blocks import Block, Contents, Cover, Document, Heading, Poster, Signature, Signatures
from .kinds import kinds
from .models import Draft, FrozenFile

ENOUGH_FOR_CONTENTS = 4
"""Headings of the first level; fewer are seen at a glance."""


@dataclass(frozen=True)
class Edition:
    """What a file says of itself beside its content. `number` None: not approved yet."""

    kind: str
    kind_title: str
    organisation: str
    place: str
    cover: bool
    number: int | None
    at: dt.datetime
    diary_number: str
    confidential_reason: str
    period: tuple[dt.date, dt.date] | None
    approvals: tuple[Mapping[str, Any], ...] = ()


def marking_of(draft: Draft) -> dict[str, Any]:
    """A draft's marking, as it is hashed and frozen."""
    return {
        "title": draft.title,
        "language": draft.language,
        "diary_number": draft.diary_number,
        "confidential": draft.confidential,
        "confidential_reason": draft.confidential_reason,
    }


def edition_of(
    draft: Draft,
    *,
    number: int | None,
    at: dt.datetime,
    approvals: tuple[Mapping[str, Any], ...] = (),
    marking: Mapping[str, Any] | None = None,
) -> Edition:
    """What the files of a draft say of themselves, in its language; marked as it is now, or as `marking` says."""
    known = kinds().get(draft.kind)
    said = marking or marking_of(draft)
    with translation.override(said["language"]):
        return Edition(
            kind=draft.kind,
            kind_title=str(known.title) if known else draft.kind,
            organisation=localised(draft.area),
            place=draft.place.name if draft.place else "",
            cover=known.cover if known else True,
            number=number,
            at=at,
            diary_number=said["diary_number"],
            confidential_reason=said["confidential_reason"] if said["confidential"] else "",
            period=(draft.period_from, draft.period_to) if draft.period_from and draft.period_to else None,
            approvals=approvals,
        )


def presented(body: Document, edition: Edition) -> Document:
    """The document as it is printed: cover and contents where its kind has them, its body, who approved it."""
    with translation.override(body.language):
        if isinstance(body.blocks[0], Poster):  # who approved it is in its archive, not on the door
            return replace(body, footer=_imprint(edition))
        blocks: list[Block] = []
        if edition.cover:
            blocks.append(_cover(edition))
            first = sum(isinstance(block, Heading) and block.level == 1 for block in body.blocks)
            if first >= ENOUGH_FOR_CONTENTS:
                blocks.append(Contents(_("Innehåll")))
        blocks.extend(body.blocks)
        if edition.approvals:
            lines = (Signature(one["name"], one["seat"], one.get("role", ""), one["on"]) for one in edition.approvals)
            blocks.append(Signatures(tuple(lines)))
        return replace(body, blocks=tuple(blocks), footer=_footer(body, edition))


def _said(edition: Edition) -> str:
    if edition.number is None:
        return _("Utkast")
    return _("Utgåva %(number)s") % {"number": edition.number}


def _imprint(edition: Edition) -> str:
    day = _day(edition.at.astimezone(STOCKHOLM).date())
    return " · ".join(part for part in (edition.organisation[:60], day, _said(edition)) if part)


def _footer(body: Document, edition: Edition) -> str:
    return " · ".join(part for part in (body.title[:80], _said(edition)) if part)


def _cover(edition: Edition) -> Cover:
    facts = [(_("Utgåva"), str(edition.number))] if edition.number else []
    if edition.place:
        facts.append((_("Ort"), edition.place))
    if edition.period:
        first, after = edition.period
        last = after - dt.timedelta(days=1)
        facts.append((_("Period"), f"{_day(first)} – {_day(last)}"))
    facts.append((_("Godkänd") if edition.number else _("Utskriven"), _day(edition.at.astimezone(STOCKHOLM).date())))
    if edition.diary_number:
        facts.append((_("Diarienummer"), edition.diary_number))
    secret = edition.confidential_reason
    facts.append((_("Märkning"), _("Sekretess: %(reason)s") % {"reason": secret} if secret else _("Offentlig")))
    return Cover(
        above=edition.kind_title,
        subtitle="",
        facts=tuple(facts),
        organisation=edition.organisation,
        marking="" if edition.number else _("Utkast"),
    )


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


@dataclass(frozen=True)
class Made:
    """A file made of a document: its form, its name, its bytes."""

    form: str
    name: str
    content: bytes


def making(body: Document, edition: Edition) -> Iterator[Made]:
    """The PDF and the Word file of an edition, one after the other: seconds each for a long document."""
    from . import word  # twenty megabytes that a process which makes no file need not carry

    document = presented(body, edition)
    yield Made(FrozenFile.Form.PDF, file_name(edition, "pdf"), pdf.render(document, at=edition.at))
    yield Made(FrozenFile.Form.WORD, file_name(edition, "docx"), word.render(document, at=edition.at))


def files_of(body: Document, edition: Edition) -> tuple[Made, ...]:
    """Both files of an edition. Takes a tenth of a second or more: call it outside transactions."""
    return tuple(making(body, edition))


def file_name(edition: Edition, ending: str) -> str:
    """What a file is called: "lagesrapport-2010-10-utgava-1.pdf" — the kind, the place, the month, the edition."""
    month = edition.at.astimezone(STOCKHOLM).date()
    if edition.period:
        month = edition.period[1] - dt.timedelta(days=1)
    words = [
        edition.kind_title,
        edition.place,
        f"{month:%Y-%m}",
        f"utgava-{edition.number}" if edition.number else "utkast",
    ]
    return f"{slug(' '.join(word for word in words if word))[:120]}.{ending}"
