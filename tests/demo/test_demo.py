import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import outloud
import pdfua
import pypdfium2
import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoDbBlocker

from servicepunkt.core import clock, files
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.acts import SOMETHING, act
from servicepunkt.core.evidence import Question, find, registered
from servicepunkt.core.models import JournalEntry, StoredFile
from servicepunkt.demo import demo_accounts
from servicepunkt.demo.accounts import EXAMPLE, MEMO
from servicepunkt.demo.load import load_demo
from servicepunkt.demo.needs_telling import open_survey
from servicepunkt.demo.villages import VILLAGES
from servicepunkt.documents import kinds
from servicepunkt.documents.drafts import compose, open_draft
from servicepunkt.documents.models import Draft, FrozenVersion
from servicepunkt.documents.presenting import edition_of, files_of
from servicepunkt.method import progress
from servicepunkt.method.models import Confirmation, Passage, Progress, Standing, Statement
from servicepunkt.method.versions import adoption_of, spec_of
from servicepunkt.needs.gap import matrix, released
from servicepunkt.needs.models import Idea, Questionnaire, Release
from servicepunkt.people.access import access_of
from servicepunkt.people.models import Account, Holding, Person
from servicepunkt.people.roles import Right, Role
from servicepunkt.places.models import AreaPlace, Place
from servicepunkt.places.population import newest
from servicepunkt.plan.models import StartPromise
from servicepunkt.programme.models import Outlay, Programme, ReportDue
from servicepunkt.programme.queries_costs import borne
from servicepunkt.programme.queries_office import ReportState, reports_open
from tests.browser import PICTURES

pytestmark = pytest.mark.django_db

DEMO_HASHERS = ["servicepunkt.demo.hashers.DemoHasher"]


@pytest.fixture(scope="module", autouse=True)
def _told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, told once for all tests of this file; each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"):  # as the command does, whose process speaks English
            load_demo()
        yield
        transaction.set_rollback(True)


def _standing(slug: str) -> Standing:
    return Standing.objects.get(place__slug=slug)


def test_every_line_of_the_journal_is_told_in_words() -> None:
    kinds_of_lines = set(JournalEntry.objects.values_list("room", "thing", "verb"))
    assert len(kinds_of_lines) > 60
    assert [line for line in sorted(kinds_of_lines) if act(*line) is SOMETHING] == []


def test_in_the_memos_programme_nothing_has_been_done() -> None:
    memo = Programme.objects.get(slug=MEMO)
    assert memo.area.memberships.count() == 16
    assert not Statement.objects.filter(area=memo.area).exists()
    assert not Outlay.objects.filter(programme=memo).exists()
    assert not Holding.objects.filter(seat__body__area=memo.area, seat__place__isnull=False).exists()
    assert not ReportDue.objects.filter(programme=memo, sent_on__isnull=False).exists()
    assert not Progress.objects.filter(area=memo.area).exclude(state="not_met").exists()


def test_the_six_villages_have_come_unequally_far() -> None:
    passages = {p.place.slug: p for p in Passage.objects.select_related("place", "frozen")}
    assert {slug: p.mode for slug, p in passages.items()} == {
        "kantarellboda": "full", "smultronhult-smultronnas": "stage",
    }  # fmt: skip
    assert passages["smultronhult-smultronnas"].services == ["kommunal", "ideell"]
    kept = {p.passage.place.slug: {one.subject for one in p.lines.all()} for p in StartPromise.objects.all()}
    assert kept.keys() == passages.keys()
    assert kept["kantarellboda"] >= {"plan.services", "plan.hours", "plan.costs", "agreements.commitments"}
    assert _standing("kantarellboda").not_met == 0
    assert _standing("tranbarsnas").overdue > 5
    assert _standing("hjortronliden").not_relevant == 3
    assert _standing("hjortronliden").step == "steg-2"
    assert _standing("lingonsele").statement <= 3
    assert Place.objects.filter(is_invented=True).count() == len(VILLAGES)


def test_one_village_waits_for_nothing_but_the_municipality() -> None:
    programme = Programme.objects.get(slug=EXAMPLE)
    place = Place.objects.get(slug="blabarsvik")
    said = Confirmation.objects.filter(place=place, yes=True).values_list("key", flat=True)
    assert sorted(said) == ["assessment", "village"]
    adoption = adoption_of(programme.area_id)
    spec = spec_of(adoption.version)
    answers = progress.compute(adoption, [place.pk], clock.today())[place.pk]
    left = [r.key for r in spec.binding(spec.gate("start"), None) if answers[r.key].state not in progress.SETTLED]
    assert left == []


