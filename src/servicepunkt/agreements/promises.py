"""What agreements promise at a start: the commitments that have been signed, and how soon each party answers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.documents.telling import day_said
from servicepunkt.plan.promises import Held, Line, Measured, Start, Subject, measured_by, register

from .menu import title_of
from .models import Agreement, Commitment, Kept, Party
from .queries import standings
from .running import State, pay_of

BINDING = (State.RUNNING, State.COMING)
"""Agreements that all have signed: in force, or from a day to come."""


def _first(agreement_id: int, before: Mapping[int, int | None]) -> int:
    """The first agreement of a chain of supplements: its commitments go by the same key all along."""
    seen: set[int] = set()
    while (earlier := before.get(agreement_id)) and agreement_id not in seen:
        seen.add(agreement_id)
        agreement_id = earlier
    return agreement_id


def _keyed(agreements: Iterable[Agreement], before: Mapping[int, int | None]) -> list[tuple[str, Commitment]]:
    """Commitments of agreements with their keys: the chain's first agreement, what, who does it, and which of several.

    One query.
    """
    rows = Commitment.objects.filter(agreement__in=[one.pk for one in agreements])
    out, met = [], Counter[tuple[int, str]]()
    for one in rows.select_related("agreement", "doer__party", "payer__party").order_by("id"):
        what = f"{_first(one.agreement_id, before)}:{one.menu}:{one.doer.party_id}"
        met[one.agreement_id, what] += 1
        out.append((f"{what}:{met[one.agreement_id, what]}", one))
    return out


def _chains(start: Start) -> Mapping[int, int | None]:
    rows = Agreement.objects.filter(root=start.root, place=start.place)
    return start.once("agreements.chains", lambda: dict(rows.values_list("pk", "replaces_id")))


def _commitments(start: Start) -> Iterable[Line]:
    """What parties have promised in agreements that all have signed, and that are not confidential. Six queries."""
    stands = standings(start.root, start.place, start.on)
    binding = [one.agreement for one in stands if one.state in BINDING and not one.secret]
    lines: dict[str, Line] = {}
    for key, one in _keyed(binding, _chains(start)):
        pay = pay_of(one.agreement, one)
        words = f"{one.what} {one.measure}".strip()
        line = Line(
            "agreements.commitments", key, title_of(one.menu), one.doer.party.organisation, words, one.level,
            amount=one.amount_ore, from_on=pay.from_on, until_on=pay.to_on,
        )  # fmt: skip
        lines.setdefault(key, line)  # the agreement in force before the supplement that has not begun
    return lines.values()


def _say_commitment(line: Line) -> str:
    told = [line.words]
    if line.amount:
        told.append(_("%(amount)s om året.") % {"amount": kronor(line.amount)})
    if line.from_on and line.until_on:
        days = {"first": day_said(line.from_on), "last": day_said(line.until_on - dt.timedelta(days=1))}
        told.append(_("Från %(first)s till och med %(last)s.") % days)
    return " ".join(told)


def _answers(start: Start) -> Iterable[Line]:
    """How many working hours a party takes to answer through its one door. One query."""
    for one in Party.objects.filter(root=start.root, place=start.place, answer_hours__isnull=False):
        yield Line(
            "agreements.answers", str(one.pk), one.organisation, one.contact_function, amount=one.answer_hours
        )  # fmt: skip


def _say_answer(line: Line) -> str:
    told = {"who": line.who, "hours": line.amount}
    if not line.who:
        return _("Svar inom %(hours)s arbetstimmar") % told
    return _("%(who)s svarar inom %(hours)s arbetstimmar") % told


register(
    Subject(
        "agreements.commitments",
        gettext_lazy("Åtaganden i avtal"),
        80,
        _commitments,
        _say_commitment,
        lambda line: f"{line.name}: {line.who}",
        more=0,
    )
)
register(
    Subject("agreements.answers", gettext_lazy("Svarstider, en dörr in"), 90, _answers, _say_answer, more=-1)
)  # fmt: skip


@measured_by("agreements.commitments")
def followed(start: Start, lines: Sequence[Line]) -> Mapping[str, Measured]:
    """How commitments were kept when they were last followed up; all supplements together. Three queries."""
    chains = _chains(start)
    if not lines:
        return {}
    keyed = _keyed(Agreement.objects.filter(pk__in=chains, signed__isnull=False), chains)
    numbers = {one.pk: key for key, one in keyed}
    found: dict[str, list[str]] = {}
    rows = Commitment.objects.filter(pk__in=numbers, follow_ups__followed_on__lte=start.on)
    for number, kept in rows.order_by("follow_ups__to_on").values_list("pk", "follow_ups__kept"):
        found.setdefault(numbers[number], []).append(kept)
    return {key: _followed(kept) for key, kept in found.items()}


def _followed(kept: list[str]) -> Measured:
    told = {"last": Kept(kept[-1]).label, "whole": kept.count(Kept.KEPT), "times": len(kept)}
    said = _("Senast uppföljt: %(last)s. Hållet %(whole)s av %(times)s gånger.") % told
    return Measured(said, held=Held.AS_PROMISED if kept[-1] == Kept.KEPT else Held.WORSE)
