"""Counting rows for evidence: many tables in one query for all places that are asked about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from servicepunkt.core.evidence import Question

from .models import NoneSaid


@dataclass
class Known:
    """What is known of a place. Rows by kind and how many of them say what they are there to say; sheets with none."""

    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    told: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    none: set[str] = field(default_factory=set)


def counted(rows: "QuerySet[Any]", question: Question, kind: str, told: Q | None) -> "QuerySet[Any, Any]":
    """A kind's rows, and how many of them say what they are there to say (None: all)."""
    return summed(rows, question, kind, Count("id"), Count("id", filter=told) if told is not None else Count("id"))


def summed(rows: "QuerySet[Any]", question: Question, kind: str, number: Count, told: Count) -> "QuerySet[Any, Any]":
    """Two counts of a kind's rows, of the caller's choice."""
    out: QuerySet[Any, Any] = (
        rows.filter(place_id__in=question.place_ids)
        .order_by()
        .values("place_id")
        .annotate(kind=Value(kind, CharField()), number=number, told=told)
        .values_list("place_id", "kind", "number", "told")
    )
    return out


def known(question: Question, parts: Sequence["QuerySet[Any, Any]"], none: type[NoneSaid]) -> dict[int, Known]:
    """What `counted` and `summed` found of every place, in two queries."""
    found: dict[int, Known] = defaultdict(Known)
    for place_id, kind, number, told in parts[0].union(*parts[1:], all=True):
        found[place_id].rows[kind], found[place_id].told[kind] = number, told
    said = none._default_manager.filter(place_id__in=question.place_ids)
    for place_id, key in said.values_list("place_id", "sheet"):
        found[place_id].none.add(key)
    return found
