"""What is approved is what was read; what is frozen never changes, and says who, when and on what facts."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from servicepunkt.core import clock, files
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.jobs_running import USUAL, work_off
from servicepunkt.core.models import StoredFile
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import actions_drafts
from servicepunkt.documents.actions import altered, digest, freeze
from servicepunkt.documents.models import Approval, Draft, FrozenBody, FrozenFile, FrozenVersion
from servicepunkt.people.roles import Role
from tests.builders import TODAY, place, sit
from tests.documents.office import MINUTES, NORA, SAM, STIG, Facts, Office

ARCHIVED = Path(__file__).parent / "archived-version-schema-1.json"


def test_what_is_proposed_is_fixed_and_nobody_can_write_in_it(prov: Office, facts: Facts) -> None:
    draft = prov.draft()
    part = prov.write(draft, "summary", "Läst.")
    ask = prov.coordinator.get(prov.url("propose", draft.pk)).content.decode()
    assert "Nästa period" in ask and "kommer inte med" in ask
    assert prov.coordinator.post(prov.url("propose", draft.pk)).status_code == 302
    facts.places = 99
    shown = prov.coordinator.get(prov.url("approve", draft.pk)).content.decode()
    assert "2 orter är med" in shown and "99 orter" not in shown
    with pytest.raises(ActionRefused, match="ligger för godkännande"):
        actions_drafts.write_part(
            part=part, title="", text="Olästa ord", seen_version=part.version, actor=prov.actor(SAM)
        )
    told = prov.coordinator.post(prov.url("part", draft.pk, part.pk), {"text": "Olästa ord", "seen_version": 2})
    assert told.status_code == 422 and "Olästa ord" in told.content.decode()


def test_the_last_approval_freezes_content_files_and_facts_of_the_proposal(prov: Office, facts: Facts) -> None:
    draft = prov.draft()
    prov.write(draft, "summary", "Läst.")
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    facts.places = 99
    page = prov.url("approve", draft.pk)
    assert prov.coordinator.post(page, {"sha256": proposal.sha256}).status_code == 302
    assert work_off() == 1
    version = FrozenVersion.objects.get()
    assert facts.approved == [version.pk]
    assert (version.number, version.draft_id) == (1, draft.pk)
    assert "2 orter är med" in str(version.body.content) and version.body.facts[0]["value"] == "2"
    assert version.body.approvals[0] | {"seat_id": 0} == {
        "name": SAM, "seat": "Samordnaren", "on": TODAY.isoformat(), "seat_id": 0,
    }  # fmt: skip
    for one in version.files.select_related("file"):
        raw = files.path_of(one.file.sha256).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == one.file.sha256 == version.content["files"][one.form]
    assert altered() == []
    draft.refresh_from_db()
    assert draft.state == Draft.State.OPEN and not hasattr(draft, "proposal")


def test_the_frozen_page_and_its_files(prov: Office) -> None:
    version = prov.freeze(prov.draft())
    page = prov.coordinator.get(prov.url("version", version.pk)).content.decode()
    for said in (
        "2 orter är med",
        version.sha256,
        SAM,
        "Gallras tidigast 10 mars 2030",
        "Gallringsplanen",
        "Offentligt",
    ):
        assert said in page, said
    for form, begins in (("pdf", b"%PDF-"), ("docx", b"PK")):
        answer = prov.coordinator.get(prov.url("file", version.pk, form))
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert content.startswith(begins)
        assert answer["Content-Disposition"] == f'attachment; filename="lagesrapport-2026-02-utgava-1.{form}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert hashlib.sha256(content).hexdigest() in page
    assert prov.coordinator.get(prov.url("file", version.pk, "exe")).status_code == 404


def test_a_word_file_names_who_approved(prov: Office) -> None:
    version = prov.freeze(prov.draft())
    word = version.files.get(form="docx")
    with zipfile.ZipFile(io.BytesIO(files.path_of(word.file.sha256).read_bytes())) as parts:
        text = parts.read("word/document.xml").decode()
    assert SAM in text and "Allt går bra." in text


def test_what_was_read_and_is_no_more_is_not_approved(prov: Office) -> None:
    draft = prov.draft()
    first = approval.propose(draft=draft, actor=prov.actor(SAM))
    approval.take_back(draft=draft, actor=prov.actor(NORA))
    prov.write(draft, "summary", "Något annat.")
    approval.propose(draft=draft, actor=prov.actor(SAM))
    told = prov.coordinator.post(prov.url("approve", draft.pk), {"sha256": first.sha256})
    assert told.status_code == 409
    assert "har ändrats sedan du läste" in told.content.decode() and "Något annat." in told.content.decode()
    assert not FrozenVersion.objects.exists()


def test_a_marking_that_changed_is_not_approved_unread(prov: Office) -> None:
    draft = prov.draft()
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    Draft.objects.filter(pk=draft.pk).update(title="Ändrad bakvägen")
    with pytest.raises(ChangedMeanwhile):
        approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=prov.actor(SAM))


def test_all_named_seats_must_approve_each_once_and_one_person_not_twice(prov: Office) -> None:
    draft = prov.draft(MINUTES)
    prov.write(draft, "summary", "Mötet öppnades.")
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    page = prov.url("approve", draft.pk)
    assert prov.coordinator.post(page, {"sha256": proposal.sha256}).status_code == 403, "no adjuster"
    waits = "Väntar på ditt godkännande"
    assert waits in prov.north.get(prov.url("documents")).content.decode()
    assert waits not in prov.coordinator.get(prov.url("documents")).content.decode()
    for _again in range(2):
        assert prov.north.post(page, {"sha256": proposal.sha256}).status_code == 302
    assert Approval.objects.count() == 1 and not FrozenVersion.objects.exists()
    assert waits not in prov.north.get(prov.url("documents")).content.decode()
    both = prov.actor(NORA)
    other = prov.actor(STIG)
    with pytest.raises(ActionRefused, match="två gånger"):
        approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=type(both)(both.account_id, other.seat_id))
    assert prov.south.post(page, {"sha256": proposal.sha256}).status_code == 302
    assert work_off() == 1
    version = FrozenVersion.objects.get()
    assert [one["name"] for one in version.body.approvals] == [NORA, STIG]
    assert approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=other) is True
    assert work_off() == 0 and FrozenVersion.objects.count() == 1


def test_taking_back_voids_the_approvals(prov: Office) -> None:
    draft = prov.draft(MINUTES)
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=prov.actor(NORA))
    ask = prov.coordinator.get(prov.url("take_back", draft.pk)).content.decode()
    assert "1 godkännande" in ask
    assert prov.coordinator.post(prov.url("take_back", draft.pk)).status_code == 302
    approval.propose(draft=draft, actor=prov.actor(SAM))
    assert approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=prov.actor(STIG)) is False
    assert Approval.objects.count() == 1


def test_a_next_edition_is_written_in_the_same_draft(prov: Office) -> None:
    draft = prov.draft()
    first = prov.freeze(draft)
    second = prov.freeze(draft, "Allt går sämre.")
    assert [first.number, second.number] == [1, 2]
    page = prov.coordinator.get(prov.url("version", first.pk)).content.decode()
    assert prov.url("compare", first.pk, second.pk) in page
    shown = prov.coordinator.get(prov.url("compare", second.pk, first.pk)).content.decode()
    assert "<del>" in shown and "<ins>" in shown and "sämre." in shown and "[tillagt:" in shown
    prov.coordinator.cookies["django_language"] = "en"
    english = prov.coordinator.get(prov.url("compare", second.pk, first.pk)).content.decode()
    assert '<span lang="sv">sämre.</span>' in english and "[added:" in english, "the document keeps its language"
    del prov.coordinator.cookies["django_language"]
    same = prov.coordinator.get(prov.url("draft", draft.pk)).content.decode()
    assert "Inget har ändrats sedan dess" in same
    prov.write(draft, "summary", "Helt nytt.")
    changed = prov.coordinator.get(prov.url("draft", draft.pk)).content.decode()
    assert prov.url("compare_draft", draft.pk, second.pk) in changed
    assert "Helt nytt." in prov.coordinator.get(prov.url("compare_draft", draft.pk, second.pk)).content.decode()


def test_a_crash_while_freezing_leaves_no_row_without_its_file_and_nothing_half_done(
    prov: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = prov.draft()
    proposal = approval.propose(draft=draft, actor=prov.actor(SAM))
    approval.approve(draft=draft, seen_sha256=proposal.sha256, actor=prov.actor(SAM))
    with monkeypatch.context() as patch:
        patch.setattr(files, "store", _crash)
        assert work_off() == 1
    left = (FrozenVersion, FrozenBody, FrozenFile, StoredFile, Approval)
    assert [model._base_manager.count() for model in left] == [0, 0, 0, 0, 1]
    with clock.fixed(clock.now() + USUAL.lease):
        assert work_off() == 1
    assert FrozenVersion.objects.get().files.count() == 2
    assert files.broken() == [] and altered() == []


def _crash(**_: object) -> None:
    raise RuntimeError("disk full")


def test_the_database_itself_refuses_to_change_a_frozen_version_and_check_sees_an_altered_body(prov: Office) -> None:
    version = prov.freeze(prov.draft())
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenVersion.objects.filter(pk=version.pk).update(title="Förfalskat")
    content = json.loads(json.dumps(version.body.content).replace("2 orter", "9 orter"))
    body = {"document": content, "facts": version.body.facts, "approvals": version.body.approvals}
    FrozenBody.objects.filter(version=version).update(content=content, sha256=digest(body))
    assert altered() == [version.pk]


def test_what_other_rooms_freeze_is_left_as_it_is(prov: Office) -> None:
    frozen = freeze(
        kind="gate", title="Beslut", area_id=prov.programme.area_id, place_id=None, schema=1, content={"a": 1},
        actor=prov.actor(SAM),
    )  # fmt: skip
    assert altered() == []
    assert prov.coordinator.get(prov.url("version", frozen.pk)).status_code == 404
    assert "Beslut" not in prov.coordinator.get(prov.url("documents")).content.decode()


def test_a_withdrawn_version_can_be_read_and_says_why(prov: Office) -> None:
    version = prov.freeze(prov.draft())
    page = prov.url("withdraw", version.pk)
    assert prov.north.post(page, {"reason": "Fel siffror"}).status_code == 403, "who only writes"
    assert prov.coordinator.post(page, {"reason": " "}).status_code == 422
    for reason in ("Fel siffror", "En gång till"):
        assert prov.coordinator.post(page, {"reason": reason}).status_code == 302
    shown = prov.coordinator.get(prov.url("version", version.pk)).content.decode()
    assert "Fel siffror" in shown and "En gång till" not in shown and "2 orter är med" in shown
    assert "Tillbakadraget" in prov.coordinator.get(prov.url("documents")).content.decode()
    assert altered() == []


def test_a_secret_version_is_not_there_for_who_only_reads(prov: Office) -> None:
    draft = prov.draft()
    marking = actions_drafts.Marking("Hemlig rapport", "", True, "21 kap. 7 §", "sv")
    actions_drafts.mark(draft=draft, marking=marking, seen_version=1, actor=prov.actor(SAM))
    open_one, secret = prov.freeze(prov.draft(subject=2)), prov.freeze(draft)
    funder = sit(prov.programme, Role.FUNDER, "Fia Fond", title="Fondens ledamot")
    listed = funder.get(prov.url("documents")).content.decode()
    assert open_one.title in listed and secret.title not in listed
    assert funder.get(prov.url("version", open_one.pk)).status_code == 200
    for name, args in (("version", []), ("file", ["pdf"]), ("withdraw", []), ("mask", []), ("compare", [secret.pk])):
        assert funder.get(prov.url(name, secret.pk, *args)).status_code == 404, name
    assert "21 kap. 7 §" in prov.north.get(prov.url("version", secret.pk)).content.decode()


def test_the_list_is_narrowed_to_a_kind_and_a_place_and_asks_as_much_for_many(prov: Office) -> None:
    page = prov.url("documents")
    prov.draft()
    prov.freeze(prov.draft(subject=2, at=place(prov.programme)), "Om byn.")
    prov.coordinator.get(page)
    with CaptureQueriesContext(connection) as few:
        prov.coordinator.get(page)
    for number in range(3, 7):
        prov.freeze(prov.draft(subject=number))
        prov.draft(MINUTES, number)
    with CaptureQueriesContext(connection) as many:
        shown = prov.coordinator.get(page).content.decode()
    assert len(few) == len(many)
    assert "Lägesrapport 6" in shown
    of_place = prov.coordinator.get(page, {"ort": place(prov.programme).slug}).content.decode()
    assert "Lägesrapport 2" in of_place and "Lägesrapport 6" not in of_place


def test_what_has_been_kept_long_enough_is_listed_and_nothing_goes_by_itself(prov: Office) -> None:
    version = prov.freeze(prov.draft())
    page = prov.url("retention")
    assert prov.url("version", version.pk) not in prov.coordinator.get(page).content.decode()
    for day, listed in ((TODAY.replace(year=2030, day=9), False), (TODAY.replace(year=2030), True)):
        with clock.fixed(day):
            shown = prov.coordinator.get(page).content.decode()
            assert (prov.url("version", version.pk) in shown) is listed, day
    assert prov.north.get(page).status_code == 403


def test_a_version_frozen_in_schema_1_opens_as_it_did(prov: Office) -> None:
    """The file stands for what lies in archives and is never written anew. Its kind is no more."""
    kept = json.loads(ARCHIVED.read_text())
    assert digest(kept["version"]["content"]) == kept["version"]["sha256"]
    draft = prov.draft(subject=10)
    version = FrozenVersion.objects.create(
        **kept["version"], at=clock.now(), draft=draft, area=prov.programme.area, place=None
    )
    FrozenBody.objects.create(version=version, **kept["body"])
    for form, sha256 in kept["version"]["content"]["files"].items():
        files.put(bytes.fromhex(kept["files"][form]), sha256)
        stored = StoredFile.objects.create(
            name=f"a.{form}", media_type="application/pdf", size=1, sha256=sha256, at=clock.now()
        )
        FrozenFile.objects.create(version=version, form=form, file=stored)
    assert altered() == []
    page = prov.coordinator.get(prov.url("version", version.pk)).content.decode()
    for said in ("Så var det i bygden 2026.", "Anna Berg", "Halka", "Bevaras", "KS 2026/1", "Lägesrapport förr"):
        assert said in page, said
    assert (
        "Så var det i bygden 2026."
        in prov.coordinator.get(prov.url("compare", version.pk, version.pk)).content.decode()
    )
