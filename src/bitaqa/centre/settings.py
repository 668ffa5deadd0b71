"""Settings of the centre. Everything a deployment changes comes from `BITAQA_*` variables (docs/reference/settings.md).

Refuses to start in production with a development secret, without TLS cookies, or with specimen keys.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("BITAQA_HOME", BASE / "var")).resolve()
PRODUCTION = os.environ.get("BITAQA_PRODUCTION", "") == "1"

SECRET_KEY = os.environ.get("BITAQA_SECRET_KEY", "" if PRODUCTION else "development-only-secret-of-the-centre")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise RuntimeError("BITAQA_SECRET_KEY must hold at least 50 random characters in production")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BITAQA_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "bitaqa.ui",
    "bitaqa.backbone.accounts",
    "bitaqa.backbone.journal",
    "bitaqa.backbone.jobs",
    "bitaqa.backbone.vault",
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
    "bitaqa.services.tracking",
    "bitaqa.services.certificates",
    "bitaqa.services.bulletin",
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
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["bitaqa.backbone.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [
    Path(__file__).resolve().parents[1] / "foundation" / "names" / "locale",
    Path(__file__).resolve().parents[1] / "ui" / "printing" / "locale",
]
"""Catalogues of rooms that are no Django apps."""
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "build" / "static"
STATICFILES_DIRS = [directory for directory in [BASE / "build" / "static-vendor"] if directory.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
COLLECTED = PRODUCTION or (os.environ.get("BITAQA_STATIC") == "collected" and (STATIC_ROOT / "ui").is_dir())
WHITENOISE_USE_FINDERS = not COLLECTED  # found files come as they lie in the sources: not compressed
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 60

SESSION_COOKIE_NAME = "bitaqa_centre"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_NAME = "bitaqa_centre_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"

# --- Bitaqa's own ---------------------------------------------------------------------------------------------
BITAQA_PRODUCTION = PRODUCTION
BITAQA_HOME = HOME
BITAQA_PROGRAM = "centre"
BITAQA_NAV = "bitaqa.centre.navigation.navigation"
BITAQA_SCOPES = "bitaqa.centre.scopes.scopes"
BITAQA_COUNTRY_PACK = os.environ.get("BITAQA_COUNTRY_PACK", "ma")
BITAQA_CLOCK = os.environ.get("BITAQA_CLOCK", "system")
"""`system`, or `scenario`: a played date held in the database, declared in the journal, refused in production."""
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BITAQA_LOG_LEVEL", "WARNING")},
}
