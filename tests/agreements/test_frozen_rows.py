"""Once an agreement is signed, the database itself refuses to change what was agreed; what happens after stays open."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from servicepunkt.agreements import actions_kept as kept
from servicepunkt.agreements.actions_kept import FollowUpFacts
from servicepunkt.agreements.models import Agreement, Commitment, Party, Side
from servicepunkt.core import appendonly, clock, frozen_rows
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.backup_rows import insert, read_rows
from servicepunkt.core.models import FrozenWhen
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.agreements import making

pytestmark = pytest.mark.django_db
MODELS: tuple[type[FrozenWhen], ...] = (Agreement, Side, Commitment, Party)


def _execute(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _refused(statement: str, *params: Any) -> None:
    with pytest.raises(DatabaseError, match="frozen row of"), transaction.atomic():
        _execute(statement, *params)
        pytest.fail(f"{statement} went through")


def _other(value: object) -> object:
    """Another value that the column takes too, so that nothing but the guard can refuse it."""
    if isinstance(value, bool) or value is None:
        return not value if isinstance(value, bool) else None
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    return value + 1 if isinstance(value, int) else f"{value}x"


def _one(model: type[models.Model], made: making.Made) -> models.Model:
    rows = (made.agreement, made.village, made.commitment, made.village.party)
    return next(row for row in rows if isinstance(row, model))


@pytest.mark.parametrize("model", MODELS)
def test_no_column_of_what_was_signed_changes_and_no_row_goes(
    model: type[FrozenWhen], prov: Programme, home: Place
) -> None:
    row = _one(model, making.signed(prov.area, home))
    row.refresh_from_db()
    table, tried = model._meta.db_table, 0
    for field in model._meta.concrete_fields:
        value: Any = getattr(row, field.attname)
        other = _other(value)
        if field.column in model.still_open or field.primary_key or field.is_relation or other is None:
            continue
        if not isinstance(value, (str, int, dt.date)):
            continue
        _refused(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', other, row.pk)
        tried += 1
    assert tried >= 3
    _refused(f"UPDATE {table} SET id = %s WHERE id = %s", row.pk + 1_000_000, row.pk)
    _refused(f"DELETE FROM {table} WHERE id = %s", row.pk)


def test_nothing_is_added_to_a_signed_agreement_nor_moved_into_one(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    shop = making.add_party(prov.area, home, making.SHOP)
    with pytest.raises(DatabaseError, match="frozen row"), transaction.atomic():
        Side.objects.create(agreement=made.agreement, party=shop, signs_here=False)
    with pytest.raises(DatabaseError, match="frozen row"), transaction.atomic():
        Commitment.objects.create(
            agreement=made.agreement, menu="information", doer=made.village, what="Mer", request_key=uuid.uuid4()
        )
    later = making.join(making.begin(prov.area, home), shop)
    _refused("UPDATE agreements_side SET agreement_id = %s WHERE id = %s", made.agreement.pk, later.pk)


def test_while_it_is_written_everything_in_it_can_change(prov: Programme, home: Place) -> None:
    made = making.ready(prov.area, home)
    Agreement.objects.filter(pk=made.agreement.pk).update(title="Ett annat namn")
    Side.objects.filter(pk=made.village.pk).update(role="Värd")
    Commitment.objects.filter(pk=made.commitment.pk).update(what="Något annat")
    Party.objects.filter(pk=made.village.party_id).update(organisation="Bygdens förening")
    made.commitment.delete()


def test_follow_up_notice_and_contacts_stay_open(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    Party.objects.filter(pk=made.village.party_id).update(contact_function="Kassören", contact_phone="0600-11 11")
    begun = made.agreement.from_on
    with clock.fixed(begun + dt.timedelta(days=60)):
        followed = FollowUpFacts(begun, begun + dt.timedelta(days=30), clock.today(), "kept", "")
        kept.follow_up(commitment=made.commitment, facts=followed, request_key=uuid.uuid4(), actor=SYSTEM)
        kept.give_notice(side=made.village, given_on=begun, why="Flyttar", actor=SYSTEM)
    assert made.agreement.notice.why == "Flyttar"


def test_the_guard_stands_after_every_migrate_and_is_missed_when_it_is_gone(prov: Programme, home: Place) -> None:
    making.signed(prov.area, home)
    for model in frozen_rows.guarded():
        for statement in frozen_rows.dropping(connection.vendor, model):
            _execute(statement)
        assert appendonly.missing() == [model._meta.db_table]
        appendonly.install()
    assert appendonly.missing() == []


def _named(length: int) -> "models.Field[Any, Any]":
    field: models.Field[Any, Any] = models.CharField(max_length=length)
    field.set_attributes_from_name("title")
    field.model = Agreement
    return field


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_guard_asks_can_be_rebuilt_by_a_migration(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    for before, after in ((160, 170), (170, 160)):
        emit_pre_migrate_signal(0, False, "default")
        with connection.schema_editor() as editor:
            editor.alter_field(Agreement, _named(before), _named(after))
        emit_post_migrate_signal(0, False, "default")
        assert appendonly.missing() == []
    _refused("DELETE FROM agreements_side WHERE id = %s", made.village.pk)
    _refused("UPDATE agreements_agreement SET title = 'x' WHERE id = %s", made.agreement.pk)


def test_a_backup_puts_signed_agreements_back_and_guards_them(prov: Programme, home: Place) -> None:
    made = making.signed(prov.area, home)
    kept_rows = {model: list(read_rows(model)) for model in (Side, Commitment)}
    with appendonly.lifted():
        Commitment.objects.all().delete()
        Side.objects.all().delete()
        for model, rows in kept_rows.items():
            insert(model, rows)
    assert Side.objects.filter(pk=made.village.pk).exists()
    _refused("UPDATE agreements_commitment SET what = 'x' WHERE id = %s", made.commitment.pk)
