"""Settings of the centre. Everything a deployment changes comes from `BITAQA_*` variables (docs/reference/settings.md).

Refuses to start in production with a development secret, without TLS cookies, or with specimen keys.
"""

from __future__ import annotations

import os
from pathlib import Path

from bitaqa.ui.program_settings import (  # noqa: F401 - Django reads them here
    ALLOWED_HOSTS,
    BASE,
    BITAQA_CLOCK,
    BITAQA_PRODUCTION,
    CSRF_COOKIE_SECURE,
    DATA_UPLOAD_MAX_MEMORY_SIZE,
    DEBUG,
    DEFAULT_AUTO_FIELD,
    LANGUAGE_CODE,
    LANGUAGES,
    LOCALE_PATHS,
    LOGGING,
    PASSWORD_HASHERS,
    PRODUCTION,
    SESSION_COOKIE_HTTPONLY,
    SESSION_COOKIE_SAMESITE,
    SESSION_COOKIE_SECURE,
    STATIC_URL,
    STATICFILES_DIRS,
    STORAGES,
    TIME_ZONE,
    USE_I18N,
    USE_TZ,
    WHITENOISE_MAX_AGE,
    X_FRAME_OPTIONS,
    collected,
)

HOME = Path(os.environ.get("BITAQA_HOME", BASE / "var")).resolve()

SECRET_KEY = os.environ.get("BITAQA_SECRET_KEY", "" if PRODUCTION else "development-only-secret-of-the-centre")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise RuntimeError("BITAQA_SECRET_KEY must hold at least 50 random characters in production")

INSTALLED_APPS = [
    "bitaqa.ui",
    "bitaqa.backbone.accounts",
    "bitaqa.backbone.journal",
    "bitaqa.backbone.jobs",
    "bitaqa.backbone.vault",
    "bitaqa.backbone.authority",
    "bitaqa.records.places",
    "bitaqa.records.stations",
    "bitaqa.records.persons",
    "bitaqa.records.documents",
    "bitaqa.records.campaigns",
    "bitaqa.records.applications",
    "bitaqa.records.cards",
    "bitaqa.journey.planning",
    "bitaqa.journey.intake",
    "bitaqa.journey.screening",
    "bitaqa.journey.production",
    "bitaqa.journey.delivery",
    "bitaqa.services.papers",
    "bitaqa.services.tracking",
    "bitaqa.services.certificates",
    "bitaqa.services.bulletin",
    "bitaqa.services.board",
    "bitaqa.services.operators",
    "bitaqa.services.retention",
    "bitaqa.centre.apps.CentreConfig",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "bitaqa.centre.proxy.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bitaqa.ui.headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bitaqa.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bitaqa.backbone.accounts.middleware.SignedInMiddleware",
    "bitaqa.ui.errors.ErrorMiddleware",
]

ROOT_URLCONF = "bitaqa.centre.urls"
WSGI_APPLICATION = "bitaqa.centre.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bitaqa.ui.context.shell",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("BITAQA_DB_HOST", ""),
        "PORT": os.environ.get("BITAQA_DB_PORT", ""),
        "NAME": os.environ.get("BITAQA_DB_NAME", "bitaqa"),
        "USER": os.environ.get("BITAQA_DB_USER", "bitaqa_app"),
        "PASSWORD": os.environ.get("BITAQA_DB_PASSWORD", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # A worker whose machine vanished says no goodbye: after two minutes the server ends its session, and whatever
        # it had taken (signatures, locks, claims) is free again. Without a network in between it changes nothing.
        "OPTIONS": {"options": "-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6"},
    }
}
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["bitaqa.backbone.accounts.backends.AccountBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"

STATIC_ROOT = BASE / "build" / "static"
COLLECTED = collected(STATIC_ROOT)
WHITENOISE_USE_FINDERS = not COLLECTED  # found files come as they lie in the sources: not compressed

SESSION_COOKIE_NAME = "bitaqa_centre"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_NAME = "bitaqa_centre_csrf"
SECURE_SSL_REDIRECT = PRODUCTION

# --- Bitaqa's own ---------------------------------------------------------------------------------------------
BITAQA_HOME = HOME
BITAQA_PROGRAM = "centre"
BITAQA_NAV = "bitaqa.centre.navigation.navigation"
BITAQA_SCOPES = "bitaqa.centre.scopes.scopes"
BITAQA_COUNTRY_PACK = os.environ.get("BITAQA_COUNTRY_PACK", "ma")
BITAQA_ENGINES = tuple(part.strip() for part in os.environ.get("BITAQA_ENGINES", "").split(",") if part.strip())
"""Biometric engines asked besides the house's own: names of factories, `package.module.factory`, with commas."""
BITAQA_FINGER_PARTS = int(os.environ.get("BITAQA_FINGER_PARTS", "1"))
"""In how many parts the house's index of fingers lies: of several each is searched in a worker process of its own."""
BITAQA_PROXIES = tuple(part for part in os.environ.get("BITAQA_PROXIES", "").split(",") if part.strip())
"""Addresses or networks of the proxies in front, whose headers are believed; none unless told."""
BITAQA_PROXY_ADDRESS_HEADER = os.environ.get("BITAQA_PROXY_ADDRESS_HEADER", "")
BITAQA_PROXY_SCHEME_HEADER = os.environ.get("BITAQA_PROXY_SCHEME_HEADER", "")
BITAQA_FRESH_MINUTES = int(os.environ.get("BITAQA_FRESH_MINUTES", "10"))
"""For this long after typing password and code, sensitive acts ask nothing more."""
BITAQA_UPLOAD_DAYS = float(os.environ.get("BITAQA_UPLOAD_DAYS", "14"))
"""Days after which an upload that nobody continued is thrown away; its station begins it again."""
if PRODUCTION and BITAQA_CLOCK != "system":
    raise RuntimeError("a scenario's clock is refused in production")
