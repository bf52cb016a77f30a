"""Whom a questionnaire has reached: households, and age and sex held against the population, while it is still open.

Results come in releases (see `releases`); this is live, and a village is small. So nothing here is an exact number:

* A count of answers is said as "färre än fem", "minst 5", "minst 20", "minst 80" (`step`). None and one to
  four are the same word, so that nobody sees one single person's answer arrive. The number of all answers and of used
  codes is said in whole fives.
* Steps could still be combined with an exact number from a release: three groups of "minst 5" and fifteen answers in
  all would mean that nobody else has answered. A table is therefore shown only when every group that is said to be
  under five could have any number from none to four (`veiled`): whatever the exact sum is among those the whole fives
  allow, for who knows every exact sum of ages that a release would show, and, for women and men, for who knows
  exactly how many of that age have answered. Else ages are put together as in the results, or not shown. (Which of
  these it came to tells a little in its turn; the test lets the attacker use that too, and finds no group pinned.)
* Only who answered is counted here, never what. In releases there is no table by sex, and no cell of what was answered
  under five; knowing who has answered to the nearest step therefore never tells what anybody said.

After the close the page shows the final release's own counts instead (`covered`), and nothing of this.

What remains: somebody who looks all the time sees the moment when a group's fifth answer has come. That tells when a
person answered, as seeing them put a paper in the box would, and nothing of what they answered.

Late answers are not counted. `tests/needs/test_coverage.py` attacks the tables by trying every village there could be.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicepunkt.places.population import Figures, newest

from .answering import content_of
from .content import AGES, AgeGroup, Role
from .models import Answer, Entrance, HouseholdCode, Questionnaire
from .suppression import age_levels

FEW = 5
"""No smaller number of people is ever told apart."""
SEXES_OF_POPULATION = ("w", "m")
REACHED_PART = 5
"""A group is reached when at least one in five of its people has answered (and at least five)."""

ASK: Mapping[str, Promise] = {
    "13-19": gettext_lazy("Be skolan eller idrottsföreningen om hjälp."),
    "20-29": gettext_lazy("Dela länken i bygdens grupp på nätet, och fråga på jobbet och på träningen."),
    "30-49": gettext_lazy("Fråga vid förskolan och skolan, och be arbetsplatserna dela länken."),
    "50-64": gettext_lazy("Fråga på arbetsplatserna, i jaktlaget och i föreningarna."),
    "65-74": gettext_lazy("Be pensionärsföreningen om hjälp, och ta med papper till nästa träff."),
    "75-84": gettext_lazy("Ta med papper till träffpunkten, och erbjud dig att läsa frågorna högt."),
    "85-": gettext_lazy("Gå hem till dem som vill, med papper. Be hemtjänsten lämna blanketten till de andra."),
}
"""How a village reaches an age group, in words a group can act on."""


def population_by_age(place_ids: Collection[int]) -> dict[int, dict[str, dict[str, int]]]:
    """People by age group (keys of AGES) and sex of each place, from the newest figures; one query.

    The inner keys are "w" and "m", or "" when the source does not tell the sexes apart; `sum(values())` is always
    the people of the group. Age groups that the figures do not hold are left out, and so are places without figures.
    """
    return {place_id: by_age(figures) for place_id, figures in newest(place_ids).items()}


def by_age(figures: Figures) -> dict[str, dict[str, int]]:
    """A place's figures by the age groups of the questionnaires."""
    keys = {(one.first, one.last): one.key for one in AGES}
    out: dict[str, dict[str, int]] = {}
    for group in figures.groups:
        if (group.first, group.last) in keys:
            out.setdefault(keys[group.first, group.last], {})[group.sex] = group.people
    return {one.key: out[one.key] for one in AGES if one.key in out}


STRIDE = 4
"""How much larger each step is than the one before. With finer steps age groups must be put together more often, and a
stride chosen by the numbers would itself tell of them (the attack in the tests finds it)."""


def step(count: int) -> tuple[int, int]:
    """The step that a count is said in, from and to: 0–4, 5–19, 20–79, 80–319 and so on."""
    if count < FEW:
        return 0, FEW - 1
    reached = FEW
    while STRIDE * reached <= count:
        reached *= STRIDE
    return reached, STRIDE * reached - 1


def whole_fives(count: int) -> int:
    """A count rounded down to a multiple of five."""
    return count - count % FEW


def say_at_least(reached: int) -> str:
    """A rounded-down count in words."""
    return _("minst %(count)s") % {"count": reached} if reached else _("färre än fem")


def said_answers(count: int) -> str:
    """A live count of answers in words, rounded down to a multiple of five: "färre än fem", "minst 15"."""
    return say_at_least(whole_fives(count))


