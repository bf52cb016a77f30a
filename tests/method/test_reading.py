"""Method files are read whole or refused with every mistake, its line and a reason in plain Swedish."""

import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.text import Text
from servicepunkt.method.reading import FileRefused, read_method, shipped_method, shipped_methods
from servicepunkt.method.spec import MethodSpec
from servicepunkt.people.roles import Role

EVIDENCE = frozenset(
    {
        "people.local_group_formed",
        "people.contact_person_seated",
        "people.municipality_seated",
        "programme.leader_seated",
        "programme.cheque_paid",
        "programme.cheque_accounted",
        "programme.money_mostly_local",
        "programme.group_even",
        "programme.group_youth",
        "programme.group_integration",
        "programme.vision_written",
        "plan.prestudy_begun",
        "plan.topics_chosen",
        "plan.put_together",
        "plan.plan_decided",
        "plan.influence_settled",
        "plan.development_settled",
        "plan.operating_form_chosen",
        "programme.municipality_informed",
        "programme.county_board_informed",
        "programme.village_met",
        "programme.associations_met",
        "programme.prestudy_money_sought",
        "places.population_known",
        "supply.inventory_made",
        "supply.municipal_areas_covered",
        "supply.sectors_mapped",
        "supply.premises_compared",
        "supply.connectivity_described",
        "supply.state_companies_contacted",
        "supply.associations_asked",
        "supply.companies_asked",
        "supply.transports_mapped",
        "supply.agents_mapped",
        "supply.resources_judged",
        "supply.municipal_services_judged",
        "plan.help_defined",
        "plan.tech_planned",
        "plan.hours_need_told",
        "plan.office_hours_considered",
        "plan.training_planned",
        "plan.knowledge_decided",
        "plan.safety_considered",
        "plan.confidentiality_defined",
        "plan.offering_decided",
        "plan.future_told",
        "plan.premises_chosen",
        "plan.hours_decided",
        "plan.staffing_decided",
        "needs.groups_asked",
        "needs.asked_in_all_sectors",
        "needs.citizens_took_part",
        "needs.gap_known",
        "plan.budget_made",
        "plan.costs_stated",
        "plan.financing_secured",
        "plan.procurement_checked",
        "method.rests_on",
        "method.gate_passed",
        "agreements.listed",
        "agreements.municipality_time",
        "agreements.county_time",
        "agreements.one_door",
        "agreements.signed",
        "agreements.five_years",
    }
)
ROLES = frozenset(role.value for role in Role)
MEMO = "hallbara-lokala-servicelosningar"
AS_HELD_AGAINST_THE_MEMO = "55bd2fce3b880574c0b9402954136096f33bed24df25dd3bed5273848bda7474"
"""SHA-256 of the sentences said to be the memo's, as they were when each was found word for word in its text."""

SMALL = """format = 1
slug = "liten"
title = "Liten"
version = "1"
source = "Prov"
summary = "Ett prov"

[[services]]
key = "kommunal"
title = "Kommunal"

[[steps]]
key = "ett"
title = "Ett"
months = [0, 3]

[[steps.tasks]]
key = "moment"
title = "Moment"
months = [0, 1]

[[steps.tasks.requirements]]
key = "traffad"
title = "Träffad"
evidence = "stated"
by = ["leader"]
help = "Skriv när."
services = ["kommunal"]

[[steps.tasks.requirements]]
key = "grupp"
title = "Grupp"
evidence = "people.local_group_formed"
params = { members = 3 }

[[principles]]
key = "principer"
title = "Principer"
owner = "projektet"

[[principles.requirements]]
key = "vilar"
title = "Vilar"
evidence = "method.rests_on"
params = { all = ["traffad", "grupp"] }

[[gates]]
key = "start"
title = "Start"
step = "ett"
requires = ["traffad", "grupp"]
every_stage = ["grupp"]
modes = ["full", "stages"]

[[gates.confirmations]]
key = "village"
title = "Bygden"
by = ["contact_person"]

[[goals]]
key = "i-drift"
title = "I drift"
share = 0.5

[[goals.parts]]
evidence = "method.gate_passed"
params = { gate = "start" }
title = "Startad"
"""


