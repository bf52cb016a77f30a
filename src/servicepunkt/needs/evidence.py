"""What `needs` can prove: which groups were asked, that all sectors were asked about, that citizens took part, the gap.

All of it stands on final releases: a questionnaire that is still open proves nothing. No sentence holds a number of
people under five, nor more about ages than the page of who has answered shows (see `coverage`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from servicepunkt.core import clock
from servicepunkt.core.evidence import Finding, Question, evidence
from servicepunkt.places.models import Population
from servicepunkt.programme.models_village import VillageMeeting
from servicepunkt.supply.models import Offer, Sector
from servicepunkt.supply.reference import areas

from .content import AGES
from .coverage import FEW, AgeRow, age_table, whole_fives
from .models import Answer, HouseholdCode, Idea, Questionnaire, Release, State, Variant

NEEDS, COVERAGE, GAP, IDEAS = "needs:needs", "needs:coverage", "needs:gap", "needs:ideas"
WITH_AGES = (Variant.RESIDENT, Variant.YOUTH, Variant.PART_YEAR)
NOT_ASKED: Mapping[str, str] = {
    Variant.YOUTH: gettext_noop("De unga har inte fått sin enkät än."),
    Variant.COMPANY: gettext_noop("Företagen är inte frågade än."),
    Variant.ASSOCIATION: gettext_noop("Föreningarna är inte frågade än."),
    Variant.PART_YEAR: gettext_noop("De som bor här en del av året är inte frågade än."),
}
NOTHING_RELEASED = gettext_noop("Ingen enkät till de boende är stängd och redovisad än.")


@dataclass(frozen=True)
class _Asked:
    """A questionnaire that has been open: whether it is closed, when it was released for good, codes, areas."""

    id: int
    variant: str
    closed: bool
    released_on: dt.date | None
    codes: int
    codes_used: int
    areas: frozenset[str]


@dataclass
class _Counted:
    """Exact numbers of a place that never leave this file: answers by questionnaire, age and sex; people by age."""

    answers: dict[int, dict[tuple[str, str], int]] = field(default_factory=lambda: defaultdict(dict))
    people: dict[str, dict[str, int]] = field(default_factory=dict)


def _asked(question: Question) -> dict[int, list[_Asked]]:
    """The questionnaires of each place that have been opened, in the order they were made. One query for all asked."""

    def read() -> dict[int, list[_Asked]]:
        out: dict[int, list[_Asked]] = defaultdict(list)
        for place_id, *facts in _questionnaires(question):
            out[place_id].append(_one(*facts))
        return out

    return question.once("needs.asked", read)


def _questionnaires(question: Question) -> Any:
    tomorrow = dt.datetime.combine(question.on + dt.timedelta(days=1), dt.time(), clock.STOCKHOLM)
    final = Release.objects.filter(questionnaire=OuterRef("pk"), final=True, at__lt=tomorrow).order_by("number")
    codes = HouseholdCode.objects.filter(questionnaire=OuterRef("pk")).order_by().values("questionnaire")
    asked = Questionnaire.objects.filter(root_id=question.root_id, place_id__in=question.place_ids)
    return (
        asked.exclude(state=State.DRAFT)
        .annotate(
            released_at=Subquery(final.values("at")[:1]),
            services=Subquery(final.values("tables__roles__services")[:1], output_field=JSONField()),
            given=Coalesce(Subquery(codes.annotate(n=Count("id")).values("n")), 0),
            used=Coalesce(Subquery(codes.annotate(n=Count("id", filter=Q(uses__gt=0))).values("n")), 0),
        )
        .order_by("id")
        .values_list("place_id", "id", "variant", "state", "released_at", "services", "given", "used")
    )


def _one(
    pk: int, variant: str, state: str, at: dt.datetime | None, services: Mapping[str, str] | None, given: int, used: int
) -> _Asked:
    day = at.astimezone(clock.STOCKHOLM).date() if at else None
    return _Asked(pk, variant, state == State.CLOSED, day, given, used, frozenset((services or {}).values()))


def _released(asked: Collection[_Asked], *variants: str) -> list[_Asked]:
    return [one for one in asked if one.released_on and (not variants or one.variant in variants)]


def _counted(question: Question) -> dict[int, _Counted]:
    """Answers by age and sex of questionnaires released for good, and the newest people by age. One query."""

    def read() -> dict[int, _Counted]:
        final = Release.objects.filter(questionnaire=OuterRef("questionnaire"), final=True)
        asked = {"questionnaire__root_id": question.root_id, "questionnaire__place_id__in": question.place_ids}
        zero = Value(0, output_field=IntegerField())
        answers = (
            Answer.objects.filter(Exists(final), late=False, questionnaire__variant__in=WITH_AGES, **asked)
            .order_by()
            .annotate(
                place=F("questionnaire__place_id"), order=F("questionnaire_id"), kept=zero, first=zero, words=F("age")
            )
            .values_list("place", "order", "kept", "first", "words", "sex")
            .annotate(number=Count("id"))
        )
        people = (
            Population.objects.filter(place_id__in=question.place_ids, age_from__isnull=False)
            .order_by()
            .annotate(order=-F("year"), kept=-F("id"), first=F("age_from"), words=F("definition"))
            .values_list("place_id", "order", "kept", "first", "words", "sex", "people")
        )
        out: dict[int, _Counted] = defaultdict(_Counted)
        sets: dict[int, dict[tuple[int, str], list[tuple[int, int, str, int]]]] = defaultdict(lambda: defaultdict(list))
        for place_id, order, kept, first, words, sex, number in answers.union(people, all=True):
            if order > 0:
                out[place_id].answers[order][words, sex] = number
            else:
                sets[place_id][order, words].append((kept, first, sex, number))
        for place_id, found in sets.items():  # the newest year, and of it what was kept last, as `places` has it
            newest = min(found, key=lambda key: (key[0], min(found[key])))
            out[place_id].people = _by_age(found[newest])
        return out

    return question.once("needs.counted", read)


def _by_age(rows: Collection[tuple[int, int, str, int]]) -> dict[str, dict[str, int]]:
    """People by age group and sex, of groups that begin where one of ours does."""
    keys = {one.first: one.key for one in AGES}
    out: dict[str, dict[str, int]] = {}
    for _kept, first, sex, number in rows:
        if first in keys:
            out.setdefault(keys[first], {})[sex] = number
    return out


def _names(question: Question, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = question.params.get(name, default)
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else (str(value),)


@evidence("needs.groups_asked", _("Olika grupper har svarat på enkäten"), reads=("places",))
def groups_asked(question: Question) -> Mapping[int, Finding]:
    """Met when residents' answers are released for good and every age group has answered.

    Every group of `ages` (all) with at least `people` (5) inhabitants needs at least `reached` (5, never fewer)
    answers, from the residents' own questionnaire or one for the young or those who live there part of the year.
    Where its people are not known a group counts as inhabited. Each of `variants` (residents) must have
    been asked: the residents' released, the others' closed.
    """
    asked, counted = _asked(question), _counted(question)
    variants = _names(question, "variants", (Variant.RESIDENT.value,))
    return {
        place_id: _groups(question, variants, asked.get(place_id, []), counted.get(place_id) or _Counted())
        for place_id in question.place_ids
    }


def _groups(question: Question, variants: Collection[str], asked: list[_Asked], counted: _Counted) -> Finding:
    residents = _released(asked, Variant.RESIDENT)
    if not residents:
        return Finding(False, NOTHING_RELEASED, {}, NEEDS)
    missing = _missing(question, counted, _released(asked, *WITH_AGES))
    values = _values(residents[-1], counted)
    if missing:
        return Finding(False, _sentence(values, met=False), values, COVERAGE)
    done = {one.variant for one in asked if one.closed or one.released_on}
    for variant in variants:
        if variant not in done:
            return Finding(False, NOT_ASKED[Variant(variant)], {}, NEEDS)
    return Finding(True, _sentence(values, met=True), values, COVERAGE, residents[-1].released_on)


def _missing(question: Question, counted: _Counted, released: Collection[_Asked]) -> list[str]:
    """The age groups that have not answered; exact, and never said as it is."""
    reached, least = max(FEW, question.number("reached", FEW)), question.number("people", FEW)
    wanted = _names(question, "ages", tuple(one.key for one in AGES))
    out = []
    for age in wanted:
        best = 0
        for one in released:
            of_age = sum(number for (key, _sex), number in counted.answers.get(one.id, {}).items() if key == age)
            best = max(best, of_age)
        inhabitants = sum(counted.people[age].values()) if age in counted.people else least
        if best < reached and inhabitants >= least:
            out.append(age)
    return out


def _values(one: _Asked, counted: _Counted) -> dict[str, str | int]:
    """What a sentence may say: the share of households in whole fives, ages that are reached and ages that are not."""
    rows = age_table(AGES, counted.answers.get(one.id, {}), counted.people) or ()
    share = 100 * whole_fives(one.codes_used) // one.codes if one.codes else 0
    return {
        "share": share,
        "reached": _say(row for row in rows if row.everybody.reached),
        "missing": _say(row for row in rows if row.everybody.state == "few"),
    }


def _say(rows: Any) -> str:
    """Ages as they are read in any language: "13–29, 85+"."""
    said: list[AgeRow] = list(rows)
    return ", ".join(
        f"{row.groups[0].first}+" if row.groups[-1].last is None else f"{row.groups[0].first}–{row.groups[-1].last - 1}"
        for row in said
    )


def _sentence(values: Mapping[str, str | int], *, met: bool) -> str:
    if met:
        if values["share"]:
            return gettext_noop("Alla åldersgrupper har svarat, och minst %(share)s procent av hushållen.")
        return gettext_noop("Alla åldersgrupper har svarat.")
    if not values["missing"]:
        return gettext_noop("Alla åldersgrupper har inte svarat än. Svaren går inte att visa efter ålder.")
    if not values["reached"]:
        return gettext_noop("Ingen åldersgrupp är nådd än.")
    if values["share"]:
        return gettext_noop(
            "Minst %(share)s procent av hushållen har svarat. Nådda åldrar: %(reached)s. Saknas: %(missing)s."
        )
    return gettext_noop("Nådda åldrar: %(reached)s. Saknas: %(missing)s.")


SECTOR_GROUPS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((Sector.COMMERCIAL,), gettext_noop("Enkäten frågade inte om kommersiell service.")),
    ((Sector.STATE, Sector.REGIONAL, Sector.MUNICIPAL), gettext_noop("Enkäten frågade inte om offentlig service.")),
    ((Sector.NONPROFIT,), gettext_noop("Enkäten frågade inte om det som föreningar erbjuder.")),
)
"""The memo's three sectors, commercial, public and non-profit, with what is said when one was left out."""


