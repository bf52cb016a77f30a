"""The sheets there are, in the order they are shown."""

from collections.abc import Mapping

from servicepunkt.sheets.spec import Sheet

from .partners import AGENTS, ASSOCIATIONS, COMPANIES, PRODUCTS, STATE_COMPANIES
from .spaces import CONNECTIVITY, PREMISES, TRANSPORTS

SHEETS: tuple[Sheet, ...] = (
    PREMISES, CONNECTIVITY, AGENTS, STATE_COMPANIES, ASSOCIATIONS, COMPANIES, PRODUCTS, TRANSPORTS,
)  # fmt: skip
by_key: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
by_slug: Mapping[str, Sheet] = {sheet.slug: sheet for sheet in SHEETS}
