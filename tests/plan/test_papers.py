"""What others get of the plan: applications with their checks, the extract for a service plan, the notice."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.jobs_running import work_off
from servicepunkt.documents.actions_drafts import write_part
from servicepunkt.documents.blocks import Poster
from servicepunkt.documents.drafts import compose
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.people.roles import Role
from servicepunkt.plan.applying import AGENCY, LEADER, checks, missing
from servicepunkt.plan.budget.facts import Budget, Certainty, Cost, CostKind, Income, IncomeKind, OwnTime, Sales
from servicepunkt.plan.budget.project import project
from servicepunkt.plan.kinds import OF_MUNICIPALITY, begin_document
from servicepunkt.plan.kinds_extract import EXTRACT
from servicepunkt.plan.kinds_notice import NOTICE
from servicepunkt.plan.models import CostLine, Edition, IncomeLine, Offering, OpeningWeek
from servicepunkt.plan.models_budget import Budget as Frame
from servicepunkt.programme.models import Programme
from servicepunkt.supply.models import Offer
from tests.builders import TODAY, place, programme, sit, url

YEAR = 2027


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


def income(name: str, ore: int, certainty: Certainty, first: dt.date, until: dt.date | None, *, sought: bool) -> Income:
    kind = IncomeKind.PROJECT if sought else IncomeKind.GRANT
    return Income(name, name, kind, certainty, ore, first, until, sought)


BUDGET = Budget(
    YEAR,
    costs=(
        Cost("Värd", CostKind.STAFF, 200_000_00, YEAR),
        Cost("Ramp", CostKind.INVESTMENT, 60_000_00, YEAR, once=True, project_only=True),
        Cost("Nya datorer", CostKind.EQUIPMENT, 20_000_00, YEAR + 3, once=True),
    ),
    incomes=(
        income("Leader", 160_000_00, Certainty.APPLIED, dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 7, 1), sought=True),
        income("Kommunen", 80_000_00, Certainty.SIGNED, dt.date(YEAR, 1, 1), None, sought=False),
        income("Banken", 10_000_00, Certainty.PROMISED, dt.date(YEAR + 1, 1, 1), None, sought=False),
    ),
    own_time=(OwnTime("Styrelsen", 100, 220_00),),
)


def test_a_project_costs_what_lies_in_its_time_reckoned_by_hand() -> None:
    """Eighteen months: wages 200,000 + 100,000, the ramp whole, the later computers not at all."""
    found = project(BUDGET)
    assert found is not None
    assert (found.from_on, found.until_on) == (dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 7, 1))
    assert found.costs == {
        CostKind.STAFF: 300_000_00, CostKind.RUNNING: 0, CostKind.INVESTMENT: 60_000_00, CostKind.EQUIPMENT: 0,
        CostKind.MARKETING: 0,
    }  # fmt: skip
    assert found.sought_ore == 240_000_00 and found.needed_ore == 120_000_00
    assert [(one.payer, one.ore) for one in found.others] == [("Kommunen", 120_000_00), ("Banken", 5_000_00)]
    assert (found.sure_ore, found.hours, found.own_time_ore) == (120_000_00, 150, 33_000_00)
    assert found.left_ore == 5_000_00 and found.share_permille(found.sought_ore) == 666


def test_the_checks_say_in_words_whether_sums_and_co_financing_hold() -> None:
    found = project(BUDGET)
    assert found is not None
    assert [one.holds for one in checks(found)] == [True, True, True]
    assert "66,6\N{NO-BREAK SPACE}%" in checks(found)[1].text
    less = project(replace(BUDGET, incomes=BUDGET.incomes[:1]))
    assert less is not None
    assert [one.holds for one in checks(less)] == [False, False, True]
    assert "120\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr saknas" in checks(less)[0].text
    granted = project(replace(BUDGET, incomes=(replace(BUDGET.incomes[0], certainty=Certainty.DECIDED),)))
    assert granted is not None and not checks(granted)[-1].holds


amounts = st.integers(0, 10**9)
days = st.dates(dt.date(YEAR, 1, 1), dt.date(YEAR + 4, 12, 31))


@given(days, days, st.lists(amounts, min_size=1, max_size=4), amounts, st.integers(0, 100))
def test_a_project_cut_in_two_anywhere_costs_and_pays_the_same(
    one: dt.date, other: dt.date, wages: list[int], paid: int, index: int
) -> None:
    """Costs by the year and incomes of two projects that follow one another add up to the whole, to the öre."""
    cut = max(one, other)
    start = dt.date(YEAR, 1, 1)
    costs = tuple(Cost("x", CostKind.STAFF, ore, YEAR, index_permille=index) for ore in wages)
    other_money = income("Kommunen", paid, Certainty.SIGNED, start, None, sought=False)

    def over(first: dt.date, until: dt.date) -> tuple[int, int]:
        sought = income("Leader", paid, Certainty.APPLIED, first, until, sought=True)
        found = project(Budget(YEAR, costs=costs, incomes=(sought, other_money)))
        return (found.cost_ore, found.others_ore) if found else (0, 0)

    whole = over(start, dt.date(YEAR + 5, 1, 1))
    first, second = over(start, cut), over(cut, dt.date(YEAR + 5, 1, 1))
    assert (first[0] + second[0], first[1] + second[1]) == whole


def test_without_project_money_there_is_no_project() -> None:
    assert project(replace(BUDGET, incomes=BUDGET.incomes[1:])) is None
    sold = replace(BUDGET, sales=(Sales("Kafé", (1, 2, 3), 100_00, 1000, YEAR),))
    found = project(sold)
    assert found is not None and found.sales_ore == 300_00, "two visits a year for a year and a half"


# --- in the village ---------------------------------------------------------------------------------------------------


@pytest.fixture
def prov(db: None) -> Programme:
    made = programme()
    home = place(made)
    Frame.objects.create(place=home, first_year=YEAR)
    CostLine.objects.create(
        place=home, what="Värd", kind="staff", amount_ore=200_000_00, rhythm="yearly", first_year=YEAR,
        sure="estimated", source="Bedömning", project_only="no",
    )  # fmt: skip
    IncomeLine.objects.create(
        place=home, payer="Leader", what="Uppstart", kind="project", amount_ore=160_000_00, certainty="applied",
        source="Ansökan", first_on=dt.date(YEAR, 1, 1), until_on=dt.date(YEAR + 1, 1, 1), project="yes",
    )  # fmt: skip
    Offering.objects.create(
        place=home, what="Hjälp med blanketter", sector="municipal", area="kommuninfo", begins="start",
        level="guidance", channel="on_site", who="Värdarna",
    )  # fmt: skip
    OpeningWeek.objects.create(place=home, name="Vanliga veckor", **{f"day{number}": "10–16" for number in range(5)})
    return made


@pytest.fixture
def kaj(prov: Programme) -> Client:
    return sit(prov, Role.CONTACT_PERSON, "Kaj Kontakt", place(prov))


def draft_of(prov: Programme, kind: str) -> Draft:
    return begin_document(kind=kind, root=prov.area, place=place(prov), actor=SYSTEM)


@pytest.mark.parametrize("kind", [LEADER, AGENCY])
def test_an_application_says_what_is_sought_and_what_is_missing_before_it_can_be_sent(
    prov: Programme, kind: str
) -> None:
    draft = draft_of(prov, kind)
    body, _facts = compose(draft, on=TODAY)
    said = repr(body)
    assert "Söks: Uppstart" in said and "Leader" not in repr([b for b in body.blocks if "Söks" in repr(b)])
    left = missing(kind, prov.area, place(prov), project(_stored(prov)))
    assert "Skriv delen ”Målgrupp”." in left
    assert any("Värd är bara uppskattat" in one for one in left)
    assert any("40\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in one for one in left), "what nobody pays"
    part = draft.parts.get(key="target")
    write_part(part=part, title=part.title, text="Alla i byn.", seen_version=part.version, actor=SYSTEM)
    assert "Skriv delen ”Målgrupp”." not in missing(kind, prov.area, place(prov), project(_stored(prov)))


def _stored(prov: Programme) -> Budget:
    from servicepunkt.plan.queries_budget import budget_of

    return budget_of(place(prov))


def test_a_notice_is_begun_read_and_approved_as_one_page(prov: Programme, kaj: Client) -> None:
    kaj.post(url("plan:begin", prov, place(prov).slug, NOTICE))
    draft = Draft.objects.get(kind=NOTICE)
    page = kaj.get(url("documents:draft", prov, draft.pk)).content.decode()
    assert "Ryms på ett A4 med" in page
    kaj.post(url("documents:propose", prov, draft.pk))
    draft.refresh_from_db()
    kaj.post(url("documents:approve", prov, draft.pk), {"sha256": draft.proposal.sha256})
    work_off()
    version = FrozenVersion.objects.get(kind=NOTICE)
    assert Edition.objects.get(frozen=version).kind == NOTICE
    read = kaj.get(url("documents:version", prov, version.pk)).content.decode()
    assert "måndag–fredag" in read and "Hjälp med blanketter" in read and "Kaj Kontakt" not in read.split("article")[1]


def test_a_notice_that_does_not_fit_is_not_laid_for_approval_and_says_what_to_shorten(
    prov: Programme, kaj: Client
) -> None:
    draft = draft_of(prov, NOTICE)
    part = draft.parts.get(key="more")
    write_part(part=part, title=part.title, text="Mer att läsa. " * 200, seen_version=part.version, actor=SYSTEM)
    told = "Korta först här: ”Mer att veta”"
    assert told in kaj.get(url("documents:draft", prov, draft.pk)).content.decode()
    answer = kaj.post(url("documents:propose", prov, draft.pk), follow=True)
    assert told in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == Draft.State.OPEN
    preview = kaj.get(url("documents:preview", prov, draft.pk), follow=True)
    assert told in preview.content.decode(), "no paper with a second page"


def test_a_notice_with_parts_that_people_added_above_its_lead_still_begins_with_it(prov: Programme) -> None:
    draft = draft_of(prov, NOTICE)
    for part in draft.parts.all():
        draft.parts.filter(pk=part.pk).update(number=part.number + 20)
    for number in range(9):
        draft.parts.create(key=f"own-{number}", number=number, section="", title="Eget", level=1, text="Kort.")
    body, _facts = compose(draft, on=TODAY)
    poster = body.blocks[0]
    assert isinstance(poster, Poster) and poster.lead.startswith("Nu får") and poster.parts[0].title == "Eget"


def test_a_notice_shows_no_telephone_number_and_no_name_unless_somebody_writes_it(prov: Programme, kaj: Client) -> None:
    body, _facts = compose(draft_of(prov, NOTICE), on=TODAY)
    assert "Ortens kontaktperson" in repr(body) and "Kaj" not in repr(body) and "@" not in repr(body)


def test_the_service_plan_s_table_says_supply_gap_measure_and_runs_no_formula(prov: Programme, kaj: Client) -> None:
    home = place(prov)
    Offer.objects.create(
        place=home, sector="state", area="post", provider="=1+1", service="Post", level="agent", channel="on_site",
        located="elsewhere", distance_m=12_400, same_key="a", search_key="post", sort_key="post",
    )  # fmt: skip
    got = kaj.get(url("plan:extract_file", prov, home.slug) + "?form=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(got), delimiter=";"))
    assert rows[1][:2] == [home.municipality.name, home.name] and rows[1][5] == "'=1+1" and rows[1][8] == "12,4"
    assert rows[2][12:] == ["Hjälp med blanketter", "Värdarna", "från start"]
    book = load_workbook(io.BytesIO(kaj.get(url("plan:extract_file", prov, home.slug) + "?kommun=1").content))
    sheet = book.active
    assert sheet is not None and sheet["F2"].value == "=1+1" and sheet["F2"].data_type == "s"
    assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} == {home.name}, "only what Kaj may see"


def test_the_extract_of_a_municipality_tells_of_all_its_places_and_is_begun_by_the_leaders(
    prov: Programme, kaj: Client
) -> None:
    home = place(prov)
    address = url("plan:begin_municipality", prov, home.slug)
    assert kaj.post(address).status_code in (403, 404)
    leader = sit(prov, Role.COORDINATOR, "Karin Koordinator")
    leader.post(address)
    draft = Draft.objects.get(kind=OF_MUNICIPALITY)
    assert draft.place is None and draft.subject == str(int(home.municipality_id))
    one, whole = compose(draft_of(prov, EXTRACT), on=TODAY)[0], compose(draft, on=TODAY)[0]
    assert home.name in repr(whole) and "Hjälp med blanketter" in repr(whole) and "Hjälp med blanketter" in repr(one)
    assert leader.get(url("documents:draft", prov, draft.pk)).status_code == 200


def test_the_page_of_documents_lists_them_all_and_begins_only_what_one_may(prov: Programme, kaj: Client) -> None:
    page = kaj.get(url("plan:documents", prov, place(prov).slug)).content.decode()
    assert "Ansökan till Leader" in page and "Anslag" in page
    assert page.count("Sammanställ<span") == 6, "all but the municipality's"
    funder = sit(prov, Role.COUNTY_BOARD, "Lena Län", place(prov))
    assert "Sammanställ<span" not in funder.get(url("plan:documents", prov, place(prov).slug)).content.decode()
