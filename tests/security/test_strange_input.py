"""What nobody types but somebody sends: on every page, in every part of an address and in every field of every form.

Never a failure of ours, whatever else the answer is. Markup is left out where it proves nothing.
"""

from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import QueryDict
from django.template.backends.django import Template
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.security.samples import Corner
from tests.security.walking import Address, every_address, everybody_at, guarded, let_go, takes, told, unwritten

pytestmark = pytest.mark.django_db

STRANGE = {
    "null": b"a\x00b",
    "long": b"x" * 10_000,
    "not utf-8": b"\xff\xfe\xc3(",
    "half a pair": b"\xed\xa0\x80",
    "turned round": "\u202etxt.exe\u2066\ufeff\uffff".encode(),
    "huge number": b"99999999999999999999",
    "negative": b"-1",
    "a digit that is no number": "²".encode(),
    "digits of another script": "٣".encode(),
    "not a number": b"NaN",
    "infinite": b"Infinity",
    "exponent": b"1e400",
    "year nought": b"0000-00-00",
    "last year": b"9999-12-31",
    "markup": b"<script>alert(1)</script>{{ 7 }}{% now %}",
    "empty": b"",
}
FORM = "application/x-www-form-urlencoded"


class _Fields(HTMLParser):
    """The fields of every form on a page that sends something, with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = known.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((known.get("action", ""), {}))
        if not self._inside or (tag != "option" and not known.get("name")):
            return
        here = self.forms[-1][1]
        if tag == "option":
            if self._select and ("selected" in known or not here.get(self._select)):
                here[self._select] = known.get("value", "")
        elif tag == "select":
            self._select = known["name"]
            here.setdefault(self._select, "")
        elif tag in ("input", "textarea", "button") and known.get("type") != "file":
            if known.get("type") in ("radio", "checkbox") and "checked" not in known and known["name"] in here:
                return
            here[known["name"]] = known.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select


def _fails(ask: Callable[[], Any]) -> str:
    """What failed on our side, if something did. Whatever was written is taken back."""
    try:
        with transaction.atomic():
            response = ask()
            let_go(response)
            transaction.set_rollback(True)
    except Exception as failure:  # noqa: BLE001  whatever it is, it is told with the address that led to it
        return f"{type(failure).__name__}: {str(failure)[:120]}"
    return str(response.status_code) if response.status_code >= 500 else ""


@pytest.mark.usefixtures("without_markup")
def test_no_question_in_an_address_makes_a_page_fail(
    corners: tuple[Corner, Corner, Corner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names of a page's own questions are those it asks for, seen while it answers."""
    names: set[str] = set()

    def noting(method: Callable[..., Any]) -> Callable[..., Any]:
        def read(self: QueryDict, name: str, *more: Any) -> Any:
            if not self._mutable:
                names.add(name)
            return method(self, name, *more)

        return read

    client, wrong = everybody_at(corners[0]), []
    for one in every_address():
        names.clear()
        with monkeypatch.context() as patch:
            for method in ("get", "getlist", "__getitem__"):
                patch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
            let_go(client.get(one.at(corners[0])))
        for what, said in STRANGE.items() if names else ():
            asked = "&".join(f"{quote(name)}={quote(said)}" for name in sorted(names))
            address = f"{one.at(corners[0])}?{asked}"
            if failure := _fails(partial(client.get, address)):
                wrong.append(f"{one.name}?{asked[:60]} {what}: {failure}")
    assert not wrong, told(wrong)


@pytest.mark.usefixtures("without_markup")
def test_no_argument_in_an_address_makes_a_page_fail(corners: tuple[Corner, Corner, Corner]) -> None:
    here, client, wrong = corners[0], everybody_at(corners[0]), []
    for one in guarded():
        for name in one.arguments:
            kept = {other: here.argument(one.name, other) for other in one.arguments}
            for said in ("99999999999999999999", "x" * 3000, str(uuid4())):
                try:
                    address = reverse(one.name, kwargs={**kept, name: said})
                except NoReverseMatch:  # not of the argument's form: then there is no such address
                    continue
                for verb in ("GET", "POST"):
                    if failure := _fails(partial(client.generic, verb, address)):
                        wrong.append(f"{verb} {one.name} {name}={said[:30]}: {failure}")
    assert not wrong, told(wrong)


def _forms(client: Client, corner: Corner) -> Iterator[tuple[Address, str, dict[str, str]]]:
    """Every form that sends something, on every page, once: where it leads, and its fields as they stand."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for one in every_address():
        if one.page is not None and not takes(one.page, "GET"):
            continue
        response = client.get(one.at(corner))
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            found = _Fields()
            found.feed(response.content.decode())
            for action, fields in found.forms:
                address = action or one.at(corner)
                if (address, frozenset(fields)) not in seen:
                    seen.add((address, frozenset(fields)))
                    yield one, address, fields
        let_go(response)


MOST_FIELDS = 5
"""Of a form with many fields, those asked one by one: they are alike. All at once come all."""
WRITTEN_OUT = ("null", "not utf-8", "markup")
"""What is also written out again on the page that refuses it, when all fields hold it."""


def _sent(fields: dict[str, str], changed: list[str], said: bytes) -> str:
    whole = {name: value.encode() for name, value in fields.items()} | dict.fromkeys(changed, said)
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in whole.items())


def test_no_field_makes_a_form_fail(corners: tuple[Corner, Corner, Corner], monkeypatch: pytest.MonkeyPatch) -> None:
    """One field at a time, so that what lies behind a check of another field is reached; then all of them at once."""
    client, wrong, asked = everybody_at(corners[0]), [], 0
    forms = list(_forms(client, corners[0]))
    assert len(forms) > 40
    as_it_is = Template.render
    for one, address, fields in forms:
        names = [name for name in fields if name != "csrfmiddlewaretoken"]
        for what, said in STRANGE.items():
            for changed in (names, *([name] for name in names[:MOST_FIELDS])):
                whole = changed is names and what in WRITTEN_OUT
                monkeypatch.setattr(Template, "render", as_it_is if whole else unwritten)
                body, asked = _sent(fields, changed, said), asked + 1
                if failure := _fails(partial(client.post, address, body, FORM)):
                    wrong.append(f"{one.name} → {address[-40:]} {','.join(changed)[:50]} {what}: {failure}")
    assert not wrong, told(wrong)
    assert asked > 2000
