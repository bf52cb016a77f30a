"""What happens to an agreement once its words are settled: papers signed, follow-ups, notice, extensions."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.models import AppendOnly, StoredFile


class PaperSignature(AppendOnly):
    """That a party has signed on paper just the text with this hash: in which function, on which day, and the file."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="papers")
    side = models.ForeignKey("agreements.Side", on_delete=models.PROTECT, related_name="papers")
    text_sha256 = models.CharField(max_length=64)
    function = models.CharField(max_length=120)
    signed_on = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["side", "text_sha256"], name="agreement_paper_once")
        ]


class Kept(models.TextChoices):
    """How a commitment was kept."""

    KEPT = "kept", _("Hållet")
    PARTLY = "partly", _("Delvis hållet")
    NOT = "not", _("Inte hållet")


class FollowUp(models.Model):
    """How a commitment was kept in a period, and the deduction that follows of it by the agreement's own words."""

    commitment = models.ForeignKey("agreements.Commitment", on_delete=models.PROTECT, related_name="follow_ups")
    from_on = models.DateField()
    to_on = models.DateField(help_text="the first day after the period")
    followed_on = models.DateField()
    kept = models.CharField(max_length=6, choices=Kept.choices)
    note = models.CharField(max_length=500, blank=True)
    deduction_ore = models.BigIntegerField(default=0)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-to_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="follow_up_in_order"),
            models.CheckConstraint(
                condition=Q(deduction_ore=0) | Q(deduction_ore__gt=0) & ~Q(kept="kept"), name="deduction_when_not_kept"
            ),
        ]

    @property
    def last_on(self) -> dt.date:
        """The period's last day."""
        return self.to_on - dt.timedelta(days=1)


class Notice(models.Model):
    """That a party has given notice, or that it has been said that the agreement will not be extended."""

    agreement = models.OneToOneField("agreements.Agreement", on_delete=models.PROTECT, related_name="notice")
    side = models.ForeignKey("agreements.Side", on_delete=models.PROTECT, related_name="notices")
    given_on = models.DateField()
    why = models.CharField(max_length=500, blank=True)


class Extension(models.Model):
    """That the parties have decided an extension."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="decided")
    number = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    request_key = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_extension_once")
        ]
