"""The programme's page as a person reads it: its table, its goals, and what is due."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@dataclass(frozen=True)
class Row:
    """A place in the programme page's table."""

    region: str
    step: str
    next: str
    missing: int
    overdue: int

    @property
    def started(self) -> bool:
        """Whether it says that the service point has started."""
        return self.step.startswith("Startad")


@dataclass(frozen=True)
class Page:
    """What the programme page shows: the table, the goals, and what is due in the next 60 days."""

    rows: Mapping[str, Row]
    goals: Mapping[str, str]
    due: list[tuple[str, str, bool]]

    @property
    def started(self) -> set[str]:
        """The places that have started."""
        return {name for name, row in self.rows.items() if row.started}

    @property
    def overdue(self) -> dict[str, int]:
        """How much is overdue, for the places where something is."""
        return {name: row.overdue for name, row in self.rows.items() if row.overdue}


def read_page(html: str) -> Page:
    """The programme page as a person reads it."""
    goals = html[html.index("<h2>Målen</h2>") : html.index("<h2>De närmaste 60 dagarna</h2>")]
    due = html[html.index("<h2>De närmaste 60 dagarna</h2>") :]
    rows = {}
    if "<h2>Orterna</h2>" in html:
        table = html[html.index("<h2>Orterna</h2>") :]
        for row in re.findall(r"<tr>(.*?)</tr>", table[table.index("<tbody>") : table.index("</tbody>")], re.S):
            cells = [_plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
            name = _plain(re.findall(r"<a [^>]*>(.*?)</a>", row, re.S)[0])
            rows[name] = Row(cells[1], cells[2], cells[3], int(cells[5]), int(cells[6].replace("–", "0")))
    cards = re.findall(r"<h3>(.*?)</h3>\s*<p[^>]*>(.*?)</p>", goals, re.S)
    items = re.findall(r'<time datetime="([\d-]+)">.*?<p>(.*?)</p>', due[: due.find("</section>")], re.S)
    return Page(
        rows=rows,
        goals={_plain(title): _plain(value) for title, value in cards},
        due=[(day, _plain(what).removesuffix(" Försenat"), "Försenat" in what) for day, what in items],
    )
