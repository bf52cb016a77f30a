"""The aid for choosing an operating form: questions, and what each answer says for and against each form, by law.

Read from `data/forms.toml` and checked when it is read. Nothing is scored: what is shown is what the answers say.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from servicepunkt.core.text import Text
from servicepunkt.core.toml import Document, Table


@dataclass(frozen=True, slots=True)
class Form:
    """An operating form and the law it stands in."""

    key: str
    title: Text
    law: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What an answer says for or against a form, and where that is written."""

    form: str
    speaks_for: bool
    text: Text
    law: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a question, with its reasons."""

    key: str
    text: Text
    says: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A plain question about what the village wants."""

    key: str
    text: Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A law that reasons name: what of it was held against a source, which, and when. Not `confirmed`: what is said
    here has not been held against the law's own text."""

    name: str
    says: Text
    source: str
    checked_on: dt.date
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Aid:
    """All forms, all questions, and how the laws they name were checked."""

    forms: tuple[Form, ...]
    questions: tuple[Question, ...]
    laws: tuple[Law, ...]

    def title(self, key: str) -> str:
        """What a form is called here; nothing for one that is not there."""
        return next((form.title.here() for form in self.forms if form.key == key), "")


@dataclass(frozen=True, slots=True)
class Compared:
    """A form with what speaks for and against it, each with the question whose answer says so."""

    form: Form
    speaks_for: list[tuple[Question, Reason]]
    speaks_against: list[tuple[Question, Reason]]


def read(raw: bytes) -> Aid:
    """Read the file. Raises FileRefused with every mistake."""
    document = Document(raw)
    root = document.root()
    root.whole("format", least=1)
    forms = tuple(_form(one) for one in root.tables("forms", required=True))
    keys = [form.key for form in forms]
    questions = tuple(_question(one, keys) for one in root.tables("questions", required=True))
    laws = tuple(_law(one) for one in root.tables("laws", required=True))
    root.done()
    document.raise_problems()
    return Aid(forms, questions, laws)


def _law(table: Table) -> Law:
    law = Law(
        table.text("name"),
        table.two_texts("says"),
        table.text("source"),
        table.day("checked_on"),
        table.boolean("confirmed", default=False),
    )
    table.done()
    return law


def _form(table: Table) -> Form:
    form = Form(table.key("key"), table.two_texts("title"), table.text("law"))
    table.done()
    return form


def _question(table: Table, forms: list[str]) -> Question:
    question = Question(
        table.key("key"),
        table.two_texts("text"),
        tuple(_option(one, forms) for one in table.tables("options", required=True)),
    )
    table.done()
    return question


def _option(table: Table, forms: list[str]) -> Option:
    says = []
    key, text = table.key("key"), table.two_texts("text")
    for one in table.tables("says"):
        says.append(
            Reason(
                one.known("form", forms),
                one.boolean("speaks_for", default=True),
                one.two_texts("text"),
                one.text("law"),
            )
        )
        one.done()
    table.done()
    return Option(key, text, tuple(says))


@lru_cache(maxsize=1)
def aid() -> Aid:
    """The aid that ships with the platform."""
    return read((resources.files("servicepunkt.plan") / "data" / "forms.toml").read_bytes())


def compare(answers: Mapping[str, str]) -> list[Compared]:
    """Every form with what the given answers say for and against it. Unknown questions and answers say nothing."""
    told = [
        (question, reason)
        for question in aid().questions
        for option in question.options
        if answers.get(question.key) == option.key
        for reason in option.says
    ]
    return [
        Compared(
            form,
            [(q, r) for q, r in told if r.form == form.key and r.speaks_for],
            [(q, r) for q, r in told if r.form == form.key and not r.speaks_for],
        )
        for form in aid().forms
    ]
