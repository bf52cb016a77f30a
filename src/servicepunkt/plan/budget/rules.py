"""What state grants to shops and home delivery may come to: every condition met, not met or unknown, and an amount.

The amounts come from the table of legal values, by key. The grants are decided by the Region or the municipality; what
is counted here is what the rules let them give at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .facts import PER_MILLE

Limits = Mapping[str, int]


@dataclass(frozen=True)
class Condition:
    """A condition, whether it is met (None: not known), and the legal values it rests on."""

    code: str
    met: bool | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What a rule says. `amount_ore` is the most that can be given in a year, None when that cannot be counted yet."""

    conditions: tuple[Condition, ...]
    amount_ore: int | None
    keys: tuple[str, ...] = ()

    excused: tuple[str, ...] = ()

    @property
    def may(self) -> bool | None:
        """Whether the grant can be given: no as soon as one condition fails, None while one is unknown."""
        met = {one.met for one in self.conditions}
        return False if False in met else None if None in met else True

    @property
    def for_reasons(self) -> bool:
        """Whether it fails only where the rule lets special reasons excuse it (`excused` names those conditions)."""
        failed = [one.code for one in self.conditions if one.met is False]
        return bool(failed) and set(failed) <= set(self.excused)


@dataclass(frozen=True)
class Shop:
    """What särskilt driftstöd asks of a shop. None: not known."""

    all_year: bool | None = None
    island: bool | None = None
    distance_m: int | None = None
    turnover_ore: int | None = None
    hours: int | None = None
    articles: int | None = None
    fresh: bool | None = None
    plan: bool | None = None


def operating_grant(shop: Shop, limits: Limits) -> Result:
    """Särskilt driftstöd (förordning 2000:284, 21 a §)."""
    near = None if shop.distance_m is None else shop.distance_m > limits["driftstod.min_distance"]
    remote = True if shop.island else near if shop.island is False or near else None
    small = None if shop.turnover_ore is None else shop.turnover_ore < limits["driftstod.small_turnover"]
    conditions = (
        Condition("all_year", shop.all_year),
        Condition("remote", remote, ("driftstod.min_distance",)),
        Condition("turnover", _at_most(shop.turnover_ore, limits["driftstod.max_turnover"]), (
            "driftstod.max_turnover",
        )),
        # Sources differ on a lower limit: below it the answer is not no, but unknown.
        Condition("turnover_low", _at_least(shop.turnover_ore, limits["driftstod.min_turnover"]) or None, (
            "driftstod.min_turnover",
        )),
        _hours(shop, small, limits),
        _articles(shop, small, limits),
        Condition("fresh", True if small and shop.fresh is False else shop.fresh, ("driftstod.small_turnover",)),
        Condition("plan", shop.plan),
    )  # fmt: skip
    # 21 a § second paragraph: special reasons can excuse the distance and the turnover.
    return Result(conditions, limits["driftstod.max_year"], ("driftstod.max_year",), ("remote", "turnover"))


def _hours(shop: Shop, small: bool | None, limits: Limits) -> Condition:
    low, full = limits["driftstod.hours_small"], limits["driftstod.hours"]
    keys = ("driftstod.hours_small", "driftstod.hours", "driftstod.small_turnover")
    if shop.hours is None:
        return Condition("hours", None, keys)
    if small is None:
        return Condition("hours", True if shop.hours >= full else False if shop.hours < low else None, keys)
    return Condition("hours", shop.hours >= (low if small else full), keys)


def _articles(shop: Shop, small: bool | None, limits: Limits) -> Condition:
    enough = _at_least(shop.articles, limits["driftstod.articles"])
    # Below the small turnover the demand is relaxed, but by how much is for the Region to say.
    return Condition("articles", None if enough is False and small is not False else enough, ("driftstod.articles",))


def _at_most(value: int | None, limit: int) -> bool | None:
    return None if value is None else value <= limit


def _at_least(value: int | None, limit: int) -> bool | None:
    return None if value is None else value >= limit


