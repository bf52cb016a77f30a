"""The facts on a village's sheets: premises, connectivity, agents, state companies, associations, companies, products
and transports. Which fields a sheet has, and what they are called, is told in `sheets`; here is what is stored."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servicepunkt.sheets.models import Fact, NoneSaid

EVERY_DAY, EVERY_MONTH = 2**7 - 1, 2**12 - 1
"""Days of the week and months are kept as bits: Monday and January are 1, the next 2, then 4 ..."""


class YesNo(models.TextChoices):
    """An answer that is not known until somebody has looked."""

    UNKNOWN = "", _("Vet inte")
    YES = "yes", _("Ja")
    NO = "no", _("Nej")


class YesMaybe(models.TextChoices):
    """An answer that also may be: perhaps."""

    UNKNOWN = "", _("Vet inte")
    YES = "yes", _("Ja")
    MAYBE = "maybe", _("Kanske")
    NO = "no", _("Nej")


def _yes_no() -> "models.CharField[str, str]":
    return models.CharField(max_length=3, choices=YesNo.choices, blank=True)


class Premises(Fact):
    """A house or room where the service point could be. `rent_ore` is for a year, `area_m2` the floor."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("Skola")
        HALL = "hall", _("Bygdegård eller samlingslokal")
        SHOP = "shop", _("Butik")
        MUNICIPAL = "municipal", _("Kommunhus eller kommunal lokal")
        PARISH = "parish", _("Församlingshem")
        COMPANY = "company", _("Annat företag")
        OTHER = "other", _("Annan lokal")

    class Connection(models.TextChoices):
        UNKNOWN = "", _("Vet inte")
        FIBRE = "fibre", _("Fiber")
        MOBILE = "mobile", _("Mobilt bredband")
        NONE = "none", _("Ingen")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    owner = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    way_there = models.CharField(max_length=300, blank=True)
    step_free = _yes_no()
    accessible_toilet = _yes_no()
    door_width = _yes_no()
    hearing_loop = _yes_no()
    privacy_corner = _yes_no()
    own_entrance = _yes_no()
    power = _yes_no()
    backup_power = _yes_no()
    heating = models.CharField(max_length=120, blank=True)
    water = _yes_no()
    connection = models.CharField(max_length=8, choices=Connection.choices, blank=True)
    down_mbit = models.PositiveIntegerField(null=True)
    up_mbit = models.PositiveIntegerField(null=True)
    area_m2 = models.PositiveIntegerField(null=True)
    rent_ore = models.PositiveBigIntegerField(null=True)
    free_from_on = models.DateField(null=True)
    opening = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)


class Connectivity(Fact):
    """How well part of a village is connected: speeds in Mbit/s, and mobile coverage by network."""

    class Technology(models.TextChoices):
        FIBRE = "fibre", _("Fiber")
        MOBILE = "mobile", _("Mobilt bredband")
        RADIO = "radio", _("Radiolänk")
        COPPER = "copper", _("Kopparnät")
        SATELLITE = "satellite", _("Satellit")
        NONE = "none", _("Ingen uppkoppling")

    class Coverage(models.TextChoices):
        UNKNOWN = "", _("Vet inte")
        GOOD = "good", _("Bra")
        PATCHY = "patchy", _("Fläckvis")
        NONE = "none", _("Ingen")

    class Told(models.TextChoices):
        UNKNOWN = "", _("Vet inte")
        MEASURED = "measured", _("Uppmätt")
        STATED = "stated", _("Uppgift från operatör eller karta")

    where = models.CharField(max_length=120)
    technology = models.CharField(max_length=10, choices=Technology.choices)
    down_mbit = models.PositiveIntegerField(null=True)
    up_mbit = models.PositiveIntegerField(null=True)
    told = models.CharField(max_length=8, choices=Told.choices, blank=True)
    telia = models.CharField(max_length=6, choices=Coverage.choices, blank=True)
    tele2 = models.CharField(max_length=6, choices=Coverage.choices, blank=True)
    telenor = models.CharField(max_length=6, choices=Coverage.choices, blank=True)
    tre = models.CharField(max_length=6, choices=Coverage.choices, blank=True)
    source = models.CharField(max_length=200, blank=True)
    seen_on = models.DateField(null=True)
    missing = models.CharField(max_length=500, blank=True)


class AgentService(Fact):
    """An agent's service: who has it here, or how far (metres by road) the nearest is. `handling_days` from order to
    hand-over."""

    class Service(models.TextChoices):
        PARCELS = "parcels", _("Paket")
        POST = "post", _("Brev och frimärken")
        MEDICINE = "medicine", _("Läkemedel")
        CASH_OUT = "cash_out", _("Kontantuttag")
        CASH_IN = "cash_in", _("Insättning och dagskassor")
        BILLS = "bills", _("Betala räkningar")
        GAMING = "gaming", _("Spel")
        ALCOHOL = "alcohol", _("Systembolaget")
        FUEL = "fuel", _("Drivmedel")
        TICKETS = "tickets", _("Bussbiljetter")
        OTHER = "other", _("Annat ombud")

    class Located(models.TextChoices):
        HERE = "here", _("Här på orten")
        ELSEWHERE = "elsewhere", _("På annan ort")
        NOWHERE = "nowhere", _("Finns inte att få")

    service = models.CharField(max_length=10, choices=Service.choices)
    located = models.CharField(max_length=10, choices=Located.choices)
    who = models.CharField(max_length=120, blank=True)
    distance_m = models.PositiveIntegerField(null=True)
    handling_days = models.PositiveSmallIntegerField(null=True)
    hours = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(located="elsewhere", distance_m__isnull=False)
                | (~Q(located="elsewhere") & Q(distance_m__isnull=True)),
                name="agent_elsewhere_has_distance",
            ),
        ]


