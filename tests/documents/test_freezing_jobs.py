"""The yes is stored at once; a worker makes what is frozen. Whoever waits sees how far it is, and nothing is lost."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from servicepunkt.core import clock, files, jobs
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.jobs_running import USUAL, Pace, take, work_off
from servicepunkt.core.models import Job, JournalEntry, StoredFile
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import actions_drafts, freezing, kinds
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents.actions import altered
from servicepunkt.documents.models import Approval, Draft, FrozenVersion
from servicepunkt.people.roles import Role
from tests.builders import sit
from tests.documents.office import MINUTES, NORA, REPORT, SAM, STIG, Office

NO_REST = Pace(rest=0)


@pytest.fixture
def approved(prov: Office) -> Draft:
    """A report that has its last yes, and that no worker has looked at."""
    draft = prov.draft()
    prov.write(draft, "summary", "Läst.")
    seen = approval.propose(draft=draft, actor=prov.actor(SAM)).sha256
    assert prov.coordinator.post(prov.url("approve", draft.pk), {"sha256": seen}).status_code == 302
    draft.refresh_from_db()
    return draft


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A disk that takes no file."""
    with monkeypatch.context() as patch:
        patch.setattr(files, "put", _full)
        yield patch


def _full(*_: object) -> None:
    raise OSError("No space left on device")


def page(by: Client, prov: Office, draft: Draft, query: str = "") -> str:
    answer = by.get(prov.url("freezing", draft.pk) + query)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_yes_is_stored_at_once_and_the_files_are_made_later(prov: Office, approved: Draft) -> None:
    assert approved.state == Draft.State.APPROVED and Approval.objects.count() == 1
    assert not FrozenVersion.objects.exists() and not StoredFile.objects.exists()
    sent_again = prov.coordinator.post(prov.url("approve", approved.pk), {"sha256": approved.proposal.sha256})
    assert sent_again["Location"] == prov.url("freezing", approved.pk) and Job.objects.count() == 1
    assert work_off() == 1 and FrozenVersion.objects.count() == 1


def test_who_waits_sees_how_far_it_is_and_is_led_to_the_version(prov: Office, approved: Draft) -> None:
    shown = page(prov.coordinator, prov, approved)
    assert "står på tur att frysas" in shown and 'http-equiv="refresh"' in shown and SAM in shown
    assert "refresh" not in page(prov.coordinator, prov, approved, "?stilla")
    assert prov.coordinator.get(prov.url("approve", approved.pk))["Location"] == prov.url("freezing", approved.pk)
    assert take("worker") is not None
    Job.objects.update(done=1, total=2)
    shown = page(prov.north, prov, approved)
    assert 'max="2" value="1"' in shown and "1 av 2 filer klara" in shown, "also who did not ask for it"
    draft_page = prov.north.get(prov.url("draft", approved.pk)).content.decode()
    assert "Dokumentet är godkänt och fryses" in draft_page and prov.url("freezing", approved.pk) in draft_page
    assert "Godkänt, fryses" in prov.north.get(prov.url("documents")).content.decode()
    funder = sit(prov.programme, Role.FUNDER, "Fia Fond", title="Fondens ledamot")
    assert funder.get(prov.url("freezing", approved.pk)).status_code == 404
    with clock.fixed(clock.now() + 2 * USUAL.lease):
        work_off()
        led = prov.coordinator.get(prov.url("freezing", approved.pk))
    assert led["Location"] == prov.url("version", FrozenVersion.objects.get().pk)


def test_meanwhile_nobody_writes_in_it_or_takes_it_back(prov: Office, approved: Draft) -> None:
    part = approved.parts.get(key="summary")
    with pytest.raises(ActionRefused, match="godkänt och fryses"):
        actions_drafts.write_part(
            part=part, title="", text="Olästa ord", seen_version=part.version, actor=prov.actor(SAM)
        )
    told = prov.coordinator.post(prov.url("part", approved.pk, part.pk), {"text": "Olästa ord", "seen_version": 2})
    assert told.status_code == 422 and "Olästa ord" in told.content.decode(), "and keeps what was typed"
    told = prov.coordinator.post(prov.url("take_back", approved.pk), follow=True)
    assert "Det går inte att ta tillbaka" in told.content.decode()
    approval.propose(draft=approved, actor=prov.actor(SAM))
    approved.refresh_from_db()
    assert approved.state == Draft.State.APPROVED and Approval.objects.count() == 1


def test_the_version_bears_the_moment_of_the_last_yes(prov: Office) -> None:
    draft, began = prov.draft(MINUTES), clock.now()
    prov.write(draft, "summary", "Mötet öppnades.")
    seen = approval.propose(draft=draft, actor=prov.actor(SAM)).sha256
    for day, name in ((1, NORA), (2, STIG)):
        with clock.fixed(began + dt.timedelta(days=day)):
            approval.approve(draft=draft, seen_sha256=seen, actor=prov.actor(name))
    with clock.fixed(began + dt.timedelta(days=5)):
        work_off()
    version = FrozenVersion.objects.get()
    last = (began + dt.timedelta(days=2)).date().isoformat()
    assert version.at == began + dt.timedelta(days=2)
    assert [(one["name"], one["on"] == last) for one in version.body.approvals] == [(NORA, False), (STIG, True)]
    entry = JournalEntry.objects.get(verb="freeze")
    assert (entry.account_id, entry.seat_id) == (prov.actor(STIG).account_id, prov.actor(STIG).seat_id)