@dataclass(frozen=True)
class ServiceGrant:
    """What servicebidrag asks. `years`: for how many it is sought; `driftstod_ore`: the operating grant that year."""

    plan: bool | None = None
    reasons: bool | None = None
    special: bool | None = None
    years: int | None = None
    driftstod_ore: int | None = None


def service_grant(asked: ServiceGrant, limits: Limits) -> Result:
    """Servicebidrag: a ceiling a year, from which the operating grant of the same year is taken."""
    conditions = (
        Condition("plan", asked.plan),
        Condition("reasons", asked.reasons),
        Condition("years", _at_most(asked.years, limits["servicebidrag.years"]), ("servicebidrag.years",)),
    )
    keys = ("servicebidrag.max_year_special" if asked.special else "servicebidrag.max_year",)
    ceiling = limits[keys[0]]
    amount = None if asked.driftstod_ore is None else max(0, ceiling - asked.driftstod_ore)
    return Result(conditions, amount, keys)


@dataclass(frozen=True)
class HomeDelivery:
    """A municipality's home delivery: what a delivery costs it, what the household pays, how many a year."""

    plan: bool | None = None
    documented: bool | None = None
    cost_ore: int | None = None
    fee_ore: int | None = None
    deliveries: int | None = None


def home_delivery_grant(asked: HomeDelivery, limits: Limits) -> Result:
    """Hemsändningsbidrag (20 §): a share of the municipality's net cost, at most so much per household and delivery,
    and only when the year's net cost reaches a part of a price base amount."""
    known = None not in (asked.cost_ore, asked.fee_ore)
    net = (asked.cost_ore or 0) - (asked.fee_ore or 0)
    year = net * asked.deliveries if known and asked.deliveries is not None else None
    least = -(-limits["prisbasbelopp"] * limits["hemsandning.least"] // PER_MILLE)
    conditions = (
        Condition("plan", asked.plan),
        Condition("net_cost", net > 0 if known else None),
        Condition("least", _at_least(year, least), ("hemsandning.least", "prisbasbelopp")),
        Condition("documented", asked.documented),
    )
    keys = ("hemsandning.share", "hemsandning.max_delivery")
    if not known or asked.deliveries is None:
        return Result(conditions, None, keys)
    each = min(max(0, net) * limits[keys[0]] // PER_MILLE, limits[keys[1]])
    return Result(conditions, each * asked.deliveries, keys)


@dataclass(frozen=True)
class Bought:
    """A purchase over its whole term, extensions included, with what is bought of the same kind elsewhere meanwhile.

    `direct`: it is to be bought without competition. `aid`: it is support to a company, not payment for a service.
    """

    year_ore: int
    years: int
    extension_years: int
    same_kind_ore: int = 0
    social: bool = False
    direct: bool = True
    aid: bool = False
    other_aid_ore: int = 0


@dataclass(frozen=True)
class Judged:
    """A purchase held against the limits: its whole value, the limit, aid over three years and its ceiling, in öre."""

    total_ore: int
    limit_ore: int
    limit_key: str
    direct_holds: bool
    aid_ore: int
    ceiling_ore: int
    aid_holds: bool

    @property
    def holds(self) -> bool:
        """Whether the purchase can be made the way it is planned."""
        return self.direct_holds and self.aid_holds


def judge(bought: Bought, limits: Limits) -> Judged:
    """Hold a purchase against the limit of direct procurement (its value must be below it) and against de minimis aid
    (three years' aid may reach the ceiling, not pass it)."""
    key = "lou.direct_social" if bought.social else "lou.direct"
    whole = bought.years + bought.extension_years
    total = bought.year_ore * whole + bought.same_kind_ore
    aid = bought.year_ore * min(3, whole) + bought.other_aid_ore if bought.aid else 0
    ceiling = limits["deminimis.three_years"] * limits["euro.kronor"]
    return Judged(total, limits[key], key, not bought.direct or total < limits[key], aid, ceiling, aid <= ceiling)
