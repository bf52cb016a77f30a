"""Language by cookie only, and the headers that keep a page to itself."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGES = ("sv", "en")

MOST_BYTES = 50 * 1024 * 1024
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What people send may be a web page dressed up as something else: if a browser should show it, nothing in it runs."""

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageCookieMiddleware:
    """Swedish, unless the language cookie says English.

    Django's own LocaleMiddleware follows the browser's language, and would give Swedish villagers with an
    English browser an English page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request and say it in the answer."""
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in LANGUAGES else "sv"
        with translation.override(language):
            # django-stubs lets requests carry this attribute; templates read it through the i18n context processor.
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        # Only pages differ by language; styles and the base map stay cacheable for everybody.
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            response.headers.setdefault("Content-Language", language)
        return response


class LargestRequestMiddleware:
    """Refuses what is larger than any form here can be, before it is read: files are kept on disk while they come.

    A form says itself which files are too large for it (10 MB at most), and keeps what was typed beside them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 to what is too large. What does not say how large it is, is never read at all (WSGI)."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > MOST_BYTES:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class NullCharacterMiddleware:
    """Refuse an address that holds the null character: nobody types it, and PostgreSQL fails on it in any text.

    Forms refuse it field by field, with what was typed kept (Django's `ProhibitNullCharactersValidator`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Raise BadRequest, which is answered by 400, for a null character in the path or in what follows it."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null character in the address")
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Everything from our own host, nothing inline, nothing framed.

    `settings.CSP_FORM_ACTION` (a sequence of origins, default none) names hosts a form may lead to, such as an
    OpenID Connect provider that the login form redirects to.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        form_action = " ".join(("'self'", *getattr(settings, "CSP_FORM_ACTION", ())))
        self.headers = {
            "Content-Security-Policy": "; ".join(
                (
                    "default-src 'self'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self'",
                    "font-src 'self'",
                    "object-src 'none'",
                    "base-uri 'none'",
                    f"form-action {form_action}",
                    "frame-ancestors 'none'",
                )
            ),
            # What one person saw must not come out of a cache for the next one at the same computer.
            "Cache-Control": "private, no-cache",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add each header that the view has not set itself. A file to be saved gets no right to run anything."""
        response = self.get_response(request)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers.setdefault("Content-Security-Policy", FILE_POLICY)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
