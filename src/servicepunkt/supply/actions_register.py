"""Writes about national lists: a file replaces all that its list held before, as a whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.core.words import slug
from servicepunkt.places.models import Area

from .models_register import Reason, RegisterRemark, RegisterService, RegisterSource
from .register_files import Entry, RegisterFile
from .register_formats import Format

BATCH = 1000
READING = 1
"""The rules by which files are read: one more whenever the same file would give other services."""
LONGEST: Mapping[str, int] = {
    name: int(getattr(RegisterSource._meta.get_field(name), "max_length", 0) or 0) for name in ("title", "words")
}


@dataclass(frozen=True)
class Named:
    """What a list is called and where it comes from. An empty `title` is the format's own, with the format's key.

    `words` say the source and what the file may be used for; empty: what was said before, or is known of the format.
    """

    title: str = ""
    words: str = ""
    key: str = ""

    def key_for(self, form: Format) -> str:
        """The key of the list that a file of this form belongs to. Raises ActionRefused for a title without letters."""
        key = slug(self.key or self.title)[:40].strip("-") if self.key or self.title else form.key
        if not key:
            raise ActionRefused(_("Skriv ett namn med bokstäver."))
        return key


@dataclass(frozen=True)
class Loaded:
    """What came of a load. `changed` is False when the very same file was read in already."""

    source: RegisterSource
    changed: bool


@action
def load_register(
    *, file: RegisterFile, named: Named, actor: Actor, seen_version: int | None = None, root: Area | None = None
) -> Loaded:
    """Replace everything that a list held with what a file says. The same file again changes no service;
    only what is said of its source, if that is new.

    `seen_version` is the list's when the file was previewed (0: there was none), None where nobody previews. `root` is
    the programme on whose page it was done. Raises ChangedMeanwhile when somebody else has read in the same list since,
    FileNotTaken for a file that cannot be read to its end, ActionRefused when no row can be taken or words are wrong.
    """
    _check(named)
    source = _locked(named.key_for(file.form))
    before = (source.title, source.words)
    source.title = named.title or source.title
    source.words = named.words or source.words or file.form.words
    changed = (source.sha256, source.reading) != (file.sha256, READING)
    if changed and seen_version is not None and source.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har läst in samma register sedan du såg förhandsgranskningen."))
    if changed:
        _replace(source, file)
    elif before != (source.title, source.words):
        source.save()
    else:
        return Loaded(source, False)
    record("load", source, actor=actor, area_id=root.pk if root else None, rows=source.rows, taken=source.taken)
    return Loaded(source, changed)


def _replace(source: RegisterSource, file: RegisterFile) -> None:
    source.remarks.all().delete()
    source.services.all().delete()
    counts = _store(source, file.entries())
    if not counts["taken"]:
        raise ActionRefused(_("Ingen rad i filen går att ta in."))
    source.sha256, source.format, source.reading = file.sha256, file.form.key, READING
    source.read_at, source.version = clock.now(), source.version + 1
    for name in ("rows", "taken", "repeats", "outside", "without_point", "unusable"):
        setattr(source, name, counts[name])
    source.save()


def _check(named: Named) -> None:
    for text, longest in ((named.title, LONGEST["title"]), (named.words, LONGEST["words"])):
        if len(text) > longest:
            raise ActionRefused(_("Texten är för lång: %(longest)s tecken är mest.") % {"longest": longest})
    refuse_identity_numbers(named.title, named.words)


def _locked(key: str) -> RegisterSource:
    """The list, locked until the transaction ends; a new one has version 0."""
    with transaction.atomic():
        RegisterSource.objects.get_or_create(key=key, defaults={"read_at": clock.now()})
    return RegisterSource.objects.select_for_update().get(key=key)


def _store(source: RegisterSource, entries: Iterator[Entry]) -> Counter[str]:
    counts: Counter[str] = Counter()
    while batch := list(islice(entries, BATCH)):
        RegisterService.objects.bulk_create(_services(source, batch), batch_size=BATCH)
        RegisterRemark.objects.bulk_create(_remarks(source, batch), batch_size=BATCH)
        for entry in batch:
            count(entry, counts)
    return counts


def count(entry: Entry, counts: Counter[str]) -> None:
    """Add a row to the counts of a report: rows, taken, and why not."""
    counts["rows"] += 1
    counts["taken"] += entry.told is not None
    for remark in entry.remarks:
        counts[_COUNTED.get(remark.reason, "unusable")] += 1


_COUNTED = {
    Reason.REPEAT: "repeats",
    Reason.OUTSIDE: "outside",
    Reason.SWAPPED: "outside",
    Reason.NO_POINT: "without_point",
    Reason.BAD_POINT: "without_point",
}


def _services(source: RegisterSource, batch: Iterable[Entry]) -> list[RegisterService]:
    out = []
    for entry in batch:
        if entry.told is None:
            continue
        lat, lon = entry.point or (None, None)
        out.append(RegisterService(source=source, row=entry.row, latitude=lat, longitude=lon, **vars(entry.told)))
    return out


def _remarks(source: RegisterSource, batch: Iterable[Entry]) -> list[RegisterRemark]:
    return [
        RegisterRemark(source=source, row=entry.row, reason=one.reason, name=one.name, said=one.said)
        for entry in batch
        for one in entry.remarks
    ]
