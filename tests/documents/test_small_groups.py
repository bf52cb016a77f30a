"""Small groups of people are in no document, in no format, and cannot be reckoned from what is there.

Proved by what does not happen: a village is told twice, the second time with other small counts (and the groups that
they are shown together with smaller by as much). Every document and every file must then say the very same, to the
letter: so nothing in them, and no difference between numbers in them, depends on a small count.
"""

import io
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.evidence import Question, find
from servicepunkt.documents import html, kinds, pdf, word
from servicepunkt.documents.blocks import Document
from servicepunkt.documents.drafts import compose, open_draft
from servicepunkt.documents.models import Draft
from servicepunkt.needs.releases import release
from servicepunkt.people.roles import Role
from servicepunkt.places.models import Area, Place, Population
from servicepunkt.places.population import Figures, Group, keep_figures, seen_mark
from servicepunkt.plan.kinds import OF_MUNICIPALITY, TITLES, begin_document
from servicepunkt.programme.actions_village import BalanceFacts, MeetingFacts, keep_balance, note_meeting
from servicepunkt.programme.models import Meeting, Programme
from tests.agreements import making as agreements
from tests.builders import STARTS_ON, TODAY, place, programme, sit, url
from tests.documents.office import REPORT
from tests.documents.reading import texts
from tests.needs.making import answer, close, questionnaire

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Small:
    """The small counts of a village, and a large one to see that documents do depend on counts."""

    young: int = 2
    other_sex: int = 2
    want_help: int = 2
    at_meeting: int = 3
    oldest: int = 2
    in_group: int = 3
    young_in_group: int = 1
    at_large_meeting: int = 31


ONE = Small()
OTHER = Small(young=3, other_sex=3, want_help=3, at_meeting=4, oldest=3, in_group=4, young_in_group=2)
AGES = (("20-29", 12), ("30-49", 14), ("50-64", 12), ("65-74", 10), ("75-84", 10))


