"""What each act is called in the journal. A room says the words of its own verbs in its `journal_words.py`."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

_words: dict[tuple[str, str], Promise] = {}
SOMETHING: Promise = pgettext_lazy("logg", "gjorde en ändring")
"""For a verb that no room tells of any more: a line of an older release."""


def tell_acts(of: str | type[models.Model], words: Mapping[str, Promise]) -> None:
    """Say what a room's verbs are called after somebody's name ("skrev i ett avtal").

    `of` is the room, or one of its models when the verb is told in another way about that. Raises ValueError when a
    verb is told twice.
    """
    subject = of if isinstance(of, str) else of._meta.label_lower
    for verb, said in words.items():
        if _words.setdefault((subject, verb), said) is not said:
            raise ValueError(f"{subject} tells twice of {verb}")


def act(room: str, thing: str, verb: str) -> Promise:
    """What a line of the journal says was done; `SOMETHING` when no room tells of it."""
    return _words.get((f"{room}.{thing}", verb)) or _words.get((room, verb), SOMETHING)


def acts() -> Mapping[tuple[str, str], Promise]:
    """Every verb that is told, by room ("plan") or by thing ("plan.budget")."""
    return _words
