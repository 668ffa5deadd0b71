"""The bench of the card factory runs from keys to chips read back; its figures are for `make bench-cards`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_the_bench_runs_and_writes_its_table(tmp_path: Path) -> None:
    table = tmp_path / "cards.json"
    command = [sys.executable, "-m", "bitaqa", "bench-cards", "--cards", "100", "--chips", "2", "--to", str(table)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr  # 1: this machine is too busy or too slow for the figures
    figures = json.loads(table.read_text())["figures"]
    names = ("prepared_p256", "prepared_p384", "key_pairs", "written_and_read_back")
    assert all(figures[f"{name}_per_second_and_core"]["value"] > 0 for name in names)
    assert all(set(figure) == {"value", "unit", "n"} for figure in figures.values())
    assert figures["written_and_read_back_per_second_and_core"]["n"] == 2
    assert figures["prepared_p256_held_at_the_end"]["value"] >= figures["prepared_p256_held_after_a_tenth"]["value"] > 0
    assert "write and read back" in done.stdout
