"""A questionnaire on paper: the same questions with the same numbers as on the phone, as blocks of a document."""

import re
from collections.abc import Iterator

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicepunkt.documents.blocks import (
    LONGEST_COLUMN,
    MOST_ANSWER_COLUMNS,
    Block,
    Callout,
    Choice,
    Code,
    Document,
    Language,
    Lines,
    Marking,
    Masthead,
    Matrix,
    NumberBox,
    Option,
)
from servicepunkt.documents.drawings import qr

from .answering import content_of
from .content import Asked, Content, Kind, Role
from .models import Entrance, Questionnaire, State

LINES = 4
"""For own words; who has more to say turns the sheet."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def document(
    questionnaire: Questionnaire, code: str = "", *, address: str = "", hand_in: str = "", language: Language = "sv"
) -> Document:
    """The form to print; a draft is marked as one and has no address. At most one query.

    `code` is the household's, without it a blank form; `address` the page where the questionnaire is answered;
    `hand_in` says where to leave the paper.
    """
    content = content_of(questionnaire)
    draft = questionnaire.state == State.DRAFT
    with translation.override(language):
        foot = [questionnaire.place.name, _("hushållets kod %(code)s") % {"code": code} if code else ""]
        marks = [_("UTKAST")] if draft else []
        return Document(
            title=str(content.title),
            language=language,
            footer=" · ".join([*marks, *(part for part in foot if part)])[:120],
            blocks=(
                _masthead(questionnaire, content, code, "" if draft else address, hand_in, marks),
                _kept(questionnaire),
                Marking(
                    _("Så fyller du i"),
                    _("Kryssa i rutan så här, helst med svart eller blå penna."),
                    _("Blev det fel? Fyll hela rutan och kryssa i den rätta."),
                ),
                *questions(content),
                _thanks(questionnaire, hand_in),
            ),
        )


def with_code(address: str, code: str) -> str:
    """The address that fills in a household's code; what stands after # is never sent to any server."""
    return f"{address}#kod={code}"


def shown(address: str) -> str:
    """An address as people type it."""
    return address.partition("://")[2].rstrip("/") or address


def _masthead(
    one: Questionnaire, content: Content, code: str, address: str, hand_in: str, marks: list[str]
) -> Masthead:
    place = one.place
    facts = [(_("Vi frågar"), _("den lokala gruppen i %(place)s") % {"place": place.name})]
    if one.closes_on:
        facts.append((_("Svara senast"), date_format(one.closes_on, "l j F Y")))
    facts.append((_("Lämna blanketten"), hand_in or _("till någon i den lokala gruppen")))
    if address:
        facts.append((_("Hellre på nätet"), shown(address)))
    if one.entrance == Entrance.CODES and not code:
        copied = _("skriv av den från er lapp:")
        facts.append((_("Hushållets kod"), f"{copied} __________ – __________"))
    by_the_group = _("(skrivs av gruppen när blanketten kommer in)")
    facts.append((_("Blankettens nummer"), f"____________ {by_the_group}"))
    above = f"{place.name}, {place.municipality.name}"
    return Masthead(" · ".join([*marks, above]), str(content.intro), tuple(facts), _code(code, address))


def _code(code: str, address: str) -> Code | None:
    if not address:
        return None
    if not code:
        alt = _("QR-kod som öppnar frågorna i telefonen")
        return Code(qr(address), alt, _("Hellre i telefonen?"), _("Rikta kameran hit."))
    alt = _("QR-kod som öppnar frågorna i telefonen med hushållets kod ifylld")
    caption = _("Hushållets kod. Hellre i telefonen? Rikta kameran hit.")
    return Code(qr(with_code(address, code)), alt, code, caption)


def _kept(one: Questionnaire) -> Callout:
    said = [
        _("Det är frivilligt att svara. Hoppa över frågor du inte vill svara på."),
        _("Svaren skrivs in av någon i gruppen eller av en intervjuare. Vi sparar svaren och vilken dag de skrevs in."),
        _("Vi sparar inte namn eller adress. Skriv inget som visar vem du eller någon annan är."),
    ]
    if one.entrance == Entrance.CODES:
        said.append(_("Koden visar bara att svaret kommer från bygden. Den sparas inte ihop med svaret."))
    said.append(_("Resultatet visas bara för grupper om minst fem personer."))
    return Callout(_("Innan du börjar"), " ".join(said))


def _thanks(one: Questionnaire, hand_in: str) -> Callout:
    where = hand_in or _("till någon i den lokala gruppen")
    if one.closes_on:
        facts = {"where": where, "day": date_format(one.closes_on, "j F Y")}
        return Callout(_("Tack för att du svarade!"), _("Lämna blanketten %(where)s senast den %(day)s.") % facts)
    return Callout(_("Tack för att du svarade!"), _("Lämna blanketten %(where)s.") % {"where": where})


def questions(content: Content) -> Iterator[Block]:
    """The questions as blocks, numbered as on the phone, in the active language."""
    for number, asked in enumerate(content.questions, start=1):
        yield from _question(str(number), asked)


def _question(number: str, asked: Asked) -> Iterator[Block]:
    text, help_text = str(asked.text), _help(asked)
    if asked.kind is Kind.NUMBER:
        yield NumberBox(number, text, len(str(asked.highest)), help=help_text)
    elif asked.kind is Kind.TEXT:
        yield Lines(number, text, LINES, help_text)
    elif asked.kind in (Kind.ONE, Kind.MANY):
        yield Choice(number, text, _options(asked), asked.kind is Kind.MANY, help_text, numbered=True)
    else:
        yield from _rows(number, asked, text, help_text)


def _help(asked: Asked) -> str:
    most = _("Välj högst %(most)s.") % {"most": asked.most} if asked.most else ""
    return " ".join(part for part in (str(asked.help), most) if part)


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(Option(one.key, str(one.text)) for one in asked.options)


def _rows(number: str, asked: Asked, text: str, help_text: str) -> Iterator[Block]:
    """A matrix, or one question for each row when its columns are more or longer than a paper is wide."""
    many = asked.kind is Kind.GRID
    rows = tuple(str(row.text) for row in asked.rows)
    columns = tuple(_column(str(one.text)) for one in asked.options)
    if len(columns) <= MOST_ANSWER_COLUMNS and all(len(one) <= LONGEST_COLUMN for one in columns):
        name = _("Dag") if asked.role is Role.TIMES else _("Vad det gäller")
        yield Matrix(number, text, name, rows, columns, many, help_text)
        return
    for at, row in enumerate(rows):
        first, second = divmod(at, len(_LETTERS))
        letters = (_LETTERS[first - 1] if first else "") + _LETTERS[second]
        said = text if len(f"{text} – {row}") > 300 else f"{text} – {row}"
        of_row = row if said == text else ""
        yield Choice(
            f"{number}{letters}",
            said,
            _options(asked),
            many,
            " ".join(filter(None, (of_row, help_text))),
            numbered=True,
        )


def _column(text: str) -> str:
    """ "Kväll 17–21" on two lines."""
    return re.sub(r" (?=\d)", "\n", text, count=1)
