"""The whole platform in one file, and back: every table, the attached files, and a manifest to check them by.

A backup is a zip archive: `manifest.json`, one `tables/<app>.<model>.jsonl` a table (its first line names the columns)
and `files/<sha256>` for every attached file. Values are written in a neutral form, so that a backup of SQLite can be
restored into PostgreSQL and the other way round. Sessions and the secret key are left out: people log in again.
"""

import hashlib
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from . import appendonly, clock, files
from .backup_rows import Row, columns_of, insert, read_rows

FORMAT = "servicepunkt-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024

# Not part of a backup, and emptied by a restore: nobody stays logged in across it, and no work is done twice.
LEFT_OUT = {"people.loginsession", "core.cacherow", "core.job"}
# Filled by `migrate` and by the worker, so rows here do not make a database hold something of value.
NOT_CONTENT = LEFT_OUT | {"contenttypes.contenttype", "auth.permission", "core.dutyrun"}


class BackupRefused(Exception):
    """A backup cannot be made or restored. The message is a plain sentence for the person at the terminal."""


@dataclass(frozen=True)
class Member:
    """One part of an archive: its SHA-256, its length in bytes, and for a table its rows."""

    sha256: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `unreadable_files` were missing or altered when the backup was made."""

    format: str
    format_version: int
    version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    members: dict[str, Member]
    unreadable_files: list[str]

    @property
    def tables(self) -> int:
        """The number of tables."""
        return sum(one.rows is not None for one in self.members.values())

    @property
    def rows(self) -> int:
        """The number of rows in all tables."""
        return sum(one.rows or 0 for one in self.members.values())

    @property
    def files(self) -> int:
        """The number of attached files."""
        return sum(one.rows is None for one in self.members.values())


def stored_models() -> list[type[models.Model]]:
    """Every model with a table that belongs in a backup, by label; also the tables between many and many."""
    every = apps.get_models(include_auto_created=True)
    kept = [m for m in every if m._meta.managed and not m._meta.proxy and m._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda m: m._meta.label_lower)


def _member_of(model: type[models.Model]) -> str:
    return f"tables/{model._meta.label_lower}.jsonl"


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


# --- making one -------------------------------------------------------------------------------------------------------


@contextmanager
def _snapshot() -> Iterator[None]:
    """See the database as it is at one moment, without holding up those who write."""
    if connection.in_atomic_block:
        raise RuntimeError("a backup is made outside transactions")
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Not atomic(): that begins IMMEDIATE here, which would shut every writer out for as long as the backup takes.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class _Writer:
    """Writes the parts of an archive, and keeps their hashes for the manifest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members: dict[str, Member] = {}

    def write(self, name: str, parts: Iterable[bytes], *, compressed: bool, rows: bool) -> None:
        info = zipfile.ZipInfo(name, date_time=clock.now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        total, size, count = hashlib.sha256(), 0, 0
        with self.archive.open(info, "w", force_zip64=True) as target:
            for part in parts:
                target.write(part)
                total.update(part)
                size, count = size + len(part), count + 1
        self.members[name] = Member(total.hexdigest(), size, count - 1 if rows else None)


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    yield _line([field.attname for field in columns_of(model)])
    for row in read_rows(model):
        yield _line(row)


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write_files(writer: _Writer) -> list[str]:
    """Put every attached file into the archive; the hashes of those that are missing or altered."""
    unreadable = []
    for sha256 in files.kept_hashes().iterator():
        path = files.path_of(sha256)
        content = path.read_bytes() if path.is_file() else b""  # at most files.MAX_BYTES
        if hashlib.sha256(content).hexdigest() == sha256:
            writer.write(f"files/{sha256}", [content], compressed=False, rows=False)
        else:
            unreadable.append(sha256)
    return unreadable


def write(target: Path) -> Manifest:
    """Make a backup at `target`, readable only by its owner; another file there is replaced when the new one is whole.

    The database is seen as at one moment while others go on writing. Memory does not grow with the number of rows.
    Raises OSError when the file cannot be written.
    """
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w") as archive, _snapshot():
                manifest = _write_parts(_Writer(archive))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    files.flush_folder(target.parent)
    return manifest


def _write_parts(writer: _Writer) -> Manifest:
    for model in stored_models():
        writer.write(_member_of(model), _lines(model), compressed=True, rows=True)
    unreadable = _write_files(writer)
    manifest = Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        version=settings.VERSION,
        made_at=clock.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=_migrations(),
        members=dict(writer.members),
        unreadable_files=unreadable,
    )
    content = json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False).encode()
    writer.write(MANIFEST, [content], compressed=True, rows=False)
    return manifest


# --- putting one back -------------------------------------------------------------------------------------------------

