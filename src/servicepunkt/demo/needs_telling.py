"""Lets the invented villages ask their people: population, questionnaires that are answered and closed, ideas.

The answers are drawn by a generator with a fixed seed, so that the demonstration is the same every time.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servicepunkt.core import clock
from servicepunkt.core.actions import Actor
from servicepunkt.needs import building, publishing
from servicepunkt.needs.answering import content_of, receive_answer
from servicepunkt.needs.content import AGES, Asked, Content, Kind
from servicepunkt.needs.ideas import Sorted, sort_ideas, write_ideas
from servicepunkt.needs.models import Channel, Entrance, Idea, Questionnaire, State, Variant
from servicepunkt.needs.population import LINES, keep_population
from servicepunkt.people.roles import Right
from servicepunkt.places.models import Area, Place
from servicepunkt.places.population import Figures, Group, history, seen_mark
from servicepunkt.programme.models import VillageMeeting

from .accounts import EXAMPLE, DemoSurvey, Invented
from .story import Story
from .village_telling import actor_of, where
from .villages import Day, Village

OF_TEN_THOUSAND = (1050, 780, 820, 2150, 2200, 1500, 1100, 400)
"""How an invented village's people are spread over the age groups: older than the country."""


@dataclass(frozen=True)
class Asking:
    """What a village has asked: how many live there, household codes (none: a link for all), ideas by theme.

    `now` is whom it asks today, so that whoever tries the demonstration can answer, and type in.
    """

    people: int
    codes: int = 0
    ideas: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    now: Variant | None = None


ASKED: Mapping[str, Asking] = {
    "kantarellboda": Asking(
        240,
        90,
        (
            ("Mötas", (("Fika i servicepunkten varje torsdag", 14), ("Ungdomsrum på bygdegården", 9))),
            ("Resa", (("Buss hem efter klockan 16", 21), ("Samåkning till vårdcentralen", 12))),
            ("Hjälp", (("Någon att fråga när blanketten är svår", 18), ("Rum för distriktssköterskan", 11))),
        ),
    ),
    "smultronhult-smultronnas": Asking(310, 0, (("Mötas", (("Klubbstugan öppen på kvällar", 17),)),)),
    "blabarsvik": Asking(520, 0, (("Resa", (("Båt som passar skolans tider", 15), ("Paket vid bryggan", 6))),),
                         Variant.YOUTH),
    "tranbarsnas": Asking(180, now=Variant.RESIDENT),
    "hjortronliden": Asking(130),
}  # fmt: skip
ASKS_NOW = Day(6, 20)
"""When those who ask today opened: the month before the demonstration is loaded. They close the month after."""


def tell_needs(story: Story, village: Village, day: Callable[[Day], dt.date]) -> None:
    """Tell how a village has asked its people, in the month of the task that asks for it, and what it asks today.

    Raises ValueError when a village that has asked has no contact person.
    """
    asking = ASKED.get(village.slug)
    if asking is None:
        return
    if village.contact is None:
        raise ValueError(f"nobody in {village.slug} can ask")
    tell = partial(partial, _Telling(story, village.slug, village.contact, asking))
    month = village.tasks.get("behov")
    story.on(day(ASKS_NOW if month is None else Day(month, 2)), tell("count"))
    if month is not None:
        story.on(day(Day(month, 3)), tell("open"))
        story.on(day(Day(month, 12)), tell("close"))
    if month is not None and asking.ideas:
        story.on(day(Day(month, 13)), tell("gather"))
    if asking.now:
        story.on(day(ASKS_NOW), tell("ask_today"))


