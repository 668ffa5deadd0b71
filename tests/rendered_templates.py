"""Which templates the tests of this process rendered: `tools/run_tests.py` adds them up over all groups.

Django's test environment sends `template_rendered` for every template that is rendered, whether a page, a part or a
component drew it; one set per process, written when the process ends. Refuses to cost anything: a run that does not
ask for the account (`BITAQA_RENDERED` names no folder) listens to nothing. Templates that a program started by a test
renders are not seen here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = "BITAQA_RENDERED"
_seen: set[str] = set()


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(FOLDER):
        from django.test.signals import template_rendered

        template_rendered.connect(note, dispatch_uid="rendered-templates")


def note(sender: Any, template: Any, **rest: Any) -> None:
    origin = getattr(template, "origin", None)
    if origin is not None and origin.name:
        _seen.add(str(origin.name))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One file per process: workers of the same group finish side by side."""
    folder = os.environ.get(FOLDER)
    if folder and _seen:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{os.getpid()}.txt").write_text("\n".join(sorted(_seen)), encoding="utf-8")
