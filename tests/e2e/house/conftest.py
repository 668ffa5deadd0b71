"""A real centre for each test of the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from e2e.centre import RunningCentre, running_centre


@pytest.fixture
def centre(
    database: dict[str, str], home: Path, tmp_path: Path, free_port: Callable[[], int]
) -> Iterator[RunningCentre]:
    with running_centre(database, home, tmp_path / "logs", free_port()) as running:
        yield running