@dataclass(frozen=True)
class _Telling:
    """One village's own telling; called with the name of what happens."""

    story: Story
    slug: str
    contact: Invented
    asking: Asking

    def __call__(self, what: str) -> None:
        root, place = where(self.slug)
        getattr(self, f"_{what}")(root, place)

    def _by(self, right: Right, root: Area, place: Place) -> Actor:
        return actor_of(self.story, self.contact, right, root, place)

    def _count(self, root: Area, place: Place) -> None:
        """The contact person types in how many live there."""
        groups = []
        for line, part in zip(LINES, OF_TEN_THOUSAND, strict=True):
            people = round(self.asking.people * part / 10_000)
            groups += [Group("m", *line.band, people // 2), Group("w", *line.band, people - people // 2)]
        figures = Figures(clock.today().year - 1, "Bygden (påhittat exempel)", "Påhittade siffror", tuple(groups))
        by = self._by(Right.KEEP_POPULATION, root, place)
        seen = seen_mark(history([place.pk]).get(place.pk, []))
        keep_population(root=root, place=place, figures=figures, seen=seen, actor=by)

    def _open(self, root: Area, place: Place) -> None:
        """Residents, companies and associations are asked, and answer."""
        draw = Random(self.slug)
        for variant in (Variant.RESIDENT, Variant.COMPANY, Variant.ASSOCIATION):
            codes = self.asking.codes if variant == Variant.RESIDENT else 0
            made = self._ask(root, place, variant, codes, clock.today() + dt.timedelta(days=30))
            people = _residents(self.asking.people) if variant == Variant.RESIDENT else [("", "")] * 6
            self._answer(made, people, draw)

    def _ask_today(self, root: Area, place: Place) -> None:
        """Somebody is asked today: some have answered, not enough for a result."""
        if self.asking.now is None:
            return
        last = clock.first_of_month(clock.today(), 2) + dt.timedelta(days=19)
        made = self._ask(root, place, self.asking.now, 0, last)
        people = _residents(self.asking.people)
        young = [one for one in people if one[0] in ("13-19", "20-29")]
        answered = young[::3] if self.asking.now == Variant.YOUTH else people[::3]
        self._answer(made, answered, Random(f"{self.slug} today"))

    def _ask(self, root: Area, place: Place, variant: Variant, codes: int, last: dt.date) -> Questionnaire:
        """A questionnaire from the bank is opened for answers, with so many household codes (none: a link)."""
        by = self._by(Right.KEEP_SURVEYS, root, place)
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{self.slug}/questionnaire/{variant}")
        made = building.create(root=root, place=place, variant=variant, request_key=key, actor=by)
        if codes:
            publishing.make_codes(questionnaire=made, number=codes, seen=0, actor=by)
        entrance = Entrance.CODES if codes else Entrance.LINK
        about = replace(building.about_of(made), entrance=entrance, closes_on=last)
        building.describe(questionnaire=made, about=about, seen_version=made.version, actor=by)
        made.refresh_from_db()
        return publishing.publish(questionnaire=made, seen=building.draft_mark(made), actor=by)

    def _answer(self, made: Questionnaire, people: Sequence[tuple[str, str]], draw: Random) -> None:
        """These answer, by age and sex; a third of the households with a code never does."""
        codes = list(made.codes.order_by("code").values_list("code", flat=True)) or [""]
        answering = codes[: len(codes) * 2 // 3 + 1]
        for number, (age, sex) in enumerate(people):
            receive_answer(
                questionnaire=made, key=uuid.UUID(int=draw.getrandbits(128)), channel=Channel.WEB,
                raw=dict(_answers(content_of(made), age, sex, draw)), code=answering[number % len(answering)],
            )  # fmt: skip

    def _close(self, root: Area, place: Place) -> None:
        for one in Questionnaire.objects.filter(root=root, place=place):
            publishing.close(questionnaire=one, actor=self._by(Right.KEEP_SURVEYS, root, place))

    def _gather(self, root: Area, place: Place) -> None:
        """The ideas of the first open meeting, gathered and ranked."""
        by = self._by(Right.KEEP_IDEAS, root, place)
        met = VillageMeeting.objects.filter(root=root, place=place, kind=VillageMeeting.Kind.OPEN).order_by("met_on")[0]
        points = {text: given for _theme, ideas in self.asking.ideas for text, given in ideas}
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{EXAMPLE}/{self.slug}/ideas")
        write_ideas(root=root, place=place, lines=list(points), meeting=met, request_key=key, actor=by)
        for theme, ideas in self.asking.ideas:
            rows = Idea.objects.filter(root=root, place=place, text__in=[text for text, _given in ideas])
            said = [Sorted(one.pk, points[one.text], True, one.version) for one in rows]
            sort_ideas(root=root, place=place, rows=said, theme=None, new_theme=theme, actor=by)


def open_survey() -> DemoSurvey | None:
    """Where whoever tries the demonstration can answer as one who lives there; None when all are closed. One query."""
    asking = Questionnaire.objects.filter(
        root__key=EXAMPLE, variant=Variant.RESIDENT, state=State.OPEN, entrance=Entrance.LINK, place__is_invented=True
    )
    one = asking.select_related("place").order_by("id").first()
    if one is None:
        return None
    what = _("Boende i %(place)s: svarar på bygdens enkät, gärna på en telefon") % {"place": one.place.name}
    return DemoSurvey(reverse("answer:answer", args=[one.key]), what)


def _residents(people: int) -> list[tuple[str, str]]:
    """Who answers: of each age group about three in ten, and six at least where so many live."""
    out = []
    for age, part in zip(AGES, OF_TEN_THOUSAND[1:], strict=True):
        inhabitants = round(people * part / 10_000)
        number = min(inhabitants, max(6, round(0.3 * inhabitants)))
        out += [(age.key, "wm"[each % 2]) for each in range(number)]
    return out


WANTED = {
    "dagligvaror": 0.85, "apotek": 0.85, "primarvard": 0.9, "post": 0.6, "paket": 0.7, "drivmedel": 0.75,
    "kollektivtrafik": 0.7, "digital-hjalp": 0.5, "bibliotek": 0.4, "samlingslokal": 0.55,
}  # fmt: skip
WORDS = (
    "En öppen dörr med någon att fråga.",
    "Buss hem på kvällen.",
    "Att affären blir kvar.",
    "Hjälp med blanketter och BankID.",
    "Ett ställe att ses på.",
)


def _answers(content: Content, age: str, sex: str, draw: Random) -> Iterator[tuple[str, Any]]:
    """One person's answers, drawn by what somebody in a village could have said."""
    for asked in content.questions:
        value = age if asked.key == "age" else sex if asked.key == "sex" else _answer(asked, draw)
        if value not in (None, "", [], {}):
            yield asked.key, value


def _answer(asked: Asked, draw: Random) -> Any:
    options = [one.key for one in asked.options]
    if asked.kind is Kind.TEXT:
        return draw.choice(WORDS) if draw.random() < 0.2 else None
    if asked.kind is Kind.NUMBER:
        return min(asked.highest, max(asked.lowest, draw.randint(1, 4)))
    if asked.kind is Kind.ONE:
        return draw.choice(options) if options and (asked.required or draw.random() < 0.9) else None
    if asked.kind is Kind.MANY:
        return draw.sample(options, min(len(options), asked.most or 3, draw.randint(0, 3)))
    if asked.kind is Kind.MATRIX:
        half = len(options) // 2
        return {
            row.key: draw.choice(options[half:] if draw.random() < WANTED.get(row.area, 0.35) else options[:half])
            for row in asked.rows
        }
    return {row.key: _times(row.key, options, draw) for row in asked.rows}


def _times(day: str, options: list[str], draw: Random) -> list[str]:
    likely = {"morning": 0.1, "forenoon": 0.2, "afternoon": 0.35, "evening": 0.5}
    if day in ("sat", "sun"):
        likely = {"forenoon": 0.4, "afternoon": 0.2}
    return [one for one in options if draw.random() < likely.get(one, 0.1)]
