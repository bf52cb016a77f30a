"""Writes about reports due: begin to write one, and note that it was sent."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import ActionRefused, Actor, ChangedMeanwhile, action, record
from servicepunkt.core.identity_numbers import refuse_identity_numbers
from servicepunkt.documents.drafts import open_draft
from servicepunkt.documents.models import Draft, FrozenVersion

from .models import ReportDue
from .reports import KINDS, document_title, kind_of_report, period_of


@action
def begin_report(*, report: ReportDue, actor: Actor, language: str = "sv") -> Draft:
    """The draft of a report, with the parts of its kind; the one already begun when there is one."""
    programme = report.programme
    with translation.override(language):
        title = document_title(report)
    return open_draft(
        kind=kind_of_report(report, programme),
        subject=report.pk,
        title=title,
        root=programme.area,
        place=None,
        period=period_of(report, programme),
        actor=actor,
        language=language,
    )


@action
def set_report_sent(
    *,
    report: ReportDue,
    sent_on: dt.date | None,
    seen_version: int,
    actor: Actor,
    edition: int | None = None,
    sent_note: str = "",
) -> ReportDue:
    """Note that a report was sent on a day, and which edition (the frozen version's number); or take the note back.

    A report that was not written here is noted with `sent_note`, which says how it was sent. Raises ChangedMeanwhile
    when somebody saved since, or the edition has been withdrawn; ActionRefused with the reason.
    """
    report = ReportDue.objects.select_for_update(of=("self",)).select_related("programme").get(pk=report.pk)
    sent_note = sent_note.strip() if sent_on else ""
    edition = edition if sent_on else None
    if (report.sent_on, report.sent_version_id, report.sent_note) == (sent_on, edition, sent_note):
        return report
    if report.version != seen_version:
        raise ChangedMeanwhile(_("Någon annan har sparat medan du hade sidan öppen."))
    if sent_on and sent_on > clock.today():
        raise ActionRefused(_("Rapporten kan inte redan vara skickad en dag som inte har varit."))
    refuse_identity_numbers(sent_note)
    if sent_on and edition is None and not sent_note:
        raise ActionRefused(
            _("Rapporten är inte godkänd här ännu. Godkänn den först, eller skriv hur den skickades på annat sätt.")
        )
    report.sent_version = _sendable(report, edition, sent_on) if sent_on and edition else None
    report.sent_on, report.sent_note = sent_on, sent_note
    report.version += 1
    report.save()
    record("sent", report, actor=actor, area_id=report.programme.area_id, edition=report.sent_version_id)
    return report


def _sendable(report: ReportDue, edition: int, sent_on: dt.date) -> FrozenVersion:
    own = {"draft__kind__in": KINDS, "draft__subject": str(report.pk), "draft__area_id": report.programme.area_id}
    version = FrozenVersion.objects.filter(pk=edition, **own).first()
    if version is None:
        raise ActionRefused(_("Utgåvan hör inte till rapporten."))
    if hasattr(version, "withdrawal"):
        raise ChangedMeanwhile(_("Utgåvan har dragits tillbaka medan du hade sidan öppen."))
    if sent_on < version.at.astimezone(clock.STOCKHOLM).date():
        raise ActionRefused(_("Utgåvan godkändes senare än så. Ange dagen då den skickades."))
    return version
