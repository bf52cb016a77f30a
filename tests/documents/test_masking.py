"""Names can be taken out of what is frozen, everywhere and for good; what stood there stays provable."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core import files
from servicepunkt.core.actions import ActionRefused, ChangedMeanwhile
from servicepunkt.core.backup import write as back_up
from servicepunkt.core.models import JournalEntry, RemovedFile, StoredFile
from servicepunkt.documents import actions_approval as approval
from servicepunkt.documents import actions_frozen as frozen
from servicepunkt.documents.actions import altered, body_hash
from servicepunkt.documents.masking import count, masked, masked_document, pattern
from servicepunkt.documents.models import Draft, FrozenVersion, Masking
from servicepunkt.documents.stored import from_json
from tests.documents.office import SAM, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Anna Berg kom.", "¤ kom."),
        ("ANNA  BERGS bil", "¤ bil"),
        ("Annaberg, Anna Bergman och Johanna Berg", "Annaberg, Anna Bergman och Johanna Berg"),
        ("Anna\nBerg/Anna Berg", "¤/¤"),
        ("Bo & Son, Bo &amp; Son", "¤, ¤"),
        ("(Ö. Åberg)", "(¤)"),
    ],
)
def test_a_name_is_found_whatever_its_case_and_never_inside_a_word(text: str, becomes: str) -> None:
    assert masked(text, pattern(["anna berg", "Bo & Son", "ö. åberg"]), "¤") == becomes


@given(
    st.text(min_size=2, max_size=12).filter(lambda name: name.strip() == name and name.split()), st.text(max_size=40)
)
def test_nothing_is_left_of_a_name_that_was_counted(name: str, around: str) -> None:
    names = pattern([name])
    content = {"text": f"{around} {name} {around}", "kind": name}
    left = masked(content, names, "…")
    assert count(left, names) == 0 or count("…", names)
    assert left["kind"] == name, "codes are left alone"


def test_a_label_without_room_for_the_word_gets_a_dash_and_still_opens() -> None:
    head = "Bo " * 19 + "Bo"
    table = {"kind": "table", "head": [head], "rows": [["Bo"]], "caption": "Vem", "numeric": []}
    content = {"schema": 1, "title": "Bo", "language": "sv", "footer": "", "blocks": [table]}
    after = masked_document(content, pattern(["Bo"]))
    assert "Bo" not in from_json(after).title and count(after, pattern(["Bo"])) == 0


@pytest.fixture
def version(prov: Office) -> FrozenVersion:
    return prov.freeze(prov.draft(), "Anna Berg öppnade. Anna Bergs bil stod utanför.")


def mask(prov: Office, version: FrozenVersion, *names: str) -> Masking:
    body = type(version.body).objects.get(version=version)
    return frozen.mask(version=version, names=names, reason="Begäran", seen_sha256=body.sha256, actor=prov.actor(SAM))


def _bytes_of(version: FrozenVersion) -> bytes:
    out = b""
    for one in version.files.filter(file__removed=None).select_related("file"):
        path = files.path_of(one.file.sha256)
        if one.form == "docx":
            with zipfile.ZipFile(path) as parts:
                out += b"".join(parts.read(name) for name in parts.namelist())
        else:
            out += path.read_bytes()
    return out


def test_masked_names_are_gone_from_body_facts_draft_files_and_disk(prov: Office, version: FrozenVersion) -> None:
    before = version.body.sha256
    old = [one.file for one in version.files.select_related("file")]
    masking = mask(prov, version, "Anna Berg")
    body = type(version.body).objects.get(version=version)
    assert masking.places == 4, "two in the text, one in the live part, one in a fact's source"
    assert "Anna" not in str([body.content, body.facts]) and "[maskerat] öppnade." in str(body.content)
    assert (masking.before_sha256, masking.after_sha256) == (before, body.sha256 == body_hash(body) and body.sha256)
    assert not any(files.path_of(one.sha256).exists() for one in old), "the bytes are removed"
    new = list(version.files.filter(file__removed=None))
    assert len(new) == 2 and all(one.masking == masking for one in new)
    assert b"Anna Berg" not in _bytes_of(version)
    assert "Anna" not in str(list(version.draft.parts.values_list("text", flat=True)))  # type: ignore[union-attr]
    assert altered() == [] and files.broken() == [] and files.lingering() == []
    assert "Anna" not in str(list(JournalEntry.objects.values()))
    page = prov.coordinator.get(prov.url("version", version.pk)).content.decode()
    assert "Anna" not in page and "Begäran" in page and before in page


def test_who_approved_can_be_masked_too(prov: Office, version: FrozenVersion) -> None:
    mask(prov, version, SAM)
    page = prov.coordinator.get(prov.url("version", version.pk)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert SAM not in main and "[maskerat]" in main
    assert altered() == []


def test_first_where_the_names_stand_then_for_good(prov: Office, version: FrozenVersion) -> None:
    address = prov.url("mask", version.pk)
    form = {"names": "Anna Berg\n", "reason": "Begäran", "sha256": version.body.sha256}
    shown = prov.coordinator.post(address, form)
    assert shown.status_code == 200 and "Namnen står på 4 ställen" in shown.content.decode()
    assert not Masking.objects.exists(), "only looked"
    nowhere = prov.coordinator.post(address, {**form, "names": "Ingen Alls", "mask": "1"})
    assert nowhere.status_code == 422 and "Inget av namnen" in nowhere.content.decode()
    told = prov.coordinator.post(address, {**form, "reason": "Anna Berg bad om det", "mask": "1"})
    assert told.status_code == 422 and not Masking.objects.exists()
    assert prov.coordinator.post(address, {**form, "mask": "1"}).status_code == 302
    late = prov.coordinator.post(address, {**form, "names": SAM, "mask": "1"})
    assert late.status_code == 409 and SAM in late.content.decode(), "masked meanwhile: looked at again"
    assert prov.north.post(address, form).status_code == 403


def test_masking_twice_keeps_the_chain_and_a_broken_one_is_seen(prov: Office, version: FrozenVersion) -> None:
    first = mask(prov, version, "Anna Berg")
    second = mask(prov, version, SAM)
    assert second.before_sha256 == first.after_sha256 and altered() == []
    with pytest.raises(ChangedMeanwhile):
        frozen.mask(
            version=version, names=["orter"], reason="Begäran", seen_sha256=first.after_sha256, actor=prov.actor(SAM)
        )
    assert Masking.objects.count() == 2
    type(version.body).objects.filter(version=version).update(sha256=first.after_sha256)
    assert altered() == [version.pk]


def test_a_proposal_that_holds_the_name_is_taken_back(prov: Office, version: FrozenVersion) -> None:
    draft = Draft.objects.get()
    approval.propose(draft=draft, actor=prov.actor(SAM))
    mask(prov, version, "Anna Berg")
    draft.refresh_from_db()
    assert draft.state == Draft.State.OPEN


def test_without_names_or_reason_nothing_is_masked(prov: Office, version: FrozenVersion) -> None:
    for names, reason in (([], "Begäran"), (["A"], "Begäran"), (["Anna Berg"], " ")):
        with pytest.raises(ActionRefused):
            frozen.mask(
                version=version, names=names, reason=reason, seen_sha256=version.body.sha256, actor=prov.actor(SAM)
            )
    assert not RemovedFile.objects.exists()


def test_a_backup_leaves_out_what_was_removed_and_a_crash_before_the_bytes_went_is_made_good(
    prov: Office, version: FrozenVersion, tmp_path: Path
) -> None:
    old = StoredFile.objects.order_by("id")[0]
    raw = files.path_of(old.sha256).read_bytes()
    mask(prov, version, "Anna Berg")
    made = back_up(tmp_path / "backup.zip")
    assert made.unreadable_files == [] and f"files/{old.sha256}" not in made.members
    files.put(raw, old.sha256)
    assert files.lingering() == [old.pk]
    assert files.sweep() == 1 and files.lingering() == []


def test_the_same_bytes_kept_for_another_reason_stay(prov: Office, version: FrozenVersion) -> None:
    old = StoredFile.objects.order_by("id")[0]
    twin = files.store(name="kopia.pdf", content=files.path_of(old.sha256).read_bytes())
    mask(prov, version, "Anna Berg")
    assert files.path_of(twin.sha256).is_file() and files.broken() == [] and files.lingering() == []
