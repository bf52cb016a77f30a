"""What `programme` can prove: a leader for the place, the cheque paid and accounted for, most of the money spent
locally."""

from collections.abc import Mapping

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core.evidence import Finding, Question, evidence
from servicepunkt.people.access import held_on
from servicepunkt.people.models import Holding
from servicepunkt.people.roles import Role
from servicepunkt.places.models import AreaPlace

from .models import Outlay

MONEY = "programme:money"


@evidence("programme.leader_seated", _("Orten har en projektledare"), reads=("people", "places"))
def leader_seated(question: Question) -> Mapping[int, Finding]:
    """Met when the place lies in a programme area whose seat as leader has an ordinary holder on the day."""
    seated = dict(
        Holding.objects.filter(
            held_on(question.on),
            substitute=False,
            seat__role=Role.LEADER,
            seat__area__parent_id=question.root_id,
        ).values_list("seat__area_id", "from_on")
    )
    members = AreaPlace.objects.filter(root_id=question.root_id, place_id__in=question.place_ids)
    area_of = dict(members.values_list("place_id", "area_id"))
    out = {}
    for place_id in question.place_ids:
        day = seated.get(area_of.get(place_id) or 0)
        if day:
            out[place_id] = Finding(
                True, gettext_noop("Projektledaren är utsedd sedan %(day)s."), {"day": day.isoformat()}, since_on=day
            )
        elif area_of.get(place_id) is None:
            out[place_id] = Finding(False, gettext_noop("Orten hör inte till någon region ännu."))
        else:
            out[place_id] = Finding(False, gettext_noop("Regionens projektledare är inte utsedd ännu."))
    return out


def _cheques(question: Question) -> dict[int, Outlay]:
    return question.once("programme.cheques", lambda: _read_cheques(question))


def _read_cheques(question: Question) -> dict[int, Outlay]:
    rows = Outlay.objects.filter(
        programme__area_id=question.root_id,
        place_id__in=question.place_ids,
        kind=Outlay.Kind.CHEQUE,
        paid_on__lte=question.on,
    )
    return {row.place_id: row for row in rows if row.place_id is not None}


@evidence("programme.cheque_paid", _("Serviceutvecklingschecken är utbetald"))
def cheque_paid(question: Question) -> Mapping[int, Finding]:
    """Met when the place's cheque has been paid with at least `kronor`."""
    wanted = question.number("kronor", 0) * 100
    cheques = _cheques(question)
    out = {}
    for place_id in question.place_ids:
        cheque = cheques.get(place_id)
        if cheque is None:
            out[place_id] = Finding(False, gettext_noop("Checken är inte utbetald ännu."), {}, MONEY)
            continue
        values: dict[str, str | int] = {
            "amount_ore": cheque.amount_ore,
            "day": cheque.paid_on.isoformat(),
            "wanted_ore": wanted,
        }
        met = cheque.amount_ore >= wanted
        sentence = (
            gettext_noop("%(amount)s betalades ut %(day)s.")
            if met
            else gettext_noop("%(amount)s av %(wanted)s är utbetalt (%(day)s).")
        )
        out[place_id] = Finding(met, sentence, values, MONEY, cheque.paid_on if met else None)
    return out


@evidence("programme.cheque_accounted", _("Serviceutvecklingschecken är redovisad"))
def cheque_accounted(question: Question) -> Mapping[int, Finding]:
    """Met when the place's cheque has been paid and accounted for."""
    cheques = _cheques(question)
    out = {}
    for place_id in question.place_ids:
        cheque = cheques.get(place_id)
        if cheque and cheque.accounted_on and cheque.accounted_on <= question.on:
            day = cheque.accounted_on
            out[place_id] = Finding(
                True, gettext_noop("Checken redovisades %(day)s."), {"day": day.isoformat()}, MONEY, day
            )
        else:
            out[place_id] = Finding(False, gettext_noop("Checken är inte redovisad ännu."), {}, MONEY)
    return out


@evidence("programme.money_mostly_local", _("Merparten av pengarna går till lokalt anpassade lösningar"))
def money_mostly_local(question: Question) -> Mapping[int, Finding]:
    """Met for every place when more than half of the programme's outlays went to local solutions (the funder's fifth
    principle)."""
    rows = Outlay.objects.filter(programme__area_id=question.root_id, paid_on__lte=question.on)
    sums = dict(rows.values_list("purpose").annotate(total=Sum("amount_ore")).order_by())
    local = int(sums.get(Outlay.Purpose.LOCAL, 0))
    total = local + int(sums.get(Outlay.Purpose.GENERAL, 0))
    if not total:
        finding = Finding(False, gettext_noop("Programmet har inte betalat ut något ännu."), {}, MONEY)
    else:
        values = {"local_ore": local, "total_ore": total}
        finding = Finding(
            local * 2 > total, gettext_noop("%(local)s av %(total)s har gått till lokala lösningar."), values, MONEY
        )
    return dict.fromkeys(question.place_ids, finding)
