"""Append-only tables and frozen rows, held by triggers in the database itself, on SQLite and PostgreSQL.

Django's own guards (`save()`, managers) can be walked round with `QuerySet.update()` or a database shell; a trigger
cannot
without leaving a trace that `missing()` reports. SQLite drops triggers when a migration rebuilds the table, so they are
written again after every migrate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate

from . import frozen_rows
from .models import AppendOnly

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION servicepunkt_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def tables() -> list[str]:
    """The names of all append-only tables."""
    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnly))


def _statements(vendor: str, table: str) -> Iterator[str]:
    if vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            name = f"append_only_{table}_{verb.lower()}"
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
            )
    else:
        name = f"append_only_{table}"
        yield f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION servicepunkt_append_only()"
        )


def install(using: str = "default") -> None:
    """Write the triggers for every append-only table and every table with frozen rows that exists. Safe to repeat."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for table in tables():
            if table in existing:
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)
        for model in frozen_rows.guarded():
            if model._meta.db_table in existing:
                for statement in frozen_rows.statements(connection.vendor, model):
                    cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """The guarded tables whose triggers are not in force, for `servicepunkt check`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        names = {row[0] for row in cursor.fetchall()}
    wanted = {
        t: [f"append_only_{t}_update", f"append_only_{t}_delete"]
        if connection.vendor == "sqlite"
        else [f"append_only_{t}"]
        for t in tables()
    }
    wanted |= {m._meta.db_table: frozen_rows.names(connection.vendor, m) for m in frozen_rows.guarded()}
    return [t for t, triggers in wanted.items() if not names.issuperset(triggers)]


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Lift the triggers for a while: for a restore into an empty database and for the flush between tests."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in tables():
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "append_only_{table}_update"')
                cursor.execute(f'DROP TRIGGER IF EXISTS "append_only_{table}_delete"')
            else:
                cursor.execute(f'DROP TRIGGER IF EXISTS "append_only_{table}" ON "{table}"')
        _drop_frozen(using)
    try:
        yield
    finally:
        install(using)


def _drop_frozen(using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in frozen_rows.guarded():
            if model._meta.db_table in existing:
                for statement in frozen_rows.dropping(connection.vendor, model):
                    cursor.execute(statement)


def _before_migrate(using: str, **_: Any) -> None:
    # SQLite renames no table while a trigger names one that is just being rebuilt.
    if connections[using].vendor == "sqlite":
        _drop_frozen(using)


def _after_migrate(using: str, **_: Any) -> None:
    install(using)


def connect() -> None:
    """Have the triggers written again after every migrate."""
    pre_migrate.connect(_before_migrate, dispatch_uid="servicepunkt.core.appendonly.before")
    post_migrate.connect(_after_migrate, dispatch_uid="servicepunkt.core.appendonly")