def test_villages_that_have_asked_their_people_have_results_and_not_words_alone() -> None:
    for slug in ("kantarellboda", "smultronhult-smultronnas", "blabarsvik", "hjortronliden"):
        place = Place.objects.get(slug=slug)
        shown = Release.objects.get(questionnaire__place=place, questionnaire__variant="resident", final=True)
        assert shown.answers >= (60 if slug == "kantarellboda" else 20)
        proved = Progress.objects.filter(place=place, requirement__in=["grupper-servicebehov",
                                                                          "utbudsbehov-inventerat"])  # fmt: skip
        assert [one.state for one in proved] == ["evidence", "evidence"], slug
    place = Place.objects.get(slug="kantarellboda")
    assert Idea.objects.filter(place=place, points__gt=0, theme__isnull=False, meeting__kind="open").count() == 6
    assert newest([place.pk])[place.pk].whole
    root = Programme.objects.get(slug=EXAMPLE).area
    verdicts = {row.verdict.value for row in matrix(place, *released(root, place)[0]).rows}
    assert {"missing", "closed", "far", "covered"} <= verdicts


def test_a_visitor_can_answer_a_questionnaire_that_is_open_for_weeks_yet(client: Client) -> None:
    survey = open_survey()
    assert survey
    page = client.get(survey.url)
    assert "Vad behöver vi i Tranbärsnäs?" in page.content.decode() and b"enkatens-delar" in page.content
    with override_settings(DEMO=True):
        assert f'href="{survey.url}"' in client.get("/konto/login/").content.decode()
    asking = {one.place.slug: one for one in Questionnaire.objects.filter(state="open").select_related("place")}
    assert {slug: one.variant for slug, one in asking.items()} == {"tranbarsnas": "resident", "blabarsvik": "youth"}
    for one in asking.values():
        assert one.closes_on and 14 <= (one.closes_on - clock.today()).days <= 62
        assert 5 <= one.answers.count() < 20 and not one.releases.exists()


def test_everybody_has_the_seats_that_the_login_page_tells_of() -> None:
    held = {}
    for shown in demo_accounts():
        account = Account.objects.get(email=shown.email)
        access = access_of(account.pk, clock.today())
        held[shown.email] = {(seat.role, seat.place_id is not None) for seat in access.seats}
        assert access.seats, shown.email
    assert held["karin@example.com"] == {(Role.COORDINATOR, False)}
    assert held["johan@example.com"] == {(Role.LEADER, False)}
    assert held["elin@example.com"] == {(Role.CONTACT_PERSON, True)}
    assert held["lars@example.com"] == {(Role.MUNICIPALITY, True)}
    assert held["birgitta@example.com"] == {(Role.CONTACT_PERSON, True)}
    assert held["ali@example.com"] == {(Role.FUNDER, False)}
    assert held["margareta@example.com"] == {(Role.OWNER, False)}
    leader = access_of(Account.objects.get(email="johan@example.com").pk, clock.today())
    example = Programme.objects.get(slug=EXAMPLE).area_id
    assert len([seat for seat in leader.seats if seat.root_id == example]) == 2
    funder = access_of(Account.objects.get(email="ali@example.com").pk, clock.today())
    assert {right for seat in funder.seats for right in Right if seat.gives(right)} == {Right.SEE_FIGURES}


def test_the_passwords_are_accepted_in_demo_mode_only() -> None:
    for shown in demo_accounts():
        account = Account.objects.get(email=shown.email)
        with override_settings(PASSWORD_HASHERS=DEMO_HASHERS):
            assert authenticate(None, email=shown.email, password=shown.password) == account
            assert authenticate(None, email=shown.email, password="something else") is None
        assert not check_password(shown.password, account.password)
        assert authenticate(None, email=shown.email, password=shown.password) is None
    others = Account.objects.exclude(email__in=[shown.email for shown in demo_accounts()])
    assert others and not any(account.has_usable_password() for account in others)


def test_nobody_real_can_be_reached_and_the_attachment_is_real() -> None:
    assert all(
        email.endswith("@example.com") for email in Person.objects.exclude(email="").values_list("email", flat=True)
    )
    attached = StoredFile.objects.get(media_type__startswith="text/")  # the others are the report that was sent
    assert "påhittat exempel" in files.path_of(attached.sha256).read_text(encoding="utf-8")


