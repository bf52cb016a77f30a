"""Somebody else's seat, meeting, offer, answer ... under one's own address: never there, and never changed.

Walks every address of the URL map. An argument is the place's own unless tests/security/samples.py says otherwise.
"""

import hashlib
from collections.abc import Iterator, Mapping

import pytest
from django.apps import apps

from servicepunkt.core.models import CacheRow
from servicepunkt.people.models import LoginSession
from servicepunkt.people.pages import About
from tests.security.samples import OF_THE_PROGRAMME, OPEN, SHARED, Corner
from tests.security.walking import Address, everybody_at, guarded, let_go, takes, told

pytestmark = pytest.mark.django_db

Table = Mapping[str, str]
AS_IF_GONE: Table = {
    "needs:forget": "says of whatever it does not find that it is removed, as when it is sent twice",
    "programme:cost": "keeps what was typed for a new line, as when somebody has taken the line away meanwhile",
    "documents:remove_part": "as needs:forget, of a part of one's own draft",
    "login:address": "says of somebody else's link whose it is not, as of one that is over",
}
"""Pages that answer a foreign thing like one's own that is gone already; that nothing changes is tested even so."""


def _in(table: Table, page: str, name: str) -> bool:
    return f"{page}/{name}" in table or name in table


def _foreign(corners: tuple[Corner, Corner, Corner]) -> Iterator[tuple[Address, str, str]]:
    """Every address with one argument from another programme, or from another place: with what was put in."""
    here, beside, elsewhere = corners
    for one in guarded():
        if one.name.startswith(tuple(OPEN)):
            continue
        for name in one.own():
            if _in(SHARED, one.name, name):
                continue
            yield one, one.at(here, **{name: elsewhere.argument(one.name, name)}), f"{name} of another programme"
            if one.page is not None and one.page.about is About.ACCOUNT:
                continue  # somebody else's, and that is all there is to it
            if "place" in one.arguments:
                yield one, one.at(here, **{name: beside.argument(one.name, name)}), f"{name} of another place"
            else:
                assert _in(OF_THE_PROGRAMME, one.name, name), f"{one.name}/{name}: whose is it? Say so in samples.py"
        for moved in ("root", "place"):
            if moved in one.arguments:
                yield one, one.at(here, **{moved: elsewhere.argument(one.name, moved)}), f"{moved} of another programme"


def _fingerprint() -> dict[str, str]:
    """Every table's content in one hash each; not of sessions, which tell when they were last used,
    nor of what is counted for a while."""
    return {
        model._meta.label: hashlib.sha256(repr(sorted(map(repr, model._default_manager.values_list()))).encode())
        .hexdigest()
        for model in apps.get_models()
        if model not in (LoginSession, CacheRow)
    }  # fmt: skip


def test_what_is_somebody_else_s_is_not_there_and_stays_as_it_was(corners: tuple[Corner, Corner, Corner]) -> None:
    client = everybody_at(corners[0])
    before, wrong, asked = _fingerprint(), [], 0
    for one, address, what in _foreign(corners):
        assert one.page is not None
        for verb in ("GET", "POST"):
            if takes(one.page, verb):
                response = client.generic(verb, address)
                let_go(response)
                answered = response.status_code
                asked += 1
                if answered != 404 and one.name not in AS_IF_GONE:
                    wrong.append(f"{verb} {one.name}, {what}: {answered}")
    assert not wrong, told(wrong)
    assert asked > 200
    assert _fingerprint() == before


def test_with_one_s_own_things_the_same_addresses_are_there(corners: tuple[Corner, Corner, Corner]) -> None:
    """Else the walk above would prove nothing: every argument of the table leads to a page at its own place."""
    client = everybody_at(corners[0])
    for one in guarded():
        assert one.page is not None
        if one.own() and takes(one.page, "GET"):
            response = client.get(one.at(corners[0]))
            let_go(response)
            assert response.status_code == 200, one.name
