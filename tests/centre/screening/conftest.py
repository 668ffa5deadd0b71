"""The bench of adjudication: a doubtful application, its candidate, two adjudicators."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def bench(db: None) -> Any:
    from .bench import make_bench

    return make_bench()