@pytest.mark.usefixtures("broken")
def test_what_fails_for_good_can_be_tried_again_by_another(
    prov: Office, approved: Draft, broken: pytest.MonkeyPatch
) -> None:
    assert work_off(NO_REST) == 3, "three attempts"
    shown = page(prov.north, prov, approved)
    assert "godkänt men inte fryst" in shown and "refresh" not in shown and "Försök igen" in shown
    assert "det gick inte att frysa" in prov.north.get(prov.url("draft", approved.pk)).content.decode()
    assert Approval.objects.count() == 1 and not FrozenVersion.objects.exists() and files.broken() == []
    broken.undo()
    with clock.fixed(clock.now() + dt.timedelta(days=20)):  # whatever else is forgotten by then
        for _twice in range(2):
            assert prov.north.post(prov.url("freeze_again", approved.pk)).status_code == 302
        assert "står på tur" in page(prov.north, prov, approved)
        assert work_off() == 1
        assert prov.north.post(prov.url("freeze_again", approved.pk)).status_code == 302, "nothing to do any more"
        assert work_off() == 0
    assert FrozenVersion.objects.get().body.approvals[0]["name"] == SAM, "who tried again has not approved it"


@pytest.mark.usefixtures("broken")
def test_what_failed_for_good_can_be_taken_back_and_approved_anew(
    prov: Office, approved: Draft, broken: pytest.MonkeyPatch
) -> None:
    work_off(NO_REST)
    assert "1 godkännande" in prov.coordinator.get(prov.url("take_back", approved.pk)).content.decode()
    assert prov.coordinator.post(prov.url("take_back", approved.pk)).status_code == 302
    approved.refresh_from_db()
    assert approved.state == Draft.State.OPEN and not Approval.objects.exists()
    broken.undo()
    assert prov.freeze(approved, "Bättre.").number == 1
    assert Job.objects.filter(state=Job.State.FAILED).count() == 1, "the same proposal made anew is another job"


def test_a_worker_killed_in_the_middle_leaves_one_version_and_no_loose_rows(
    prov: Office, approved: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(**_: object) -> None:
        raise Killed

    for where in ("put", "store"):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(files, where, lambda *_, **__: kill())
            work_off()
        assert not FrozenVersion.objects.exists() and not StoredFile.objects.exists()
        assert "Dokumentet är godkänt och fryses" in page(prov.coordinator, prov, approved)
        Job.objects.update(taken_until=clock.now())
    assert work_off() == 1
    version = FrozenVersion.objects.get()
    assert version.files.count() == StoredFile.objects.count() == 2
    assert altered() == [] and files.broken() == []


def test_what_a_restored_backup_left_without_its_job_is_asked_for_anew(prov: Office, approved: Draft) -> None:
    Job.objects.all().delete()
    shown = page(prov.coordinator, prov, approved)
    assert "finns inte kvar" in shown and "Försök igen" in shown
    assert freezing.ask_anew() == 1 and freezing.ask_anew() == 0
    assert work_off() == 1 and FrozenVersion.objects.get().body.approvals[0]["name"] == SAM


def test_what_a_kind_refuses_is_told_where_people_wait(
    prov: Office, approved: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ActionRefused("Mötet är redan justerat.")

    known = kinds.kinds()[REPORT]
    monkeypatch.setitem(kinds._register.kinds, REPORT, replace(known, approved=refuse))
    assert work_off() == 1, "it would be refused again"
    assert "Mötet är redan justerat." in page(prov.coordinator, prov, approved)
    assert not FrozenVersion.objects.exists() and not StoredFile.objects.exists()


def test_names_masked_while_it_waits_void_the_approval(prov: Office) -> None:
    draft = prov.draft()
    old = prov.freeze(draft, "Anna Berg öppnade.")
    seen = approval.propose(draft=draft, actor=prov.actor(SAM)).sha256
    approval.approve(draft=draft, seen_sha256=seen, actor=prov.actor(SAM))
    frozen.mask(version=old, names=["Anna Berg"], reason="Begäran", seen_sha256=old.body.sha256, actor=prov.actor(SAM))
    work_off()
    assert FrozenVersion.objects.get() == old
    failed = Job.objects.get(state=Job.State.FAILED)
    assert failed.fault == "Godkännandet gäller inte längre. Dokumentet har tagits tillbaka."
    assert prov.coordinator.get(prov.url("freezing", draft.pk))["Location"] == prov.url("version", old.pk)


def test_it_is_not_cancelled_and_does_not_count_among_what_a_person_waits_for(prov: Office, approved: Draft) -> None:
    one = Job.objects.get()
    own = reverse("work:job", args=[one.key])
    assert "Avbryt arbetet" not in prov.coordinator.get(own).content.decode()
    told = prov.coordinator.post(reverse("work:cancel", args=[one.key]), follow=True)
    assert "kan inte avbrytas" in told.content.decode()
    Job.objects.bulk_create(
        Job(key=uuid4(), kind="other", account_id=one.account_id, made_at=clock.now())
        for _number in range(jobs.MOST_OPEN)
    )
    other = prov.draft(subject=2)
    seen = approval.propose(draft=other, actor=prov.actor(SAM)).sha256
    assert approval.approve(draft=other, seen_sha256=seen, actor=prov.actor(SAM)) is True
    assert work_off() == 2
    done = prov.coordinator.get(own).content.decode()
    assert "fryst som utgåva 1" in done and prov.url("freezing", approved.pk) in done


def test_who_waits_for_a_worker_that_is_not_there_is_told(prov: Office, approved: Draft) -> None:
    assert "sköter plattformen" not in page(prov.coordinator, prov, approved)
    with clock.fixed(clock.now() + jobs.LATE + dt.timedelta(minutes=1)):
        assert "sköter plattformen" in page(prov.coordinator, prov, approved)
        assert jobs.health().late == 1