def veiled(low: int, high: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether groups with these spans, whose sum lies from `low` to `high`, can be shown without pinning a small one.

    For every sum s from `low` to `high`, a group of none to four can have each of these five numbers when the others
    together can have s − 4 … s. All others at their least leave room for four when s − Σ least ≥ 4; all others at
    their most still fill up to s when a small group has none if Σ most − 4 ≥ s. (Sums of whole numbers in spans
    take every value between the least and the most.) Where no group is small only the first is asked, so that
    whoever gave no age or sex is hidden as well.
    """
    if low - sum(least for least, _most in spans) < FEW - 1:
        return False
    small = any(least == 0 for least, _most in spans)
    return not small or sum(most for _least, most in spans) - (FEW - 1) >= high


@dataclass(frozen=True)
class Cell:
    """How many of one group have answered, as a step, against its people (None: not known)."""

    span: tuple[int, int]
    people: int | None

    @property
    def reached(self) -> int:
        """The least that the step stands for: what is said."""
        return self.span[0]

    @property
    def answers(self) -> str:
        """The number of answers, rounded down, in words."""
        return say_at_least(self.reached)

    @property
    def of(self) -> str:
        """The answers of the people, in words: "minst 5 av 46"."""
        if self.people is None:
            return self.answers
        return _("%(answers)s av %(people)s") % {"answers": self.answers, "people": self.people}

    @property
    def state(self) -> str:
        """`tiny` (fewer than five live there), `few`, `some` or `reached`."""
        if self.people is not None and self.people < FEW:
            return "tiny"
        if not self.reached:
            return "few"
        if self.people is None or self.reached * REACHED_PART >= self.people:
            return "reached"
        return "some"

    @property
    def word(self) -> str:
        """The state in plain words."""
        return {
            "tiny": _("Få bor här"),
            "few": _("Inte nådda än – gå och fråga"),
            "some": _("En del nådda"),
            "reached": _("Nådda"),
        }[self.state]

    @property
    def share(self) -> str:
        """The least share of the people that has answered, in steps; nothing below a tenth or when it is not known."""
        if not self.people or not self.reached:
            return ""
        steps = (
            (2, _("minst hälften")),
            (3, _("minst en tredjedel")),
            (4, _("minst en fjärdedel")),
            (5, _("minst en femtedel")),
            (10, _("minst en tiondel")),
        )
        return next((word for part, word in steps if self.reached * part >= self.people), "")


@dataclass(frozen=True)
class AgeRow:
    """An age group, or two that are shown together: everybody, and women and men when that pins no small number."""

    groups: tuple[AgeGroup, ...]
    everybody: Cell
    women: Cell | None
    men: Cell | None

    @property
    def title(self) -> str:
        """The ages in words."""
        first, last = self.groups[0], self.groups[-1]
        if first is last:
            return first.text.here()
        if last.last is None:
            return _("%(first)s år och äldre") % {"first": first.first}
        return _("%(first)s–%(last)s år") % {"first": first.first, "last": last.last - 1}

    @property
    def ask(self) -> str:
        """How a village reaches them."""
        return str(ASK[self.groups[0].key])


@dataclass(frozen=True)
class Coverage:
    """Whom a questionnaire has reached. `ages` is None when too few have answered to tell ages apart."""

    answers: int
    households: str
    asks_age: bool
    ages: tuple[AgeRow, ...] | None
    figures: Figures | None

    @property
    def said(self) -> str:
        """The number of answers, in words."""
        return say_at_least(self.answers)

    @property
    def missing(self) -> list[str]:
        """Who is missing, a sentence each that says what to do, the largest group first."""
        return [*_missing_ages(self.ages or ()), *_missing_sexes(self.ages or ())]


def _missing_ages(rows: Iterable[AgeRow]) -> list[str]:
    short = [row for row in rows if row.everybody.state in ("few", "some")]
    short.sort(key=lambda row: (row.everybody.state != "few", -(row.everybody.people or 0)))
    return [
        _("%(group)s: %(answers)s. %(ask)s") % {"group": row.title, "answers": row.everybody.of, "ask": row.ask}
        for row in short
    ]


def _missing_sexes(rows: Iterable[AgeRow]) -> list[str]:
    out = []
    for row in rows:
        for cell, sentence in (
            (row.women, _("Kvinnor, %(group)s: %(answers)s. Männen har svarat, fråga kvinnorna också.")),
            (row.men, _("Män, %(group)s: %(answers)s. Kvinnorna har svarat, fråga männen också.")),
        ):
            if cell is not None and cell.state == "few":
                out.append(sentence % {"group": row.title, "answers": cell.of})
    return out


def households(questionnaire: Questionnaire) -> str:
    """Households that have answered, in words; nothing when everybody with the link may answer. At most one query."""
    if questionnaire.entrance != Entrance.CODES:
        return ""
    codes = HouseholdCode.objects.filter(questionnaire=questionnaire).aggregate(
        given=Count("id"), used=Count("id", filter=Q(uses__gt=0))
    )
    said = {"used": say_at_least(whole_fives(codes["used"])), "codes": codes["given"]}
    return _("%(used)s av %(codes)s") % said if codes["given"] else ""


def coverage(questionnaire: Questionnaire) -> Coverage:
    """Whom a questionnaire has reached until now. At most four queries; late answers are not counted."""
    counted: dict[tuple[str, str], int] = {}
    rows = Answer.objects.filter(questionnaire=questionnaire, late=False).order_by()
    for age, sex, number in rows.values_list("age", "sex").annotate(number=Count("id")):
        counted[age, sex] = number
    asked = content_of(questionnaire).asked(Role.AGE)
    keys = {one.key for one in asked.options} if asked else set()
    groups = [one for one in AGES if one.key in keys]
    figures = newest([questionnaire.place_id]).get(questionnaire.place_id)
    return Coverage(
        answers=whole_fives(sum(counted.values())),
        households=households(questionnaire),
        asks_age=bool(groups),
        ages=age_table(groups, counted, by_age(figures) if figures else {}),
        figures=figures,
    )


def age_table(
    groups: Sequence[AgeGroup], counted: Mapping[tuple[str, str], int], people: Mapping[str, Mapping[str, int]]
) -> tuple[AgeRow, ...] | None:
    """The table by age and sex; None when none can be shown. `counted` is exact, by age and sex.

    The first that holds: all age groups with women and men where that can be, without them; then with age groups put
    together, in the same fixed steps as the results (`suppression.age_levels`).
    """
    if not groups:
        return None
    by_key = {one.key: one for one in groups}
    levels = [[tuple(key for key in row if key) for row in level] for level in age_levels(list(by_key))]
    exact = _ages(counted)
    shown = next((level for level in levels if all(sum(exact[key] for key in row) >= FEW for row in level)), [])
    for level, by_sex in product(levels, (True, False)):
        rows = [_age_row(tuple(by_key[key] for key in row), counted, people, by_sex)
                for row in level]  # fmt: skip
        if _veils(rows, exact, shown, whole_fives(sum(exact.values()))):
            return tuple(rows)
    return None


def _ages(counted: Mapping[tuple[str, str], int]) -> Counter[str]:
    out: Counter[str] = Counter()
    for (age, _sex), number in counted.items():
        out[age] += number
    return out


def _veils(rows: Sequence[AgeRow], exact: Counter[str], shown: Iterable[tuple[str, ...]], low: int) -> bool:
    """Whether rows can be shown to somebody who knows the sum of all, and each sum that a release would show."""
    spans = {one.key: number for number, row in enumerate(rows) for one in row.groups}
    if not veiled(low, low + FEW - 1, [_row_span(row) for row in rows]):
        return False
    for block in shown:
        inside = [_row_span(rows[number]) for number in sorted({spans[key] for key in block})]
        total = sum(exact[key] for key in block)
        if any(least == 0 for least, _most in inside) and not veiled(total, total, inside):
            return False
    return True


def _age_row(
    groups: tuple[AgeGroup, ...],
    counted: Mapping[tuple[str, str], int],
    people: Mapping[str, Mapping[str, int]],
    by_sex: bool,
) -> AgeRow:
    keys = [one.key for one in groups]
    total = sum(number for (age, _sex), number in counted.items() if age in keys)
    known = [people[key] for key in keys if key in people]
    whole = len(known) == len(keys)
    cells = [
        Cell(
            step(sum(counted.get((key, sex), 0) for key in keys)),
            sum(one[sex] for one in known) if whole and all(sex in one for one in known) else None,
        )
        for sex in SEXES_OF_POPULATION
    ]
    shown = by_sex and total >= 2 * FEW and veiled(total, total, [cell.span for cell in cells])
    everybody = Cell(step(total), sum(sum(one.values()) for one in known) if whole else None)
    return AgeRow(groups, everybody, cells[0] if shown else None, cells[1] if shown else None)


def _row_span(row: AgeRow) -> tuple[int, int]:
    """The counts that an age group can have, by all that its row tells: its own step, and its sexes with their veil."""
    least, most = row.everybody.span
    if row.women is not None and row.men is not None:
        spans = [row.women.span, row.men.span]
        least = max(least, sum(one[0] for one in spans) + FEW - 1)
        small = any(one[0] == 0 for one in spans)
        most = min(most, sum(one[1] for one in spans) - (FEW - 1 if small else 0))
    return least, most
