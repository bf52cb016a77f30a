"""What browser tests do with a page besides using it: look at it, and hold it against WCAG."""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page

PICTURES = Path(__file__).resolve().parents[1] / "build" / "pictures"
WANTED = bool(os.environ.get("PICTURES"))
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]  # axe has no rule of its own for level A of 2.2
SHOWN_ELEMENTS = 5  # of each violation; more would hide the next violation


def look(page: Page, name: str) -> Path:
    """Save a picture of the whole page as `build/pictures/NAME.png`, for people to look at, and return its path.

    Only where somebody wants to look (`PICTURES=1`): no test judges a picture, and taking one costs as much as axe.
    """
    path = PICTURES / (re.sub(r"[^\w-]+", "-", name) + ".png")
    if WANTED:
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True, animations="disabled")
    return path


def _describe(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:SHOWN_ELEMENTS]:
        lines.append(f"    {' '.join(str(part) for part in node['target'])}")
        lines.append(f"        {' '.join(node['html'].split())[:200]}")
        lines += [f"        {check['message']}" for check in [*node["any"], *node["all"], *node["none"]]]
    hidden = len(violation["nodes"]) - SHOWN_ELEMENTS
    return "\n".join([*lines, f"    and {hidden} more"] if hidden > 0 else lines)


def assert_accessible(page: Page) -> None:
    """Fail with a readable list when axe finds a breach of WCAG 2.0, 2.1 or 2.2, level A or AA, on the page as it is.

    The page must also fit its window: no sideways scrolling (WCAG 1.4.10, which axe does not test). Axe is asked in the
    run on SQLite only: a page's markup does not depend on the database, and asking takes its time.
    """
    if connection.vendor == "sqlite":
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
        violations = results.response["violations"]
        assert not violations, f"WCAG breaches on {page.url}\n\n" + "\n\n".join(_describe(v) for v in violations)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than its window"