def read(text: str) -> MethodSpec:
    return read_method(text.encode(), known_evidence=EVIDENCE, known_roles=ROLES)


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(FileRefused) as refused:
        read(text)
    return [(one.line, one.message) for one in refused.value.problems]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, f"{old!r} must stand once in the small file"
    return SMALL.replace(old, new)


def test_the_small_file_is_read() -> None:
    spec = read(SMALL)
    assert [one.key for one in spec.requirements] == ["traffad", "grupp", "vilar"]
    assert spec.requirement("grupp").params == {"members": 3}
    assert spec.requirement("vilar").rests_on == ("traffad", "grupp")
    assert spec.due_month("traffad") == 1
    assert spec.due_month("vilar") is None
    assert spec.goals[0].measurable


@pytest.mark.parametrize(
    ("old", "new", "marker", "told"),
    [
        ("format = 1", "format = 2", "format = 2", "läser bara filer med format = 1"),
        ('version = "1"\n', "", None, "”version” saknas."),
        ('version = "1"', "version = 1", "version = 1", "”version” ska vara text inom citattecken."),
        ('version = "1"', 'version = " "', "version", "”version” är tom."),
        ('summary = "Ett prov"', 'summary = "Ett prov"\nsumary_en = "x"', "sumary_en", "Menade du ”summary_en”?"),
        ('slug = "liten"', 'slug = "Liten metod"', "slug", "små bokstäver a–z, siffror och bindestreck"),
        ('help = "Skriv när."\n', "", '[[steps.tasks.requirements]]\nkey = "traffad"', "”help” saknas."),
        ('help = "Skriv när."', 'hlep = "Skriv när."', "hlep", "Okänd nyckel ”hlep”. Menade du ”help”?"),
        ('by = ["leader"]\n', "", '[[steps.tasks.requirements]]\nkey = "traffad"', "”by” saknas."),
        ('by = ["leader"]', 'by = ["leadr"]', "by = [", "”leadr” är inget känt värde för ”by”. Menade du ”leader”?"),
        ('by = ["leader"]', 'by = ["leader", "leader"]', "by = [", "”leader” står två gånger i listan."),
        ('by = ["leader"]', 'by = "leader"', "by =", "”by” ska vara en lista inom hakparenteser."),
        ('by = ["leader"]', "by = []", "by =", "”by” är tom."),
        (
            'evidence = "people.local_group_formed"',
            'evidence = "people.local_group"',
            'evidence = "people.local_group"',
            "Menade du ”people.local_group_formed”?",
        ),
        (
            "params = { members = 3 }",
            'params = { members = 3 }\nby = ["leader"]',
            'by = ["leader"]\n\n[[princ',
            "”by” hör bara till krav som intygas",
        ),
        ("params = { members = 3 }", "params = { m = [1] }", "params = { m", "”m” ska vara en text, ett tal"),
        ('services = ["kommunal"]', 'services = ["statlig"]', "services = [", "”statlig” är inget känt värde"),
        (
            'key = "grupp"',
            'key = "traffad"',
            'key = "traffad"\ntitle = "Grupp"',
            "”traffad” står redan tidigare i filen",
        ),
        ('owner = "projektet"', 'owner = "jag"', "owner =", "Välj bland: kommunen, projektet, tillvaxtverket."),
        ("months = [0, 1]", "months = [0, 4]", "months = [0, 4]", "utanför stegets, som är 0 till 3"),
        ("months = [0, 1]", "months = [1, 0]", "months = [1, 0]", "första och sista månaden"),
        ("months = [0, 1]", 'months = "0"', 'months = "', "”months” ska vara en lista"),
        ("months = [0, 1]", "months = [0, nan]", "months = [0, n", "”months” ska ha 2 tal."),
        ("params = { members = 3 }", "params = { m = inf }", "params = { m", "”m” ska vara en text, ett tal"),
        ("months = [0, 1]", "months = [0]", "months = [0]", "”months” ska ha 2 tal."),
        ('all = ["traffad", "grupp"]', 'all = ["traffad", "grup"]', "params = { all", "”grup” är inget känt värde"),
        ('all = ["traffad", "grupp"]', "all = []", "params = { all", "nycklar till andra krav"),
        ('all = ["traffad", "grupp"]', 'all = ["vilar"]', "params = { all", "vilar på sig självt: vilar → vilar"),
        ('{ gate = "start" }', '{ gate = "stat" }', "params = { gate", "Menade du ”start”?"),
        ('{ gate = "start" }', "{ gate = 1 }", "params = { gate", "nyckel till en grind"),
        ('requires = ["traffad", "grupp"]', 'requires = ["trafad", "grupp"]', "requires", "Menade du ”traffad”?"),
        ('every_stage = ["grupp"]', 'every_stage = ["vilar"]', "every_stage", "också stå i ”requires”"),
        ('modes = ["full", "stages"]', 'modes = ["full"]', "every_stage", "”every_stage” står utan"),
        ('step = "ett"', 'step = "tva"', 'step = "tva"', "”tva” är inget känt värde för ”step”."),
        ('by = ["contact_person"]', 'by = ["kontaktperson"]', 'by = ["kontakt', "inget känt värde för ”by”"),
        ("share = 0.5", "share = 50", "share", "en andel större än 0 och högst 1"),
        ('title = "Startad"', 'title = "Startad"\nawaits = "plan"', "[[goals.parts]]", "antingen ”evidence” eller"),
        ('help = "Skriv när."', 'help = "Ring 811218-9876."', "help", "ser ut som ett personnummer"),
        (
            '[[services]]\nkey = "kommunal"',
            '[services]\nkey = "kommunal"',
            "[services]",
            "”services” ska vara en lista",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason(old: str, new: str, marker: str | None, told: str) -> None:
    text = changed(old, new)
    line = None if marker is None else text.count("\n", 0, text.index(marker)) + 1
    found = problems(text)
    assert any(at == line and told in message for at, message in found), found


VALUES = (
    "1",
    '""',
    '"x"',
    "[]",
    '["x", "x"]',
    "{}",
    "true",
    "nan",
    "[nan, 1]",
    "2010-01-01",
    "10:00:00",
    "[[1]]",
    "[{}]",
)


@given(st.lists(st.tuples(st.integers(0, 70), st.sampled_from(VALUES)), min_size=1, max_size=4))
def test_whatever_stands_in_a_file_it_is_read_or_refused(changes: list[tuple[int, str]]) -> None:
    lines = SMALL.split("\n")
    for at, value in changes:
        key, equals, _old = lines[at % len(lines)].partition(" = ")
        lines[at % len(lines)] = f"{key}{equals}{value}" if equals else ""
    with suppress(FileRefused):
        read("\n".join(lines))


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = SMALL.replace('slug = "liten"', "slug = 1").replace('by = ["leader"]', 'by = ["x"]').replace("0.5", "7")
    found = problems(text)
    assert [line for line, _message in found] == sorted(line for line, _message in found if line)
    assert len(found) == 3


def test_a_requirement_may_not_wait_for_a_gate_that_waits_for_it() -> None:
    text = changed(
        'evidence = "people.local_group_formed"\nparams = { members = 3 }',
        'evidence = "method.gate_passed"\nparams = { gate = "start" }',
    )
    assert any("vilar på sig självt: grupp → grupp" in message for _line, message in problems(text))


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(FileRefused, match="inte sparad som UTF-8"):
        read_method(SMALL.encode("latin-1"), known_evidence=EVIDENCE, known_roles=ROLES)


def test_a_stage_is_bound_by_its_services_and_by_what_binds_every_stage() -> None:
    spec = read(SMALL)
    gate = spec.gate("start")
    assert [one.key for one in spec.binding(gate, None)] == ["traffad", "grupp"]
    assert [one.key for one in spec.binding(gate, ("kommunal",))] == ["traffad", "grupp"]
    assert [one.key for one in spec.binding(gate, ())] == ["grupp"]


@pytest.mark.parametrize("slug", shipped_methods())
def test_every_shipped_method_reads_and_has_english(slug: str) -> None:
    spec = read_method(shipped_method(slug), known_evidence=EVIDENCE, known_roles=ROLES)
    assert spec.slug == slug
    texts: list[Text] = [spec.title, spec.summary]
    texts += [one.title for one in spec.services]
    texts += [one.title for one in spec.steps]
    texts += [one.title for one in spec.tasks]
    texts += [one.title for one in spec.principles]
    texts += [text for one in spec.requirements for text in (one.title, one.help) if text]
    texts += [text for gate in spec.gates for text in (gate.title, *(one.title for one in gate.confirmations))]
    texts += [text for goal in spec.goals for text in (goal.title, *(part.title for part in goal.parts))]
    assert [text.sv for text in texts if not text.en] == []


def test_two_methods_ship() -> None:
    assert shipped_methods() == (MEMO, "kommunal-serviceplan")


@pytest.fixture(scope="module")
def memo() -> MethodSpec:
    return read_method(shipped_method(MEMO), known_evidence=EVIDENCE, known_roles=ROLES)


def test_the_memos_steps_and_tasks_stand_in_its_order_with_its_months(memo: MethodSpec) -> None:
    assert [(step.key, step.months) for step in memo.steps] == [
        ("steg-1", (0, 3)),
        ("steg-2", (3, 8)),
        ("steg-3", None),
    ]
    assert [(task.key, task.months) for task in memo.steps[0].tasks] == [
        ("moment-1", (0, 0)),
        ("moment-2", (0, 0)),
        ("moment-3", (0, 2)),
        ("moment-4", (2, 3)),
    ]


def test_every_row_of_the_place_has_a_requirement(memo: MethodSpec) -> None:
    assert {f"M{row}" for row in range(11, 31)} <= {one.row for one in memo.requirements}


def test_the_start_needs_village_municipality_and_the_overall_assessment(memo: MethodSpec) -> None:
    gate = memo.gate("start")
    assert [one.key for one in gate.confirmations] == ["village", "municipality", "assessment"]
    assert gate.every_stage == ("finansiering-sakrad",)
    assert gate.modes == ("full", "stages")


def test_a_municipal_stage_is_bound_by_municipal_requirements_and_financing_only(memo: MethodSpec) -> None:
    assert [one.key for one in memo.binding(memo.gate("start"), ("kommunal",))] == [
        "kommunala-omraden-definierade",
        "sekretess-definierad",
        "en-dorr-in",
        "kommunal-service-bestamd",
        "finansiering-sakrad",
    ]


def test_the_memos_goals(memo: MethodSpec) -> None:
    assert {goal.key: (goal.share, goal.measurable) for goal in memo.goals} == {
        "i-drift": (None, True),
        "bestaende": (None, False),
        "spridbara": (0.5, False),
        "narmare-till-service": (None, False),
    }


def test_no_sentence_said_to_be_the_memos_has_changed_since_it_was_held_against_the_memo(memo: MethodSpec) -> None:
    said = [one.memo for one in memo.requirements]
    said += [said for gate in memo.gates for said in (gate.memo, *(one.memo for one in gate.confirmations))]
    said += [goal.memo for goal in memo.goals]
    assert all(said)
    told = "hold the changed sentences against the memo's own text, then write the new sum here"
    assert hashlib.sha256("\n".join(said).encode()).hexdigest() == AS_HELD_AGAINST_THE_MEMO, told


CHAPTER = """
[[chapters]]
key = "traffar"
title = "Träffar"
requirements = ["traffad"]
"""


def test_a_chapter_names_requirements_and_a_file_may_have_none() -> None:
    assert read(SMALL).chapters == ()
    assert read(SMALL + CHAPTER).chapter("traffar").requirements == ("traffad",)


def test_a_chapter_is_refused_when_it_names_what_is_not_there_or_what_another_has() -> None:
    [(_line, unknown)] = problems(SMALL + CHAPTER.replace('["traffad"]', '["trafad"]'))
    assert "Menade du" in unknown
    again = CHAPTER.replace('"traffar"', '"andra"')
    [(_line, twice)] = problems(SMALL + CHAPTER + again)
    assert "”traffad” står redan i ett kapitel" in twice


def test_every_topic_of_the_memos_pre_study_is_in_a_chapter(memo: MethodSpec) -> None:
    of_chapters = {key for chapter in memo.chapters for key in chapter.requirements}
    asked = {r.key for step in memo.steps if step.key == "steg-2" for r in step.requirements}
    about_the_plan = {"forstudien-paborjad", "amnen-valda", "projektplan-sammanfattad", "projektplan-beslutad"}
    assert of_chapters == asked - about_the_plan
