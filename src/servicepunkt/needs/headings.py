"""The headings that results are read under: the bank's questions by subject, the village's own questions last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .showing import QuestionShown

OWN = "own"
HEADINGS: Mapping[str, Promise] = {
    "who": _("De som har svarat"),
    "ways": _("Att ta sig fram"),
    "service": _("Service i dag och i framtiden"),
    "help": _("Hjälp och myndigheter"),
    "lines": _("Internet, telefon och trygghet"),
    "point": _("Servicepunkten"),
    "village": _("Att bidra och att bo kvar"),
    OWN: _("Egna frågor"),
}
"""What the groups are called."""
_KEYS = {
    "who": "part age sex household children home-time weeks seasons company-branch company-people association-kind "
    "association-members",
    "ways": "car carry way-around with-work",
    "service": "services use where three-most stopped spend delivery youth-missing company-depends company-stopped",
    "help": "help help-level help-way company-ways",
    "lines": "broadband mobile power-cut",
    "point": "times manned decide company-use",
    "village": "offer settle free youth-stay company-offer association-offer association-need association-together",
}
HEADING_OF: Mapping[str, str] = {key: heading for heading, keys in _KEYS.items() for key in keys.split()}
"""The heading of each of the bank's questions."""


@dataclass
class Group:
    """A heading with its questions."""

    key: str
    title: Promise
    questions: list[QuestionShown] = field(default_factory=list)


def grouped(questions: Iterable[QuestionShown]) -> list[Group]:
    """Questions under their headings, both in the order in which they were asked; own questions last."""
    groups: dict[str, Group] = {}
    for one in questions:
        key = HEADING_OF.get(one.key, OWN)
        groups.setdefault(key, Group(key, HEADINGS[key])).questions.append(one)
    return sorted(groups.values(), key=lambda group: group.key == OWN)
