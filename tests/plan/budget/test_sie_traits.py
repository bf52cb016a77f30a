"""What accounting programs in use do with a SIE file: each trait by itself, in lines of our own."""

import pytest

from servicepunkt.plan.budget.sie import SieFault, read_sie

HEAD = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", "#RAR 0 20270101 20271231"]
OTHER = "#TRANS 1930 {} -250.00"


def read(*rows: str, ver: str = '#VER A 1 20270310 "Kaffe"', head: list[str] = HEAD) -> dict[tuple[int, int, int], int]:
    lines = [*head, ver, "{", *rows, "}"]
    return dict(read_sie("\r\n".join(lines).encode("cp437")).sums)


WANTED = {(2027, 3, 1930): -250_00, (2027, 3, 5010): 250_00}


@pytest.mark.parametrize(
    "row",
    [
        '\t#TRANS\t5010\t{ }\t250.00\t20270310\t"Hyra"\t""',
        '   #TRANS  5010 {1 Norr} 250.00 20270310 "" 176',
        '#TRANS 5010 {8 "30016"\t10 "5 } 4"} 250.00 20270310 "Text" ""',
        '#TRANS 5010 {6 "Erik "Bo" Ek"} 250.00',
        '#TRANS 5010 {} 250 "" "" 0 "Karin Värd"',
        '#TRANS 5010 {} 250.00 20270310 "1820\\A012 Cykel" ',
        "#TRANS 5010 250.00",
        '#TRANS 5010 "" 250.00',
        "#TRANS 5010 {} +250,0",
        "#TRANS 5010 {} 250.000000",
        "#TRANS 50101234 {} 250.00",
        "#trans 5010 {} 250.00",
        "#TRANS 5010 {} 250.00 20261228",
        '#TRANS 5010 {} 250.00 20270310 "sida\x0c2\x1cslut"',
    ],
)
def test_a_transaction_is_read_however_a_program_writes_it(row: str) -> None:
    assert read(row, OTHER) == WANTED


@pytest.mark.parametrize(
    "ver",
    [
        "#VER\t2 13 20270310 Hyra 20270312",
        '#VER # 1 20270310 "" 20270312 "2 Karin Värd"',
        '#VER "" "64" 20270310 " nr. 64" 20270310  ',
        '#VER A     1 20270310 "C:\\data\\" 20270312 SNI',
        '#VER "A" "110000001" 20270310 "Lind" Park"',
    ],
)
def test_a_verification_is_read_however_a_program_writes_it(ver: str) -> None:
    assert read("#TRANS 5010 {} 250.00", OTHER, ver=ver) == WANTED


def test_removed_and_added_rows_are_history_and_the_row_that_holds_stands_beside_them() -> None:
    rows = ["#TRANS 5010 {} 250.00", '#BTRANS 1910 {} -250 "" "" 0 "Karin"', '#RTRANS 1930 {} -250 "" "" 0 "Karin"',
            '#TRANS 1930 {} -250 "" "" 0']  # fmt: skip
    assert read(*rows) == WANTED


def test_a_cent_without_its_zero_is_a_cent() -> None:
    assert read("#TRANS 5010 {} .5", "#TRANS 1930 {} -.50") == {(2027, 3, 1930): -50, (2027, 3, 5010): 50}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-15", "cp437"])
def test_any_encoding_a_program_writes_is_read(encoding: str) -> None:
    lines = [
        *HEAD,
        '#KONTO 5010 "Värme på Öland"',
        '#VER A 1 20270310 "Fönster"',
        "{",
        "#TRANS 5010 {} 250.00",
        OTHER,
        "}",
    ]
    assert dict(read_sie("\r\n".join(lines).encode(encoding)).sums) == WANTED


def test_an_old_programs_end_of_file_mark_and_a_last_line_without_end_are_nothing() -> None:
    lines = [*HEAD, "#VER A 1 20270310", "{", "#TRANS 5010 {} 250.00", OTHER, "}\x1a"]
    assert dict(read_sie("\n".join(lines).encode("cp437")).sums) == WANTED


@pytest.mark.parametrize(
    ("head", "rows", "code"),
    [
        (["#FLAGGA 0", "#SIETYP 4"], ["#TRANS 5010 {} 250.00", OTHER], "no_year"),
        (HEAD, [], "nothing"),
        (HEAD, ["#TRANS 5010 {} -", OTHER], "no_amount"),
        (HEAD, ["#TRANS 5010 {} 250.005", OTHER], "no_amount"),
        (HEAD, ["#TRANS 501 {} 250.00", OTHER], "no_account"),
    ],
)
def test_what_could_mean_several_things_is_refused(head: list[str], rows: list[str], code: str) -> None:
    with pytest.raises(SieFault) as refused:
        read(*rows, head=head)
    assert refused.value.code == code
