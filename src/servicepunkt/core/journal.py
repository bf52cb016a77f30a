"""The journal's chain: entries are sealed in batches, each seal hashing its entries and the seal before.

A hash per write would serialise all writers on PostgreSQL; a seal a minute does not. Someone who can switch the
triggers off
and rewrite entries must also rewrite every later seal; note the last seal's hash elsewhere (`servicepunkt check`
prints it)
to notice that too.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from . import clock
from .duties import duty
from .models import JournalEntry, JournalSeal

_FIELDS = ("id", "at", "account_id", "seat_id", "verb", "room", "thing", "thing_id", "place_id", "area_id", "codes")


def _digest(before: str, rows: Iterable[dict[str, object]]) -> tuple[str, int, int, int]:
    total, count, first, last = hashlib.sha256(before.encode()), 0, 0, 0
    for row in rows:
        at = row["at"]
        assert isinstance(at, dt.datetime)
        line = {**row, "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds")}
        total.update(json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
        total.update(b"\n")
        count, last = count + 1, int(str(row["id"]))
        first = first or last
    return total.hexdigest(), count, first, last


def seal() -> JournalSeal | None:
    """Seal every entry written since the last seal; None when there is none.

    On PostgreSQL the table is locked against writers for the moment it takes, so that no entry with a lower number
    can be
    committed behind the seal; SQLite has one writer anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{JournalEntry._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        last = JournalSeal.objects.order_by("-id").first()
        entries = JournalEntry.objects.filter(id__gt=last.last_id if last else 0).order_by("id")
        digest, count, first_id, last_id = _digest(last.sha256 if last else "", entries.values(*_FIELDS).iterator())
        if not count:
            return None
        return JournalSeal.objects.create(
            first_id=first_id, last_id=last_id, entries=count, sha256=digest, at=clock.now()
        )


@duty("core.seal", every=dt.timedelta(minutes=1))
def seal_duty() -> None:
    """Seal what has been written since the last minute."""
    seal()


@dataclass(frozen=True)
class ChainReport:
    """What a check of the chain found: how much is sealed, and the first seal that does not hold (None = all hold)."""

    seals: int
    sealed_entries: int
    unsealed_entries: int
    broken_seal_id: int | None
    last_sha256: str


def verify() -> ChainReport:
    """Recompute every seal from the entries. Reads the whole journal once, in order."""
    before, last_id, sealed, seals = "", 0, 0, 0
    for one in JournalSeal.objects.order_by("id").iterator():
        entries = JournalEntry.objects.filter(id__gt=last_id, id__lte=one.last_id).order_by("id")
        digest, count, _first, _last = _digest(before, entries.values(*_FIELDS).iterator())
        if digest != one.sha256 or count != one.entries:
            return ChainReport(seals, sealed, 0, one.pk, before)
        before, last_id, sealed, seals = digest, one.last_id, sealed + count, seals + 1
    unsealed = JournalEntry.objects.filter(id__gt=last_id).count()
    return ChainReport(seals, sealed, unsealed, None, before)
