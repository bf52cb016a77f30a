"""The handbook as a reader gets it: open to all, in Swedish, with a word to whoever reads English, and led to."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import servicepunkt
from servicepunkt.web.views_handbook import CHAPTERS

PACKAGE = Path(servicepunkt.__file__).parent
LED_TO = re.compile(r'how\.html" with chapter="([\w:]+)" part="([\w-]+)"')


def _read(name: str, language: str = "sv") -> str:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_visitors_find_the_handbook_and_its_chapters() -> None:
    assert f'href="{reverse("web:handbook")}"' in _read("web:home")
    first = _read("web:handbook")
    for one in CHAPTERS:
        assert f'href="{reverse(one.page)}"' in first


@pytest.mark.django_db
def test_whoever_reads_english_is_told_that_the_handbook_is_in_swedish() -> None:
    for name in ("web:handbook", *(one.page for one in CHAPTERS)):
        english = _read(name, "en")
        assert "The handbook is in Swedish only" in english
        assert english.count('<article class="handbook" lang="sv">') == 1
        assert "finns bara på svenska" not in _read(name)


@pytest.mark.django_db
def test_every_part_that_pages_and_contents_lead_to_is_there() -> None:
    parts = {name: set(re.findall(r'<section id="([\w-]+)"', _read(name))) for name in (one.page for one in CHAPTERS)}
    led = {found for path in PACKAGE.rglob("*.html") for found in LED_TO.findall(path.read_text(encoding="utf-8"))}
    assert len(led) > 15
    assert {(chapter, part) for chapter, part in led if part not in parts[chapter]} == set()
    for one in CHAPTERS:
        assert set(re.findall(r'href="#([\w-]+)"', _read(one.page))) - {"innehall"} == parts[one.page]
