"""Reads of the reports a programme owes: which are open and how far they have come, and which were sent as what."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.models import Draft, FrozenFile, FrozenVersion
from servicepunkt.documents.rules import may_read, may_read_confidential
from servicepunkt.people.pages import Here
from servicepunkt.places.models import Area

from .models import ReportDue
from .queries import report_title
from .reports import KINDS


class ReportState(StrEnum):
    """How far a report has come."""

    NOT_BEGUN = "not_begun"
    WRITTEN = "written"
    PROPOSED = "proposed"
    FREEZING = "freezing"
    APPROVED = "approved"
    SENT = "sent"


STATES: dict[ReportState, Promise] = {
    ReportState.NOT_BEGUN: _("Inte påbörjad"),
    ReportState.WRITTEN: _("Skrivs"),
    ReportState.PROPOSED: _("Ligger för godkännande"),
    ReportState.FREEZING: _("Godkänd, fryses"),
    ReportState.APPROVED: _("Godkänd, inte skickad"),
    ReportState.SENT: _("Skickad"),
}


@dataclass(frozen=True)
class ReportRow:
    """A report with how far it has come: its draft, and its newest edition that has not been withdrawn."""

    report: ReportDue
    title: str
    state: ReportState
    draft: Draft | None
    edition: FrozenVersion | None

    @property
    def id(self) -> int:
        """The report's number."""
        return self.report.pk

    @property
    def recipient(self) -> str:
        """Who gets it."""
        return self.report.recipient.name

    @property
    def due_on(self) -> dt.date:
        """The last day for it."""
        return self.report.due_on

    @property
    def state_title(self) -> str:
        """How far it has come, in the language of the moment."""
        return str(STATES[self.state])

    def late(self, today: dt.date) -> bool:
        """Whether it should have been sent by now."""
        return self.report.sent_on is None and self.report.due_on < today


def _state(report: ReportDue, draft: Draft | None, edition: FrozenVersion | None) -> ReportState:
    if report.sent_on:
        return ReportState.SENT
    if draft is None:
        return ReportState.NOT_BEGUN
    if draft.state == Draft.State.PROPOSED:
        return ReportState.PROPOSED
    if draft.state == Draft.State.APPROVED:
        return ReportState.FREEZING
    return ReportState.APPROVED if edition else ReportState.WRITTEN


def report_rows(root: Area, reports: list[ReportDue] | None = None) -> list[ReportRow]:
    """The reports of a programme (or those given), in order of day, with draft and newest edition. Three queries."""
    if reports is None:
        reports = list(ReportDue.objects.filter(programme__area=root).select_related("recipient"))
    drafts = {
        int(one.subject): one
        for one in Draft.objects.filter(area=root, kind__in=KINDS, subject__in=[str(one.pk) for one in reports])
    }
    frozen = FrozenVersion.objects.filter(draft__in=drafts.values(), withdrawal=None).order_by("number")
    newest = {one.draft_id: one for one in frozen.select_related("draft").defer("content")}
    out = []
    for one in reports:
        draft = drafts.get(one.pk)
        edition = newest.get(draft.pk) if draft else None
        out.append(ReportRow(one, report_title(one), _state(one, draft, edition), draft, edition))
    return out


def reports_open(root: Area) -> list[ReportRow]:
    """The reports of a programme that have not been sent, in order of day. Three queries."""
    waiting = ReportDue.objects.filter(programme__area=root, sent_on=None).select_related("recipient")
    return report_rows(root, list(waiting))


@dataclass(frozen=True)
class SentRow:
    """A report that was sent: which edition, with its files, or how else. `open`: the user may read the edition."""

    report: ReportDue
    title: str
    edition: FrozenVersion | None
    withdrawn: bool
    open: bool
    files: list[FrozenFile] = field(default_factory=list)


def readable(here: Here, edition: FrozenVersion) -> bool:
    """Whether the user may read a report's edition (read with its draft)."""
    secret = edition.draft is not None and edition.draft.confidential
    return may_read_confidential(here, edition) if secret else may_read(here, edition)


def reports_sent(here: Here) -> list[SentRow]:
    """The reports of a programme that were sent, the newest first, with the edition and its files. Two queries."""
    sent = ReportDue.objects.filter(programme__area=here.root, sent_on__isnull=False).order_by("-sent_on", "-id")
    reports = list(sent.select_related("recipient", "sent_version__withdrawal", "sent_version__draft"))
    editions = [one.sent_version_id for one in reports if one.sent_version_id]
    files = FrozenFile.objects.filter(version__in=editions, file__removed=None)
    by_version: dict[int, dict[str, FrozenFile]] = {}
    for one in files.select_related("file").order_by("id"):
        by_version.setdefault(one.version_id, {})[one.form] = one  # a masked version's newest files count
    return [
        SentRow(
            one,
            report_title(one),
            one.sent_version,
            one.sent_version is not None and hasattr(one.sent_version, "withdrawal"),
            one.sent_version is not None and readable(here, one.sent_version),
            list(by_version.get(one.sent_version_id or 0, {}).values()),
        )
        for one in reports
    ]
