"""`servicepunkt backup` and `servicepunkt restore`."""

import argparse
import sys
from pathlib import Path

from . import platform
from .checking import report


def backup(options: argparse.Namespace) -> int:
    """Write everything into one file. Exit code 1 when attached files were missing or altered; the rest is kept."""
    platform.start_reading()
    from servicepunkt.core.backup import write

    target = Path(options.file).absolute()
    manifest = write(target)
    print(f"{target}: {manifest.rows} rows in {manifest.tables} tables and {manifest.files} files")
    for sha256 in manifest.unreadable_files:
        print(f"The attached file {sha256} is missing or altered and is not in the backup.", file=sys.stderr)
    return 1 if manifest.unreadable_files else 0


def restore(options: argparse.Namespace) -> int:
    """Put a backup back, then check what was restored."""
    platform.start_writing()
    from servicepunkt.core.backup import restore

    manifest = restore(Path(options.file), replace=options.yes)
    print(f"Restored {manifest.rows} rows and {manifest.files} files, as they were {manifest.made_at}")
    return report(repair=False)
