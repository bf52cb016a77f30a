import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models

from servicepunkt.core import appendonly, backup, files
from servicepunkt.core.backup import BackupRefused
from servicepunkt.core.backup_rows import read_rows
from servicepunkt.core.models import JournalEntry, StoredFile
from servicepunkt.people.actions import organisation
from servicepunkt.people.models import LoginSession as Session
from servicepunkt.people.models import Organisation, Seat
from servicepunkt.places.actions import load_division
from tests.core.conftest import RunKilled
from tests.core.content import all_files, all_rows

Damage = Callable[[Path], None]


@pytest.fixture
def archive(transactional_db: None, no_files: None, tmp_path: Path) -> Path:
    """A small backup; the database still holds what is in it."""
    load_division()
    organisation(name="Byalaget", sector="nonprofit")
    files.store(name="plan.txt", content=b"en plan")
    path = tmp_path / "backup.zip"
    backup.write(path)
    return path


# --- there and back ---------------------------------------------------------------------------------------------------


def test_restore_brings_back_every_row_and_every_file(filled: None, tmp_path: Path) -> None:
    rows, contents = all_rows(), all_files()
    assert all(rows[m._meta.db_table] for m in (StoredFile, Seat, JournalEntry)) and contents
    made = backup.write(tmp_path / "backup.zip")
    assert made.rows == sum(len(of_table) for of_table in rows.values())
    assert made.files == len(contents)

    shutil.rmtree(files.folder())
    with appendonly.lifted():
        JournalEntry.objects.all().delete()
    Organisation.objects.filter(seats=None, owned=None, reports=None).delete()
    organisation(name="Kom till efteråt", sector="state")
    backup.restore(tmp_path / "backup.zip", replace=True)

    assert all_rows() == rows
    assert all_files() == contents
    assert not Session.objects.exists()  # whoever was logged in must log in again
    assert appendonly.missing() == []
    assert organisation(name="Kom till efter återställningen", sector="state").pk not in {
        row[0] for row in rows[Organisation._meta.db_table]
    }


