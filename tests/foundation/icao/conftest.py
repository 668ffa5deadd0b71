"""Where the tests of Doc 9303 find a portrait."""

from __future__ import annotations

import pytest

from bitaqa.foundation.specimens.portraits import portrait


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return portrait(4, female=True, age=40)
