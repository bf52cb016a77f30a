"""Questionnaires, who may answer, the answers, what was released of them; and ideas from meetings.

What could tell who answered what is never stored together: a household's code, the answers, the free texts and the
contact details are four tables without a key between them, and none of them has a time of day. Their own keys are
random, so that the order of rows tells nothing.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.core.models import AppendOnly
from servicepunkt.documents.models import FrozenVersion
from servicepunkt.places.models import Area, Place
from servicepunkt.programme.models_village import VillageMeeting


class Variant(models.TextChoices):
    """Whom a questionnaire is for: the memo's interest groups."""

    RESIDENT = "resident", _("Boende")
    YOUTH = "youth", _("Unga")
    COMPANY = "company", _("Företag")
    ASSOCIATION = "association", _("Föreningar")
    PART_YEAR = "part_year", _("Delårsboende")


class State(models.TextChoices):
    """Where a questionnaire stands."""

    DRAFT = "draft", _("Utkast")
    OPEN = "open", _("Öppen för svar")
    CLOSED = "closed", _("Stängd")


class Entrance(models.TextChoices):
    """Who may answer."""

    CODES = "codes", _("Hushåll med kod")
    LINK = "link", _("Alla som har länken")


class Channel(models.TextChoices):
    """How an answer came in."""

    WEB = "web", _("Telefon eller dator")
    PAPER = "paper", _("Papper")
    TELEPHONE = "telephone", _("Intervju")


class Questionnaire(models.Model):
    """A questionnaire for a place. `draft` is what is being built; what is published lies in `frozen`, unchanging.

    `key` is the random address of the page where it is answered; `closes_on` the last day for answers.
    """

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="questionnaires")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="questionnaires")
    variant = models.CharField(max_length=12, choices=Variant.choices)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    entrance = models.CharField(max_length=8, choices=Entrance.choices)
    answers_a_code = models.PositiveSmallIntegerField(default=6, help_text="how many in a household may answer")
    key = models.SlugField(max_length=16, unique=True)
    draft = models.JSONField(default=dict)
    frozen = models.ForeignKey(FrozenVersion, null=True, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="questionnaire_place")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="draft", frozen__isnull=True, published_at__isnull=True)
                | (~Q(state="draft") & Q(frozen__isnull=False, published_at__isnull=False)),
                name="questionnaire_published_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="questionnaire_closed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HouseholdCode(models.Model):
    """A household's random code. `uses` counts the answers that came with it; nothing tells which."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=9)
    uses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="household_code_once")
        ]


class Answer(models.Model):
    """One person's answer, without texts and without a name. `key` is made on the phone: sent again, it is the same.

    `values` is JSON by question (see `content`); `late` came after the close and is not counted until it opens again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="answers")
    key = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    received_on = models.DateField()
    late = models.BooleanField(default=False)
    age = models.CharField(max_length=8, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    values = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="answer_once")
        ]
        indexes: ClassVar[list[models.Index]] = [  # so that counting never reads a million whole answers
            models.Index(fields=["questionnaire"], condition=Q(late=True), name="answer_late"),
            models.Index(fields=["questionnaire", "age", "sex"], condition=Q(late=False), name="answer_groups"),
        ]


class OpenAnswer(models.Model):
    """Own words to one question, without a link to the answer they came with. `hidden` keeps them from the results.

    `shown` is set with a release: read as they come, words would tell who has just answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="texts")
    question = models.CharField(max_length=40)
    text = models.TextField()
    late = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["questionnaire", "question"], name="open_answer_question")
        ]


class Willing(models.Model):
    """Somebody who offers to help, with how to reach them: sent on its own, without a link to any answer.

    Forgotten when the questionnaire has been closed for half a year.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="willing")
    key = models.UUIDField()
    name = models.CharField(max_length=120)
    reach = models.CharField(max_length=200)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="willing_once")
        ]


class PaperForm(models.Model):
    """A paper that an interviewer has typed in. When it is done only the number is left, so that it is not typed twice.

    With double entry the first typing waits here until somebody has typed it a second time.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField()
    done = models.BooleanField(default=False)
    typed = models.TextField(blank=True)
    typed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="paper_once"),
            models.CheckConstraint(
                condition=Q(done=False) | Q(typed="", typed_by__isnull=True), name="paper_done_is_empty"
            ),
        ]


class Release(AppendOnly):
    """What is shown of the answers, as it stood at one moment: tables in which nobody can be told apart. Never changed.

    `tables` is JSON as `results` writes it; `answers` how many answers it stands on.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    final = models.BooleanField(default=False)
    schema = models.PositiveSmallIntegerField()
    tables = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="release_once")
        ]


class IdeaTheme(models.Model):
    """A heading that like ideas are gathered under."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="idea_themes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="idea_themes")
    title = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place", "title"], name="idea_theme_once")
        ]

    def __str__(self) -> str:
        return self.title


class Idea(models.Model):
    """An idea from a meeting in the village, in its own words; `points` is what the meeting gave it."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ideas")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="ideas")
    text = models.CharField(max_length=300)
    meeting = models.ForeignKey(VillageMeeting, null=True, on_delete=models.SET_NULL, related_name="ideas")
    theme = models.ForeignKey(IdeaTheme, null=True, on_delete=models.SET_NULL, related_name="ideas")
    points = models.PositiveSmallIntegerField(default=0)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="idea_place")]

    def __str__(self) -> str:
        return self.text
