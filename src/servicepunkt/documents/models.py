"""Drafts that people and facts write together, and frozen versions: what was decided or sent, as it stood."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from servicepunkt.core.models import AppendOnly, StoredFile
from servicepunkt.places.models import Area, Place


class FrozenVersion(AppendOnly):
    """A document's content at the moment of decision, with its SHA-256. `schema` tells how to read it in ten years.

    Of a composed document (`draft` is set) the content holds the hashes of body and files; the body itself lies in
    `FrozenBody`, where personal names can be masked while the hash of what stood there is kept here.
    """

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    schema = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    draft = models.ForeignKey("Draft", null=True, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["area", "place", "kind"], name="frozen_of_place")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """A document being written: its kind, what it is about, how it is marked. One for each thing it is about."""

    class State(models.TextChoices):
        OPEN = "open", "Skrivs"
        PROPOSED = "proposed", "Ligger för godkännande"
        APPROVED = "approved", "Godkänt, fryses"

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text='what it is about within its kind, as "report:12"')
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="sv")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True, help_text="the first day after the period")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    diary_number = models.CharField(max_length=40, blank=True)
    confidential = models.BooleanField(default=False)
    confidential_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject", "area"], name="one_draft_a_subject"),
            models.CheckConstraint(
                condition=Q(confidential=False) | ~Q(confidential_reason=""), name="confidential_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DraftPart(models.Model):
    """A part of a draft: text that people write, or a live part that a room's section fills from its facts.

    The words in a live part cannot be written by hand; it can be hidden with a reason, or commented.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=80, blank=True, help_text="the live section that fills it; else written text")
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)
    hidden_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "key"], name="part_key_once"),
            models.CheckConstraint(condition=Q(section="") | Q(text=""), name="live_part_has_no_text"),
            models.CheckConstraint(condition=Q(hidden=False) | ~Q(hidden_reason=""), name="hidden_with_reason"),
        ]


class Proposal(models.Model):
    """A draft laid before those who approve: the whole document as it then stood. Approved unchanged."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="proposal")
    content = models.JSONField()
    facts = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)


class Approval(models.Model):
    """One approver's yes to a proposal; a seat says it once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="approvals")
    account_id = models.BigIntegerField()
    seat_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "seat_id"], name="a_seat_approves_once")
        ]


class FrozenBody(models.Model):
    """What a frozen document says, apart from its hash. Changed by masking alone, removed by destruction alone.

    Both leave their trace (`Masking`, `Destruction`).
    """

    version = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="body")
    content = models.JSONField()
    facts = models.JSONField(default=list)
    approvals = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)


class FrozenFile(AppendOnly):
    """A file made of a frozen version: its PDF, its Word file."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"

    version = models.ForeignKey(FrozenVersion, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=Form.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    masking = models.ForeignKey("Masking", null=True, on_delete=models.PROTECT, related_name="files")


class Withdrawal(AppendOnly):
    """A frozen version that no longer holds, and why. It can still be read, marked as withdrawn."""

    version = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Masking(AppendOnly):
    """Personal names taken out of a frozen version on request. The hashes of what stood there before are kept."""

    version = models.ForeignKey(FrozenVersion, on_delete=models.PROTECT, related_name="maskings")
    reason = models.CharField(max_length=300)
    before_sha256 = models.CharField(max_length=64)
    after_sha256 = models.CharField(max_length=64)
    places = models.PositiveIntegerField(help_text="how many places in the text were masked")
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Destruction(AppendOnly):
    """A frozen version that was sorted out (gallrad): its body and files are gone, its row stays as the register of it.

    The register (gallringsliggare) says what it was, by which rule it might go and since when, under which decision and
    by whose seat it went. `body_sha256` is the hash of the body as it then stood.
    """

    version = models.OneToOneField(FrozenVersion, on_delete=models.PROTECT, related_name="destruction")
    decision = models.CharField(max_length=200)
    rule = models.CharField(max_length=300)
    due_on = models.DateField(help_text="the first day on which it might go")
    body_sha256 = models.CharField(max_length=64)
    account_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
