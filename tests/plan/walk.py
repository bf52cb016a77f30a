"""What the walks through every page open the pages of this room with: a chapter decided, a risk, a decision logged."""

import uuid
from typing import TypeAlias

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.places.models import Area, Place
from servicepunkt.plan import actions_chapters as chapters
from servicepunkt.plan import actions_influence as influence
from servicepunkt.plan.models import ChapterDecision, CostLine, LogEntry, PromisedLine, Risk, Staffing

Arguments: TypeAlias = dict[str, list[str | int]]

FILES = {"plan:export", "plan:extract_file", "budget:export"}
"""Answers that are files."""
ABOUT_ONE = {"plan:fact", "budget:fact", "plan:change_promise"}
"""Pages that are there only when something has been written."""
CHAPTER = "behov"
_OF_A_CHAPTER = ("chapter", "write", "decide", "set_aside", "new_risk")
THE_VILLAGES_OWN = {
    "plan:write", "plan:decide", "plan:set_aside", "plan:new_risk", "plan:risk", "plan:write_influence",
    "plan:new_entry", "plan:entry", "plan:operating_answers", "plan:operating_choice", "plan:change_promise",
    "plan:new_fact", "plan:import", "plan:from_supply", "budget:new_fact", "budget:import", "budget:frame",
}  # fmt: skip
"""Pages on which a village writes and decides its plan; the owner does not."""
FACTS = chapters.ChapterFacts(None, "Byborna vill mötas.", "Kapitlet antas.", "Vem öppnar?", True)
RISK = chapters.RiskFacts("Ingen kommer", 2, 3, "Vi frågar igen.")


def decided(root: Area, place: Place, key: str = CHAPTER) -> ChapterDecision:
    """A chapter with a risk, written and decided today."""
    chapters.add_risk(root=root, place=place, key=key, facts=RISK, request_key=uuid.uuid4(), actor=SYSTEM)
    seen = chapters.chapter_here(root, place, key).version
    row = chapters.write_chapter(root=root, place=place, key=key, facts=FACTS, seen_version=seen, actor=SYSTEM)
    return chapters.decide_chapter(
        root=root, place=place, key=key, on=clock.today(), body="Gruppen", minutes="Protokoll 3",
        seen_version=row.version, actor=SYSTEM,
    )  # fmt: skip


def logged(root: Area, place: Place) -> LogEntry:
    """A decision in the log."""
    facts = influence.EntryFacts(clock.today(), "Skolan hyrs.", "Styrelsen", "Protokoll 4")
    return influence.log_decision(root=root, place=place, facts=facts, request_key=uuid.uuid4(), actor=SYSTEM)


def arguments(root: Area, place: Place) -> Arguments:
    """One of everything at a place; what is there already is taken as it is."""
    here = {"chapter__root": root, "chapter__place": place}
    decision = ChapterDecision.objects.filter(**here).first() or decided(root, place)
    risk = Risk.objects.filter(**here).first() or decision.chapter.risks.create(
        what="Ingen kommer", likely=2, bad=3, request_key=uuid.uuid4()
    )
    entry = LogEntry.objects.filter(root=root, place=place).first() or logged(root, place)
    return {
        **_sheets(place),
        **{f"plan:{name}": [CHAPTER] for name in _OF_A_CHAPTER},
        "plan:decided": [decision.chapter.key, decision.pk],
        "plan:risk": [risk.pk],
        "plan:entry": [entry.pk],
    }


def _sheets(place: Place) -> Arguments:
    """The plan's and the budget's sheets, and a row on each when there is one."""
    out: Arguments = {
        "plan:sheet": ["erbjudandet"],
        "plan:new_fact": ["oppettider"],
        "budget:sheet": ["kostnader"],
        "budget:new_fact": ["intakter"],
        "budget:rule": ["driftstod"],
        "budget:legal_value": ["lou.direct"],
    }
    if one := Staffing.objects.filter(place=place).first():
        out["plan:fact"] = ["bemanning", one.pk]
    if line := PromisedLine.objects.filter(promise__place=place).first():
        out["plan:change_promise"] = [line.pk]
    if cost := CostLine.objects.filter(place=place).first():
        out["budget:fact"] = ["kostnader", cost.pk]
    return out
