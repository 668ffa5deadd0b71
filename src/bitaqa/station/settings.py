"""Settings of a station: offline first, SQLCipher, no account framework of the centre's.

The database key never sits beside the database: it is unwrapped at unlock time by `bitaqa.station.keys`
(who unlocks a station after a reboot: docs/how-to/unlock-a-station.md).
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("BITAQA_STATION_HOME", BASE / "var" / "station-1")).resolve()
PRODUCTION = os.environ.get("BITAQA_PRODUCTION", "") == "1"

SECRET_KEY = os.environ.get("BITAQA_STATION_SECRET_KEY", "" if PRODUCTION else "development-only-secret-of-a-station")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise RuntimeError("BITAQA_STATION_SECRET_KEY must hold at least 50 random characters in production")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BITAQA_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "bitaqa.ui",
    "bitaqa.station.desk",
    "bitaqa.station.fieldpack",
    "bitaqa.station.enrolment",
    "bitaqa.station.devices",
    "bitaqa.station.queue",
    "bitaqa.station.outbox",
    "bitaqa.station.handover",
    "bitaqa.station.day",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bitaqa.ui.headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bitaqa.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bitaqa.station.desk.middleware.SignedInMiddleware",
    "bitaqa.ui.errors.ErrorMiddleware",
]

ROOT_URLCONF = "bitaqa.station.urls"
WSGI_APPLICATION = "bitaqa.station.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bitaqa.ui.context.shell",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "bitaqa.station.sqlcipher",
        "NAME": HOME / "station.db",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "CONN_MAX_AGE": 600,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

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
STATIC_ROOT = BASE / "build" / "static-station"
STATICFILES_DIRS = [directory for directory in [BASE / "build" / "static-vendor"] if directory.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
COLLECTED = PRODUCTION or (os.environ.get("BITAQA_STATIC") == "collected" and (STATIC_ROOT / "ui").is_dir())
WHITENOISE_USE_FINDERS = not COLLECTED  # found files come as they lie in the sources: not compressed
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 60

# One process serves all desks: its memory answers, the database keeps.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "bitaqa_station"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "bitaqa_station_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"

# --- Bitaqa's own ---------------------------------------------------------------------------------------------
BITAQA_PRODUCTION = PRODUCTION
BITAQA_HOME = HOME
BITAQA_PROGRAM = "station"
BITAQA_NAV = "bitaqa.station.navigation.navigation"
BITAQA_COUNTRY_PACK = os.environ.get("BITAQA_COUNTRY_PACK", "")
"""Path of the authority's own rules (`.toml`); empty: the rules of that code shipped with the software."""
BITAQA_CENTRE_URL = os.environ.get("BITAQA_CENTRE_URL", "http://localhost:8000")
BITAQA_CLOCK = os.environ.get("BITAQA_CLOCK", "system")
BITAQA_DATA_BUDGET = int(os.environ.get("BITAQA_DATA_BUDGET", str(2 * 1024**3)))
"""Bytes a station may send in one local day; small packets go first."""
BITAQA_PACKET_GRACE_DAYS = float(os.environ.get("BITAQA_PACKET_GRACE_DAYS", "7"))
"""Days an accepted packet is kept before its bytes are deleted (0 in demonstrations)."""
BITAQA_SIMULATED_DEVICES = not PRODUCTION and os.environ.get("BITAQA_SIMULATED_DEVICES", "1") == "1"
"""Whether invented people may stand before simulated devices; never in production."""
BITAQA_REMOVABLE_ROOTS = tuple(
    part
    for part in os.environ.get("BITAQA_REMOVABLE", f"/media/{os.environ.get('USER', 'root')}:/media").split(":")
    if part
)
"""Folders under which removable disks appear, separated by colons."""
BITAQA_SIGN_OUT = "desk:sign-out"
BITAQA_SYNC = "bitaqa.station.navigation.link_state"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BITAQA_LOG_LEVEL", "WARNING")},
}