_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, json.JSONDecodeError, NotImplementedError)


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, checked for form. Raises BackupRefused."""
    foreign = BackupRefused("This is not a backup made by servicepunkt.")
    if MANIFEST not in archive.namelist():
        raise foreign
    said = json.loads(archive.read(MANIFEST))
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise foreign
    if said.get("format_version") != FORMAT_VERSION:
        raise BackupRefused(
            f"This backup has format {said.get('format_version')}; this version of servicepunkt reads {FORMAT_VERSION}."
        )
    try:
        members = {name: Member(**member) for name, member in said.pop("members").items()}
        return Manifest(**said, members=members)
    except (KeyError, TypeError, AttributeError) as error:
        raise BackupRefused("The backup is damaged: its manifest does not have the form it should.") from error


def _verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read every byte of the archive once and hold it against the manifest. Raises BackupRefused."""
    if manifest.migrations != _migrations():
        raise BackupRefused(
            f"The backup was made by servicepunkt {manifest.version} and this database has another structure. "
            f"Install version {manifest.version}, restore there, and upgrade afterwards."
        )
    tables = {_member_of(model): model for model in stored_models()}
    wanted = set(manifest.members) | {MANIFEST}
    names = archive.namelist()
    if len(names) != len(set(names)) or set(names) != wanted or not wanted.issuperset(tables):
        raise BackupRefused("The backup is damaged: parts are missing, or there are parts that do not belong to it.")
    for name, member in manifest.members.items():
        if name not in tables and not re.fullmatch(r"files/[0-9a-f]{64}", name):
            raise BackupRefused(f"The backup is damaged: {name} is not a part of a backup.")
        digest, lines = _digest(archive, name)
        rows_differ = name in tables and member.rows != lines - 1
        if digest != member.sha256 or rows_differ or (name.startswith("files/") and name[6:] != digest):
            raise BackupRefused(f"The backup is damaged: {name} is not what it was when the backup was made.")
    for name, model in tables.items():
        with archive.open(name) as source:
            if _columns(source) != [field.attname for field in columns_of(model)]:
                raise BackupRefused(f"The backup does not fit this version of servicepunkt: {name} has other columns.")


def _digest(archive: zipfile.ZipFile, name: str) -> tuple[str, int]:
    """SHA-256 and number of lines of a part."""
    total, lines = hashlib.sha256(), 0
    with archive.open(name) as source:
        while chunk := source.read(CHUNK):
            total.update(chunk)
            lines += chunk.count(b"\n")
    return total.hexdigest(), lines


def _columns(source: IO[bytes]) -> object:
    return json.loads(source.readline())


def holds_content() -> bool:
    """Whether the database holds anything that a restore would overwrite."""
    kept = [model for model in stored_models() if model._meta.label_lower not in NOT_CONTENT]
    return any(model._base_manager.exists() for model in kept)


def restore(source: Path, *, replace: bool) -> Manifest:
    """Put a backup back: all of it, or nothing. The database must have its tables (`migrate`).

    Everything is verified before anything is written; the files are in place before the rows are committed; the rows
    are written in one transaction. Raises BackupRefused when the archive is wrong, or when the database holds something
    and `replace` is False; OSError when it cannot be read. Files that only the replaced database knew stay on the disk.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read_manifest(archive)
            _verify(archive, manifest)
            if not replace and holds_content():
                raise BackupRefused("The database is not empty. With --yes everything in it is replaced by the backup.")
            _put_files(archive, manifest)
            _put_rows(archive, manifest)
    except _UNREADABLE as error:
        raise BackupRefused(f"The file cannot be read as a backup ({error}).") from error
    return manifest


def _put_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for name in manifest.members:
        if name.startswith("files/"):
            sha256, content = name[6:], archive.read(name)
            there = files.path_of(sha256)
            if there.is_file() and hashlib.sha256(there.read_bytes()).hexdigest() != sha256:
                there.unlink()
            files.put(content, sha256)


def _put_rows(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    kept = stored_models()
    # The inner transaction ends before the triggers come back: PostgreSQL takes no statement in a failed one.
    with transaction.atomic(), appendonly.lifted(), transaction.atomic():
        _empty()
        for model in kept:
            with archive.open(_member_of(model)) as source:
                source.readline()
                insert(model, (_row(line) for line in source))
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise BackupRefused(f"The backup is damaged: its tables do not fit together ({error}).") from error
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), kept):
                cursor.execute(statement)
    apps.get_model("contenttypes.contenttype").objects.clear_cache()


def _row(line: bytes) -> Row:
    row: Row = json.loads(line)
    return row


def _empty() -> None:
    """Remove every row of every table, also of those that are not in a backup."""
    tables = [m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    statements = connection.ops.sql_flush(no_style(), sorted(set(tables)), reset_sequences=False, allow_cascade=False)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
