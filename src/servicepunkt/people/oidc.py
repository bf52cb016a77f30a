"""The two addresses of logging in by OpenID Connect: out to the provider, and back.

The login library skips the signature of an id token that came straight from the provider; here it is always checked
against the provider's published keys, and only algorithms with a public key are taken.
"""

from typing import Any

import jwt
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})


class SignedOnly(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Takes an id token only with a signature that holds."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who logs in. Raises OAuth2Error without an id token, for that alone makes it OpenID Connect."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """What the token says. Raises OAuth2Error when its signature, sender, receiver or time is wrong."""
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("not a token") from error
        if algorithm not in SIGNED_WITH:
            raise OAuth2Error(f"id token signed with {algorithm}")
        said: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return said


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """A view of the login library, or the page that says it did not work when the provider cannot be reached."""
    adapter = SignedOnly(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except (RequestException, KeyError, ValueError) as error:
        # Unreachable, or an answer that is not what the standard says: the same to who wants to log in.
        answer = render_authentication_error(request, provider, exception=error)
    return answer


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send whoever wants to log in to the provider."""
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in whoever comes back from the provider."""
    return _answer(OAuth2CallbackView, request, provider_id)
