"""Tables in which a row can no longer change once it is settled, held by triggers in the database itself.

A model that is `FrozenWhen` says of which rows it is so and which columns stay open; here that becomes triggers, for
SQLite and PostgreSQL. `appendonly` writes, misses and lifts them together with its own.
"""

from collections.abc import Iterator

from django.apps import apps

from .models import FrozenWhen

Model = type[FrozenWhen]


def guarded() -> list[Model]:
    """The models with rows that freeze."""
    return sorted((m for m in apps.get_models() if issubclass(m, FrozenWhen)), key=lambda m: m._meta.db_table)


def tables() -> list[str]:
    """The names of their tables."""
    return [model._meta.db_table for model in guarded()]


def _of(model: Model, row: str) -> str:
    return model.frozen_when.format(row=row)


def _conditions(model: Model, differs: str) -> Iterator[tuple[str, str]]:
    """For each verb, what must be true of OLD and NEW for the database to refuse it."""
    columns = [field.column for field in model._meta.concrete_fields if field.column not in model.still_open]
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
    moved_in = f" OR {_of(model, 'NEW')}" if model.closed_to_new else ""
    yield "update", f"({_of(model, 'OLD')}{moved_in}) AND ({changed})"
    yield "delete", _of(model, "OLD")
    if model.closed_to_new:
        yield "insert", _of(model, "NEW")


def names(vendor: str, model: Model) -> list[str]:
    """What the triggers of a model are called."""
    table = model._meta.db_table
    if vendor == "sqlite":
        return [f"frozen_{table}_{verb}" for verb, _refused in _conditions(model, "IS NOT")]
    return [f"frozen_{table}", f"frozen_{table}_truncate"]


def dropping(vendor: str, model: Model) -> Iterator[str]:
    """The statements that take a model's triggers away."""
    for name in names(vendor, model):
        on = "" if vendor == "sqlite" else f' ON "{model._meta.db_table}"'
        yield f'DROP TRIGGER IF EXISTS "{name}"{on}'


def statements(vendor: str, model: Model) -> Iterator[str]:
    """The statements that write a model's triggers, whatever stood there before."""
    yield from dropping(vendor, model)
    table = model._meta.db_table
    if vendor == "sqlite":
        for verb, refused in _conditions(model, "IS NOT"):
            yield (
                f'CREATE TRIGGER "frozen_{table}_{verb}" BEFORE {verb.upper()} ON "{table}" FOR EACH ROW '
                f"WHEN {refused} BEGIN SELECT RAISE(ABORT, 'frozen row of {table}'); END"
            )
    else:
        yield from _postgres(model)


def _postgres(model: Model) -> Iterator[str]:
    table = model._meta.db_table
    conditions = list(_conditions(model, "IS DISTINCT FROM"))
    tried = "\n".join(
        f"IF TG_OP = '{verb.upper()}' THEN IF {refused} THEN RAISE EXCEPTION 'frozen row of {table}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for verb, refused in conditions
    )
    yield (
        f'CREATE OR REPLACE FUNCTION "frozen_{table}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n{tried}\n'
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    verbs = " OR ".join(verb.upper() for verb, _refused in conditions)
    yield (
        f'CREATE TRIGGER "frozen_{table}" BEFORE {verbs} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "frozen_{table}"()'
    )
    yield (
        f'CREATE TRIGGER "frozen_{table}_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION servicepunkt_append_only()"
    )
