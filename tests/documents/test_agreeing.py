"""Page, PDF and Word say the same: every text, in the same order, with the same headings, tables and figures."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicepunkt.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Chart,
    Choice,
    Document,
    Heading,
    Hidden,
    Map,
    MapMark,
    MapPin,
    Note,
    Option,
    Paragraph,
    Reference,
    Series,
    Signature,
    Signatures,
    Table,
)
from servicepunkt.documents.letters import fit

from .agreeing import joined, missing_in_pdf, pieces_in_word, pieces_on_page
from .paper import questionnaire
from .report import report
from .samples import POSTER, REPORT, document, every_block


@pytest.mark.parametrize(
    "make",
    [every_block, lambda: every_block(REPORT), questionnaire, report, lambda: document(POSTER, footer="Norrbäck")],
    ids=["form", "every block", "questionnaire", "report", "poster"],
)
def test_the_three_renderings_say_the_same_in_the_same_order(make: Callable[[], Document]) -> None:
    made = make()
    page = pieces_on_page(made)
    assert joined(page) == joined(pieces_in_word(made))
    assert missing_in_pdf(made, page) == []


def test_figures_and_tables_are_counted_through_the_document() -> None:
    captions = [text for kind, text in pieces_on_page(report()) if kind == "caption"]
    assert [text for text in captions if text.startswith("Figur")] == [
        "Figur1.Önskemålibehovsinventeringen,efterkön",
        "Figur2.Orternaochhurlångtdeharkommit",
        "Figur3.Uppfylldakravfrånjanuaritilloktober",
        "Figur4.Budgetochutfalltillochmedoktober",
    ]
    assert [text.split(".")[0] for text in captions if text.startswith("Tabell")] == ["Tabell1", "Tabell2", "Tabell3"]


def _headed(level: int) -> st.SearchStrategy[Block]:
    return st.builds(Heading, st.just(level), words)


def _chart(name: str, values: list[int | None]) -> Chart:
    return Chart(name, (name, "y"), (Series(name[:60], tuple(values)),), "kr", name, name)


def _map(name: str, lat: int, uncertain: bool) -> Map:
    pin = MapPin(name, 58_000_000 + lat, 15_000_000, "a", uncertain)
    return Map(name, (pin,), (MapMark("a", name, "half"),), name, name)


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: bool(fit(text).strip()))
"""Any letters at all, as long as paper has something to print of them."""
some = st.one_of(
    st.builds(Paragraph, words),
    st.builds(Bullets, st.lists(words, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(lambda a, b, c: Table((a, b), ((c, ""), (b, c)), a, numeric=(1,)), words, words, words),
    st.builds(Callout, words, words),
    st.builds(Reference, words, words, st.dates().map(lambda day: day.isoformat())),
    st.builds(Note, words, words),
    st.builds(Hidden, words, words),
    st.builds(lambda a, b: Signatures((Signature(a, b, a, "2026-10-31"),)), words, words),
    st.builds(_chart, words, st.lists(st.none() | st.integers(0, 10**12), min_size=2, max_size=2)),
    st.builds(_map, words, st.integers(0, 8_000_000), st.booleans()),
)


# Without shrinking: three renderings of each try would take minutes.
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(st.lists(st.one_of(some, _headed(1)), min_size=1, max_size=6), words, words)
def test_any_document_says_the_same_in_all_three(blocks: list[Block], title: str, answer: str) -> None:
    question = Choice("1", title, (Option("a", answer), Option("b", "nej")), many=True)
    made = document(*blocks, question, title=title, footer="fot")
    page = pieces_on_page(made)
    assert joined(page) == joined(pieces_in_word(made))
    assert missing_in_pdf(made, page) == []
