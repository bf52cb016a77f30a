"""What `programme` tells of money in documents: outlays and cheques, costs by kind and payer, own time."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.documents.kinds import Asked, Section, section
from servicepunkt.documents.telling import Telling, day_said, hours_said, period_said

from .models import Contribution, Outlay
from .queries import programme_of
from .queries_costs import KINDS, Period, borne
from .queries_village import sought_by_source
from .sections import within


def _period(asked: Asked) -> Period:
    return (asked.period_from, asked.period_to) if asked.period_from and asked.period_to else None


@section("programme.money", gettext_lazy("Utbetalningar och checkar"))
def money(asked: Asked) -> Section:
    """What the programme paid in the period and so far, to local solutions and general methods; cheques; money
    sought. Three queries."""
    programme = programme_of(asked.root)
    tell = Telling(asked, _("Utbetalningarna under Pengar"))
    so_far = programme.outlays.filter(paid_on__lte=asked.on)
    cheque = Q(kind=Outlay.Kind.CHEQUE)
    rows: list[tuple[str, str, str]] = []
    now = within(asked, "paid_on")
    sums = so_far.aggregate(
        local=Sum("amount_ore", filter=Q(purpose=Outlay.Purpose.LOCAL), default=0),
        general=Sum("amount_ore", filter=Q(purpose=Outlay.Purpose.GENERAL), default=0),
        local_now=Sum("amount_ore", filter=now & Q(purpose=Outlay.Purpose.LOCAL), default=0),
        general_now=Sum("amount_ore", filter=now & Q(purpose=Outlay.Purpose.GENERAL), default=0),
        cheques=Count("id", filter=cheque),
        cheques_ore=Sum("amount_ore", filter=cheque, default=0),
        accounted=Count("id", filter=cheque & Q(accounted_on__lte=asked.on)),
    )
    for title, name in ((_("Lokala lösningar"), "local"), (_("Generella metoder"), "general")):
        rows.append((title, kronor(sums[f"{name}_now"]), kronor(sums[name])))
    total_now, total = sums["local_now"] + sums["general_now"], sums["local"] + sums["general"]
    rows.append((_("Tillsammans"), kronor(total_now), kronor(total)))
    head = (_("Till"), _("Under perioden"), _("Hittills"))
    tell.say(_("Perioden är %(period)s.") % {"period": period_said(asked)})
    tell.table(_("Utbetalt av programmet"), head, rows, numeric=(1, 2))
    share = f"{round(100 * sums['local'] / total)}\u00a0%" if total else _("inget är utbetalt")
    tell.figures(
        _("Checkar och lokal andel"),
        [
            (_("Andel till lokala lösningar, hittills"), share),
            (_("Serviceutvecklingscheckar, utbetalda"), str(sums["cheques"])),
            (_("Serviceutvecklingscheckar, summa"), kronor(sums["cheques_ore"])),
            (_("Serviceutvecklingscheckar, redovisade"), str(sums["accounted"])),
        ],
    )
    tell.table(
        _("Pengar som bygderna har sökt till sina förstudier av andra"),
        (_("Finansiär"), _("Ansökningar"), _("Sökt"), _("Beviljat")),
        (
            (one.source, str(one.applications), kronor(one.sought_ore), kronor(one.granted_ore))
            for one in sought_by_source(asked.root)
        ),
        numeric=(1, 2, 3),
    )
    return tell.section()


@section("programme.costs", gettext_lazy("Kostnader per slag och betalare"))
def costs(asked: Asked) -> Section:
    """Every kind of cost by who bore it, in the period; and all costs so far. Two queries."""
    tell = Telling(asked, _("Kostnaderna under Pengar"))
    now, ever = borne(asked.root, _period(asked)), borne(asked.root)
    rows = [
        (payer, *(kronor(of_payer.get(kind, 0)) for kind in now.kinds), kronor(sum(of_payer.values())))
        for payer, of_payer in now.ore.items()
    ]
    if len(rows) > 1:
        rows.append((_("Tillsammans"), *(kronor(now.of_kind(kind)) for kind in now.kinds), kronor(now.total_ore)))
    head = (_("Betalare"), *(str(KINDS[Contribution.Kind(kind)]) for kind in now.kinds), _("Summa"))
    none = _("Inga kostnader är införda för perioden (%(period)s).") % {"period": period_said(asked)}
    tell.table(_("Kostnader under perioden"), head, rows, numeric=range(1, len(head)), none=none)
    bars = [(str(KINDS[Contribution.Kind(kind)]), Decimal(now.of_kind(kind)) / 100) for kind in now.kinds]
    tell.chart(_("Kostnader per slag"), _("Kostnader under perioden, per slag"), _("kronor"), _("Kronor"), bars)
    tell.figures(_("Alla kostnader hittills"), [(_("Kostnader"), kronor(ever.total_ore))])
    return tell.section()


@section("programme.own_time", gettext_lazy("Eget arbete"))
def own_time(asked: Asked) -> Section:
    """Hours of own time by organisation, in the period and so far. Without money: an hour's worth is the reader's
    rate. Two queries."""
    tell = Telling(asked, _("Det egna arbetet under Pengar"))
    now, ever = borne(asked.root, _period(asked)), borne(asked.root)
    rows = [
        (payer, hours_said(now.hours[payer]) if payer in now.hours else "0", hours_said(hours))
        for payer, hours in ever.hours.items()
    ]
    if len(rows) > 1:
        rows.append((_("Tillsammans"), hours_said(now.total_hours), hours_said(ever.total_hours)))
    tell.table(
        _("Eget arbete i timmar"),
        (_("Organisation"), _("Under perioden"), _("Hittills")),
        rows,
        numeric=(1, 2),
        none=_("Inget eget arbete är infört."),
    )
    return tell.section()


@section("programme.cheques", gettext_lazy("Serviceutvecklingscheckar, ort för ort"))
def cheques(asked: Asked) -> Section:
    """Every cheque: to which place, when it was paid and accounted for. One query."""
    programme = programme_of(asked.root)
    tell = Telling(asked, _("Utbetalningarna under Pengar"))
    paid = programme.outlays.filter(kind=Outlay.Kind.CHEQUE, paid_on__lte=asked.on).select_related("place")
    rows = [
        (one.place.name, kronor(one.amount_ore), day_said(one.paid_on),
         day_said(one.accounted_on) if one.accounted_on else _("inte än"))
        for one in paid.order_by("place__sort_key")
        if one.place
    ]  # fmt: skip
    head = (_("Ort"), _("Belopp"), _("Utbetald"), _("Redovisad"))
    tell.table(_("Checkar"), head, rows, numeric=(1,), none=_("Ingen check är utbetald."), appendix=True)
    return tell.section()
