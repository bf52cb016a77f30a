"""What is stored of no domain: the journal and its seals, files, and when duties last ran."""

from typing import Any, ClassVar

from django.db import models

from .models_jobs import Job as Job
from .models_letters import Letter as Letter


class AppendOnly(models.Model):
    """A table whose rows are never changed or removed: the database itself refuses (see `appendonly`)."""

    class Meta:
        abstract = True


class FrozenWhen(models.Model):
    """A table whose rows are never changed or removed once they are settled: the database itself refuses
    (see `frozen_rows`).

    `frozen_when` is SQL that both databases understand, with `{row}` for the row. `still_open` are columns that may
    change all the same. With `closed_to_new` no row is taken in that would be frozen from the start.
    """

    frozen_when: ClassVar[str]
    still_open: ClassVar[tuple[str, ...]] = ()
    closed_to_new: ClassVar[bool] = False

    class Meta:
        abstract = True


class JournalEntry(AppendOnly):
    """Who did what to which thing, when. Holds identities and codes, never personal text.

    `account_id`, `place_id` and `area_id` are plain numbers, so that the journal stands when a row it names is gone.
    """

    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=20)
    room = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    place_id = models.BigIntegerField(null=True)
    area_id = models.BigIntegerField(null=True)
    codes = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["place_id", "-id"], name="journal_place"),
            models.Index(fields=["area_id", "-id"], name="journal_area"),
        ]


class JournalSeal(AppendOnly):
    """A link of the journal's chain: the hash of the entries up to `last_id` and of the seal before it."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    entries = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()


class StoredFile(AppendOnly):
    """A file somebody attached. The bytes lie in the data folder under their SHA-256, so the same file lies there
    once."""

    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()


class RemovedFile(AppendOnly):
    """That a file's bytes were taken away for good (personal data in it). Its row stays: what it was is still known."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="removed")
    at = models.DateTimeField()


class DutyRun(models.Model):
    """When a recurring duty last ran and until when a worker has taken it, so that any number of workers do it once."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CacheRow(models.Model):
    """A row of the cache that all worker processes share (`caching`); Django's own backend reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_cache"

    def __str__(self) -> str:
        return self.cache_key


def identity(thing: models.Model) -> tuple[str, str, int]:
    """Room, kind and number of a stored thing, as the journal writes it."""
    meta: Any = thing._meta
    return meta.app_label, meta.model_name, int(thing.pk)
