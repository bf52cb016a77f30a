"""Waking Django for a command: the data folder, the secret key, the settings, and whether the database is ready."""

import os
import secrets
import tempfile
from pathlib import Path

from .failures import CommandFailed


def data_folder() -> Path:
    """The data folder, as settings.py reads it."""
    return Path(os.environ.get("SERVICEPUNKT_DATA", "servicepunkt-data")).absolute()


def make_data_folder() -> Path:
    """The data folder with a secret key in it, made if they are not there; only the owner can look into the folder.

    Raises OSError when it cannot be made.
    """
    folder = data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "secret-key"
    if not kept.exists():
        handle, temporary = tempfile.mkstemp(dir=folder)  # mode 0600
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(50))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, kept)
    return folder


def start() -> None:
    """Load Django with our settings. What commands print is English."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicepunkt.settings")
    django.setup()
    translation.activate("en")


def start_writing() -> None:
    """Load Django for a command that writes; a database without any tables gets them.

    Raises CommandFailed when the database's structure is another version's.
    """
    make_data_folder()
    start()
    from django.core.management import call_command
    from django.db import connection

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
    demand_current()


def start_reading(*, current: bool = True) -> None:
    """Load Django for a command that looks at what is there.

    Raises CommandFailed when there is no database, or (if `current`) when its structure is another version's.
    """
    start()
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).is_file():
        raise CommandFailed(
            f"There is no database at {name}. Is SERVICEPUNKT_DATA or DATABASE_URL set as it is for the server?"
        )
    if current:
        demand_current()


def pending_migrations() -> list[str]:
    """The migrations that the database lacks, as "app.name"."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def demand_current() -> None:
    """Raise CommandFailed when the database lacks migrations."""
    if pending_migrations():
        raise CommandFailed("The database has an older structure. Make a backup, then run: servicepunkt prepare")
