"""The plan's sheets, in the order they are shown."""

from collections.abc import Mapping

from servicepunkt.sheets.spec import Sheet

from .offering import OFFERING, TECH
from .working import OPENING, SAFETY, SECRECY, STAFFING, TRAINING, UNSTAFFED

SHEETS: tuple[Sheet, ...] = (OFFERING, TECH, OPENING, STAFFING, UNSTAFFED, TRAINING, SECRECY, SAFETY)
by_key: Mapping[str, Sheet] = {sheet.key: sheet for sheet in SHEETS}
by_slug: Mapping[str, Sheet] = {sheet.slug: sheet for sheet in SHEETS}
