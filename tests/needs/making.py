"""What tests of this room make: a village, a small questionnaire with every kind of question, and answers to it."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from django.test import Client

from servicepunkt.core import clock
from servicepunkt.core.actions import SYSTEM
from servicepunkt.core.text import Text
from servicepunkt.documents.actions import freeze
from servicepunkt.needs.answering import Received, receive_answer
from servicepunkt.needs.content import (
    AGES,
    DAY_PARTS,
    SCHEMA,
    SEXES,
    WEEKDAYS,
    Asked,
    Content,
    Kind,
    Option,
    Role,
    dump,
)
from servicepunkt.needs.models import Channel, Entrance, HouseholdCode, Questionnaire, State, Variant
from servicepunkt.people.actions import add_local_seat
from servicepunkt.people.roles import Role as SeatRole
from servicepunkt.places.models import Area, Place
from servicepunkt.programme.models import Programme
from tests.builders import hold, login, programme, seat, sit, url
from tests.builders import place as place_of


@dataclass
class Village:
    """A village with a contact person's browser."""

    programme: Programme
    place: Place
    client: Client

    @property
    def root(self) -> Area:
        return self.programme.area

    def url(self, name: str, *more: str | int) -> str:
        return url(f"needs:{name}", self.programme, self.place.slug, *more)


def village(key: str = "prov") -> Village:
    """A programme with a village in it, and a contact person who is logged in."""
    made = programme(key)
    return Village(made, place_of(made), sit(made, SeatRole.CONTACT_PERSON, f"Kontakten i {key}", place_of(made)))


def interviewer(by: Village, name: str = "Inga Intervjuare") -> Client:
    """An interviewer's browser."""
    group = seat(by.programme, SeatRole.CONTACT_PERSON, by.place).body
    hold(add_local_seat(body=group, title=name, actor=SYSTEM, role=SeatRole.INTERVIEWER), name)
    return login(name)


def options(*texts: str) -> tuple[Option, ...]:
    """Options with the keys "1", "2" ... and a text in both languages."""
    return tuple(Option(str(number), Text(text, f"{text} (en)")) for number, text in enumerate(texts, start=1))


QUESTIONS: tuple[Asked, ...] = (
    Asked("age", Kind.ONE, Text("Hur gammal är du?", "How old are you?"), required=True, role=Role.AGE,
          options=tuple(Option(one.key, one.text) for one in AGES)),
    Asked("sex", Kind.ONE, Text("Är du kvinna eller man?", "Are you a woman or a man?"), role=Role.SEX,
          options=tuple(Option(key, text) for key, text in SEXES.items())),
    Asked("part", Kind.ONE, Text("Var i bygden bor du?", "Where do you live?"), role=Role.PART,
          options=options("Norra byn", "Södra byn")),
    Asked("services", Kind.MATRIX, Text("Hur viktig är servicen?", "How important is the service?"),
          role=Role.SERVICES, options=options("Inte viktig", "Lite viktig", "Viktig", "Mycket viktig"),
          rows=(Option("shop", Text("Mataffär", "Grocery shop"), "dagligvaror"),
                Option("library", Text("Bibliotek", "Library"), "bibliotek"),
                Option("hall", Text("Samlingslokal", "Village hall"), "samlingslokal"))),
    Asked("help", Kind.MANY, Text("Vad vill du ha hjälp med?", "What do you want help with?"), role=Role.HELP, most=2,
          options=options("Blanketter", "BankID", "Pension")),
    Asked("times", Kind.GRID, Text("När passar det?", "When does it suit you?"), role=Role.TIMES,
          options=tuple(Option(key, Text(key, key)) for key in DAY_PARTS),
          rows=tuple(Option(key, Text(key, key)) for key in WEEKDAYS)),
    Asked("household", Kind.NUMBER, Text("Hur många bor ni?", "How many are you?"), lowest=1, highest=20),
    Asked("words", Kind.TEXT, Text("Vad är viktigast?", "What matters most?")),
)  # fmt: skip
"""One question of every kind and role, with its keys: age, sex, part, services, help, times, household, words."""


def content(variant: str = Variant.RESIDENT, questions: tuple[Asked, ...] = QUESTIONS) -> Content:
    """A small questionnaire with every kind of question."""
    return Content(
        variant,
        Text("Vad behöver bygden?", "What does the village need?"),
        Text("Byalaget frågar alla. Det tar tio minuter.", "We ask everybody. It takes ten minutes."),
        questions,
    )


def questionnaire(
    place: Place,
    root: Area,
    variant: str = Variant.RESIDENT,
    *,
    published: bool = True,
    codes: int = 0,
    questions: tuple[Asked, ...] = QUESTIONS,
    **more: Any,
) -> Questionnaire:
    """A questionnaire with a small content, open for answers unless `published` is False.

    With `codes` it is entered by that many household codes, "TEST-0001" and so on; without, by its link. `more` are
    other fields, as `closes_on` and `answers_a_code`.
    """
    asks = content(variant, questions)
    made = Questionnaire.objects.create(
        root=root, place=place, variant=variant, title=asks.title.sv, draft=dump(asks), request_key=uuid.uuid4(),
        entrance=Entrance.CODES if codes else Entrance.LINK, key=f"prov-{uuid.uuid4().hex[:10]}", **more,
    )  # fmt: skip
    HouseholdCode.objects.bulk_create(
        HouseholdCode(questionnaire=made, code=f"TEST-{number:04}") for number in range(1, codes + 1)
    )
    return publish(made) if published else made


def publish(made: Questionnaire) -> Questionnaire:
    """Open a draft for answers."""
    made.frozen = freeze(
        kind="needs.questionnaire", title=made.title, area_id=made.root_id, place_id=made.place_id, schema=SCHEMA,
        content=made.draft, actor=SYSTEM,
    )  # fmt: skip
    made.draft, made.state, made.published_at = {}, State.OPEN, clock.now()
    made.save()
    return made


def close(made: Questionnaire) -> Questionnaire:
    """Close it for answers, without a release."""
    made.state, made.closed_at = State.CLOSED, clock.now()
    made.save()
    return made


WHOLE: Mapping[str, Any] = {
    "age": "30-49",
    "sex": "w",
    "part": "1",
    "services": {"shop": "4", "library": "2"},
    "help": ["1", "2"],
    "times": {"mon": ["evening"], "sat": ["forenoon", "afternoon"]},
    "household": 3,
    "words": "En mack vore bra.",
}
"""A whole answer to the small questionnaire."""


def answer(
    made: Questionnaire,
    *,
    key: uuid.UUID | None = None,
    channel: Channel = Channel.WEB,
    code: str = "",
    **values: Any,
) -> Received:
    """Send a whole answer, in which `values` take the place of others; None leaves a question unanswered."""
    raw = {name: value for name, value in {**WHOLE, **values}.items() if value is not None}
    return receive_answer(questionnaire=made, key=key or uuid.uuid4(), raw=raw, channel=channel, code=code)


def without(*keys: str) -> tuple[Asked, ...]:
    """The small questionnaire's questions without some."""
    return tuple(one for one in QUESTIONS if one.key not in keys)


def reworded(key: str, text: str) -> tuple[Asked, ...]:
    """The small questionnaire's questions, one of them with other words."""
    return tuple(replace(one, text=Text(text, text)) if one.key == key else one for one in QUESTIONS)


def text_of(response: Any) -> str:
    """A page as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
