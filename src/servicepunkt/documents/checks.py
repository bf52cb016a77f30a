"""What every block checks when it is made, and what it says when it refuses."""

from collections.abc import Iterable

LONGEST_TITLE = 200
LONGEST_LABEL = 300
LONGEST_COLUMN = 60
"""A column's header: more would stand letter by letter down the page."""
LONGEST_ALT = 1_000
LONGEST_TEXT = 100_000


class DocumentError(ValueError):
    """A document that cannot be shown whole. Says which block and what is wrong, for the one who builds it."""


def need(right: bool, what: str) -> None:
    """Raise DocumentError, saying `what` is wrong, unless it is `right`."""
    if not right:
        raise DocumentError(what)


def said(what: str, text: str, longest: int) -> None:
    """Raise DocumentError when a text is empty or longer than `longest` characters."""
    need(bool(text.strip()), f"{what} is empty")
    need(len(text) <= longest, f"{what} is longer than {longest} characters")


def all_said(what: str, texts: Iterable[str], longest: int) -> None:
    """`said` for each of several texts."""
    for text in texts:
        said(what, text, longest)
