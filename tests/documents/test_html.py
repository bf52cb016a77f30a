"""Documents as parts of pages: nothing typed becomes markup, drawings bring nothing along, everybody can read."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.documents.blocks import Chart, Contents, Document, Figure, Heading, Paragraph, Series, Table
from servicepunkt.documents.drawings import for_page
from servicepunkt.documents.html import render
from servicepunkt.documents.letters import fit
from tests.browser import assert_accessible, look

from .agreeing import pieces_on_page
from .hostile import HOSTILE, everywhere, report_everywhere
from .reading import squeezed
from .report import report
from .samples import REPORT, document, every_block


class _Elements(HTMLParser):
    """Which elements and attributes a piece of a page has."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: set[str] = set()
        self.feed(source)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes |= {name for name, _ in given}


def elements(source: str) -> Counter[str]:
    """How often each element is there; line breaks and letters in drawings aside."""
    return Counter(tag for tag in _Elements(source).seen if tag not in ("br", "text"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_shown(text: str) -> None:
    for make in (everywhere, report_everywhere):
        made = make(text[:290])
        shown = render(made)
        assert elements(shown) == elements(render(make("harmlös text")))
        written = squeezed("".join(said for _, said in pieces_on_page(made)))
        assert written.count(squeezed(fit(text[:290]))) >= 11
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", shown)


def test_headings_begin_below_the_pages_own() -> None:
    tags = elements(render(every_block(REPORT)))
    assert tags["h1"] == 0
    assert tags["h2"] == 4


def test_links_of_the_contents_lead_to_headings_and_two_documents_do_not_disturb_each_other() -> None:
    both = render(report(), prefix="före") + render(report(), prefix="efter")
    names = re.findall(r' id="([^"]+)"', both)
    assert len(set(names)) == len(names)
    links = re.findall(r'href="#([^"]+)"', both)
    assert len(links) == 16
    assert set(links) <= set(names)


def test_a_documents_language_is_that_of_its_own_words() -> None:
    chart = Chart("Costs", ("a",), (Series("x", (1_234_500,)),), "SEK", "Costs so far", "books")
    shown = render(Document("A trial", "en", (chart, Heading(1, "x"))))
    assert 'lang="en"' in shown
    for words in ("Figure 1. Costs so far", "1,234.5", "Source: books."):
        assert words in shown
    swedish = render(document(chart))
    for words in ("Figur 1. Costs so far", "1\xa0234,5", "Källa: books."):
        assert words in swedish


def test_a_drawing_brings_neither_script_nor_style_nor_names_of_its_own() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="40px" height="20" '
        'onload="alert(1)" class="top"><style>body{display:none}</style><defs><linearGradient id="a"/></defs>'
        '<rect id="b" style="fill:url(#a);stroke:red;background:url(http://x.example/)" onclick="alert(2)"/>'
        '<circle fill="url(http://x.example/#a)"/><use x:href="#b"/><text class="brand">Hej &lt;b&gt;</text>'
        '<metadata>nej</metadata><animate attributeName="href"/></svg>'
    )
    Figure(drawn, "En bild")
    shown = for_page(drawn, 'En "bild" <b>', "del-1")
    found = _Elements(shown)
    assert set(found.seen) == {"svg", "defs", "lineargradient", "rect", "circle", "use", "text"}
    assert found.attributes <= {"viewbox", "role", "aria-label", "id", "fill", "stroke", "href"}
    assert "x.example" not in shown
    for kept in ('viewBox="0 0 40 20"', 'id="del-1-a"', 'fill="url(#del-1-a)"', 'href="#del-1-b"', "Hej &lt;b&gt;"):
        assert kept in shown


def test_a_wide_table_can_be_reached_and_moved_with_the_keyboard() -> None:
    words = tuple(f"Rubrikord{number:02}" for number in range(10))
    assert 'role="region" aria-label="Tabell 1. Bred" tabindex="0"' in render(document(Table(words, (words,), "Bred")))
    assert "tabindex" not in render(document(Table(("a", "b"), (("1", "2"),), "Smal")))


def test_contents_of_a_document_without_headings_are_empty() -> None:
    assert pieces_on_page(document(Contents("Innehåll"), Paragraph("x")))[1:] == [("H1", "Innehåll"), ("text", "x")]


@pytest.mark.urls("tests.documents.showing")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_everybody_can_read_a_document_on_a_page(page: Page, live_server: LiveServer, width: int, scheme: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name in ("report", "every"):
        page.goto(f"{live_server.url}/{name}/")
        expect(page.locator("article.document")).to_be_visible()
        look(page, f"document-{name}-{width}-{scheme}")
        assert_accessible(page)
    # A refused style or script would be reported here.
    assert complaints == []
