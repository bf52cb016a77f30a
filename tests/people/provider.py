"""A small OpenID Connect provider on this machine: discovery, authorization, token, userinfo and published keys.

It signs with a real RSA key and holds its caller to what the standard asks: the same redirect address, the client's
secret, and the verifier that belongs to the challenge (PKCE).
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "servicepunkt", "a secret of the two"


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, FOREIGN_KEY = _rsa(), _rsa()


@dataclass
class Provider:
    """What the provider says, which tests change, and what it was asked."""

    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "17", "email": "cia-ordforande@example.com", "email_verified": True}
    )
    userinfo: dict[str, Any] | None = None
    token_claims: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = KEY
    algorithm: str = "RS256"
    down: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""

    def id_token(self) -> str:
        """A token about who logged in."""
        now = int(time.time())
        about = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims, **self.token_claims}
        return jwt.encode(about, self.signs_with, algorithm=self.algorithm, headers={"kid": "one"})

    def discovery(self) -> dict[str, Any]:
        """What the provider says about itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            self.problems.append("no challenge")
        if "openid" not in query.get("scope", "").split():
            self.problems.append("not asked for OpenID Connect")
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once; None to whoever cannot show what belongs to it."""
        asked = self.codes.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        wanted = asked and asked["code_challenge"].rstrip("=")
        right = (
            asked is not None
            and base64.urlsafe_b64encode(verifier).decode().rstrip("=") == wanted
            and sent.get("redirect_uri") == asked["redirect_uri"]
            and (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        )
        if not right:
            self.problems.append("a code without what belongs to it")
            return None
        return {"access_token": "ACCESS-TOKEN", "refresh_token": "REFRESH", "token_type": "Bearer", "expires_in": 300,
                "id_token": self.id_token()}  # fmt: skip


class _Answer(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _json(self, body: object, status: int = 200) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Discovery, authorization, userinfo, keys."""
        parts = urlsplit(self.path)
        name = parts.path.strip("/")
        self.provider.asked.append(name)
        if name in self.provider.down:
            return self._json({}, 500)
        if name in self.provider.moved:
            return self._redirect("http://127.0.0.1:9/elsewhere")
        if name == "authorize":
            return self._redirect(self.provider.authorize({k: v[0] for k, v in parse_qs(parts.query).items()}))
        if name == "userinfo":
            return self._json(self.provider.userinfo or self.provider.claims)
        known = {".well-known/openid-configuration": self.provider.discovery, "keys": self.provider.keys}
        return self._json(known[name]())

    def do_POST(self) -> None:
        """The token."""
        self.provider.asked.append(self.path.strip("/"))
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = self.provider.token({key: values[0] for key, values in sent.items()})
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)


class Running:
    """The provider while it runs, as a context."""

    def __enter__(self) -> Provider:
        provider = Provider()
        handler = type("Handler", (_Answer,), {"provider": provider})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        provider.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return provider

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
