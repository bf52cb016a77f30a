"""A document that cannot be shown whole is refused when it is made, and what was stored opens again."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.documents.blocks import (
    BLOCKS,
    Block,
    Bullets,
    Callout,
    Chart,
    Choice,
    Code,
    Contents,
    Cover,
    Document,
    DocumentError,
    Figure,
    Heading,
    Hidden,
    Lines,
    Map,
    MapMark,
    MapPin,
    Masthead,
    Matrix,
    Note,
    NumberBox,
    Option,
    Paragraph,
    Reference,
    Series,
    Signature,
    Signatures,
    Table,
    thousandths,
)
from servicepunkt.documents.drawings import qr
from servicepunkt.documents.html import render as as_page
from servicepunkt.documents.pdf import render as as_pdf
from servicepunkt.documents.stored import from_json, to_json
from servicepunkt.documents.word import render as as_word

from .samples import EVERY, FIRST, POSTER, REPORT, SECOND, SVG, document, every_block, every_kind

A, B = Option("a", "ja"), Option("b", "nej")
A_PARAGRAPH = Paragraph("x")
BAR = Series("x", (1000,))
PIN = MapPin.at("x", 63.0, 15.0, "a")
MARK = MapMark("a", "x", "ring")
OUTSIDE = '<svg xmlns="http://www.w3.org/2000/svg"><a href="http://x.example/">x</a></svg>'
LINKED = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<use xlink:href="file:///etc/passwd"/></svg>'
)
SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
SWELLING = '<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'

WRONG: list[tuple[str, Callable[[], object]]] = [
    ("level 1 to 4", lambda: Heading(5, "x")),
    ("heading is empty", lambda: Heading(1, " ")),
    ("heading is longer", lambda: Heading(1, "x" * 301)),
    ("paragraph is empty", lambda: Paragraph("\n")),
    ("no items", lambda: Bullets(())),
    ("item is empty", lambda: Bullets(("x", ""))),
    ("not as long", lambda: Table(("a", "b"), (("1",),), "c")),
    ("header cell is empty", lambda: Table(("a", ""), (), "c")),
    ("caption is empty", lambda: Table(("a",), (), "")),
    ("numeric column", lambda: Table(("a",), (), "c", numeric=(1,))),
    ("1 to 12 columns", lambda: Table((), (), "c")),
    ("alternative text is empty", lambda: Figure(SVG, "")),
    ("not well-formed", lambda: Figure("<svg", "x")),
    ("not SVG", lambda: Figure("<p>hej</p>", "x")),
    ("holds no script", lambda: Figure(SCRIPT, "x")),
    ("outside itself", lambda: Figure(OUTSIDE, "x")),
    ("outside itself", lambda: Figure(LINKED, "x")),
    ("no document type", lambda: Figure(SWELLING, "x")),
    ("too large", lambda: Figure(SVG + " " * 2_000_000, "x")),
    ("code's text is empty", lambda: Code(SVG, "x", "")),
    ("callout's text is empty", lambda: Callout("x", "")),
    ("fact's label is empty", lambda: Masthead("x", facts=(("", "y"),))),
    ("no number for a question", lambda: Lines("1 b", "x", 1)),
    ("question 1 is empty", lambda: Lines("1", "", 1)),
    ("1 to 25 lines", lambda: Lines("1", "x", 0)),
    ("1 to 12 digits", lambda: NumberBox("1", "x", 13)),
    ("nothing to choose", lambda: Choice("1", "x", ())),
    ("the same key", lambda: Choice("1", "x", (A, A))),
    ("no rows", lambda: Matrix("1", "x", "y", (), ("z",))),
    ("1 to 7 columns, has 8", lambda: Matrix("1", "x", "y", ("z",), tuple("abcdefgh"))),
    ("row of question 1 is empty", lambda: Matrix("1", "x", "", ("z",), ("a",))),
    ("column of question 1 is longer", lambda: Matrix("1", "x", "y", ("z",), ("a" * 61,))),
    ("header cell is longer", lambda: Table(("a" * 61,), (), "x")),
    ("fact's source is empty", lambda: Reference("x", "", "2026-10-31")),
    ("no date like", lambda: Reference("x", "y", "31 oktober")),
    ("no date like", lambda: Signature("x", "", "", "20261031")),
    ("nobody has approved", lambda: Signatures(())),
    ("line above the title", lambda: Cover("")),
    ("room for 10 facts", lambda: Cover("x", facts=(("a", "b"),) * 11)),
    ("title of the contents", lambda: Contents("")),
    ("comment is empty", lambda: Note("", "x")),
    ("why it was left out", lambda: Hidden("x", "")),
    ("1 to 30 labels", lambda: Chart("x", (), (BAR,), "kr", "y")),
    ("1 to 4 series", lambda: Chart("x", ("a",), (BAR,) * 5, "kr", "y")),
    ("one value for each label", lambda: Chart("x", ("a", "b"), (BAR,), "kr", "y")),
    ("chart's unit is empty", lambda: Chart("x", ("a",), (BAR,), "", "y")),
    ("more bars than a page", lambda: Chart("x", tuple("abcdefghijklmno"), (Series("x", (1,) * 15),) * 4, "kr", "y")),
    ("no length below 0", lambda: Series("x", (-1,))),
    ("larger than 10", lambda: Series("x", (10**15 + 1,))),
    ("does not lie in Sweden", lambda: MapPin.at("x", 48.8, 2.3, "a")),
    ("no places", lambda: Map("x", (), (MARK,), "y", "z")),
    ("not in the legend", lambda: Map("x", (PIN,), (MapMark("b", "y", "ring"),), "y", "z")),
    ("look the same", lambda: Map("x", (PIN,), (MARK, MapMark("b", "y", "ring")), "y", "z")),
    ("the same key", lambda: Map("x", (PIN,), (MARK, MapMark("a", "y", "disc")), "y", "z")),
    ("no mark 'star'", lambda: MapMark("a", "x", "star")),
    ("masthead or cover stands first", lambda: document(A_PARAGRAPH, Cover("x"))),
    ("document is empty", lambda: document()),
    ("title is empty", lambda: document(A_PARAGRAPH, title="")),
    ("footer does not fit", lambda: document(A_PARAGRAPH, footer="x" * 121)),
    ("no words in the language", lambda: Document("x", "fi", (A_PARAGRAPH,))),  # type: ignore[arg-type]
    ("skips a level", lambda: document(Heading(2, "x"))),
    ("skips a level", lambda: document(Heading(1, "x"), Heading(3, "y"))),
    ("masthead or cover stands first", lambda: document(A_PARAGRAPH, Masthead("x"))),
    ("the same number", lambda: document(Choice("1", "x", (A, B)), Lines("1", "y", 1))),
]


@pytest.mark.parametrize(("reason", "make"), WRONG, ids=[f"{n}-{reason}" for n, (reason, _) in enumerate(WRONG)])
def test_what_cannot_be_shown_whole_is_refused_with_the_reason(reason: str, make: Callable[[], object]) -> None:
    with pytest.raises(DocumentError, match=reason):
        make()


def test_every_kind_of_block_is_stored_and_read_back() -> None:
    assert {type(block) for block in (*EVERY, *REPORT, POSTER)} == set(BLOCKS)
    for made in (*every_kind(), document(POSTER)):
        assert from_json(json.loads(json.dumps(to_json(made)))) == made


line = st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip()))
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, line),
    st.builds(Bullets, st.lists(line, min_size=1).map(tuple), st.booleans()),
    st.builds(Callout, line, line),
    st.builds(lambda text, lines: Lines("1", text, lines), line, st.integers(1, 25)),
    st.builds(
        lambda head, rows: Table(tuple(head), tuple((row,) * len(head) for row in rows), "x", numeric=(0,)),
        st.lists(line, min_size=1, max_size=4),
        st.lists(st.text(max_size=20), max_size=4),
    ),
)


@given(line, blocks)
def test_any_text_is_stored_as_it_was_typed(title: str, block: Block) -> None:
    made = document(block, title=title)
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


@pytest.mark.parametrize(("number", "kept"), [(12, 12000), (Decimal("0.1"), 100), (Decimal("2.0005"), 2000)])
def test_a_charts_numbers_are_kept_as_whole_thousandths(number: int | Decimal, kept: int) -> None:
    assert thousandths(number) == kept


def _changed(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(to_json(document(Heading(1, "x"), Choice("1", "y", (A, B))))))
    change(data)
    return data


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("schema 2, only 1", lambda data: data.update(schema=2)),
        ("schema None", lambda data: data.pop("schema")),
        ("schema True", lambda data: data.update(schema=True)),
        ("blocks is not a list", lambda data: data.pop("blocks")),
        ("blocks.0. is not an object", lambda data: data["blocks"].__setitem__(0, "x")),
        ("unknown kind 'video'", lambda data: data["blocks"][0].update(kind="video")),
        ("unknown kind None", lambda data: data["blocks"][0].pop("kind")),
        ("unknown field 'colour'", lambda data: data["blocks"][0].update(colour="red")),
        ("blocks.0. lacks level", lambda data: data["blocks"][0].pop("level")),
        ("level is str, not int", lambda data: data["blocks"][0].update(level="1")),
        ("level is bool, not int", lambda data: data["blocks"][0].update(level=True)),
        ("options is not a list", lambda data: data["blocks"][1].update(options="ab")),
        ("options.0. is not an object", lambda data: data["blocks"][1].update(options=["ja"])),
        ("blocks.1.: question 1 has nothing", lambda data: data["blocks"][1].update(options=[])),
        ("document lacks title", lambda data: data.pop("title")),
    ],
)
def test_stored_content_that_is_not_understood_is_never_guessed_at(
    reason: str, change: Callable[[dict[str, Any]], None]
) -> None:
    with pytest.raises(DocumentError, match=reason):
        from_json(_changed(change))


@pytest.mark.parametrize(
    ("name", "held"),
    [("archived-schema-1.json", FIRST), ("archived-schema-1-report.json", SECOND)],
    ids=["form", "report"],
)
def test_a_document_stored_in_schema_1_opens_for_ever(name: str, held: tuple[Block, ...]) -> None:
    """The files are never written anew: they stand for what lies in archives."""
    opened = from_json(json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8")))
    assert opened == every_block(held)
    assert as_pdf(opened).startswith(b"%PDF")
    assert as_word(opened).startswith(b"PK")
    assert as_page(opened).startswith("<article")


def test_a_qr_code_holds_its_address_and_a_quiet_zone() -> None:
    """Its modules are those of the standard's encoder, moved in by the four that a camera needs around it."""
    address = "https://servicepunkt.example/svara/EK-1234"
    modules = len(list(segno.make(address, error="m", micro=False).matrix))
    assert f'width="{modules + 8}"' in qr(address)
    assert Code(qr(address), "QR-kod", "EK-1234").text == "EK-1234"
