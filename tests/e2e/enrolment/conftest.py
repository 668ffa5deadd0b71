"""A station of its own for each module of browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from e2e.station import RunningStation, free_port, running_station


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStation]:
    with running_station(tmp_path_factory.mktemp("station"), free_port()) as running:
        yield running
