"""Language by cookie only, and the headers that keep a page to itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGES = ("sv", "en")

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
