"""Two versions side by side: what belongs together stands on one row, and every word of both is there."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.documents.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from servicepunkt.documents.comparing import ADDED, CHANGED, REMOVED, SAME, Row, changes, compare, lines, runs


def document(*blocks: Block) -> Document:
    return Document("Läget", "sv", blocks or (Paragraph("–"),))


def told(rows: list[Row]) -> list[tuple[str, str, str]]:
    """Each row's state and both texts, the words that differ in brackets."""

    def side(words: tuple[object, ...]) -> str:
        return "".join(f"[{one.text}]" if one.differ else one.text for one in words)  # type: ignore[attr-defined]

    return [(row.state, side(row.before), side(row.after)) for row in rows]


def test_the_words_that_differ_are_marked_on_both_sides() -> None:
    before = document(Heading(1, "Orterna"), Paragraph("Tre orter är med."), Paragraph("Det går bra."))
    after = document(Heading(1, "Orterna"), Paragraph("Fyra orter är med."), Paragraph("Det går bra."))
    assert told(compare(before, after)) == [
        (SAME, "Orterna", "Orterna"),
        (CHANGED, "[Tre] orter är med.", "[Fyra] orter är med."),
        (SAME, "Det går bra.", "Det går bra."),
    ]


def test_what_is_gone_and_what_is_new_stand_alone() -> None:
    rows = told(
        compare(document(Bullets(("post", "paket"))), document(Bullets(("post",)), Paragraph("Apotek kom till")))
    )
    assert rows == [(SAME, "post", "post"), (REMOVED, "[paket]", ""), (ADDED, "", "[Apotek kom till]")]


def test_a_row_of_a_table_is_known_by_its_first_cell() -> None:
    def table(count: str) -> Document:
        return document(Table(("Ort", "Läge"), (("Byn", count), ("Staden", "x")), "Orterna"))

    states = [row.state for row in compare(table("Inte alls börjat"), table("Start"))]
    assert states == [SAME, SAME, CHANGED, SAME]


TEXTS = st.lists(st.sampled_from(["a b c d", "a b c e", "f g", "h", "a b x d"]), min_size=1, max_size=8)


@given(TEXTS, TEXTS)
def test_nothing_is_lost_and_nothing_made_up(old: list[str], new: list[str]) -> None:
    before, after = (document(*map(Paragraph, texts)) for texts in (old, new))
    rows = compare(before, after)
    assert ["".join(w.text for w in row.before) for row in rows if row.before] == [one.text for one in lines(before)]
    assert ["".join(w.text for w in row.after) for row in rows if row.after] == [one.text for one in lines(after)]
    assert (changes(rows) == 0) == (old == new)
    assert [row for run in runs(rows) for row in run.rows] == rows


def test_long_stretches_without_a_change_are_folded() -> None:
    same = [Paragraph(f"Stycke {n}") for n in range(20)]
    found = runs(compare(document(*same, Paragraph("Gammalt")), document(*same, Paragraph("Helt annat"))))
    assert [(run.folded, len(run.rows)) for run in found] == [(True, 19), (False, 3)]


@pytest.mark.parametrize("places", [600])
def test_a_report_of_six_hundred_places_is_compared_in_seconds(places: int) -> None:
    def report(word: str) -> Document:
        rows = tuple((f"Ort {n}", f"{word} {n % 7}", "Steg 2") for n in range(places))
        return document(
            Table(("Ort", "Läge", "Steg"), rows, "Orterna"), *(Paragraph(f"{word} {n}") for n in range(300))
        )

    started = process_time()
    assert changes(compare(report("Inte"), report("Helt"))) >= places
    assert process_time() - started < 20
