"""`python -m bench.survey_results [SIZES]`: results of questionnaires with up to a million answers.

    python -m bench.survey_results                  1,000, 10,000, 100,000 and 1,000,000 answers: about five minutes
    python -m bench.survey_results 1000,10000       a quick one

Each size fills an empty SQLite database of its own with one village whose residents' questionnaire has so many answers
(seeded, written in bulk), makes the release in a process of its own and opens the pages in another, so that each
process's peak memory is its own. JSON and a table go to bench/results/survey-results.*.
"""

import argparse
import json
import os
import platform as machine
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

RESULTS = Path(__file__).parent / "results"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST_MEGABYTES = 300
MOST_SECONDS = 1.0
TEXTS_EACH = 10
ROUNDS = 5
WEIGHTS = (1, 2, 5, 5, 4, 2, 1)


def _peak_megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.perf_counter()
    out = work()
    return time.perf_counter() - before, out


def _answer(dice: Random, content: Any, ages: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """One answer as a resident might give it: some questions skipped, some answers rare."""
    from servicepunkt.needs.content import Kind, Role

    values: dict[str, Any] = {}
    age = dice.choices(ages, WEIGHTS[: len(ages)])[0]
    for asked in content.questions:
        keys = [one.key for one in asked.options]
        if asked.role is Role.AGE:
            values[asked.key] = age
        elif asked.kind is Kind.ONE and keys and dice.random() < 0.9:
            values[asked.key] = keys[min(int(dice.expovariate(0.7)), len(keys) - 1)]
        elif asked.kind is Kind.MANY:
            values[asked.key] = sorted(key for key in keys if dice.random() < 0.25)[: asked.most or None]
        elif asked.kind is Kind.MATRIX:
            values[asked.key] = {one.key: dice.choice(keys) for one in asked.rows if dice.random() < 0.8}
        elif asked.kind is Kind.GRID:
            rows = {one.key: [key for key in keys if dice.random() < 0.2] for one in asked.rows}
            values[asked.key] = {key: chosen for key, chosen in rows.items() if chosen}
        elif asked.kind is Kind.NUMBER:
            values[asked.key] = asked.lowest + int(dice.expovariate(0.5)) % (asked.highest - asked.lowest + 1)
    return age, {key: value for key, value in values.items() if value}


def _rows(made: Any, content: Any, number: int) -> Iterator[Any]:
    from servicepunkt.core import clock
    from servicepunkt.needs.content import Role
    from servicepunkt.needs.models import Answer, Channel

    asked = content.asked(Role.AGE)
    ages, dice, today = [one.key for one in asked.options], Random(number), clock.today()
    # A few thousand different answers are drawn and given again and again: drawing a million would take the time.
    drawn = [
        (age, json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
        for age, values in (_answer(dice, content, ages) for _ in range(min(number, 20_000)))
    ]
    for at in range(number):
        age, values = drawn[at % len(drawn)]
        yield Answer(
            id=uuid.UUID(int=dice.getrandbits(128), version=4), questionnaire=made, key=uuid.UUID(int=at + 1),
            channel=Channel.WEB, received_on=today, age=age, values=values,
        )  # fmt: skip


def fill(number: int) -> dict[str, Any]:
    """One village with a closed questionnaire that has so many answers."""
    from itertools import islice

    from servicepunkt.core import clock
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.documents.actions import freeze
    from servicepunkt.needs import bank
    from servicepunkt.needs.content import AGES, SCHEMA, dump
    from servicepunkt.needs.models import Answer, Entrance, OpenAnswer, Questionnaire, State, Variant
    from servicepunkt.places.models import Population
    from servicepunkt.programme.models import Programme

    from .national import fill as fill_country

    fill_country([1])
    programme = Programme.objects.get()
    place = programme.area.memberships.get().place
    content = bank.start(Variant.RESIDENT, place)
    frozen = freeze(kind="needs.questionnaire", title="Mätning", area_id=programme.area_id, place_id=place.pk,
                    schema=SCHEMA, content=dump(content), actor=SYSTEM)  # fmt: skip
    made = Questionnaire.objects.create(
        root=programme.area, place=place, variant=Variant.RESIDENT, title="Mätning", state=State.CLOSED, frozen=frozen,
        entrance=Entrance.LINK, key="matning", published_at=clock.now(), closed_at=clock.now(),
        request_key=uuid.uuid4(),
    )  # fmt: skip
    for one in AGES:
        Population.objects.create(place=place, year=2026, definition="Påhittat", source="Påhittat", age_from=one.first,
                                  age_to=one.last, people=number)  # fmt: skip
    stream = _rows(made, content, number)
    before = time.perf_counter()
    while rows := list(islice(stream, 10_000)):
        Answer.objects.bulk_create(rows, batch_size=2_000)
    text = next(content.texts()).key
    for start in range(0, number // TEXTS_EACH, 10_000):
        OpenAnswer.objects.bulk_create(
            (OpenAnswer(questionnaire=made, question=text, text=f"Text {at}")
             for at in range(start, min(start + 10_000, number // TEXTS_EACH))), batch_size=2_000
        )  # fmt: skip
    return {"fill_seconds": time.perf_counter() - before, "questions": len(content.questions)}


def make_release() -> dict[str, Any]:
    """Make the release, as the close does."""
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.needs.models import Questionnaire
    from servicepunkt.needs.releases import release

    idle = _peak_megabytes()
    took, made = _timed(lambda: release(questionnaire=Questionnaire.objects.get(), final=True, actor=SYSTEM))
    return {
        "release_seconds": took,
        "release_peak_mb": _peak_megabytes(),
        "before_release_mb": idle,
        "release_kb": len(json.dumps(made.tables)) / 1000,
        "items": len(made.tables["items"]),
    }


def open_pages() -> dict[str, Any]:
    """Open the pages that stand on a release: the first view, and the median of the next ones."""
    from django.urls import NoReverseMatch, reverse

    from servicepunkt.needs.models import Questionnaire
    from servicepunkt.programme.models import Programme

    from .pages import client_of

    made = Questionnaire.objects.select_related("root", "place").get()
    client, here = client_of(Programme.objects.get()), [made.root.key, made.place.slug]
    out: dict[str, Any] = {}
    for name, args in (
        ("results", [*here, made.pk]), ("results_csv", [*here, made.pk]), ("words", [*here, made.pk]), ("gap", here)
    ):  # fmt: skip
        try:
            address = reverse(f"needs:{name}", args=args)
        except NoReverseMatch:
            continue
        first, response = _timed(lambda address=address: client.get(address))  # type: ignore[misc]
        if response.status_code != 200:
            raise RuntimeError(f"{address} answers {response.status_code}")
        again = [_timed(lambda address=address: client.get(address))[0] for _ in range(ROUNDS)]  # type: ignore[misc]
        out |= {
            f"{name}_first_seconds": first,
            f"{name}_second_seconds": again[0],
            f"{name}_median_seconds": median(again),
        }
    return out | {"pages_peak_mb": _peak_megabytes()}


def _part(name: str, number: int, env: Mapping[str, str]) -> dict[str, Any]:
    """A part of the run in a process of its own. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "bench.survey_results", "--part", name, str(number)]
    done = subprocess.run(command, env=dict(env), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measured(number: int) -> dict[str, Any]:
    """Everything about one size."""
    print(f"» {number:,} answers", file=sys.stderr, flush=True)
    own = ("DATABASE_URL", "SECRET_KEY", "DJANGO_", "SERVICEPUNKT_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    with tempfile.TemporaryDirectory(prefix="servicepunkt-bench-") as folder:
        env["SERVICEPUNKT_DATA"] = folder
        subprocess.run([sys.executable, "-m", "servicepunkt", "prepare"], env=env, check=True, stdout=sys.stderr)
        out: dict[str, Any] = {"answers": number}
        for name in ("fill", "release", "pages"):
            out |= _part(name, number, env)
    return out


def table(runs: Sequence[Mapping[str, Any]]) -> str:
    """The figures as a Markdown table, a column for each size."""
    names = [name for name in runs[-1] if name != "answers"]
    lines = [
        "# Results of a questionnaire, by number of answers",
        "",
        f"`python -m bench.survey_results`, SQLite, Python {machine.python_version()}, {os.cpu_count()} cores",
        "",
        "| | " + " | ".join(f"{run['answers']:,}".replace(",", " ") for run in runs) + " |",
        "| --- |" + " --: |" * len(runs),
    ]
    lines += [
        f"| {name.replace('_', ' ')} | " + " | ".join(_said(run.get(name)) for run in runs) + " |" for name in names
    ]
    return "\n".join(lines) + "\n"


def _said(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _broken(runs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for run in runs:
        for name in ("release_peak_mb", "pages_peak_mb"):
            if run[name] > MOST_MEGABYTES:
                yield f"{run['answers']} answers: {name} is {run[name]:.0f} MB"
        for name, value in run.items():
            if name.endswith("_second_seconds") and value > MOST_SECONDS:
                yield f"{run['answers']} answers: {name} is {value:.2f} s"


def main(argv: Sequence[str]) -> int:
    """Measure and keep the table; 1 when a promise about memory or the second view is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.survey_results", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sizes", nargs="?", default=",".join(map(str, SIZES)))
    parser.add_argument("--part", choices=("fill", "release", "pages"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.part:
        return _in_own_process(options.part, int(options.sizes))
    runs = [measured(int(size)) for size in options.sizes.split(",")]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "survey-results.json").write_text(json.dumps(runs, indent=1) + "\n")
    (RESULTS / "survey-results.md").write_text(table(runs))
    print(table(runs))
    broken = list(_broken(runs))
    print("\n".join(broken) or "Second views within a second, every process within 300 MB.")
    return 1 if broken else 0


def _in_own_process(part: str, number: int) -> int:
    import logging
    import warnings

    from servicepunkt.cli import platform

    warnings.simplefilter("ignore")
    platform.start()
    logging.disable(logging.CRITICAL)
    found = fill(number) if part == "fill" else make_release() if part == "release" else open_pages()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
