"""What keeps an agreement from being laid for signing, in plain sentences."""

import datetime as dt

from django.utils.translation import gettext as _

from servicepunkt.supply.models import Level

from .models import Agreement, Kind, Side, StandsFor

FEWEST = 2


def lacking(agreement: Agreement) -> list[str]:
    """Everything that is missing or cannot stand in an agreement; empty when it can be signed. Two queries.

    Only authorities handle matters for one another (lag 2019:212 om viss gemensam offentlig service).
    """
    sides = list(agreement.sides.select_related("party"))
    promises = list(agreement.commitments.select_related("doer__party"))
    out = []
    if len(sides) < FEWEST:
        out.append(_("Avtalet behöver minst två parter."))
    if not promises:
        out.append(_("Avtalet behöver minst ett åtagande."))
    for stands_for in (StandsFor.VILLAGE, StandsFor.MUNICIPALITY, StandsFor.COUNTY):
        if sum(1 for side in sides if side.signs_here and side.party.stands_for == stands_for) > 1:
            out.append(_("Ingen kan skriva under för två parter. Låt en av dem skriva under på papper."))
    if agreement.kind == Kind.AUTHORITY and not all(side.party.is_authority for side in sides):
        out.append(_("Bara myndigheter kan ingå serviceavtal med varandra (lag 2019:212)."))
    for one in promises:
        if one.level == Level.AUTHORITY and not one.doer.party.is_authority:
            out.append(
                _("%(name)s är ingen myndighet och kan inte åta sig myndighetsuppgifter (lag 2019:212).")
                % {"name": one.doer.party.organisation}
            )
        if one.doer_id == one.payer_id:
            out.append(_("%(name)s kan inte betala sig själv.") % {"name": one.doer.party.organisation})
        if not _within(agreement, one.from_on, one.to_on):
            out.append(_("Ett åtagande ligger utanför avtalets tid: %(what)s") % {"what": one.what})
    if agreement.replaces and agreement.replaces.from_on > agreement.from_on:
        out.append(_("Tilläggsavtalet kan inte börja gälla före det avtal som det ersätter."))
    out += [
        _("%(name)s är part i avtalet som ersätts. Ta med parten, eller för först in dess uppsägning.") % {"name": name}
        for name in _left_out(agreement, sides)
    ]
    return list(dict.fromkeys(out))


def _within(agreement: Agreement, from_on: dt.date | None, to_on: dt.date | None) -> bool:
    term = agreement.term()
    return term.from_on <= (from_on or term.from_on) < (to_on or term.longest) <= term.longest


def _left_out(agreement: Agreement, sides: list[Side]) -> list[str]:
    """Parties of the agreement that is replaced who are not in the new one and have not given notice. One query."""
    if agreement.replaces_id is None:
        return []
    now = {side.party_id for side in sides}
    before = Side.objects.filter(agreement=agreement.replaces_id, notices=None).select_related("party")
    return [side.party.organisation for side in before if side.party_id not in now]
