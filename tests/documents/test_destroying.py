"""What has been kept long enough can be destroyed, for good and everywhere; a line of the register stays."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused
from servicepunkt.core.backup import restore
from servicepunkt.core.backup import write as back_up
from servicepunkt.core.models import JournalEntry, StoredFile
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents.actions import altered
from servicepunkt.documents.actions_approval import approve, propose
from servicepunkt.documents.actions_destroying import destroy
from servicepunkt.documents.models import Destruction, Draft, FrozenBody, FrozenVersion
from tests.documents.office import MINUTES, NORA, SAM, STIG, Office
from tests.documents.office import frozen as frozen_now

pytestmark = pytest.mark.django_db(transaction=True)

DECISION = "Styrelsens beslut, dnr 2040-14"
LATER = dt.timedelta(days=4 * 366)
"""The invented report is kept for four years."""


@pytest.fixture
def version(prov: Office) -> FrozenVersion:
    return prov.freeze(prov.draft(), "Anna Berg öppnade.")


def gone(prov: Office, *versions: FrozenVersion) -> list[Destruction]:
    with clock.fixed(clock.now() + LATER):
        return destroy(versions=versions, decision=DECISION, actor=prov.actor(SAM))


def _kept(draft: Draft | None) -> str:
    assert draft is not None
    return str(list(draft.parts.values_list("title", "text", "comment", "hidden_reason")))


def test_body_facts_and_files_are_gone_and_the_register_stays(prov: Office, version: FrozenVersion) -> None:
    kept = [one.file for one in version.files.select_related("file")]
    assert all(files.path_of(one.sha256).exists() for one in kept)
    (made,) = gone(prov, version)
    assert not FrozenBody.objects.exists()
    assert not any(files.path_of(one.sha256).exists() for one in kept), "the bytes are removed"
    assert StoredFile.objects.filter(pk__in=[one.pk for one in kept], removed__isnull=False).count() == 2
    assert "Anna" not in _kept(version.draft), "the draft said the same"
    stands = FrozenVersion.objects.get(pk=version.pk)
    assert (stands.sha256, stands.content) == (version.sha256, version.content)
    assert (made.rule, made.decision, made.seat_id) == ("Gallringsplanen", DECISION, prov.actor(SAM).seat_id)
    assert made.due_on.year == version.at.year + 4 and made.body_sha256 == version.content["body"]
    assert altered() == [] and files.broken() == [] and files.lingering() == []
    entry = JournalEntry.objects.get(verb="destroy")
    assert (entry.thing_id, entry.codes) == (version.pk, {"kind": version.kind, "edition": 1})


def test_its_pages_say_that_it_was_destroyed(prov: Office, version: FrozenVersion) -> None:
    gone(prov, version)
    page = prov.coordinator.get(prov.url("version", version.pk))
    said = page.content.decode()
    assert page.status_code == 200 and "Dokumentet är gallrat" in said and "Anna" not in said
    for part in (DECISION, "Gallringsplanen", version.sha256, prov.url("register")):
        assert part in said, part
    assert prov.url("register") not in prov.north.get(prov.url("version", version.pk)).content.decode()
    for name, args in (("file", ["pdf"]), ("file", ["docx"]), ("compare", [version.pk])):
        answer = prov.coordinator.get(prov.url(name, version.pk, *args))
        assert answer.status_code == 410 and "Dokumentet är gallrat" in answer.content.decode(), name
    draft = prov.coordinator.get(prov.url("compare_draft", version.draft_id, version.pk))
    assert draft.status_code == 410
    for name in ("withdraw", "mask"):
        answer = prov.coordinator.get(prov.url(name, version.pk))
        assert answer.status_code == 302 and answer["Location"] == prov.url("version", version.pk), name
    for name in ("documents", "register"):
        assert "Gallrat" in prov.coordinator.get(prov.url(name)).content.decode(), name
    assert prov.coordinator.get(prov.url("draft", version.draft_id)).status_code == 200
    assert prov.url("version", version.pk) not in prov.coordinator.get(prov.url("retention")).content.decode()


def test_before_its_time_and_what_is_kept_for_ever_is_refused(prov: Office, version: FrozenVersion) -> None:
    day_before = clock.now().replace(year=clock.now().year + 4) - dt.timedelta(days=1)
    with clock.fixed(day_before), pytest.raises(ActionRefused, match="ska sparas längre"):
        destroy(versions=[version], decision=DECISION, actor=prov.actor(SAM))
    with clock.fixed(day_before + dt.timedelta(days=2)), pytest.raises(ActionRefused, match="vilket beslut"):
        destroy(versions=[version], decision="  ", actor=prov.actor(SAM))
    with clock.fixed(day_before + dt.timedelta(days=2)), pytest.raises(ActionRefused):
        destroy(versions=[version], decision="Beslut om 811228-9874", actor=prov.actor(SAM))
    minutes = _minutes(prov)
    with pytest.raises(ActionRefused, match="ska sparas längre"):
        gone(prov, version, minutes)
    assert FrozenBody.objects.count() == 2, "all of them or none"
    assert not Destruction.objects.exists()


def _minutes(prov: Office) -> FrozenVersion:
    draft = prov.draft(MINUTES, subject=7)
    seen = propose(draft=draft, actor=prov.actor(SAM)).sha256
    approve(draft=draft, seen_sha256=seen, actor=prov.actor(NORA))
    return frozen_now(draft, seen, prov.actor(STIG))


def test_twice_does_nothing_twice(prov: Office, version: FrozenVersion) -> None:
    gone(prov, version)
    assert gone(prov, version) == []
    assert Destruction.objects.count() == JournalEntry.objects.filter(verb="destroy").count() == 1
    for again in (
        lambda: frozen.withdraw(version=version, reason="Fel", actor=prov.actor(SAM)),
        lambda: frozen.mask(
            version=version, names=["Anna"], reason="Begäran", seen_sha256="0" * 64, actor=prov.actor(SAM)
        ),
    ):
        with pytest.raises(ActionRefused, match="gallrat"):
            again()


def test_the_draft_is_emptied_only_when_no_edition_is_left_and_nobody_writes(prov: Office) -> None:
    draft = prov.draft()
    first, second = prov.freeze(draft, "Första"), prov.freeze(draft, "Andra")
    gone(prov, first)
    assert "Andra" in _kept(draft), "an edition is left"
    assert prov.coordinator.get(prov.url("version", second.pk)).status_code == 200
    with clock.fixed(clock.now() + dt.timedelta(days=1)):
        prov.write(draft, "summary", "Tredje")
    gone(prov, second)
    assert "Tredje" in _kept(draft), "somebody works on the next edition"
    with clock.fixed(clock.now() + dt.timedelta(days=2)):
        third = prov.freeze(draft, "Tredje")
    assert third.number == 3
    gone(prov, third)
    assert "Tredje" not in _kept(draft)


def test_a_body_that_comes_back_after_its_destruction_is_found(prov: Office, version: FrozenVersion) -> None:
    body = FrozenBody.objects.get(version=version)
    gone(prov, version)
    body.pk = None
    body.save()
    assert altered() == [version.pk]
    body.delete()
    assert altered() == []


def test_a_masked_version_can_be_destroyed_and_the_chain_still_holds(prov: Office, version: FrozenVersion) -> None:
    body = FrozenBody.objects.get(version=version)
    masking = frozen.mask(
        version=version, names=["Anna Berg"], reason="Begäran", seen_sha256=body.sha256, actor=prov.actor(SAM)
    )
    (made,) = gone(prov, version)
    assert made.body_sha256 == masking.after_sha256 and altered() == [] and files.lingering() == []


def test_a_backup_made_afterwards_holds_the_register_and_nothing_else(
    prov: Office, version: FrozenVersion, tmp_path: Path
) -> None:
    gone(prov, version)
    target = tmp_path / "backup.zip"
    back_up(target)
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        rows = archive.read("tables/documents.destruction.jsonl").decode()
    assert not any(name.startswith("files/") for name in names) and DECISION in rows
    restore(target, replace=True)
    assert altered() == [] and files.broken() == [] and Destruction.objects.get().version_id == version.pk


def _boxes(page: str) -> list[str]:
    return [line for line in page.split("<input") if 'name="v"' in line]


def test_a_coordinator_chooses_sees_says_the_decision_and_confirms(prov: Office) -> None:
    one, two = prov.freeze(prov.draft(subject=1)), prov.freeze(prov.draft(subject=2))
    minutes = _minutes(prov)
    address = prov.url("destroy")
    with clock.fixed(clock.now() + LATER):
        listed = prov.coordinator.get(prov.url("retention")).content.decode()
        assert len(_boxes(listed)) == 2 and minutes.title not in listed
        shown = prov.coordinator.get(address, {"v": [str(one.pk), str(minutes.pk), "x", "9" * 30]}).content.decode()
        assert "Det här dokumentet förstörs för gott" in shown and "Gallringsplanen" in shown
        assert len(_boxes(shown)) == 1
        for without in ({"decision": "", "sure": "on"}, {"decision": DECISION}):
            refused = prov.coordinator.post(address, {"v": one.pk, **without})
            assert refused.status_code == 422
        numbered = prov.coordinator.post(address, {"v": one.pk, "decision": "811228-9874", "sure": "on"})
        assert numbered.status_code == 422 and "811228-9874" in numbered.content.decode()
        assert not Destruction.objects.exists()
        sent = {"v": [one.pk, minutes.pk], "decision": DECISION, "sure": "on"}
        assert prov.coordinator.post(address, sent)["Location"] == prov.url("register")
        register = prov.coordinator.get(prov.url("register")).content.decode()
        assert "Ett dokument är gallrat." in register and DECISION in register and one.sha256 in register
        again = prov.coordinator.post(address, {"v": one.pk, "decision": "Annat", "sure": "on"}, follow=True)
        assert "Dokumenten är redan gallrade." in again.content.decode()
        assert "Välj minst ett dokument" in prov.coordinator.get(address, follow=True).content.decode()
    assert Destruction.objects.get().decision == DECISION
    assert set(FrozenBody.objects.values_list("version_id", flat=True)) == {two.pk, minutes.pk}


def test_only_who_approves_documents_in_the_whole_programme_sorts_out(prov: Office, version: FrozenVersion) -> None:
    with clock.fixed(clock.now() + LATER):
        for who in (prov.north, Client()):
            for name in ("destroy", "register"):
                assert who.get(prov.url(name)).status_code in (302, 403), name
            answer = who.post(prov.url("destroy"), {"v": version.pk, "decision": DECISION, "sure": "on"})
            assert answer.status_code in (302, 403)
    assert not Destruction.objects.exists()


def test_a_list_to_sort_out_costs_the_same_for_one_and_for_many(prov: Office) -> None:
    counts: list[int] = []
    for number in range(1, 4):
        prov.freeze(prov.draft(subject=number))
        with clock.fixed(clock.now() + LATER), CaptureQueriesContext(connection) as asked:
            prov.coordinator.get(prov.url("retention"))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
