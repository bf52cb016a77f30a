"""`servicepunkt load-services`."""

import argparse
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from . import platform


def load_services(options: argparse.Namespace) -> int:
    """Load a national list of services, print how many rows were taken and why not the others."""
    platform.start_writing()
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.supply import queries_register as queries
    from servicepunkt.supply.actions_register import Named, load_register
    from servicepunkt.supply.register_files import opened

    named = Named(words=options.words, key=options.source or "")
    with Path(options.file).open("rb") as sent, opened(sent) as file:
        done = load_register(file=file, named=named, actor=SYSTEM)
    source = done.source
    print(f"{queries.title_of(source)} ({source.key}), SHA-256 {source.sha256}")
    if not done.changed:
        print(f"The same file was loaded already, {source.read_at:%Y-%m-%d}: nothing is changed.")
    for what, number in queries.counted(queries.counts_of(source)):
        print(f"{number:8} {what}")
    if options.report:
        _write(Path(options.report), queries.report_lines(source))
        print(f"Every remark, row by row: {options.report}")
    if not source.words:
        print("Nothing is known of its licence: for your own use only. Name where it comes from with --words.")
    return 0


def _write(target: Path, lines: Iterable[str]) -> None:
    """Write a file under another name and rename it when it is whole. Raises OSError."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.writelines(lines)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
