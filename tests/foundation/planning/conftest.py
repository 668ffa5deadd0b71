"""Small specimen campaigns."""

from __future__ import annotations

import pytest

from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.specimen import specimen_campaign


@pytest.fixture(scope="session")
def small() -> Instance:
    return specimen_campaign(11, places=14, vehicles=3, days=15, depots=1, people=3726, box_km=(70, 50))
