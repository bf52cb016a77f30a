"""Every sentence the verdict, the scenarios and the fan can say is whole, in both languages: no figure is left out."""

import datetime as dt
import re

import pytest
from django.utils import translation

from servicepunkt.plan.budget.counting import count
from servicepunkt.plan.budget.facts import Budget, CostKind
from servicepunkt.plan.budget.verdict import Line, Verdict, Weight, Why
from servicepunkt.plan.budget_words import verdict_said

ORE = dict.fromkeys(
    ("amount", "low", "planned", "income", "cost", "result", "balance", "taken", "gap", "over", "missing"), 1_234_500
)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("why", list(Why))
def test_a_line_is_a_whole_sentence_with_its_amounts_in_the_readers_form(why: Why, language: str) -> None:
    line = Line(
        why, Weight.TOLD, 2027, "Regionen", dt.date(2030, 1, 1), ORE, (CostKind.STAFF, CostKind.RUNNING), permille=25
    )
    with translation.override(language):
        (said,) = verdict_said(Verdict((line,), count(Budget(2027))))
    assert re.match(r"[A-ZÅÄÖ0-9].*\.$", said.text) and "%(" not in said.text
    wanted = {"sv": "12\xa0345\xa0kr", "en": "SEK\xa012,345"}[language]
    assert (wanted in said.text) == (why not in (Why.NO_COSTS, Why.KIND_MISSING)), "every amount in the reader's form"
