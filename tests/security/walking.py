"""Every address of the platform, as the URL map has it; none is listed by hand."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from servicepunkt.people.pages import Page
from servicepunkt.web import permissions
from tests.builders import login
from tests.security.samples import Corner

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
IN = "for whoever is logged in"
OUT = "for all"
EITHER = "for all, and leads to the door by itself"

UNGUARDED: Mapping[str, tuple[str, str]] = {
    "ui:language": (OUT, "the language switch: a cookie, about nobody"),
    "ui:map_base": (OUT, "Sweden's outlines, the same for all"),
    "konto/password/reset/": (OUT, "asks for a letter; says whom to ask where none can be sent"),
    "konto/password/reset/done/": (OUT, "after asking for a letter"),
    "konto/email/": (OUT, "stands before a page of the login library, and is never there"),
    "konto/3rdparty/signup/": (OUT, "as the one above: nobody gets an account by another login"),
    "konto/oidc/<str:provider_id>/login/": (OUT, "the way to the organisation's own door"),
    "konto/oidc/<str:provider_id>/login/callback/": (OUT, "the way back; lets in whom the organisation has signed for"),
    "openid_connect_login": (OUT, "the login library's, behind ours of the same address"),
    "openid_connect_callback": (OUT, "the login library's, behind ours of the same address"),
    "socialaccount_login_cancelled": (OUT, "a sentence: the other door was not taken"),
    "socialaccount_login_error": (IN, "a sentence; who comes back and is not let in reads it at the way back"),
    "socialaccount_connections": (IN, "one's own other doors"),
    "konto/social/login/cancelled/": (IN, "leads to the address of today"),
    "konto/social/login/error/": (IN, "leads to the address of today"),
    "konto/social/signup/": (IN, "leads to the address of today, where nobody signs up"),
    "konto/social/connections/": (IN, "leads to the address of today"),
    "account_login": (OUT, "the door"),
    "account_logout": (OUT, "ends one's own session; to a visitor only the way home"),
    "account_inactive": (OUT, "says that an account is switched off"),
    "account_signup": (OUT, "says that nobody signs up"),
    "account_reauthenticate": (IN, "one's own password again"),
    "account_email_verification_sent": (OUT, "a sentence; no address is verified"),
    "account_change_password": (IN, "one's own password"),
    "account_set_password": (IN, "one's own password"),
    "account_confirm_login_code": (IN, "login by a code, which is not switched on"),
    "account_confirm_email": (OUT, "whoever has the key in a letter"),
    "account_reset_password_from_key": (OUT, "whoever has the key in a letter"),
    "account_reset_password_from_key_done": (OUT, "a sentence"),
    "mfa_index": (IN, "one's own second step"),
    "mfa_authenticate": (IN, "the second step of logging in: to the first, for who has not taken it"),
    "mfa_reauthenticate": (IN, "one's own code again"),
    "mfa_activate_totp": (IN, "one's own second step"),
    "mfa_deactivate_totp": (IN, "one's own second step"),
    "mfa_view_recovery_codes": (IN, "one's own second step"),
    "mfa_generate_recovery_codes": (IN, "one's own second step"),
    "mfa_list_webauthn": (IN, "one's own keys"),
    "mfa_add_webauthn": (IN, "one's own keys"),
    "mfa_edit_webauthn": (IN, "one's own keys"),
    "mfa_remove_webauthn": (IN, "one's own keys"),
    "mfa_reauthenticate_webauthn": (IN, "one's own key again"),
    "mfa_login_webauthn": (EITHER, "the door with a key: without one, back to where it is asked for"),
    "mfa_download_recovery_codes": (IN, "one's own second step"),
}
"""Addresses that no `@page` guards, each with who gets in and why that is right. Mostly the login library's."""
IN_A_LETTER = {"key": "MQ:1a2b3c", "uidb36": "1", "provider_id": "organisation", "pk": "1"}


@dataclass(frozen=True)
class Address:
    """An address of the URL map: its name (or its path, where two have the same), arguments, view, page if guarded."""

    name: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]
    path: str

    @property
    def page(self) -> Page | None:
        """The page that guards the view; None for those in `UNGUARDED`."""
        found: Page | None = getattr(self.view, "page", None)
        return found

    def at(self, corner: Corner, **other: object) -> str:
        """The address with a corner's arguments, some of them `other`."""
        if not self.arguments:
            return f"/{self.path}"
        if self.page is None and self.name == self.path:
            return "/" + re.sub(r"<\w+:(\w+)>", lambda found: IN_A_LETTER[found[1]], self.path)
        if self.page is None:
            return reverse(self.name, kwargs={name: IN_A_LETTER[name] for name in self.arguments})
        given = {name: other.get(name, corner.argument(self.name, name)) for name in self.arguments}
        return reverse(self.name, kwargs=given)

    def own(self) -> list[str]:
        """The arguments after programme and place."""
        return [name for name in self.arguments if name not in ("root", "place")]


def every_address() -> list[Address]:
    """Every address of the platform."""
    permissions.all_pages()
    found = list(_walk(get_resolver(), "", "", ()))
    seen: set[str] = set()
    return [one for one in found if not (one.path in seen or seen.add(one.path))]  # type: ignore[func-returns-value]


def _walk(resolver: URLResolver, path: str, space: str, names: tuple[str, ...]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        further = f"{path}{one.pattern}"
        arguments = (*names, *_arguments(one))
        if isinstance(one, URLResolver):
            yield from _walk(one, further, one.namespace or space, arguments)
        elif isinstance(one, URLPattern):
            name = f"{space}:{one.name}" if space else str(one.name or further)
            yield Address(name, arguments, one.callback, further)


def _arguments(one: URLPattern | URLResolver) -> list[str]:
    pattern: Any = one.pattern
    return list(pattern.converters) or list(pattern.regex.groupindex)


def guarded() -> list[Address]:
    """Every address that a page guards."""
    return [one for one in every_address() if one.page is not None]


def takes(page: Page, verb: str) -> bool:
    """Whether a page answers a verb at all."""
    if verb in ("GET", "HEAD"):
        return not page.saves_only
    return verb == "POST" and (page.save is not None or page.anyone_sends or page.saves_only)


def let_go(response: Any) -> None:
    """Close a file that was to be sent. `response.close()` would also end the database connection of the test."""
    for close in response._resource_closers:
        close()


def told(wrong: list[str]) -> str:
    """What is wrong, a line each: pytest would leave out most of a list."""
    return "\n".join(wrong)


def everybody_at(corner: Corner) -> Client:
    """The browser of who sits at the corner: with every right at the place, and most in all of the programme."""
    return login(corner.who)


def unwritten(_self: Template, context: Any = None, request: Any = None) -> str:
    """Takes the place of a template's `render` where the markup proves nothing."""
    return ""
