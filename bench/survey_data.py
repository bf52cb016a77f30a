"""The database's side of the survey's load: a village that asks, what was stored, and what a careful disk costs.

python -m bench.survey_data make|stored|writes        prints JSON; the environment names the database
"""

import json
import logging
import sys
import time
import uuid
import warnings
from collections import Counter
from random import Random
from typing import Any

from servicepunkt.cli import platform

CODES = 150
ANSWERS_A_CODE = 2
TRIED_WRITES = 300


def make() -> dict[str, Any]:
    """A village whose residents are asked the bank's whole questionnaire, two answers for each of 150 codes."""
    from django.db import connection

    from servicepunkt.core import clock
    from servicepunkt.core.actions import SYSTEM
    from servicepunkt.documents.actions import freeze
    from servicepunkt.needs.bank import start
    from servicepunkt.needs.content import SCHEMA, dump
    from servicepunkt.needs.models import Entrance, HouseholdCode, Questionnaire, State, Variant

    from .national import fill

    place = fill([1], lines_a_year=1)[0].area.memberships.select_related("place")[0].place
    root = place.memberships.select_related("root")[0].root
    content = dump(start(Variant.RESIDENT, place))
    frozen = freeze(
        kind="needs.questionnaire", title="Enkät", area_id=root.pk, place_id=place.pk, schema=SCHEMA, content=content,
        actor=SYSTEM,
    )  # fmt: skip
    made = Questionnaire.objects.create(
        root=root, place=place, variant=Variant.RESIDENT, title="Enkät", state=State.OPEN, entrance=Entrance.CODES,
        answers_a_code=ANSWERS_A_CODE, key="matning", frozen=frozen, published_at=clock.now(), request_key=uuid.uuid4(),
    )  # fmt: skip
    codes = [f"C0DE-{number:04}" for number in range(CODES)]
    HouseholdCode.objects.bulk_create(HouseholdCode(questionnaire=made, code=code) for code in codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = f"{connection.vendor} {cursor.fetchone()[0]}"
    return {"key": made.key, "codes": codes, "content": content, "database": version}


def stored() -> dict[str, Any]:
    """The keys of all answers, how often each own word came, and how many uses the codes have."""
    from django.db.models import Sum

    from servicepunkt.needs.models import Answer, HouseholdCode, OpenAnswer

    words = Counter(OpenAnswer.objects.values_list("text", flat=True))
    return {
        "keys": [str(key) for key in Answer.objects.values_list("key", flat=True)],
        "words": dict(words),
        "uses": HouseholdCode.objects.aggregate(n=Sum("uses"))["n"],
    }


def answer_to(content: dict[str, Any], dice: Random, words: str) -> dict[str, Any]:
    """Somebody's answer to everything; each of its texts is `words` and the question's key."""

    def value(asked: dict[str, Any]) -> Any:
        keys = [one["key"] for one in asked["options"]]
        most = min(asked["most"] or 3, 3, len(keys))
        if asked["kind"] == "one":
            return dice.choice(keys)
        if asked["kind"] == "many":
            return dice.sample(keys, most)
        if asked["kind"] == "matrix":
            return {row["key"]: dice.choice(keys) for row in asked["rows"]}
        if asked["kind"] == "grid":
            return {row["key"]: dice.sample(keys, most) for row in asked["rows"]}
        if asked["kind"] == "number":
            return dice.randint(asked["lowest"], min(asked["highest"], asked["lowest"] + 5))
        return f"{words} {asked['key']}"

    return {asked["key"]: value(asked) for asked in content["questions"]}


def writes() -> dict[str, float]:
    """Answers received a second, one after another, with SQLite's two ways of closing a transaction."""
    from django.db import connection

    from servicepunkt.needs.answering import content_of, receive_answer
    from servicepunkt.needs.content import dump
    from servicepunkt.needs.models import Channel, Entrance, Questionnaire

    made = Questionnaire.objects.get()
    made.entrance = Entrance.LINK  # not saved: the codes are not what is measured
    content, dice, out = dump(content_of(made)), Random(1), {}
    for way in ("NORMAL", "FULL", "NORMAL", "FULL"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={way}")
        answers = [answer_to(content, dice, "prov") for _answer in range(TRIED_WRITES)]
        before = time.perf_counter()
        for raw in answers:
            receive_answer(questionnaire=made, key=uuid.uuid4(), raw=raw, channel=Channel.WEB)
        out[f"synchronous={way}, answers a second"] = TRIED_WRITES / (time.perf_counter() - before)
    return out


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    platform.start()
    logging.disable(logging.CRITICAL)
    print(json.dumps({"make": make, "stored": stored, "writes": writes}[sys.argv[1]]()))
