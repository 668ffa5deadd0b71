"""`bitaqa scenario taounate | al-haouz` as a person starts them: a share of each, end to end, several stations.

The same code plays the published number of people: BITAQA_SCENARIO_PEOPLE=0 asks for it here, `--people` anywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE_SECONDS = 900
SHARES = {"taounate": ("60", 1), "al-haouz": ("72", 3)}
"""People of the played share, and how many stations it has at least."""


@pytest.mark.parametrize("name", SHARES)
def test_a_share_of_each_campaign_reconciles(name: str, home: Path, free_port: Callable[[], int]) -> None:
    people, stations = SHARES[name]
    people = os.environ.get("BITAQA_SCENARIO_PEOPLE", people)
    ports = ["--port-centre", str(free_port()), "--port-station", str(free_port()), "--home", str(home / "play")]
    share = [] if people == "0" else ["--people", people]
    done = subprocess.run(
        [sys.executable, "-m", "bitaqa", "scenario", name, "--exit", *ports, *share],
        capture_output=True, text=True, timeout=None if people == "0" else PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "Every figure reconciles" in done.stdout
    assert done.stdout.count("· station ") >= stations
