"""Reference pages that repeat the code are not stale; every error, setting and state is documented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]


def test_errors_and_settings_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference_pages.py", "--check"], cwd=BASE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_variable_is_documented() -> None:
    sys.path.insert(0, str(BASE / "tools"))
    try:
        from reference_pages import SETTINGS, variables_in_code
    finally:
        sys.path.pop(0)
    assert variables_in_code() == set(SETTINGS)


def test_states_page_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bitaqa", "states", "--check"], cwd=BASE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