@evidence("needs.asked_in_all_sectors", _("Behovet är inventerat i alla tre sektorerna"))
def asked_in_all_sectors(question: Question) -> Mapping[int, Finding]:
    """Met when questionnaires released for good asked about services of all three sectors."""
    asked, out = _asked(question), {}
    for place_id in question.place_ids:
        released = _released(asked.get(place_id, []))
        known = {areas()[key].sector for one in released for key in one.areas if key in areas()}
        left_out = [sentence for sectors, sentence in SECTOR_GROUPS if not known & set(sectors)]
        if not released:
            out[place_id] = Finding(False, NOTHING_RELEASED, {}, NEEDS)
        elif left_out:
            out[place_id] = Finding(False, left_out[0], {}, NEEDS)
        else:
            sentence = gettext_noop("Behovet är undersökt i alla tre sektorerna.")
            out[place_id] = Finding(True, sentence, {}, GAP, released[-1].released_on)
    return out


@evidence("needs.citizens_took_part", _("Invånarna har varit med, på möte och i enkät"), reads=("programme",))
def citizens_took_part(question: Question) -> Mapping[int, Finding]:
    """Met when ideas from an open meeting are written down and residents' answers are released for good."""
    rows = Idea.objects.filter(
        root_id=question.root_id,
        place_id__in=question.place_ids,
        meeting__kind=VillageMeeting.Kind.OPEN,
        meeting__met_on__lte=question.on,
    )
    ideas = set(rows.order_by().values_list("place_id", flat=True).distinct())
    asked, out = _asked(question), {}
    for place_id in question.place_ids:
        released = _released(asked.get(place_id, []), Variant.RESIDENT)
        if not released:
            out[place_id] = Finding(False, NOTHING_RELEASED, {}, NEEDS)
        elif place_id not in ideas:
            out[place_id] = Finding(False, gettext_noop("Inga idéer från ett öppet möte är införda än."), {}, IDEAS)
        else:
            sentence = gettext_noop("Idéer från öppna möten är införda, och enkätens svar är redovisade.")
            out[place_id] = Finding(True, sentence, {}, IDEAS, released[-1].released_on)
    return out


@evidence("needs.gap_known", _("Behoven är ställda mot utbudet"), reads=("supply",))
def gap_known(question: Question) -> Mapping[int, Finding]:
    """Met when residents' answers about services are released for good and the place's supply is written down."""
    rows = Offer.objects.filter(place_id__in=question.place_ids).order_by()
    offers = set(rows.values_list("place_id", flat=True).distinct())
    asked, out = _asked(question), {}
    for place_id in question.place_ids:
        released = [one for one in _released(asked.get(place_id, []), Variant.RESIDENT) if one.areas]
        if not released:
            out[place_id] = Finding(False, NOTHING_RELEASED, {}, NEEDS)
        elif place_id not in offers:
            out[place_id] = Finding(False, gettext_noop("Ortens utbud är inte nedskrivet än."), {}, "supply:supply")
        else:
            sentence = gettext_noop("Behovet av service är ställt mot det som finns.")
            out[place_id] = Finding(True, sentence, {}, GAP, released[-1].released_on)
    return out
