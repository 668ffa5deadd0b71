"""Chooses a program's settings for this test process, before Django reads them.

Refuses a process in which the other program's settings are already chosen.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest


def choose_program(settings_module: str, *, home_variable: str) -> Path:
    """Set DJANGO_SETTINGS_MODULE and a throw-away home; answers the home. Called while conftest.py loads."""
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE", settings_module)
    if chosen != settings_module:
        pytest.exit(
            f"this process has {chosen}; run one group at a time (tests/centre, tests/station) or `make test`", 4
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    home = Path(tempfile.mkdtemp(prefix="bitaqa-test-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ[home_variable] = str(home)
    os.environ.pop("BITAQA_PRODUCTION", None)

    from django.conf import settings

    _hash_cheaply()
    # Asked for now so that pytest-django finds Django configured; white noise warns about a missing folder.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return home


def _hash_cheaply() -> None:
    """Argon2 as in the product, but in a tenth of a millisecond: nobody attacks the passwords of tests, and many begin
    with a handful of new accounts."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8
