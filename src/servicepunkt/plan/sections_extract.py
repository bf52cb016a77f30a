"""What the extract for a municipal service plan tells: of one place, or of every place of a municipality in turn."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.core.money import kronor
from servicepunkt.documents.blocks import Block, Heading
from servicepunkt.documents.kinds import Asked, Fact, Section, section, sections
from servicepunkt.documents.telling import Telling, part_said
from servicepunkt.places.models import Area, Place
from servicepunkt.supply.models import Channel, Level, Located, Offer

from . import budget_words as words
from .budget.counting import count
from .budget.verdict import verdict
from .models_sheets import Offering
from .queries_budget import budget_of
from .sections_applying import measures_of

NEAR_M, FAR_M = 10_000, 20_000
"""Distance classes that Swedish service plans use: 10 km is the legal test of the special operating grant (ordinance
2000:284, 21 a §), 20 km the next class of the national accessibility tool."""


def places_of(asked: Asked) -> list[Place]:
    """The places a document is about: its own, or all of its municipality that take part in the programme."""
    if asked.place is not None:
        return [asked.place]
    return in_municipality(asked.root, f"{asked.subject:04}")


def in_municipality(root: Area, municipality_id: str) -> list[Place]:
    """The places of a municipality in a programme. One query."""
    found = Place.objects.filter(memberships__root=root, municipality_id=municipality_id)
    return list(found.select_related("municipality__county").order_by("sort_key", "id").distinct())


def _each(name: str) -> Callable[[Asked], Section]:
    """A place's section for every place the document is about, under the place's name when there are several."""

    def tell(asked: Asked) -> Section:
        places = places_of(asked)
        blocks: list[Block] = []
        facts: list[Fact] = []
        for place in places:
            told = sections()[name].fill(replace(asked, place=place, subject=place.pk))
            if len(places) == 1:
                return told
            blocks.append(Heading(2, place.name))
            blocks += (Heading(min(one.level + 1, 4), one.text) if isinstance(one, Heading) else one
                       for one in told.blocks)  # fmt: skip
            facts += told.facts
        return Section(tuple(blocks), tuple(facts))

    return tell


@section("plan.access", gettext_lazy("Avstånd och tillgänglighet"))
def access(asked: Asked) -> Section:
    """Of the services, how many are at each place, how far away others are, which need no place. One query a place."""
    tell = Telling(asked, _("Ortens utbud"))
    rows = []
    for place in places_of(asked):
        offers = list(Offer.objects.filter(place=place))
        away = [one.distance_m or 0 for one in offers if one.located == Located.ELSEWHERE]
        rows.append((
            place.name,
            str(sum(one.located == Located.HERE for one in offers)),
            str(sum(far <= NEAR_M for far in away)),
            str(sum(NEAR_M < far <= FAR_M for far in away)),
            str(sum(far > FAR_M for far in away)),
            str(sum(one.channel in (Channel.PHONE, Channel.DIGITAL) for one in offers)),
        ))  # fmt: skip
    head = (_("Ort"), _("På orten"), _("Högst 10 km"), _("10–20 km"), _("Över 20 km"), _("Telefon eller digitalt"))
    tell.table(_("Tjänster efter avstånd till invånarnas ort"), head, rows, numeric=range(1, 6))
    tell.say(_("Avstånden är vägens längd till närmaste utförare, så som orten har fört in dem."))
    return tell.section()


@section("plan.point_level", gettext_lazy("Servicepunkten"))
def point_level(asked: Asked) -> Section:
    """What the service point is to give and how far it goes, and how much of it at each level. Two queries."""
    tell = Telling(asked, _("Ortens plan"))
    if asked.place is None:
        raise ValueError("a service point is a place's own")
    rows = list(Offering.objects.filter(place=asked.place).exclude(begins=Offering.Begins.NOT).order_by("id"))
    tell.table(
        _("Det servicepunkten ska ge"),
        (_("Service"), _("Nivå"), _("Vem"), _("När")),
        [(one.what, str(Level(one.level).label), one.who, one.about_when or _("från start")) for one in rows],
        none=_("Erbjudandet är inte skrivet ännu."),
    )
    return tell.section()


@section("plan.measures", gettext_lazy("Åtgärder"))
def measures(asked: Asked) -> Section:
    """What is to be done at the place: what, who, when, what it costs."""
    tell = Telling(asked, _("Ortens plan och budget"))
    if asked.place is None:
        raise ValueError("measures are a place's own")
    head = (_("Åtgärd"), _("Ansvarig"), _("När"), _("Kostnad en gång"))
    tell.table(_("Åtgärder"), head, measures_of(asked.place), numeric=(3,), none=_("Inga åtgärder är införda ännu."))
    return tell.section()


@section("plan.money_in_short", gettext_lazy("Finansiering i korthet"))
def money_in_short(asked: Asked) -> Section:
    """The first year's costs and incomes, what each payer gives, and whether it lasts. Five queries."""
    tell = Telling(asked, _("Ortens budget"))
    if asked.place is None:
        raise ValueError("a budget is a place's own")
    budget = budget_of(asked.place)
    if not (budget.costs or budget.incomes or budget.sales):
        tell.say(_("Budgeten är inte påbörjad."))
        return tell.section()
    outcome = count(budget)
    first = outcome.years[0]
    tell.say(words.conclusion(verdict(budget)))
    rows = [(payer, kronor(ore)) for payer, ore in sorted(first.payers.items()) if ore]
    rows += [
        (_("Intäkter tillsammans"), kronor(first.income_ore)),
        (_("Kostnader tillsammans"), kronor(first.cost_ore)),
    ]
    caption = _("Finansiering det första året, %(year)s") % {"year": first.year}
    tell.table(caption, (_("Vem eller vad"), _("Kronor")), rows, numeric=(1,))
    kept = sum(year.balance_ore >= 0 for year in outcome.years)
    tell.fact(_("År som pengarna räcker"), part_said(kept, len(outcome.years)))
    return tell.section()


for _name, _title in (
    ("supply.place_services", gettext_lazy("Servicen i dag")),
    ("needs.gaps", gettext_lazy("Behoven och det som saknas")),
    ("plan.point_level", gettext_lazy("Servicepunkten")),
    ("plan.measures", gettext_lazy("Åtgärder")),
    ("agreements.one_door", gettext_lazy("Ansvariga")),
    ("agreements.list", gettext_lazy("Avtal")),
    ("plan.money_in_short", gettext_lazy("Finansiering")),
    ("plan.indicators", gettext_lazy("Uppföljning")),
):
    section(f"extract.{_name}", _title)(_each(_name))
