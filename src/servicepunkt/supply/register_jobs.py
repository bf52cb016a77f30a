"""A long national list read in by a worker: its rows are understood first, while others go on writing, then stored."""

import pickle
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core import jobs
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action
from servicepunkt.core.jobs_running import Work
from servicepunkt.core.models import Job
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area

from . import register_uploads as uploads
from .actions_register import Named, load_register
from .register_files import Entry, RegisterFile, opened

AT_ONCE = 5_000
"""So many rows are read in while the user waits, half a second's work; longer files are left to a worker."""
A_BATCH = 1_000


@action
def ask_for_load(
    *, sha256: str, named: Named, seen_version: int, rows: int, root: Area, key: UUID, back: str, actor: Actor
) -> Job:
    """Have a file that was previewed (`register_uploads`) read in. The same key again is the same job.

    `rows` is how many the preview counted. Raises ActionRefused as `jobs.ask` does.
    """
    return jobs.ask(
        "supply.register",
        {"sha256": sha256, "version": seen_version, "rows": rows, "seat": actor.seat_id, "root": root.pk},
        key=key,
        words={"title": named.title, "words": named.words},
        area_id=root.pk,
        back=back,
        actor=actor,
    )


def _told(facts: Mapping[str, Any]) -> str:
    if not facts["changed"]:
        return _("Samma fil är redan inläst. Inget är ändrat.")
    return _("%(taken)s av %(rows)s rader togs in. Rapporten om de andra finns på sidan Register.") % facts


@jobs.job("supply.register", title=gettext_lazy("Läsa in ett register"), right=Right.LOAD_REGISTER, told=_told)
def register(work: Work) -> None:
    """Understand every row, telling how far that has come; then replace the list, all at once or not at all.

    Raises ActionRefused with what the person who asked must know.
    """
    asked, words = work.arguments, work.words
    try:
        with (
            uploads.kept(asked["sha256"]) as sent,
            opened(sent) as file,
            _understood(work, file) as ready,
            work.finishing(),
        ):
            done = load_register(
                file=ready,
                named=Named(words["title"], words["words"]),
                seen_version=asked["version"],
                root=Area.objects.get(pk=asked["root"]),
                actor=Actor(work.job.account_id, asked["seat"]),
            )
            work.remember(changed=done.changed, rows=done.source.rows, taken=done.source.taken)
    except FileNotFoundError:
        raise ActionRefused(_("Förhandsgranskningen gäller inte längre. Välj filen igen.")) from None
    except ChangedMeanwhile as changed:
        raise ActionRefused(_("%(why)s Ingenting är sparat. Välj filen igen.") % {"why": changed}) from changed
    uploads.throw(asked["sha256"])


@dataclass(frozen=True)
class _Understood(RegisterFile):
    """A file whose rows were understood before, and lie in a file of our own."""

    kept: IO[bytes]

    def entries(self) -> Iterator[Entry]:
        """Every row, as it was understood."""
        self.kept.seek(0)
        while batch := pickle.load(self.kept):
            yield from batch


@contextmanager
def _understood(work: Work, file: RegisterFile) -> Iterator[RegisterFile]:
    """Understand all rows and lay them aside, a thousand at a time: understanding a row takes as long as storing it,
    and on SQLite nobody else can write while rows are stored. Raises FileNotTaken for what only shows further down."""
    rows = int(work.arguments["rows"])
    with tempfile.TemporaryFile() as kept:
        batch: list[Entry] = []
        for number, entry in enumerate(file.entries(), start=1):
            batch.append(entry)
            if len(batch) == A_BATCH:
                pickle.dump(batch, kept)
                batch = []
                work.progress(number, max(rows, number))
        if batch:
            pickle.dump(batch, kept)
        pickle.dump([], kept)
        yield _Understood(file.form, file.sha256, (), iter(()), kept)
