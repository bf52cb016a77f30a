"""The budget in documents: the same figures as on its pages, and plain words where there is none."""

from dataclasses import replace

import pytest

from servicepunkt.documents.blocks import Block, Bullets, Figure, Paragraph, Table
from servicepunkt.documents.kinds import Asked, sections
from tests.builders import TODAY
from tests.plan.budget.making import make_village
from tests.plan.budget.test_by_hand import BY_HAND

pytestmark = pytest.mark.django_db
FAN = (
    "Tre linjer från 50 000 kr i kassan. Vid slutet av 2031: låg 160 803 kr, trolig 979 917 kr och hög 1 827 495 kr. "
    "Ingen av dem går under noll."
)
NAMES = ("plan.budget_table", "plan.budget_verdict", "plan.budget_scenarios")


def _plain(text: str) -> str:
    return text.replace("\xa0", " ")


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(_plain(block.text))
        elif isinstance(block, Bullets):
            out += [_plain(item) for item in block.items]
        elif isinstance(block, Table):
            out += [_plain(" ".join(row)) for row in block.rows]
    return out


def test_documents_tell_the_budget_as_its_pages_do() -> None:
    on = make_village()
    asked = Asked(on.programme.area, on.place, 0, TODAY, None, None)
    for name in NAMES:
        assert _texts(sections()[name].fill(asked).blocks)[0] == "Budgeten är inte påbörjad."
        assert "inte om någon" in _texts(sections()[name].fill(replace(asked, place=None)).blocks)[0]
    on.tell("kantarellboda")
    table = sections()["plan.budget_table"].fill(asked)
    said = _texts(table.blocks)
    assert "Kommunen 390 000 399 750 409 744 419 987 430 487" in said
    assert any(fact.name == "Värderas till" and _plain(fact.value) == "158 400 kr" for fact in table.facts)
    found = sections()["plan.budget_verdict"].fill(asked)
    told = _texts(found.blocks)
    assert all(text in told for _weight, text in BY_HAND), "every line, with its figures"
    assert {_plain(fact.value) for fact in found.facts} >= {text for _weight, text in BY_HAND}
    scenarios = sections()["plan.budget_scenarios"].fill(asked).blocks
    (drawn,) = (block for block in scenarios if isinstance(block, Figure))
    assert _plain(drawn.alt) == FAN, "who cannot see the fan hears where it ends"
    page = on.client.get(on.url("stands")).content.decode()
    assert FAN in _plain(page) and page.index("<svg") < page.index("Kassa vid årets slut, låg, trolig och hög")
    stands = _texts(scenarios)
    assert any(text.startswith("Kommunen betalar inte") and "tar slut" in text for text in stands)
    assert any(text.startswith("Låg: bara intäkter som är undertecknade") for text in stands)
