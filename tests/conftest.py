"""What every test group shares; nothing here needs Django or a database.

Groups run in processes of their own, because two Django settings cannot share one: `tools/run_tests.py`.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# One seed per run is printed on failure; deadlines measure a shared machine, not the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("thorough", parent=settings.get_profile("house"), max_examples=1000)
settings.load_profile(os.environ.get("BITAQA_HYPOTHESIS", "house"))


@pytest.fixture(autouse=True)
def _no_leaked_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own `BITAQA_*` deployment variables do not reach the code under test through a default."""
    for name in ("BITAQA_PRODUCTION", "BITAQA_CENTRE_URL", "BITAQA_COUNTRY_PACK"):
        monkeypatch.delenv(name, raising=False)
