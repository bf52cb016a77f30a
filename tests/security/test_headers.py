"""What every answer carries: pages, files, errors, redirects, styles; and that no page asks for anything elsewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

import pytest
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.test import Client, override_settings
from django.urls import reverse

from servicepunkt.core.actions import SYSTEM
from servicepunkt.people.actions import make_account
from tests.security.samples import Corner
from tests.security.walking import every_address, everybody_at, let_go

pytestmark = pytest.mark.django_db

CARRIED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TAKES_AN_ADDRESS = ("src", "href", "action", "formaction", "srcset", "poster", "data", "xlink:href", "ping")
MAY_LEAD_AWAY = {"a"}
"""Elements whose address is only asked for by a person who clicks."""


def _held_up(response: HttpResponseBase, what: str) -> None:
    for name, value in CARRIED.items():
        assert response.headers.get(name) == value, (what, name)
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy or "default-src 'none'" in policy, what
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy and "data:" not in policy, what
    assert "geolocation" in response.headers.get("Permissions-Policy", ""), what
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        assert "sandbox" in policy and "default-src 'none'" in policy, what


class _Markup(HTMLParser):
    """Finds script, styles and addresses in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        runs = tag == "script" and "src" not in known and known.get("type") != "application/json"  # that is data
        if runs or tag in ("style", "iframe", "object", "embed", "base"):
            self.wrong.append(tag)
        for name, value in attributes:
            said = (value or "").strip().lower()
            if name.startswith("on") or name == "style" or said.startswith("javascript:"):
                self.wrong.append(f"{tag} {name}")
            if name in TAKES_AN_ADDRESS and tag not in MAY_LEAD_AWAY and re.match(r"(?:[a-z]+:)?//|data:", said):
                self.wrong.append(f"{tag} {name}={said[:60]}")


def _pages(corner: Corner) -> Iterator[tuple[str, HttpResponseBase]]:
    """Every address of the platform as somebody with every right gets it, and as a visitor gets it."""
    client = everybody_at(corner)
    for one in every_address():
        for who, browser in (("logged in", client), ("visitor", Client())):
            if one.name == "account_logout":
                continue
            response = browser.get(one.at(corner))
            yield f"{one.name}, {who}", response
            let_go(response)


def test_every_answer_has_the_headers_and_no_page_has_script_or_asks_elsewhere(
    corners: tuple[Corner, Corner, Corner],
) -> None:
    pages = 0
    for what, response in _pages(corners[0]):
        _held_up(response, what)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            markup = _Markup()
            markup.feed(response.content.decode())  # type: ignore[attr-defined]
            assert markup.wrong == [], what
            pages += 1
    assert pages > 100


def test_answers_that_are_no_pages_have_the_headers_too(corners: tuple[Corner, Corner, Corner]) -> None:
    visitor, client = Client(enforce_csrf_checks=True), everybody_at(corners[0])
    visitor.raise_request_exception = False
    with patch("servicepunkt.web.permissions.role_rows", side_effect=RuntimeError):
        failed = visitor.get(reverse("web:permissions"))
    others = (corners[0], corners[2])
    answers = {
        500: failed,
        400: visitor.get("/", headers={"host": "elsewhere.example.com"}),
        403: visitor.post(reverse("account_login")),
        404: client.get(reverse("programme:programme", args=[others[1].programme.area.key])),
        405: client.delete("/"),
        301: client.get("/behorigheter"),
    }
    for status, response in answers.items():
        assert response.status_code == status
        _held_up(response, str(status))
    styles = visitor.get(static("ui/base.css"))
    assert styles.status_code == 200
    _held_up(styles, "styles")
    let_go(styles)
    assert "Access-Control-Allow-Origin" not in styles.headers


@override_settings(SECURE_SSL_REDIRECT=True)
def test_an_unknown_host_gets_the_headers_also_before_it_is_led_to_https() -> None:
    response = Client().get("/", headers={"host": "elsewhere.example.com"})
    assert response.status_code == 400
    _held_up(response, "unknown host")


def test_cookies_are_for_the_server_alone_and_stay_on_our_pages() -> None:
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("ui:language"), {"language": "en", "next": "/"})
    make_account(name="Siv Svensson", email="siv@example.com", password="Kantareller i skogen", actor=SYSTEM)
    client.post(reverse("account_login"), {"login": "siv@example.com", "password": "Kantareller i skogen"})
    assert {"csrftoken", "django_language", "sessionid"} <= set(client.cookies)
    for name in ("csrftoken", "django_language", "sessionid"):
        cookie = client.cookies[name]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), name
        assert cookie["httponly"], name


def test_django_has_nothing_to_say_about_how_it_is_run(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SERVICEPUNKT_", "SECRET", "DJANGO_"))
    }
    asked = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "servicepunkt.settings",
        "SERVICEPUNKT_DATA": str(tmp_path),
        "SERVICEPUNKT_HTTPS": "1",
        "SERVICEPUNKT_HOSTS": "servicepunkt.example.com",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=asked, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
