"""What is done to a row of a sheet is called by the sheet's own title in the journal."""

from collections.abc import Iterable
from typing import cast

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from servicepunkt.core.acts import tell_acts

from .spec import Sheet

_KEEP = pgettext_lazy("logg", "förde in en rad på bladet ”{sheet}”")
_REMOVE = pgettext_lazy("logg", "tog bort en rad på bladet ”{sheet}”")


def tell_sheets(sheets: Iterable[Sheet]) -> None:
    """Say what is done to the rows of a room's sheets. Raises ValueError when a sheet is told of twice."""
    for sheet in sheets:
        said = {"keep": _KEEP, "remove": _REMOVE}
        words = {verb: cast(Promise, format_lazy(text, sheet=sheet.title)) for verb, text in said.items()}
        tell_acts(sheet.model, words)
