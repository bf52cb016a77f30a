"""A beginning that many tests share is told once: the next test that begins so finds the same rows, written at once.

Two thousand tests begin with the same programme in an empty database. It is made by the actions that people's own
clicks call, the first time; what they wrote is kept, and written row by row into the empty database of the next.
"""

import pickle
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from servicepunkt.core import appendonly, clock, frozen_rows

MADE_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}

Told = TypeVar("Told")


class _Kept(NamedTuple):
    """The rows of a beginning by table, as the database gives them, and the pickled result of telling it."""

    rows: dict[str, "_Rows"]
    result: bytes


_kept: dict[Hashable, _Kept] = {}


@cache
def tables() -> tuple[str, ...]:
    """Every table of ours, but for what migrations fill."""
    models = apps.get_models(include_auto_created=True)
    return tuple(sorted({one._meta.db_table for one in models if one._meta.managed} - MADE_BY_MIGRATE))


@cache
def _question() -> str:
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables())


def filled() -> list[str]:
    """The tables that hold something."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [row[0] for row in cursor.fetchall()]


def told_once(key: Hashable, tell: Callable[[], Told]) -> Told:
    """What `tell` returns, with all that it writes; `key` says all that it depends on, but for the clock.

    It is really told the first time, when something is there already, and when the clock is not held.
    """
    if clock._fixed is None or filled():
        return tell()
    key = (key, clock.now())
    if key not in _kept:
        result = tell()
        _kept[key] = _Kept({name: _read(name) for name in filled()}, pickle.dumps(result))
        return result
    kept = _kept[key]
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        if kept.rows.keys() & set(frozen_rows.tables()):  # rows of what is signed come in any order here
            stack.enter_context(appendonly.lifted())
        for name, rows in kept.rows.items():
            _write(name, rows)
        _count_on(set(kept.rows))
    told: Told = pickle.loads(kept.result)
    return told


def forget() -> None:
    """Forget what was kept: the next beginning is really told."""
    _kept.clear()


class _Rows(NamedTuple):
    """A table's rows as the database gives them, and their columns: a migration on SQLite may put these otherwise."""

    columns: str
    rows: Any


def _read(name: str) -> _Rows:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}" LIMIT 0')
        columns = ", ".join(f'"{one[0]}"' for one in cursor.description)
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{name}" ({columns}) TO STDOUT') as copied:
                return _Rows(columns, b"".join(copied))
        cursor.execute(f'SELECT {columns} FROM "{name}"')
        return _Rows(columns, cursor.fetchall())


def _write(name: str, kept: _Rows) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{name}" ({kept.columns}) FROM STDIN') as copied:
                copied.write(kept.rows)
            return
        places = ", ".join(["%s"] * len(kept.rows[0]))
        cursor.executemany(f'INSERT INTO "{name}" ({kept.columns}) VALUES ({places})', kept.rows)


def _count_on(names: set[str]) -> None:
    """Let PostgreSQL number the next rows after those written with their numbers; SQLite does by itself."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.db_table in names]
    with connection.cursor() as cursor:
        for reset in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(reset)
