"""What the environment turns on and off. Settings are read once a process, so each case is a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SHOW = """
import json
from servicepunkt import settings
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLAUTH_TRUSTED_PROXY_COUNT", "DEBUG",
         "MAIL_CONFIGURED", "ADDRESS")
print(json.dumps({name: getattr(settings, name, None) for name in names}))
"""


def _settings(folder: Path, **environment: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEPUNKT_")}
    asked = {**kept, "SERVICEPUNKT_DATA": str(folder), **environment}
    out = subprocess.run([sys.executable, "-c", _SHOW], env=asked, capture_output=True, text=True, check=True).stdout
    shown: dict[str, Any] = json.loads(out)
    return shown


@pytest.mark.parametrize(("https", "behind"), [("1", True), ("", False)])
def test_behind_https_cookies_are_for_https_and_visitors_are_told_apart(
    https: str, behind: bool, tmp_path: Path
) -> None:
    shown = _settings(tmp_path, SERVICEPUNKT_HTTPS=https)
    assert (shown["SESSION_COOKIE_SECURE"], shown["CSRF_COOKIE_SECURE"]) == (behind, behind)
    assert shown["SECURE_SSL_REDIRECT"] == (True if behind else None)
    assert shown["ALLAUTH_TRUSTED_PROXY_COUNT"] == (1 if behind else None)
    assert shown["DEBUG"] is False


def test_a_demonstration_sends_no_letters_whatever_mail_server_is_set(tmp_path: Path) -> None:
    server = {"SERVICEPUNKT_SMTP_HOST": "mail.example.se"}
    assert _settings(tmp_path, **server)["MAIL_CONFIGURED"] is True
    assert _settings(tmp_path, **server, SERVICEPUNKT_DEMO="1")["MAIL_CONFIGURED"] is False
    assert _settings(tmp_path)["MAIL_CONFIGURED"] is False


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://localhost/"),
        ({"SERVICEPUNKT_HOSTS": "by.example.se,x.se", "SERVICEPUNKT_HTTPS": "1"}, "https://by.example.se/"),
        ({"SERVICEPUNKT_ORIGINS": "https://port.example.se:8443"}, "https://port.example.se:8443"),
        (
            {"SERVICEPUNKT_ADDRESS": "https://egen.example.se/", "SERVICEPUNKT_HOSTS": "x.se"},
            "https://egen.example.se/",
        ),
    ],
)
def test_links_in_letters_begin_where_the_platform_is_reached(
    environment: dict[str, str], address: str, tmp_path: Path
) -> None:
    assert _settings(tmp_path, **environment)["ADDRESS"] == address