def _tell(made: Programme, small: Small) -> None:
    """A village with answers, people, a group and meetings."""
    root, home = made.area, place(made)
    asked = questionnaire(home, root)
    ages = [age for age, number in AGES for _each in range(number)]
    ages = ["13-19"] * small.young + ages[small.young :]  # the young are shown together with those of 20-29
    for number, age in enumerate(ages):
        answer(
            asked, age=age, part="12"[number % 2], services={"shop": "4" if number % 3 else "2", "library": "3"},
            sex="x" if number >= len(ages) - small.other_sex else "wm"[number // 2 % 2],
            help=["2"] if 20 <= number < 20 + small.want_help else ["1"], household=2, words=None,
        )  # fmt: skip
    assert release(questionnaire=close(asked), final=True, actor=SYSTEM)
    groups = tuple(
        Group("", first, last, people)
        for first, last, people in (
            (0, 13, 20), (13, 20, 10), (20, 30, 24), (30, 50, 40), (50, 65, 40), (65, 75, 30),
            (75, 85, 30 - small.oldest), (85, None, small.oldest),
        )
    )  # fmt: skip
    keep_figures(root=root, place=home, figures=Figures(2025, "Byn", "SCB", groups), seen=seen_mark([]), actor=SYSTEM)
    facts = BalanceFacts(small.in_group, small.in_group, 0, small.young_in_group, True, "Alla bjöds in.", TODAY)
    keep_balance(root=root, place=home, facts=facts, seen_version=0, actor=SYSTEM)
    for came in (small.at_meeting, small.at_large_meeting):
        note_meeting(
            root=root, place=home, facts=MeetingFacts("open", TODAY, "", came, True), request_key=uuid.uuid4(),
            actor=SYSTEM,
        )  # fmt: skip


def _drafts(made: Programme) -> Iterator[Draft]:
    """A draft of every kind there is (but for the tests' own), about the village where it is about one."""
    root, home = made.area, place(made)
    agreement = agreements.begin(root, home)
    held = Meeting.objects.filter(programme=made).order_by("id")[0]
    subjects: dict[str, tuple[int, Place | None]] = {"minutes": (held.pk, None), "agreement": (agreement.pk, home)}
    for key in sorted(kinds.kinds()):
        if key in TITLES:
            yield begin_document(kind=key, root=root, place=home, actor=SYSTEM)
        elif not key.startswith(REPORT.split("_")[0] + "_"):
            subject, about = subjects.get(key, (made.reports.order_by("id")[0].pk, None))
            yield open_draft(
                kind=key, subject=subject, title=key, root=root, place=about, period=(STARTS_ON, clock.today().replace(
                    month=12)), actor=SYSTEM,
            )  # fmt: skip


@cache
def _forms(body: Document) -> tuple[str, str, str]:
    """A document as page, PDF and Word. The renderers are given nothing but the document: the same one again is not
    rendered again."""
    written = zipfile.ZipFile(io.BytesIO(word.render(body))).read("word/document.xml").decode()
    return str(html.render(body)), "\n".join(texts(pdf.render(body))), written


def _rendered(draft: Draft) -> dict[str, str]:
    body, facts = compose(draft, on=clock.today())
    page, paper, written = _forms(body)
    return {
        f"{draft.kind}, page": page,
        f"{draft.kind}, PDF": paper,
        f"{draft.kind}, Word": written,
        f"{draft.kind}, facts": repr(facts),
    }


FILES = (
    "needs:gap_file", "needs:ideas_file", "supply:export", "plan:export", "budget:export", "plan:extract_file",
    "plan:extract_file?form=csv", "plan:extract_file?kommun=1",
)  # fmt: skip


def _cells(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(content))
    return repr([[row for row in sheet.iter_rows(values_only=True)] for sheet in book])


def _files(made: Programme, browser: Client) -> dict[str, str]:
    home, out = place(made), {}
    for name in FILES:
        page, _, query = name.partition("?")
        got = browser.get(f"{url(page, made, home.slug)}?{query}")
        assert got.status_code == 200, name
        out[name] = _cells(got.content)
    asked = home.questionnaires.get()
    out["results"] = _cells(browser.get(url("needs:results_csv", made, home.slug, asked.pk)).content)
    return out


def _everything(small: Small, only: str = "") -> dict[str, str]:
    """All documents and files of a village with these counts; the village is gone again afterwards."""
    out: dict[str, str] = {}
    with clock.fixed(TODAY), transaction.atomic():
        made = programme()
        _tell(made, small)
        browser = sit(made, Role.CONTACT_PERSON, "Kaj Kontakt", place(made))
        for draft in _drafts(made):
            if only in ("", draft.kind):
                out |= _rendered(draft)
        if not only:
            out |= _files(made, browser)
        transaction.set_rollback(True)
    return out


def test_no_document_in_any_format_depends_on_a_small_count() -> None:
    one, other = _everything(ONE), _everything(OTHER)
    assert {f"{key}, page" for key in (*TITLES, OF_MUNICIPALITY, "agreement", "minutes")} <= one.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert "13–29 år" in one["results"], "the young are told with the next ones"


def test_documents_do_depend_on_large_counts_so_that_the_test_above_sees_them() -> None:
    def reports(small: Small) -> list[str]:
        return [text for name, text in _everything(small, only="report_funder").items() if name.endswith("page")]

    assert reports(ONE) != reports(Small(at_large_meeting=32))


@pytest.mark.parametrize(("people", "said"), [(4, {"few": 5}), (5, {"people": 5})])
def test_a_place_with_hardly_anybody_is_not_counted_out_loud(people: int, said: dict[str, int]) -> None:
    made = programme()
    home: Place = place(made)
    root: Area = made.area
    Population.objects.create(place=home, year=2025, definition="Byn", source="SCB", sex="", people=people)
    found: Callable[..., object] = lambda name: find(  # noqa: E731
        name, Question(root.pk, frozenset({home.pk}), {}, TODAY)
    )[home.pk]
    values = getattr(found("places.population_known"), "values")  # noqa: B009
    assert values == {"year": 2025, "source": "SCB", **said}
