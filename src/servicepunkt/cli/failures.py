"""What can foreseeably go wrong, told in plain sentences instead of tracebacks."""

import sys


class CommandFailed(Exception):
    """A command cannot be done. The message is for the person at the terminal; it may have several lines."""


def foreseeable() -> tuple[type[BaseException], ...]:
    """The exceptions that are told as a sentence. Django's are among them only when a command has loaded Django."""
    kinds: tuple[type[BaseException], ...] = (CommandFailed, OSError)
    if "django.db" in sys.modules:
        from django.db import DatabaseError

        kinds += (DatabaseError,)
    if "servicepunkt.core.actions" in sys.modules:
        from servicepunkt.core.actions import ActionRefused

        kinds += (ActionRefused,)
    if "servicepunkt.core.backup" in sys.modules:
        from servicepunkt.core.backup import BackupRefused

        kinds += (BackupRefused,)
    return kinds


def explain(error: BaseException) -> str:
    """The sentence for a foreseeable exception."""
    if isinstance(error, CommandFailed):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    if type(error).__module__ in ("django.db.utils", "psycopg.errors"):
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return f"The database does not answer as it should: {first_line}"
    return str(error)
