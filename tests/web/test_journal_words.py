"""Every act that the platform can make has words of its own in the journal, in both languages."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.utils import translation

from servicepunkt.core.actions import SYSTEM, action, record
from servicepunkt.core.acts import SOMETHING, act, acts, tell_acts
from servicepunkt.core.models import StoredFile
from servicepunkt.plan.sheets.register import SHEETS as PLAN_SHEETS
from servicepunkt.sheets.models import Fact
from servicepunkt.supply.sheets.register import SHEETS as SUPPLY_SHEETS

ROOMS = Path(__file__).parents[2] / "src" / "servicepunkt"
OF_THE_LOGIN_LIBRARY = {f"{how}_{kind}" for kind in Authenticator.Type.values for how in ("add", "drop")}
"""Put together when the library tells of a way in; the only verbs that stand nowhere as a word."""


def _said(node: ast.expr) -> Iterator[str]:
    """The words an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _said(node.body)
        yield from _said(node.orelse)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _functions(trees: list[ast.Module]) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for tree in trees:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                yield from ((function, one) for one in ast.walk(function) if isinstance(one, ast.Call))


def _verbs(trees: list[ast.Module]) -> set[str]:
    """Every verb a room can record: written out in `record(…)`, or given to the function that passes it on."""
    calls = list(_functions(trees))
    out: set[str] = set()
    passing: dict[str, int] = {}
    for function, call in calls:
        if _called(call) != "record" or not call.args:
            continue
        out |= set(_said(call.args[0]))
        if isinstance(verb := call.args[0], ast.Name):
            named = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
            assert verb.id in named, f"{function.name} records a verb that comes from somewhere else"
            passing[function.name] = named.index(verb.id)
    for _function, call in calls:
        if (at := passing.get(_called(call))) is not None:
            given = [*call.args[at : at + 1], *(one.value for one in call.keywords if one.arg == "verb")]
            out |= {word for one in given for word in _said(one)}
    return out


def _by_room() -> dict[str, set[str]]:
    trees: dict[str, list[ast.Module]] = defaultdict(list)
    for path in sorted(ROOMS.rglob("*.py")):
        trees[path.relative_to(ROOMS).parts[0]].append(ast.parse(path.read_text(encoding="utf-8")))
    return {room: found for room, many in trees.items() if (found := _verbs(many))}


def test_every_verb_that_a_room_records_is_told() -> None:
    recorded = _by_room()
    assert {"set_aside", "change_risk", "log"} <= recorded["plan"]  # found behind a passing function, and plainly
    assert {"follow_up", "notice", "in_force"} <= recorded["agreements"]
    told = {verb for _subject, verb in acts()}
    assert set().union(*recorded.values(), OF_THE_LOGIN_LIBRARY) - told == set()


def test_nothing_is_told_that_cannot_happen() -> None:
    recorded = set().union(*_by_room().values(), OF_THE_LOGIN_LIBRARY)
    subjects = {model._meta.label_lower for model in apps.get_models()} | {one.label for one in apps.get_app_configs()}
    for subject, verb in acts():
        assert subject in subjects
        assert verb in recorded, f"{subject} tells of {verb}, which nothing records"


def test_rows_of_every_sheet_are_told_by_its_title() -> None:
    for model in apps.get_models():
        if issubclass(model, Fact):
            assert {(model._meta.label_lower, verb) for verb in ("keep", "remove")} <= set(acts())
    with translation.override("sv"):
        for sheet in (*PLAN_SHEETS, *SUPPLY_SHEETS):
            meta = sheet.model._meta
            assert str(sheet.title) in str(act(meta.app_label, str(meta.model_name), "keep"))


def test_every_act_reads_differently_in_english() -> None:
    for subject, said in acts().items():
        with translation.override("sv"):
            swedish = str(said)
        with translation.override("en"):
            assert str(said) != swedish, subject


@pytest.mark.django_db
def test_a_verb_without_words_is_noticed_when_it_is_recorded() -> None:
    assert act("core", "storedfile", "juggle") is SOMETHING

    @action
    def juggle() -> None:
        record("juggle", StoredFile(pk=1), actor=SYSTEM)

    with pytest.raises(UserWarning, match="no words for juggle"):
        juggle()


def test_a_verb_is_told_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        tell_acts("core", {"ask": SOMETHING})
