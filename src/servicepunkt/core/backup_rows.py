"""Rows of any table in a neutral form (JSON), and back: what `backup` writes and reads, the same on both databases."""

import base64
import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, models

BATCH = 500

Row: TypeAlias = list[Any]
"""The values of one row, in the order of `columns_of`, as JSON knows them."""

Field: TypeAlias = "models.Field[Any, Any]"


def columns_of(model: type[models.Model]) -> list[Field]:
    """The fields of a model that are columns of its table, in the order they are stored in."""
    return list(model._meta.concrete_fields)


def read_rows(model: type[models.Model]) -> Iterator[Row]:
    """Every row of a table by primary key. Call it inside a transaction: PostgreSQL then keeps the cursor."""
    fields = columns_of(model)
    found = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
    for row in found.iterator(chunk_size=BATCH):
        yield [_neutral(value) for value in row]


def _neutral(value: object) -> object:
    """A column's value as JSON. Times keep their microseconds, in UTC."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    return value


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Write rows as they are, with their numbers; no default, `auto_now` or signal touches them."""
    fields = columns_of(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, [[_stored(f, v) for f, v in zip(fields, row, strict=True)] for row in batch])


def _stored(field: Field, value: object) -> Any:
    """A neutral value as this database takes it."""
    if isinstance(field, models.JSONField):
        # In a column that may not be empty, None is JSON's own null.
        return None if value is None and field.null else field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(field.to_python(value), connection)
