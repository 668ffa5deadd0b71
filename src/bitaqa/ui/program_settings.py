"""Settings that the centre and a station share: languages, time, static files, cookies, the log.

Each program's own settings import these by name, so that what is read there is what holds. Refuses nothing: what a
deployment changes stays in the program's own file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parents[3]
_SOURCE = Path(__file__).resolve().parents[1]
PRODUCTION = os.environ.get("BITAQA_PRODUCTION", "") == "1"
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BITAQA_HOSTS", "localhost,127.0.0.1").split(",")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [
    _SOURCE / "foundation" / "names" / "locale",
    _SOURCE / "foundation" / "planning" / "locale",
    _SOURCE / "ui" / "printing" / "locale",
]
"""Catalogues of rooms that are no Django apps."""
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

STATIC_URL = "/static/"
STATICFILES_DIRS = [directory for directory in [BASE / "build" / "static-vendor"] if directory.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 60

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"

BITAQA_PRODUCTION = PRODUCTION
BITAQA_CLOCK = os.environ.get("BITAQA_CLOCK", "system")
"""`system`, or `scenario`: a played date, refused in production."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BITAQA_LOG_LEVEL", "WARNING")},
}


def collected(static_root: Path) -> bool:
    """Whether the compressed files that set-up gathered are served: always in production, else when asked and there."""
    return PRODUCTION or (os.environ.get("BITAQA_STATIC") == "collected" and (static_root / "ui").is_dir())
