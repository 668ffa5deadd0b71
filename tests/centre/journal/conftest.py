"""Entries of the tests' own; nothing follows any event unless a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _nothing_follows() -> Iterator[None]:
    from bitaqa.backbone.journal import door as journal
    from bitaqa.foundation.rules.events import EVENTS

    with journal.bound(dict.fromkeys(EVENTS, journal.END)):
        yield


@pytest.fixture
def told() -> Callable[..., Any]:
    """`told(event="…", **more)` makes an Entry with everything a test does not care about."""
    from datetime import UTC, datetime

    from bitaqa.backbone.journal.door import Entry
    from bitaqa.foundation.kernel.ids import new_id

    def make(**given: Any) -> Entry:
        values: dict[str, Any] = {
            "event": "application.sealed",
            "subject_kind": "application",
            "subject": new_id(),
            "acted_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            "actor": "worker:intake",
            "act": new_id(),
        }
        return Entry(**values | given)

    return make
