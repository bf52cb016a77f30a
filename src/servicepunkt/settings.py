"""Settings, read from the environment. Every variable and its meaning stands in docs/operation.md."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from servicepunkt import __version__

PACKAGE = Path(__file__).resolve().parent
VERSION = __version__
DATA_DIR = Path(os.environ.get("SERVICEPUNKT_DATA", "servicepunkt-data")).absolute()
DEMO = os.environ.get("SERVICEPUNKT_DEMO") == "1"
DEMO_ACCOUNTS = "servicepunkt.demo.demo_accounts"  # what the login page lists in demo mode
DEMO_SURVEY = "servicepunkt.demo.needs_telling.open_survey"  # and where it lets one answer without logging in
DEBUG = False


def _secret_key() -> str:
    """The key from the environment or the data folder (`servicepunkt` writes it); else one for this process only."""
    kept = DATA_DIR / "secret-key"
    return os.environ.get("SECRET_KEY") or (kept.read_text() if kept.is_file() else secrets.token_urlsafe(50))


def _listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        parts = conninfo_to_dict(url)
        known = {k: parts.pop(k, "") for k in ("dbname", "user", "password", "host", "port")}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": known["dbname"],
            "USER": known["user"],
            "PASSWORD": known["password"],
            "HOST": known["host"],
            "PORT": known["port"],
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": parts,
        }
    name = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else str(DATA_DIR / "servicepunkt.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        # FULL: what a phone was told is saved must be there after a power cut. No mmap_size: rare "disk I/O error".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


SECRET_KEY = _secret_key()
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = _listed("SERVICEPUNKT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _listed("SERVICEPUNKT_ORIGINS")
BEHIND_HTTPS = os.environ.get("SERVICEPUNKT_HTTPS") == "1"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31536000
    # Failed logins are counted by visitor: without this all would be one, the proxy, and shut each other out.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    # Only for our own host: other hosts on a municipality's domain are not ours to bind.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# What links in letters begin with: a worker has no request to take the host's name from.
_HOST = (ALLOWED_HOSTS or ["localhost"])[0].lstrip("*.")
ADDRESS = os.environ.get("SERVICEPUNKT_ADDRESS") or [
    *CSRF_TRUSTED_ORIGINS, f"{'https' if BEHIND_HTTPS else 'http'}://{_HOST}/"
][0]  # fmt: skip
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "servicepunkt.people.sessions"
# Tries to log in are counted once for all worker processes, and a restart forgets none of them.
CACHES = {
    "default": {
        "BACKEND": "servicepunkt.core.caching.SharedCache",
        "LOCATION": "core_cache",
        "KEY_FUNCTION": "servicepunkt.core.caching.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # For bounds so wide that each process may keep its own count: nothing is written to the database.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "servicepunkt.web",
    "servicepunkt.agreements",
    "servicepunkt.plan",
    "servicepunkt.needs",
    "servicepunkt.supply",
    "servicepunkt.programme",
    "servicepunkt.method",
    "servicepunkt.documents",
    "servicepunkt.sheets",
    "servicepunkt.people",
    "servicepunkt.places",
    "servicepunkt.ui",
    "servicepunkt.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "servicepunkt.ui.middleware.SecurityHeadersMiddleware",  # outermost: on styles and on refused hosts too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "servicepunkt.ui.middleware.LanguageCookieMiddleware",
    "servicepunkt.ui.middleware.LargestRequestMiddleware",  # before anything reads what is sent
    "servicepunkt.ui.middleware.NullCharacterMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "servicepunkt.web.urls"
WSGI_APPLICATION = "servicepunkt.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicepunkt.web.context.frame",
            ],
        },
    }
]

# Account: rights come from seats, so nobody signs up; an account is made for a person with a seat.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "servicepunkt.people.adapter.SeatAccountAdapter"
MFA_ADAPTER = "servicepunkt.people.adapter.SecondStepAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# By visitor (ip) and by account (key); where a village hall shares an address, its visitors share the first.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "servicepunkt.people.forms_login.AddKeyForm",
    "edit_webauthn": "servicepunkt.people.forms_login.NameKeyForm",
    "login_webauthn": "servicepunkt.people.forms_login.LoginByKeyForm",
    "authenticate_webauthn": "servicepunkt.people.forms_login.SecondStepByKeyForm",
    "reauthenticate_webauthn": "servicepunkt.people.forms_login.StillYouByKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address was given by whoever seated the person
MFA_TOTP_ISSUER = "Servicepunkt"
# Logging in by the organisation's own login (OpenID Connect); without an address there is no such button.
SOCIALACCOUNT_ADAPTER = "servicepunkt.people.adapter_outside.OutsideLoginAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: a form would be stopped by form-action where a provider sends people on
OIDC_DOMAINS = [domain.lower() for domain in _listed("SERVICEPUNKT_OIDC_DOMAINS")]
OIDC_NAME = os.environ.get("SERVICEPUNKT_OIDC_NAME") or _("organisationens inloggning")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"APPS": [], "OAUTH_PKCE_ENABLED": True}}
if os.environ.get("SERVICEPUNKT_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "organisation",
            "name": "organisation",
            "client_id": os.environ.get("SERVICEPUNKT_OIDC_CLIENT_ID", ""),
            "secret": os.environ.get("SERVICEPUNKT_OIDC_SECRET", ""),
            "settings": {"server_url": os.environ["SERVICEPUNKT_OIDC_URL"].rstrip("/")},
        }
    ]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if DEMO:  # the demonstration's passwords are kept in a form that nothing but demo mode understands
    PASSWORD_HASHERS = [
        "servicepunkt.demo.hashers.DemoHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "servicepunkt.ui.finders.FontFinder",
]
COLLECTED = (STATIC_ROOT / "staticfiles.json").is_file()
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_ALLOW_ALL_ORIGINS = False  # styles and typefaces are for our own pages
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Without a mail server nobody is told that a letter is on its way: the pages say so.
# A demonstration sends nothing, whatever is set: its people are invented, their addresses may not be.
MAIL_CONFIGURED = "SERVICEPUNKT_SMTP_HOST" in os.environ and not DEMO
EMAIL_HOST = os.environ.get("SERVICEPUNKT_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SERVICEPUNKT_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SERVICEPUNKT_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SERVICEPUNKT_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 20  # seconds; far below the time a letter belongs to the worker that sends it
EMAIL_USE_TLS = os.environ.get("SERVICEPUNKT_SMTP_TLS") == "1"
CONTACT = os.environ.get("SERVICEPUNKT_CONTACT", "")
DEFAULT_FROM_EMAIL = os.environ.get("SERVICEPUNKT_FROM", "servicepunkt@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A closed or missing page is an answer, not a fault: django would log it with a traceback.
    "loggers": {"servicepunkt": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
