"""The permission table stands for what is: every page is in it, every page in it exists, and the file is current."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from servicepunkt.people.pages import About
from servicepunkt.people.roles import RIGHT_TITLES, ROLES, Right, Role
from servicepunkt.web import permissions

FILE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
OF_THE_FRAME = {"ui:language", "ui:map_base"}
"""The language switch and the map's outlines are the same for all and about nobody."""


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Every address of our own, named as the registry names it; the login library's have no namespace."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _names(one, one.namespace or namespace)
        elif isinstance(one, URLPattern) and namespace:
            yield f"{namespace}:{one.name}"


def test_every_address_is_a_registered_page_and_every_page_has_an_address() -> None:
    addresses = set(_names(get_resolver())) - OF_THE_FRAME
    assert addresses == {one.name for one in permissions.all_pages()}


def test_every_role_and_right_has_a_title() -> None:
    assert set(ROLES) == set(Role)
    assert set(RIGHT_TITLES) == set(Right)


def test_a_page_about_a_programme_or_place_always_asks_for_a_right() -> None:
    for one in permissions.all_pages():
        if one.about in (About.PROGRAMME, About.PLACE):
            assert one.see or one.save, one.name


def test_the_table_in_the_documentation_is_current() -> None:
    told = "docs/permissions.md is not current: python -m tools.permissions writes it anew"
    assert FILE.read_text() == permissions.as_markdown(), told


@pytest.mark.django_db
def test_the_open_table_names_every_page_and_role() -> None:
    page = Client().get(reverse("web:permissions")).content.decode()
    for one in permissions.all_pages():
        assert str(one.title) in page
    for facts in ROLES.values():
        assert str(facts.title) in page


def test_a_place_s_role_does_not_reach_a_whole_programme_s_page() -> None:
    pages = {one.name: one for one in permissions.all_pages()}
    assert not permissions.gives(pages["programme:journal"], Right.SEE_JOURNAL, Role.CONTACT_PERSON)
    assert permissions.gives(pages["programme:place_journal"], Right.SEE_JOURNAL, Role.CONTACT_PERSON)
    assert not permissions.gives(pages["people:bodies"], Right.SEE_PLACE, Role.FUNDER)
