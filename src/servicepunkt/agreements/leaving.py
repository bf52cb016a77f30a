"""What follows when a party leaves, or when an agreement is not prolonged. Pure: facts in, consequences out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Promised:
    """A commitment as it bears on leaving: who does it, who pays, öre a year; until when it would hold."""

    commitment_id: int
    agreement_id: int
    menu: str
    what: str
    doer_id: int
    payer_id: int | None
    per_year_ore: int
    supply: tuple[str, ...] = ()


@dataclass(frozen=True)
class Between:
    """An agreement as it bears on leaving: its parties, and the day it would end if notice were given today."""

    agreement_id: int
    party_ids: frozenset[int]
    bites_on: dt.date


@dataclass(frozen=True)
class Consequences:
    """What follows, worked through.

    `falls`: what the party does today; `unpaid`: what others do and the party pays for; `stays`: what the others have
    promised one another. All of it falls when the whole agreement ends.
    `lost_ore`: what those who stay get from the party in a year; `gained_ore`: what they pay it in a year. When all of
    it ends, both are all that is paid.
    `menu` and `supply`: what is touched on the menu and in the inventory. `also_in`: other agreements with the party.
    `tell`: parties who must be told.
    """

    bites_on: dt.date
    days: int
    falls: tuple[Promised, ...]
    unpaid: tuple[Promised, ...]
    stays: tuple[Promised, ...]
    lost_ore: int
    gained_ore: int
    menu: tuple[str, ...]
    supply: tuple[str, ...]
    also_in: tuple[int, ...]
    tell: tuple[int, ...]


def leaving(
    party_id: int | None, this: Between, promised: Iterable[Promised], others: Sequence[Between], on: dt.date
) -> Consequences:
    """What follows when a party leaves an agreement (None: when it ends for all), if it is said on a day.

    `others` are the place's other running agreements. Raises ValueError for a party that is not in the agreement.
    """
    if party_id is not None and party_id not in this.party_ids:
        raise ValueError("the party is not in the agreement")
    own = [one for one in promised if one.agreement_id == this.agreement_id]
    if party_id is None:
        falls, unpaid, stays = own, [], []
    else:
        falls = [one for one in own if one.doer_id == party_id]
        unpaid = [one for one in own if one.payer_id == party_id]
        stays = [one for one in own if party_id not in (one.doer_id, one.payer_id)]
    touched = [*falls, *unpaid]
    staying = this.party_ids if party_id is None else this.party_ids - {party_id}
    also = [one for one in others if one.agreement_id != this.agreement_id and (party_id in one.party_ids)]
    if party_id is None:
        also = [one for one in others if one.agreement_id != this.agreement_id and one.party_ids & this.party_ids]
    tell = set(staying)
    for one in also if party_id is not None else ():
        tell |= one.party_ids - {party_id}
    return Consequences(
        bites_on=this.bites_on,
        days=max(0, (this.bites_on - on).days),
        falls=tuple(falls),
        unpaid=tuple(unpaid),
        stays=tuple(stays),
        lost_ore=sum(one.per_year_ore for one in (falls if party_id is None else unpaid)),
        gained_ore=sum(one.per_year_ore for one in falls if one.payer_id is not None),
        menu=tuple(dict.fromkeys(one.menu for one in touched)),
        supply=tuple(dict.fromkeys(area for one in touched for area in one.supply)),
        also_in=tuple(one.agreement_id for one in also),
        tell=tuple(sorted(tell)),
    )
