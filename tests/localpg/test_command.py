"""`bitaqa localpg`: exit codes, and a held cluster that ends with whoever holds it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bitaqa.backbone.localpg import LocalCluster, cluster_root
from bitaqa.backbone.localpg.command import main


@pytest.fixture
def own_root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bitaqa-localpg-") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setenv("BITAQA_PG_ROOT", folder)
        yield Path(folder)
        LocalCluster(cluster_root("run")).destroy()


def test_a_cluster_is_started_looked_at_stopped_and_emptied(own_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1
    assert main(["start"]) == 0
    assert main(["status"]) == 0
    assert main(["env"]) == 0
    assert f"export BITAQA_DB_HOST='{own_root}/run/socket'" in capsys.readouterr().out
    assert main(["stop"]) == 0
    assert main(["status"]) == 1
    assert main(["reset"]) == 0
    assert not (own_root / "run").exists()


def test_a_held_cluster_ends_with_its_holder(own_root: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-m", "bitaqa", "localpg", "hold"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    address = json.loads(holder.stdout.readline())
    cluster = LocalCluster(own_root / "run")
    assert address["host"] == cluster.address.host
    assert cluster.running
    holder.communicate()
    assert holder.returncode == 0
    assert not cluster.running


def test_databases_that_begin_alike_are_dropped_together(own_root: Path) -> None:
    assert main(["drop-all", "run", "play_"]) == 0
    assert not (own_root / "run").exists(), "no cluster is made in order to find it empty"
    cluster = LocalCluster(cluster_root("run"))
    with cluster.in_use():
        for name in ("play_a_1", "play_a_2", "play_b_1"):
            cluster.create_database(name)
        assert main(["drop-all", "run", "play_a_"]) == 0
        assert cluster.database_names() == ["play_b_1"]
    assert main(["drop-all", "run"]) == 2


def test_wrong_usage_and_failures_are_told_apart(
    own_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 2
    assert main(["dance"]) == 2
    monkeypatch.setenv("BITAQA_PG_BINDIR", str(own_root / "nowhere"))
    assert main(["start"]) == 1
    assert "make setup" in capsys.readouterr().err
