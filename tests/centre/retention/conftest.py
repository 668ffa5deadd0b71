"""Cards handed over by the world of delivery, twelve years and more ago; two administrators."""

from __future__ import annotations

from typing import Any

import pytest

from ..delivery.conftest import applied, world
from ..delivery.world import World

__all__ = ["World", "applied", "world"]


@pytest.fixture
def administrators(db: None) -> tuple[Any, Any]:
    from ..people import account

    return account("keeper-1", "administrator"), account("keeper-2", "administrator")