def test_one_report_is_sent_one_is_written_and_one_is_late() -> None:
    root = Programme.objects.get(slug=EXAMPLE).area
    (sent,) = ReportDue.objects.filter(programme__area=root, sent_on__isnull=False)
    assert sent.sent_version is not None and sent.sent_version.files.count() == 2
    late, written, *rest = reports_open(root)
    assert late.late(clock.today()) and late.state is ReportState.NOT_BEGUN
    assert not written.late(clock.today()) and written.state is ReportState.WRITTEN
    assert {row.state for row in rest} == {ReportState.NOT_BEGUN}
    assert borne(root).total_ore > 0 and borne(root).total_hours > 0


PAPERS = ("leader_application", "agency_application", "service_plan_extract", "plan_notice")
"""What others get of a place's plan: the example has one of each in draft."""


def test_the_example_has_a_paper_of_each_sort_in_draft_and_a_notice_to_hang_up() -> None:
    assert set(Draft.objects.filter(kind__in=PAPERS).values_list("kind", flat=True)) == set(PAPERS)
    notice = FrozenVersion.objects.get(kind="plan_notice")
    assert notice.place is not None and notice.place.slug == "kantarellboda"


def _draft(kind: str) -> Draft:
    """The demonstration's draft of a kind; where it has none, one over the whole programme so far."""
    programme = Programme.objects.select_related("area").get(slug=EXAMPLE)
    known = Draft.objects.filter(kind=kind, area=programme.area).order_by("id").first()
    return known or open_draft(
        kind=kind,
        subject=programme.reports.all()[0].pk,
        title=str(kinds.kind_of(kind).title),
        root=programme.area,
        place=None,
        period=(programme.starts_on, clock.today() + dt.timedelta(days=1)),
        actor=SYSTEM,
    )


@pytest.mark.parametrize("kind", ["report_funder", "report_owner", "report_final", "minutes", *PAPERS])
def test_every_kind_of_document_is_made_of_facts_as_an_accessible_paper_and_in_word(kind: str, tmp_path: Path) -> None:
    """Pictures of every page are left in build/pictures, for people to look at; of Word where LibreOffice is there."""
    assert kind in kinds.kinds()
    draft = _draft(kind)
    body, facts = compose(draft, on=clock.today())
    assert facts, "nothing in it rests on facts"
    for made in files_of(body, edition_of(draft, number=1, at=clock.now())):
        path = tmp_path / made.name
        path.write_bytes(made.content)
        if path.suffix == ".pdf":
            assert list(pdfua.validate(str(path)).findings) == []
            assert outloud.check(str(path)).errors == 0
        elif office := shutil.which("soffice"):
            home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
            command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "word"), str(path)]
            subprocess.run(command, check=True, timeout=120, capture_output=True)
            path = tmp_path / "word" / f"{path.stem}.pdf"
        if path.suffix == ".pdf":
            _picture(path, f"kind-{kind}-{made.form}")


def _picture(path: Path, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(path) as file:
        for number, page in enumerate(file, 1):
            page.render(scale=1).to_pil().save(PICTURES / f"{name}-{number:02}.png")


def test_what_people_wrote_is_in_swedish() -> None:
    titles = set(FrozenVersion.objects.filter(kind="project_plan").values_list("title", flat=True))
    assert titles and all(title.startswith("Projektplan") for title in titles), titles
    assert not Draft.objects.filter(title__icontains="plan for").exists()


def test_evidence_reads_no_room_that_it_does_not_say() -> None:
    """Progress is renewed only where a room has written whose facts the evidence says it stands on."""
    silent: dict[str, set[str]] = {}
    for programme in Programme.objects.all():
        spec = spec_of(adoption_of(programme.area_id).version)
        places = frozenset(AreaPlace.objects.filter(root=programme.area).values_list("place_id", flat=True))
        asked = [(one.evidence, one.params) for one in spec.requirements if not one.is_stated and not one.rests_on]
        for name, params in asked:
            with CaptureQueriesContext(connection) as queries:
                find(name, Question(programme.area_id, places, params, clock.today()))
            read = {found for one in queries for found in re.findall(r'(?:FROM|JOIN) "([a-z]+)_', one["sql"])}
            assert read, f"{name} reads nothing at all"
            if more := read - registered()[name].reads:
                silent.setdefault(name, set()).update(more)
    assert not silent