def test_a_backup_travels_between_databases(filled: None, tmp_path: Path) -> None:
    first = backup.write(tmp_path / "first.zip")
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "SERVICEPUNKT"))},
        "SERVICEPUNKT_DATA": str(tmp_path / "elsewhere"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    for command in (["restore", "first.zip"], ["backup", "second.zip"]):
        done = subprocess.run(
            [sys.executable, "-m", "servicepunkt", *command], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    rows, contents = all_rows(), all_files()
    second = backup.restore(tmp_path / "second.zip", replace=True)
    assert second.database == "sqlite"
    assert second.members == first.members
    assert all_rows() == rows
    assert all_files() == contents


def test_only_the_owner_can_read_a_backup(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_a_failed_backup_leaves_the_one_before(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = archive.read_bytes()

    def full_disk(writer: object) -> list[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_write_files", full_disk)
    with pytest.raises(OSError, match="No space left"):
        backup.write(archive)
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_a_backup_shows_one_moment_while_others_write(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_beside() -> None:
        try:
            organisation(name="Skrev under tiden", sector="state")
        finally:
            connection.close()

    def slow_read(model: type[models.Model]) -> Iterator[list[Any]]:
        yield from read_rows(model)
        if model._meta.label_lower == "contenttypes.contenttype":  # some tables are read, this one is not
            beside = threading.Thread(target=write_beside)
            beside.start()
            beside.join()

    monkeypatch.setattr(backup, "read_rows", slow_read)
    backup.write(archive)
    assert Organisation.objects.filter(name="Skrev under tiden").exists()
    backup.restore(archive, replace=True)
    assert not Organisation.objects.filter(name="Skrev under tiden").exists()
    assert Organisation.objects.filter(name="Byalaget").exists()


def test_a_missing_file_is_told_and_the_rest_is_kept(archive: Path) -> None:
    lost = StoredFile.objects.get()
    files.path_of(lost.sha256).unlink()
    assert backup.write(archive).unreadable_files == [lost.sha256]
    backup.restore(archive, replace=True)
    assert files.broken() == [lost.pk]


def test_an_altered_file_is_put_right(archive: Path) -> None:
    stored = StoredFile.objects.get()
    files.path_of(stored.sha256).write_bytes(b"something else")
    backup.restore(archive, replace=True)
    assert files.broken() == []


# --- what is refused --------------------------------------------------------------------------------------------------


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as after:
        for name, content in parts.items():
            after.writestr(name, content)


def _not_a_zip(path: Path) -> None:
    path.write_bytes(b"Hej!")


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def _a_bit_flipped(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        largest = max(archive.infolist(), key=lambda part: part.compress_size)
    content = bytearray(path.read_bytes())
    # In the middle of a part's data: most bits of a local header are read by nobody.
    content[largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2] ^= 1
    path.write_bytes(content)


def _another_zip(path: Path) -> None:
    _rewritten(path, lambda parts: parts.__delitem__("manifest.json"))


def _row_removed(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = "tables/places.county.jsonl"
        parts[name] = parts[name][: parts[name].rindex(b"\n", 0, -1) + 1]

    _rewritten(path, change)


def _part_missing(path: Path) -> None:
    _rewritten(path, lambda parts: parts.__delitem__("tables/places.county.jsonl"))


def _part_too_many(path: Path) -> None:
    _rewritten(path, lambda parts: parts.update({"../outside": b""}))


def _says(**changes: object) -> Damage:
    def change(parts: dict[str, bytes]) -> None:
        manifest = {**json.loads(parts["manifest.json"]), **changes}
        parts["manifest.json"] = json.dumps(manifest).encode()

    return lambda path: _rewritten(path, change)


def _honest_but_orphaned(path: Path) -> None:
    """Every hash is right, yet a municipality's county is gone."""

    def change(parts: dict[str, bytes]) -> None:
        name = "tables/places.county.jsonl"
        parts[name] = parts[name][: parts[name].rindex(b"\n", 0, -1) + 1]
        manifest = json.loads(parts["manifest.json"])
        member = manifest["members"][name]
        member.update(sha256=hashlib.sha256(parts[name]).hexdigest(), size=len(parts[name]), rows=member["rows"] - 1)
        parts["manifest.json"] = json.dumps(manifest).encode()

    _rewritten(path, change)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_not_a_zip, "cannot be read as a backup"),
        (_cut_off, "cannot be read as a backup"),
        (_a_bit_flipped, "damaged|cannot be read"),
        (_another_zip, "not a backup made by servicepunkt"),
        (_row_removed, "tables/places.county.jsonl is not what it was"),
        (_part_missing, "parts are missing"),
        (_part_too_many, "parts that do not belong"),
        (_says(format="other"), "not a backup made by servicepunkt"),
        (_says(format_version=99), "has format 99"),
        (_says(migrations=[["core", "0099_later"]], version="9.9"), "Install version 9.9"),
        (_says(members=[]), "manifest does not have the form"),
        (_honest_but_orphaned, "do not fit together"),
    ],
)
def test_a_wrong_archive_is_refused_and_nothing_changed(archive: Path, damage: Damage, reason: str) -> None:
    rows = all_rows()
    damage(archive)
    with pytest.raises(BackupRefused, match=reason):
        backup.restore(archive, replace=True)
    assert all_rows() == rows
    assert appendonly.missing() == []


def test_a_database_that_holds_something_is_not_overwritten_unasked(archive: Path) -> None:
    organisation(name="Efter säkerhetskopian", sector="state")
    rows = all_rows()
    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(archive, replace=False)
    assert all_rows() == rows


def test_a_backup_inside_a_transaction_is_a_mistake_of_the_programmer(db: None, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="outside transactions"):
        backup.write(tmp_path / "backup.zip")


# --- power cuts -------------------------------------------------------------------------------------------------------


def test_a_restore_cut_short_leaves_the_old_content(archive: Path, run_killed: RunKilled) -> None:
    organisation(name="Efter säkerhetskopian", sector="state")
    rows = all_rows()
    run_killed(f"""
from pathlib import Path
from servicepunkt.core import backup
insert, done = backup.insert, []
def cut_short(model, rows):
    insert(model, rows)
    done.append(model)
    if model._meta.label_lower == "people.organisation":
        die()
backup.insert = cut_short
backup.restore(Path({str(archive)!r}), replace=True)
""")
    assert all_rows() == rows
    assert appendonly.missing() == []
    backup.restore(archive, replace=True)
    assert not Organisation.objects.filter(name="Efter säkerhetskopian").exists()


def test_a_write_cut_short_leaves_nothing_half_done(transactional_db: None, run_killed: RunKilled) -> None:
    rows = all_rows()
    code = """
from servicepunkt.programme import actions
from servicepunkt.programme.reading import shipped_programme
{cut}
actions.load_programme(raw=shipped_programme("exempelprogrammet"))
die()
"""
    run_killed(code.format(cut="actions._make_calendar = lambda *_: die()"))
    assert all_rows() == rows
    run_killed(code.format(cut=""))
    assert all_rows() != rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM programme_programme")
        assert cursor.fetchall() == [("exempelprogrammet",)]
