from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from servicepunkt.cli import checking
from servicepunkt.core import appendonly, clock
from servicepunkt.core.models import AppendOnly, JournalEntry
from tests.core.content import fill

Write = Callable[[type[models.Model]], object]


def guarded() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def entry() -> JournalEntry:
    return JournalEntry.objects.create(at=clock.now(), verb="load", room="core", thing="storedfile", thing_id=1)


def _raw(statement: str) -> Write:
    def write(model: type[models.Model]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=model._meta.db_table, pk=model._meta.pk.column))

    return write


WRITES: dict[str, Write] = {
    "queryset update": lambda model: model._base_manager.update(**{model._meta.pk.attname: 1_000_000}),
    "queryset delete": lambda model: model._base_manager.all()._raw_delete("default"),
    "raw update": _raw("UPDATE {table} SET {pk} = {pk}"),
    "raw delete": _raw("DELETE FROM {table} WHERE {pk} > 0"),
}


@pytest.mark.django_db
def test_no_row_of_an_append_only_table_can_be_changed_or_removed() -> None:
    fill()
    for model in guarded():
        assert model._base_manager.exists(), f"nothing to try on in {model}"
        before = list(model._base_manager.order_by("pk").values_list())
        for name, write in WRITES.items():
            with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
                write(model)
                pytest.fail(f"{name} went through on {model}")
        assert list(model._base_manager.order_by("pk").values_list()) == before


@pytest.mark.django_db
def test_saving_an_old_entry_again_is_refused() -> None:
    old = entry()
    old.verb = "changed"
    with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
        old.save()


@pytest.mark.django_db
def test_postgresql_refuses_to_truncate() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no TRUNCATE
    with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
        _raw("TRUNCATE {table} CASCADE")(JournalEntry)


def _altered(length: int) -> "models.Field[Any, Any]":
    field: models.Field[Any, Any] = models.CharField(max_length=length)
    field.set_attributes_from_name("verb")
    field.model = JournalEntry
    return field


@pytest.mark.django_db(transaction=True)
def test_the_guard_stands_after_a_migration_that_rebuilds_the_table() -> None:
    entry()
    with connection.schema_editor() as editor:
        editor.alter_field(JournalEntry, _altered(20), _altered(40))
    try:
        if connection.vendor == "sqlite":  # the table was built anew, without its triggers
            assert appendonly.missing() == ["core_journalentry"]
        call_command("migrate", verbosity=0)
        assert appendonly.missing() == []
        with pytest.raises(DatabaseError, match="append-only table"), transaction.atomic():
            JournalEntry.objects.update(verb="changed")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(JournalEntry, _altered(40), _altered(20))
        appendonly.install()


@pytest.mark.django_db
def test_check_notices_a_dropped_trigger(capsys: pytest.CaptureFixture[str]) -> None:
    name = "append_only_core_journalseal" + ("_delete" if connection.vendor == "sqlite" else "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON core_journalseal"))
    assert checking.report(repair=False) == 1
    assert "WRONG  append-only tables: not guarded: core_journalseal" in capsys.readouterr().out
    appendonly.install()
    assert checking.report(repair=False) == 0


@pytest.mark.django_db
def test_check_notices_a_disabled_trigger() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite's triggers cannot be switched off one by one
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_journalseal DISABLE TRIGGER ALL")
    assert appendonly.missing() == ["core_journalseal"]


@pytest.mark.django_db
def test_lifting_ends_also_after_an_error() -> None:
    with pytest.raises(ValueError, match="stop"), appendonly.lifted():
        entry().delete()
        raise ValueError("stop")
    assert appendonly.missing() == []
