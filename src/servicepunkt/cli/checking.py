"""`servicepunkt check`: is everything as it was written? One line a check."""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import platform


@dataclass(frozen=True)
class Line:
    """What one check found."""

    name: str
    well: bool
    text: str


def check(options: argparse.Namespace) -> int:
    """Run every check, also after one that failed. Exit code 1 when anything is wrong."""
    platform.start_reading(current=False)
    return report(repair=options.repair)


def report(*, repair: bool) -> int:
    """Print every check's line; the exit code."""
    well = True
    for line in run(repair=repair):
        print(f"{'ok   ' if line.well else 'WRONG'}  {line.name}: {line.text}", flush=True)
        well = well and line.well
    return 0 if well else 1


def run(*, repair: bool) -> Iterator[Line]:
    """The checks in order, each run when its line is asked for. With another structure nothing further can be read."""
    structure = _structure()
    yield structure
    if not structure.well:
        return
    checks: tuple[Callable[[], Line], ...] = (
        _append_only, _journal, _frozen, _methods, _files, _letters, lambda: _progress(repair), _jobs,
    )  # fmt: skip
    for one in checks:
        yield one()


def _structure() -> Line:
    pending = platform.pending_migrations()
    lacks = f"lacks {len(pending)} migrations, first {pending[0]} (run: servicepunkt prepare)" if pending else ""
    return Line("database structure", not pending, lacks or "current")


def _append_only() -> Line:
    from servicepunkt.core import appendonly, frozen_rows

    missing = appendonly.missing()
    text = f"not guarded: {', '.join(missing)} (run: servicepunkt prepare)" if missing else "all guarded"
    return Line(
        "append-only tables",
        not missing,
        f"{text}, {len(appendonly.tables())} tables and the frozen rows of {len(frozen_rows.tables())}",
    )


def _journal() -> Line:
    from servicepunkt.core import journal

    found = journal.verify()
    if found.broken_seal_id is not None:
        return Line("journal", False, f"altered within the entries of seal {found.broken_seal_id}")
    last = f"last seal {found.last_sha256}" if found.seals else "no seal yet"
    return Line("journal", True, f"{found.sealed_entries} entries sealed, {found.unsealed_entries} waiting, {last}")


def _numbers(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")


def _frozen() -> Line:
    from servicepunkt.documents.actions import altered
    from servicepunkt.documents.models import FrozenVersion

    wrong = altered()
    count = FrozenVersion.objects.count()
    return Line("frozen versions", not wrong, f"altered: {_numbers(wrong)}" if wrong else f"{count} unaltered")


def _methods() -> Line:
    from servicepunkt.method.models import MethodVersion

    versions = list(MethodVersion.objects.order_by("id"))
    wrong = [v.pk for v in versions if hashlib.sha256(v.source.encode()).hexdigest() != v.sha256]
    return Line("method versions", not wrong, f"altered: {_numbers(wrong)}" if wrong else f"{len(versions)} unaltered")


def _files() -> Line:
    from servicepunkt.core import files
    from servicepunkt.core.models import StoredFile

    wrong, lingering = files.broken(), files.lingering()
    removed = StoredFile.objects.exclude(removed=None).count()
    found = [f"missing or altered: {_numbers(wrong)}"] if wrong else []
    found += [f"removed but still on the disk: {_numbers(lingering)}"] if lingering else []
    kept = f"{StoredFile.objects.count() - removed} present and unaltered"
    text = "; ".join(found) or (f"{kept}, {removed} removed" if removed else kept)
    return Line("attached files", not found, text)


def _letters() -> Line:
    """How many letters wait and failed; wrong when some have waited a day for a worker although they could go."""
    from servicepunkt.core import mail_sending

    found = mail_sending.standing()
    if found.overdue:
        return Line("letters", False, f"{found.overdue} have waited more than a day (is a worker running?)")
    text = f"{found.waiting} waiting, {found.failed} failed, {found.sent} sent"
    return Line("letters", True, text if found.can_go else f"{text}; no mail server is set, so nothing is sent")


def _progress(repair: bool) -> Line:
    """Remembered progress against the facts; with `repair`, what is out of step is computed afresh."""
    from servicepunkt.method import progress
    from servicepunkt.method.models import Adoption

    out_of_step = rows = 0
    for root_id in sorted(set(Adoption.objects.values_list("area_id", flat=True))):
        found = len(progress.differences(root_id))
        if found and repair:
            rows += progress.renew(root_id)
            found = len(progress.differences(root_id))
        out_of_step += found
    if out_of_step:
        return Line("remembered progress", False, f"{out_of_step} rows out of step (run: servicepunkt check --repair)")
    return Line("remembered progress", True, f"{rows} rows computed afresh" if rows else "in step with the facts")


def _jobs() -> Line:
    """What people have asked for and nobody does, or what broke in the last day."""
    from servicepunkt.core.jobs import health

    found = health()
    faults = []
    if found.late:
        faults.append(f"{found.late} have waited for more than 15 minutes (is a worker running?)")
    if found.broken:
        faults.append(f"{found.broken} failed three times since yesterday (see the worker's log)")
    return Line("background work", not faults, ", ".join(faults) or f"{found.open} under way or waiting, none late")
