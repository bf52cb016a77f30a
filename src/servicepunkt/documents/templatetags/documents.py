"""What the templates of documents need: `{% load documents %}`."""

from collections.abc import Sequence

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape

from servicepunkt.documents.blocks import Table
from servicepunkt.documents.letters import visible

register = template.Library()


@register.simple_tag
def said(text: str, breaks: bool = True) -> str:
    """A text as it was typed, escaped, its line breaks kept; `breaks=False` puts spaces instead, for attributes."""
    shown = visible(text)
    return linebreaksbr(shown, autoescape=True) if breaks else escape(" ".join(shown.split()))


@register.filter
def labelled(table: Table, row: Sequence[str]) -> list[tuple[str, str]]:
    """The cells of a row, each with its column's name."""
    return list(zip(table.head, row, strict=True))


@register.filter
def slim(table: Table) -> bool:
    """Whether it fits on a telephone as it is, without a block for each row: few short words in each column."""
    columns = zip(table.head, *table.rows, strict=True)
    longest = sum(max((len(word) for cell in cells for word in cell.split()), default=0) for cells in columns)
    return longest <= 34 and all(len(cell) <= 40 for row in table.rows for cell in row)


@register.filter
def times(number: int) -> range:
    """So many times."""
    return range(number)
