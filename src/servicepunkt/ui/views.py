"""The two small views of the frame."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST, require_safe

from servicepunkt.ui import shapes
from servicepunkt.ui.middleware import LANGUAGES

ONE_YEAR_S = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language (`language` = sv or en) in a cookie and go back to `next`.

    `next` is followed only within our own host; anything else leads to the start page.
    """
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        return HttpResponseBadRequest(_("Okänt språk."))
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=ONE_YEAR_S,
        path="/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _map_etag(request: HttpRequest) -> str:
    return f'"{shapes.base_map().digest}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=ONE_YEAR_S, immutable=True)
@condition(etag_func=_map_etag)
def map_base(request: HttpRequest) -> HttpResponse:
    """Sweden's land, counties and municipalities as SVG symbols that the maps of all pages refer to.

    The address carries `?v=<digest>`, so the answer may be kept for ever.
    """
    return HttpResponse(shapes.base_map().svg, content_type="image/svg+xml; charset=utf-8")
