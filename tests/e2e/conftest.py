"""Tests that start the real programs: nothing of Django in this process, everything over HTTP and exit codes.

- `database`: `BITAQA_DB_*` variables of an empty database of its own, dropped afterwards (the centre migrates it).
- `owner_database`: the same, for the role that runs migrations.
- `home`: a folder for keys, blobs and station data. `free_port()`: a port nobody uses.
- `page`, `open_page`: Chromium.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitaqa.backbone.localpg import OWNER, ClusterAddress, LocalCluster, cluster_root
from centre_env.browser import browser, chromium, open_page, page

__all__ = ["browser", "chromium", "open_page", "page"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[LocalCluster]:
    local = LocalCluster(cluster_root("test"))
    local.ensure_started()
    yield local
    local.release()


@pytest.fixture
def database(cluster: LocalCluster, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    address: ClusterAddress = cluster.address
    name = f"bitaqa_test_e2e_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**6}"
    cluster.drop_database(name)
    cluster.create_database(name)
    yield address.environment(name=name)
    cluster.drop_database(name)


@pytest.fixture
def owner_database(database: dict[str, str]) -> dict[str, str]:
    return database | {"BITAQA_DB_USER": OWNER}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    return folder


@pytest.fixture
def free_port() -> Iterator[object]:
    def port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    yield port
