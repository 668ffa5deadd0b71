"""A station of its own for each module of browser tests."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from e2e.station import RunningStation, running_station


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStation]:
    with running_station(tmp_path_factory.mktemp("station"), _free_port()) as running:
        yield running