class StateCompany(Fact):
    """What a state company has been asked and has answered. An answer has a day, and a day an answer."""

    class Company(models.TextChoices):
        POSTNORD = "postnord", _("PostNord")
        APOTEKET = "apoteket", _("Apoteket")
        SYSTEMBOLAGET = "systembolaget", _("Systembolaget")
        SJ = "sj", _("SJ")
        SAMHALL = "samhall", _("Samhall")
        SVENSKA_SPEL = "svenska_spel", _("Svenska Spel")
        VATTENFALL = "vattenfall", _("Vattenfall")
        SVENSKA_KRAFTNAT = "svenska_kraftnat", _("Svenska kraftnät")
        TERACOM = "teracom", _("Teracom")
        OTHER = "other", _("Annat statligt bolag")

    class Answer(models.TextChoices):
        NOT_ASKED = "", _("Inte kontaktat än")
        WAITING = "waiting", _("Väntar på svar")
        YES = "yes", _("Ja")
        NO = "no", _("Nej")

    company = models.CharField(max_length=20, choices=Company.choices)
    other_name = models.CharField(max_length=120, blank=True)
    contacted_role = models.CharField(max_length=120, blank=True)
    contacted_on = models.DateField(null=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    product_range = models.CharField(max_length=500, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer="", contacted_on__isnull=True) | (~Q(answer="") & Q(contacted_on__isnull=False)),
                name="state_company_answer_has_day",
            ),
        ]


class Association(Fact):
    """What an association offers and would like to receive, and how it could be a resource."""

    name = models.CharField(max_length=120)
    offers = models.CharField(max_length=500, blank=True)
    receives = models.CharField(max_length=500, blank=True)
    resource_how = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)


class Company(Fact):
    """What a company offers, which ways in would be simpler for it, and what would help."""

    name = models.CharField(max_length=120)
    branch = models.CharField(max_length=120, blank=True)
    offers = models.CharField(max_length=500, blank=True)
    ways_in = models.CharField(max_length=500, blank=True)
    would_help = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)


class LocalProduct(Fact):
    """A product of the village: when in the year (`months`, bits), how much, what it needs on the way."""

    product = models.CharField(max_length=120)
    producer = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField(default=0)
    amount = models.CharField(max_length=120, blank=True)
    cold = _yes_no()
    heavy = _yes_no()
    ride_along = models.CharField(max_length=6, choices=YesMaybe.choices, blank=True)
    sold_at_point = models.CharField(max_length=6, choices=YesMaybe.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(months__lte=EVERY_MONTH), name="product_months_in_year"),
        ]


class Transport(Fact):
    """A trip that is driven today: who for what, with which vehicle, which `days` (bits), how long (metres a round)."""

    class Purpose(models.TextChoices):
        POST = "post", _("Post och paket")
        GOODS = "goods", _("Varor")
        SCHOOL = "school", _("Skolskjuts")
        HOME_HELP = "home_help", _("Hemtjänst och hemsjukvård")
        LIBRARY = "library", _("Bibliotek")
        BUS = "bus", _("Linjetrafik")
        ON_DEMAND = "on_demand", _("Anropsstyrd trafik och färdtjänst")
        MEALS = "meals", _("Mat")
        WASTE = "waste", _("Avfall")
        OTHER = "other", _("Annat")

    class Vehicle(models.TextChoices):
        UNKNOWN = "", _("Vet inte")
        CAR = "car", _("Personbil")
        VAN = "van", _("Skåpbil")
        MINIBUS = "minibus", _("Minibuss")
        BUS = "bus", _("Buss")
        LORRY = "lorry", _("Lastbil")
        BOAT = "boat", _("Båt")
        OTHER = "other", _("Annat fordon")

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    runner = models.CharField(max_length=120)
    owner = models.CharField(max_length=120, blank=True)
    vehicle = models.CharField(max_length=8, choices=Vehicle.choices, blank=True)
    capacity = models.CharField(max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(default=0)
    round_m = models.PositiveIntegerField(null=True)
    take_along = models.CharField(max_length=6, choices=YesMaybe.choices, blank=True)
    take_along_words = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(days__lte=EVERY_DAY), name="transport_days_in_week"),
        ]


class Stop(models.Model):
    """A stop of a trip, in order: the place in words, and when, in minutes after midnight (None: no fixed time)."""

    transport = models.ForeignKey(Transport, on_delete=models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=80)
    minute = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["transport", "number"], name="stop_once"),
            models.CheckConstraint(condition=Q(minute__isnull=True) | Q(minute__lt=1440), name="stop_in_day"),
        ]


class NoneFound(NoneSaid):
    """Somebody has looked and found nothing (more) for a sheet, and how. It goes when the sheet's rows change."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "sheet"], name="none_found_once")
        ]
