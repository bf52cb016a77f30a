"""The accounts from a SIE file: what is read, what is refused with row and reason, and what is kept of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.roles import Role
from servicepunkt.plan.actions_accounts import take_in_accounts
from servicepunkt.plan.budget.outcome import Group, Range, by_year, group_of, held
from servicepunkt.plan.budget.sie import SieFault, read_sie
from servicepunkt.plan.models import AccountSum, Budget
from servicepunkt.plan.queries_budget import budget_of
from tests.builders import sit
from tests.plan.budget.making import FIRST, Village, make_village
from tests.supply.making import text_of

HEAD = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", '#FNAMN "Föreningen i Åmåla"', "#RAR 0 20270101 20271231",
        "#RAR -1 20260101 20261231", '#KONTO 1930 "Bank"']  # fmt: skip
BOOKED = [
    '#VER A 1 20270115 "Lön till Karin Värd"', "{", '#TRANS 7010 {} 20000.00 "" "text"', "#TRANS 1930 {} -20000.00",
    "}",
    '#VER A 2 20270215 "Hyra" 20270216', "{", '#TRANS 5010 {1 "Skolan norra"} 4000.50 20270301',
    "#TRANS 1930 {} -4000.5",
    "#BTRANS 1930 {} -999", "}",
    "#VER A 3 20270301", "{", "#TRANS 3010 {} -9000", "#TRANS 4010 {} 3000", "#TRANS 1930 {} 6000", "}",
]  # fmt: skip
ENDS = ["#RES 0 7010 20000.00", "#RES 0 5010 4000.50", "#RES -1 5010 17.00"]


def file(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("cp437")


def test_sums_by_account_and_month_are_read_and_nothing_else() -> None:
    books = read_sie(file(*HEAD, *BOOKED, *ENDS))
    assert (books.from_on, books.to_on) == (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert books.sums == {
        (2027, 1, 1930): -20_000_00, (2027, 1, 7010): 20_000_00, (2027, 2, 1930): -4_000_50,
        (2027, 3, 1930): 6_000_00, (2027, 3, 3010): -9_000_00, (2027, 3, 4010): 3_000_00, (2027, 3, 5010): 4_000_50,
    }  # fmt: skip
    assert "Karin" not in repr(books)


@pytest.mark.parametrize(
    ("lines", "row", "code"),
    [
        (["Datum;Konto;Belopp"], 1, "no_sie"),
        ([], 0, "no_sie"),
        (["#FLAGGA 0", "#SIETYP 1", "#RAR 0 20270101 20271231"], 0, "not_type_4"),
        (["#FLAGGA 0", "#SIETYP 4"], 0, "no_year"),
        ([*HEAD, "#VER A 1 20270115", "{", "#TRANS 7010 {} 20000.00", "}"], 11, "no_balance"),
        ([*HEAD, "#VER A 1 20270115", "{", "#TRANS 7010 {} tjugo", "}"], 10, "no_amount"),
        ([*HEAD, "#VER A 1 20270115", "{", "#TRANS lön {} 20000.00", "}"], 10, "no_account"),
        ([*HEAD, "#VER A 1 20271315", "{", "}"], 8, "no_day"),
        ([*HEAD, "#VER A 1 20280115", "{", "#TRANS 7010 {} 20000.00", "}"], 10, "outside_year"),
        ([*HEAD, "#VER A 1 20270115", "{", "#TRANS 7010", "}"], 10, "too_short"),
        ([*HEAD, "#TRANS 7010 {} 20000.00"], 8, "braces"),
        ([*HEAD, "#VER A 1 20270115", "{", "{"], 10, "braces"),
        ([*HEAD, "#VER A 1 20270115", "{", "#TRANS 7010 {} 0"], 0, "not_closed"),
        ([*HEAD, *BOOKED, "#RES 0 7010 20000.01"], len(HEAD) + len(BOOKED) + 1, "other_sum"),
    ],
)
def test_a_wrong_file_is_refused_with_row_and_reason(lines: list[str], row: int, code: str) -> None:
    with pytest.raises(SieFault) as refused:
        read_sie(file(*lines))
    assert (refused.value.row, refused.value.code) == (row, code)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for sent in (raw, file(*HEAD) + b"\n" + raw):
        try:
            assert all(isinstance(ore, int) for ore in read_sie(sent).sums.values())
        except SieFault as fault:
            assert fault.code


def test_the_narrowest_range_of_the_villages_own_decides_and_bas_the_rest() -> None:
    own = [Range(6000, 6999, Group.RUNNING), Range(6100, 6199, Group.MARKETING)]
    assert group_of(6110, own) is Group.MARKETING and group_of(6500, own) is Group.RUNNING
    assert [group_of(account, []) for account in (3010, 4010, 5010, 5410, 5910, 7510, 7832, 8410, 1930)] == [
        Group.INCOME, Group.GOODS, Group.RUNNING, Group.EQUIPMENT, Group.MARKETING, Group.STAFF, Group.OUTSIDE,
        Group.OUTSIDE, Group.OUTSIDE,
    ]  # fmt: skip


@pytest.fixture
def on(db: None) -> Village:
    return make_village()


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_replaces_its_year(on: Village) -> None:
    def take(*lines: str) -> int:
        books = read_sie(file(*HEAD, *lines))
        return take_in_accounts(root=on.programme.area, place=on.place, books=books, actor=SYSTEM)

    assert take(*BOOKED) == 7
    entries, version = JournalEntry.objects.count(), Budget.objects.get().version
    assert take(*BOOKED) == 0
    assert (JournalEntry.objects.count(), Budget.objects.get().version) == (entries, version)
    assert take(*BOOKED[:5]) == 5, "what is not in the corrected file is gone"
    assert set(AccountSum.objects.values_list("account", flat=True)) == {1930, 7010}


def test_the_page_holds_the_budget_against_the_accounts(on: Village) -> None:
    on.frame()
    on.add("costline", amount_ore="20 500", index_permille="")
    on.add("accountrange", first_account="5010", last_account="5010")

    def send(raw: bytes) -> str:
        answer = on.client.post(on.url("outcome"), {"file": SimpleUploadedFile("bok.se", raw)}, follow=True)
        return text_of(answer).replace("\xa0", " ")

    assert "Rad 1: Filen är ingen SIE-fil. Ingenting är sparat." in send(b"Konto;Belopp")
    assert not AccountSum.objects.exists()
    page = send(file(*HEAD, *BOOKED, *ENDS))
    assert "7 summor är nya eller ändrade" in page
    assert "Personal 20 500 kr 20 000 kr −500 kr" in page
    assert "Intäkter 0 kr 6 000 kr 6 000 kr" in page, "goods are taken from incomes"
    assert "Marknadsföring och information 0 kr 4 000,50 kr 4 000,50 kr" in page, "the village's own accounts"
    assert "samma sak som redan står här" in send(file(*HEAD, *BOOKED, *ENDS))
    county = sit(on.programme, Role.COUNTY_BOARD, "Läns Man", on.place)
    assert county.post(on.url("outcome"), {}).status_code == 403
    assert "Läs in bokföringen" not in text_of(county.get(on.url("outcome")))


def test_a_year_outside_the_plan_is_held_against_nothing(on: Village) -> None:
    on.frame()
    assert held(budget_of(on.place), by_year([(FIRST - 1, 7010, 100)])) == {}
