"""The bench of faces runs and writes its figures; what they are is for `make bench-cards`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bitaqa.journey.production.faces import bench_faces


def test_the_bench_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "faces.json"
    reached = bench_faces.main(["--batches", "1", "--to", str(table)])
    figures = json.loads(table.read_text("utf-8"))["figures"]
    assert reached == (figures["faces_per_second_and_core"]["value"] < bench_faces.WANTED)
    assert figures["bytes_per_batch"]["value"] > 100_000
    assert ("NOT REACHED" in capsys.readouterr().out) == bool(reached)
