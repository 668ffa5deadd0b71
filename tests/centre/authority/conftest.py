"""Nothing follows any event here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _nothing_follows() -> Iterator[None]:
    from bitaqa.backbone.journal import door as journal
    from bitaqa.foundation.rules.events import EVENTS

    with journal.bound(dict.fromkeys(EVENTS, journal.END)):
        yield
