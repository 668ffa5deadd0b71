"""Settings of a station: offline first, SQLCipher, no account framework of the centre's.

The database key never sits beside the database: it is unwrapped at unlock time by `bitaqa.station.keys`
(who unlocks a station after a reboot: docs/how-to/unlock-a-station.md).
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

HOME = Path(os.environ.get("BITAQA_STATION_HOME", BASE / "var" / "station-1")).resolve()

SECRET_KEY = os.environ.get("BITAQA_STATION_SECRET_KEY", "" if PRODUCTION else "development-only-secret-of-a-station")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise RuntimeError("BITAQA_STATION_SECRET_KEY must hold at least 50 random characters in production")

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

STATIC_ROOT = BASE / "build" / "static-station"
COLLECTED = collected(STATIC_ROOT)
WHITENOISE_USE_FINDERS = not COLLECTED  # found files come as they lie in the sources: not compressed

# One process serves all desks: its memory answers, the database keeps.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "bitaqa_station"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "bitaqa_station_csrf"

# --- Bitaqa's own ---------------------------------------------------------------------------------------------
BITAQA_HOME = HOME
BITAQA_PROGRAM = "station"
BITAQA_NAV = "bitaqa.station.navigation.navigation"
BITAQA_COUNTRY_PACK = os.environ.get("BITAQA_COUNTRY_PACK", "")
"""Path of the authority's own rules (`.toml`); empty: the rules of that code shipped with the software."""
BITAQA_CENTRE_URL = os.environ.get("BITAQA_CENTRE_URL", "http://localhost:8000")
BITAQA_DATA_BUDGET = int(os.environ.get("BITAQA_DATA_BUDGET", str(2 * 1024**3)))
"""Bytes a station may send in one local day; small packets go first."""
BITAQA_PACKET_GRACE_DAYS = float(os.environ.get("BITAQA_PACKET_GRACE_DAYS", "7"))
"""Days an accepted packet is kept before its bytes are deleted (0 in demonstrations)."""
BITAQA_SIMULATED_DEVICES = not PRODUCTION and os.environ.get("BITAQA_SIMULATED_DEVICES", "1") == "1"
"""Whether invented people may stand before simulated devices; never in production."""
BITAQA_DEVICE_TRUST = os.environ.get("BITAQA_DEVICE_TRUST", "")
"""Folder of the certificates (PEM) of the makers whose capture devices are believed; empty: none is."""
BITAQA_DEVICE_PORTS = os.environ.get("BITAQA_DEVICE_PORTS", "4501-4600")
"""Ports of this machine at which capture devices are looked for (SBI 0.9.5 names these hundred)."""
BITAQA_DEVICE_TIMEOUT_MS = int(os.environ.get("BITAQA_DEVICE_TIMEOUT_MS", "20000"))
"""Milliseconds a device is given for one press."""
BITAQA_CARD_READER = os.environ.get("BITAQA_CARD_READER", "")
"""Name of the PC/SC reader of the desk at which cards are read; empty: none, or a simulated one."""
BITAQA_FACE_MODEL = os.environ.get("BITAQA_FACE_MODEL", "")
"""Folder of a face model and its manifest, which compares portraits at hand-over; empty: the first comparer does."""
BITAQA_REMOVABLE_ROOTS = tuple(
    part
    for part in os.environ.get("BITAQA_REMOVABLE", f"/media/{os.environ.get('USER', 'root')}:/media").split(":")
    if part
)
"""Folders under which removable disks appear, separated by colons."""
BITAQA_SIGN_OUT = "desk:sign-out"
BITAQA_SYNC = "bitaqa.station.navigation.link_state"
