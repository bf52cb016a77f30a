"""The extract for a municipality's service plan: one place's facts, or those of all its places, in the plan's form.

Headings: those that municipal service plans share (Vilhelmina 2018–20, Storuman 2019–22, Härjedalen 2025–30, and Region
Värmland's guide of 2018): situation by sector, access, gaps, points and their level, measures, responsibility, money,
follow-up.
"""

from django.utils.translation import gettext_lazy as _

from servicepunkt.documents.kinds import Kind, Part, register
from servicepunkt.people.roles import Right

from .kinds import OF_MUNICIPALITY, RETENTION, TITLES, register_plan

EXTRACT = "service_plan_extract"

_PARTS = (
    Part(
        "context",
        _("Syfte och sammanhang"),
        help=_(
            "Vilken serviceplan det är underlag till, vilka andra planer det hör ihop med, och vem som tog fram det."
        ),
    ),
    Part("services", _("Lägesbeskrivning: servicen i dag"), "extract.supply.place_services"),
    Part("access", _("Avstånd och tillgänglighet"), "plan.access"),
    Part("gaps", _("Behov och brister"), "extract.needs.gaps"),
    Part(
        "fragile",
        _("Sårbarhet"),
        help=_("Vad som händer om en utförare slutar: vilken service försvinner samtidigt, och hur långt blir det då?"),
    ),
    Part("point", _("Servicepunkten och dess nivå"), "extract.plan.point_level"),
    Part("measures", _("Åtgärder"), "extract.plan.measures"),
    Part("responsible", _("Ansvariga och kontakter"), "extract.agreements.one_door"),
    Part("agreements", _("Avtal"), "extract.agreements.list"),
    Part("money", _("Finansiering"), "extract.plan.money_in_short"),
    Part("home", _("Hemsändning"), help=_("Regler för hemsändning av varor, om kommunen har några.")),
    Part("consulted", _("Samråd"), help=_("Vilka som har fått säga sitt, när och hur.")),
    Part("follow_up", _("Uppföljning varje år"), "extract.plan.indicators"),
)

register_plan(
    EXTRACT, _("Utdrag till kommunens serviceplan"), _("Underlag till kommunens serviceplan: %(place)s"), _PARTS
)

TITLES[OF_MUNICIPALITY] = _("Underlag till serviceplanen i %(place)s")
register(
    Kind(
        key=OF_MUNICIPALITY,
        title=_("Utdrag till serviceplanen, hela kommunen"),
        parts=_PARTS,
        retention=RETENTION,
        write=Right.WRITE_DOCUMENTS,
        approve=Right.APPROVE_DOCUMENTS,
        see=Right.SEE_PLACE,
    )
)
