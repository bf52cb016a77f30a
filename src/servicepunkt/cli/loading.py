"""`servicepunkt load-programme` and `servicepunkt load-method`."""

import argparse
from collections.abc import Callable, Collection
from pathlib import Path

from . import platform
from .failures import CommandFailed


def _content(named: str, shipped: Collection[str], read: Callable[[str], bytes]) -> tuple[str, bytes]:
    """A file's name and bytes, from the disk or from what ships with the package. Raises CommandFailed, OSError."""
    path = Path(named)
    if path.is_file():
        return named, path.read_bytes()
    if named in shipped:
        return f"{named}.toml", read(named)
    raise CommandFailed(f"There is no file {named}. These ship with servicepunkt: {', '.join(sorted(shipped))}")


def _refused(name: str, problems: Collection[tuple[int | None, str]]) -> CommandFailed:
    """Every problem on a line of its own, as compilers write it: file:line: reason."""
    lines = [f"{name}:{line}: {message}" if line else f"{name}: {message}" for line, message in problems]
    return CommandFailed("\n".join(lines))


def load_programme(options: argparse.Namespace) -> int:
    """Load a programme as a whole, or tell everything that is wrong with its file."""
    platform.start_writing()
    from servicepunkt.core.toml import FileRefused
    from servicepunkt.programme import actions
    from servicepunkt.programme.reading import shipped_programme, shipped_programmes

    name, raw = _content(options.file, shipped_programmes(), shipped_programme)
    try:
        programme = actions.load_programme(raw=raw, starts_on=options.starts_on)
    except FileRefused as error:
        raise _refused(name, [(one.line, one.message) for one in error.problems]) from error
    places = programme.area.memberships.count()
    print(f"{programme.title}: {places} places, {programme.starts_on} to {programme.ends_on}")
    print(f"Give somebody a seat next: servicepunkt add-user --list-seats {programme.slug}")
    return 0


def load_method(options: argparse.Namespace) -> int:
    """Store a method file as a version, or tell everything that is wrong with it."""
    platform.start_writing()
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.core.toml import FileRefused
    from servicepunkt.method import actions
    from servicepunkt.method.reading import shipped_method, shipped_methods

    name, raw = _content(options.file, shipped_methods(), shipped_method)
    try:
        version = actions.load_method(raw=raw, actor=SYSTEM)
    except FileRefused as error:
        raise _refused(name, [(one.line, one.message) for one in error.problems]) from error
    print(f"{version.title}, version {version.version} (SHA-256 {version.sha256})")
    return 0
