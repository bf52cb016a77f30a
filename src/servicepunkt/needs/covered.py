"""Whom a closed questionnaire's result covers: the counts that the release itself shows, against the people by age.

Only the release and the population are read: nothing here says more than the results page does. While a questionnaire
is open `coverage` says whom it has reached, in steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .coverage import REACHED_PART
from .results import Shown
from .showing import age_label, percent


@dataclass(frozen=True)
class CoveredAge:
    """An age group of the release, how many answers stand in it, and its people (None: not known)."""

    title: str
    answers: int
    people: int | None

    @property
    def of(self) -> str:
        """The answers of the people: "16 av 52"."""
        if self.people is None:
            return str(self.answers)
        return _("%(answers)s av %(people)s") % {"answers": self.answers, "people": self.people}

    @property
    def share(self) -> str:
        """The part of the people that stands in the result; nothing where it is not known or not sensible."""
        return percent(self.answers / self.people) if self.people and self.answers <= self.people else ""

    @property
    def is_thin(self) -> bool:
        """Whether fewer than one in five of its people have answered."""
        return bool(self.people) and self.answers * REACHED_PART < (self.people or 0)


@dataclass(frozen=True)
class Covered:
    """What a result covers: answers, people of the ages that were asked (None: not known), and ages as shown."""

    answers: int
    people: int | None
    ages: tuple[CoveredAge, ...]

    @property
    def share(self) -> str:
        """The part of those asked that stands in the result."""
        return percent(self.answers / self.people) if self.people and self.answers <= self.people else ""

    @property
    def counted_by_age(self) -> int:
        """The answers that the ages stand on: fewer than all when the ages are kept from an earlier result."""
        return sum(one.answers for one in self.ages)

    @property
    def thin(self) -> list[CoveredAge]:
        """The ages of which the result says least."""
        return [one for one in self.ages if one.is_thin]


def covered(shown: Shown, people: Mapping[str, Mapping[str, int]]) -> Covered:
    """What a release covers; `people` by age group and sex, as `coverage.by_age` gives them. No query."""
    everybody = {age: sum(by_sex.values()) for age, by_sex in people.items()}
    asked = shown.asked_people(everybody)
    ages = []
    for block, count in shown.ages():
        keys = [key for key in block if key]
        known = keys and all(key in everybody for key in keys)
        ages.append(CoveredAge(age_label(block), count, sum(everybody[key] for key in keys) if known else None))
    return Covered(shown.answers, sum(asked.values()) if asked else None, tuple(ages))
