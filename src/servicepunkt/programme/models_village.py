"""The facts of a village's own work: the group's balance, the vision, meetings, money sought for the pre-study."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.places.models import Area, Place


class Balance(models.Model):
    """How a local group is made up, as counts: one row a group, nothing about any one person.

    The counts and the sentence are for the group, the municipality's member, their leader and the coordinator; all
    others learn whether the group is balanced and no more.
    """

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="balances")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="balances")
    women = models.PositiveSmallIntegerField()
    men = models.PositiveSmallIntegerField()
    others = models.PositiveSmallIntegerField(default=0)
    under_26 = models.PositiveSmallIntegerField()
    integration = models.BooleanField()
    integration_note = models.CharField(max_length=500, blank=True)
    counted_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place"], name="one_balance_a_group"),
            models.CheckConstraint(
                condition=Q(women__gte=1) | Q(men__gte=1) | Q(others__gte=1), name="balance_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(under_26__lte=F("women") + F("men") + F("others")), name="balance_young_among_all"
            ),
        ]

    @property
    def people(self) -> int:
        """How many were counted."""
        return self.women + self.men + self.others


class Vision(models.Model):
    """What a village wants of its services in the future, in a few sentences: one text a place."""

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="visions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visions")
    text = models.TextField()
    written_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "place"], name="one_vision_a_place")
        ]


class VillageMeeting(models.Model):
    """A meeting in the village, or one with the municipality or the county about it. Organisations, never persons.

    `with_leadership` is the leader's or coordinator's own word that they took part: the memo asks that *they* inform
    and meet.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("Öppet möte i bygden")
        ASSOCIATIONS = "associations", _("Möte med föreningar")
        MUNICIPALITY = "municipality", _("Möte eller kontakt med kommunen")
        COUNTY_BOARD = "county_board", _("Möte eller kontakt med länsstyrelsen eller regionen")

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="village_meetings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="village_meetings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    met_on = models.DateField()
    associations = models.TextField(blank=True, help_text="names of organisations, one a line")
    people_came = models.PositiveSmallIntegerField(null=True)
    with_leadership = models.BooleanField(default=False)
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-met_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="village_meeting_place")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(people_came__isnull=True) | Q(people_came__gte=1), name="somebody_came_to_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["open", "associations"]) | Q(people_came__isnull=False),
                name="village_meeting_counts_people",
            ),
        ]

    @property
    def names(self) -> list[str]:
        """The organisations that took part."""
        return self.associations.splitlines()


class Application(models.Model):
    """An application for money for the pre-study, from when it is prepared until it is decided or taken back."""

    class Source(models.TextChoices):
        LEADER = "leader", _("Leader")
        RURAL = "rural", _("Landsbygdsprogrammet")
        COUNTY = "county", _("Länsstyrelsens eller Regionens bygdemedel")
        OTHER = "other", _("Annan finansiär")

    class State(models.TextChoices):
        PREPARED = "prepared", _("Förbereds")
        SENT = "sent", _("Skickad")
        GRANTED = "granted", _("Beviljad")
        REFUSED = "refused", _("Avslagen")
        WITHDRAWN = "withdrawn", _("Återtagen")

    root = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="applications")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="applications")
    source = models.CharField(max_length=8, choices=Source.choices)
    other_source = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    sought_ore = models.BigIntegerField()
    granted_ore = models.BigIntegerField(null=True)
    diary_number = models.CharField(max_length=60, blank=True)
    sent_on = models.DateField(null=True)
    closed_on = models.DateField(null=True, help_text="the day it was granted, refused or taken back")
    request_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["root", "place"], name="application_place")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sought_ore__gt=0), name="application_for_something"),
            models.CheckConstraint(
                condition=Q(state="granted", granted_ore__gt=0, granted_ore__lte=F("sought_ore"))
                | (~Q(state="granted") & Q(granted_ore__isnull=True)),
                name="application_granted_sum",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("sent_on")),
                name="application_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", sent_on__isnull=True, closed_on__isnull=True)
                | Q(state="sent", sent_on__isnull=False, closed_on__isnull=True)
                | Q(state__in=["granted", "refused"], sent_on__isnull=False, closed_on__isnull=False)
                | Q(state="withdrawn", closed_on__isnull=False),
                name="application_days_of_state",
            ),
        ]

    @property
    def to(self) -> str:
        """Whom the money is sought from, in the language of the moment."""
        return self.other_source or str(self.Source(self.source).label)
