"""What organisations bore: noted once, mended by one at a time, and written to a file where nothing is a formula."""

import datetime as dt
import io
import uuid
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM, ActionRefused
from servicepunkt.core.models import JournalEntry
from servicepunkt.people.models import Organisation
from servicepunkt.people.roles import Role
from servicepunkt.programme.actions_costs import CostFacts, bear
from servicepunkt.programme.models import Contribution, Programme
from tests.builders import TODAY, login, place, programme, sit, url

pytestmark = pytest.mark.django_db
Kind = Contribution.Kind


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def prov() -> Programme:
    return programme()


@pytest.fixture
def sara(prov: Programme) -> Client:
    """The coordinator's browser."""
    return sit(prov, Role.COORDINATOR, "Sara Samordnare")


def _payer(name: str = "Fonden") -> Organisation:
    return Organisation.objects.get(name=name)


def _typed(**more: str) -> dict[str, str]:
    return {
        "kind": "travel",
        "organisation": str(_payer().pk),
        "hours": "",
        "amount_ore": "1 250,50",
        "on": "2026-03-09",
        "text": "Tåg till Östersund",
        "place": "",
        "request_key": str(uuid.uuid4()),
        **more,
    }


def _borne(prov: Programme, **more: object) -> Contribution:
    told: dict[str, object] = {
        "organisation": _payer(), "kind": Kind.TRAVEL, "hours": Decimal(0), "amount_ore": 125_050,
        "on": TODAY, "text": "Tåg", **more,
    }  # fmt: skip
    facts = CostFacts(**told)  # type: ignore[arg-type]
    return bear(root=prov.area, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def test_a_form_sent_twice_notes_its_cost_once(prov: Programme, sara: Client) -> None:
    typed = _typed()
    for _time in range(2):
        assert sara.post(url("programme:costs", prov), typed).status_code == 302
    (one,) = Contribution.objects.all()
    assert (one.amount_ore, one.hours, one.organisation.name) == (125_050, 0, "Fonden")
    page = sara.get(url("programme:costs", prov)).content.decode()
    assert "1\u00a0250,50\u00a0kr" in page and "Tåg till Östersund" in page


def test_own_time_is_hours_and_all_else_is_kronor(prov: Programme, sara: Client) -> None:
    address = url("programme:costs", prov)
    wrong = (
        _typed(kind="own_time"), _typed(kind="own_time", amount_ore=""), _typed(amount_ore=""), _typed(hours="3"),
        _typed(hours="tre"), _typed(on="2026-03-11"), _typed(on="2025-12-31"), _typed(amount_ore="0"),
        _typed(kind="own_time", amount_ore="", hours="99999"), _typed(text="Resa för 811218-9876"),
        _typed(organisation="another"),
    )  # fmt: skip
    for typed in wrong:
        answer = sara.post(address, typed)
        assert answer.status_code == 422, typed
        assert "error" in answer.content.decode()
    assert not Contribution.objects.exists()
    assert sara.post(address, _typed(kind="own_time", amount_ore="", hours="3,5")).status_code == 302
    assert Contribution.objects.get().hours == Decimal("3.5")


def test_another_organisation_is_noted_with_its_cost_or_not_at_all(prov: Programme, sara: Client) -> None:
    address = url("programme:costs", prov)
    typed = _typed(organisation="another", other_name="Provbygdens sparbank", other_sector="commercial")
    assert sara.post(address, {**typed, "on": "2026-03-11"}).status_code == 422
    assert not Organisation.objects.filter(name="Provbygdens sparbank").exists()
    assert sara.post(address, typed).status_code == 302
    assert Contribution.objects.get().organisation.name == "Provbygdens sparbank"
    assert "Provbygdens sparbank" in sara.get(address).content.decode()


def test_two_who_mend_the_same_line_are_told(prov: Programme, sara: Client) -> None:
    one = _borne(prov)
    address = url("programme:cost", prov, one.pk)
    first = _typed(seen_version="1", text="Buss")
    assert sara.post(address, first).status_code == 302
    late = sara.post(address, _typed(seen_version="1", text="Flyg"))
    assert late.status_code == 409
    page = late.content.decode()
    assert "Buss" in page and 'value="Flyg"' in page
    assert Contribution.objects.get().text == "Buss"


def test_a_line_taken_away_by_another_can_be_saved_as_a_new_one(prov: Programme, sara: Client) -> None:
    one = _borne(prov)
    address = url("programme:cost", prov, one.pk)
    assert sara.post(address, _typed(seen_version="1", remove="on")).status_code == 302
    assert not Contribution.objects.exists()
    answer = sara.post(address, _typed(seen_version="1", text="Flyg"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Flyg"' in page and f'action="{url("programme:costs", prov)}"' in page
    assert sara.get(address).status_code == 404


def test_a_file_of_costs_holds_no_formula(prov: Programme, sara: Client) -> None:
    _borne(prov, text="=HYPERLINK(1)", place=place(prov))
    _borne(prov, kind=Kind.OWN_TIME, hours=Decimal("2.25"), amount_ore=0, text="+SUM(1)", on=dt.date(2026, 2, 1))
    sheet = openpyxl.load_workbook(io.BytesIO(sara.get(url("programme:costs_file", prov)).content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[3:5] for row in rows] == [[2.25, None], [None, 1250.5]]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [row[7] for row in rows] == ["+SUM(1)", "=HYPERLINK(1)"]


def test_who_sees_the_money_but_does_not_keep_it_changes_nothing(prov: Programme) -> None:
    one = _borne(prov)
    olga = sit(prov, Role.LEADER, "Olga Ledare", title="Ledaren i norr")
    page = olga.get(url("programme:costs", prov))
    assert page.status_code == 200 and "För in en kostnad" not in page.content.decode()
    assert olga.post(url("programme:costs", prov), _typed()).status_code == 403
    assert olga.post(url("programme:cost", prov, one.pk), _typed(seen_version="1", remove="on")).status_code == 403
    sit(prov, Role.FUNDER, "Fia Finansiär")
    assert login("Fia Finansiär").get(url("programme:costs", prov)).status_code == 403


def test_another_programmes_cost_does_not_exist(prov: Programme, sara: Client) -> None:
    other = _borne(programme("annat"))
    assert sara.get(url("programme:cost", prov, other.pk)).status_code == 404
    with pytest.raises(ActionRefused, match="inte med i programmet"):
        _borne(prov, place=place(Programme.objects.get(slug="annat")))


def test_the_journal_of_a_cost_holds_codes_and_numbers(prov: Programme) -> None:
    _borne(prov, text="Xanthippas resa")
    (entry,) = JournalEntry.objects.filter(thing="contribution")
    assert entry.verb == "bear" and entry.codes == {"kind": "travel", "amount_ore": 125_050, "hundredths": 0}
