"""`servicepunkt prepare`: the database's structure, the static files, and in demo mode the demonstration's data."""

import argparse
import hashlib
import os
import sys
from pathlib import Path

from . import platform
from .failures import CommandFailed

STAMP = ".collected"
DEMO_MARK = "demo"


def prepare(options: argparse.Namespace) -> int:
    """Bring everything that serving needs up to date. Safe to repeat; costs little when nothing has changed."""
    folder = platform.make_data_folder()
    platform.start()
    if not options.no_migrate:
        _migrate()
    collect_static()
    if options.demo:
        _load_demo(folder)
    return 0


def _migrate() -> None:
    from django.core.management import call_command

    pending = platform.pending_migrations()
    if pending:
        print(f"Updating the database's structure ({len(pending)} steps)", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    _guard()


def _guard() -> None:
    """Write missing append-only triggers again, and say so: nothing of ours removes them."""
    from servicepunkt.core import appendonly

    missing = appendonly.missing()
    if missing:
        appendonly.install()
        told = (
            f"These append-only tables were not guarded, and are again: {', '.join(missing)}. Who removed the triggers?"
        )
        print(told, file=sys.stderr, flush=True)


def _load_demo(folder: Path) -> None:
    from servicepunkt.demo.load import OtherContent, load_demo

    try:
        load_demo()
    except OtherContent as error:
        raise CommandFailed(str(error)) from error
    (folder / DEMO_MARK).touch()


def _fingerprint() -> str:
    """One hash over the version and every static file's name, size and time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    lines = [settings.VERSION]
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            lines.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def collect_static() -> bool:
    """Gather static files into the data folder, compressed and named by content, if they changed; whether they had.

    The stamp is written last: after a crash in between, the files are gathered again.
    """
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp, fingerprint = root / STAMP, _fingerprint()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return False
    # Settings choose the storage by what is already collected; the first time that is nothing.
    settings.STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)
    return True
