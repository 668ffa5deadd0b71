"""The compiled loops do what their text says: run by the interpreter, in another process, they give the same plan."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.search import search

TESTS = Path(__file__).resolve().parents[2]
INTERPRETED = """
from bitaqa.foundation.planning.search import search
from foundation.planning.campaigns import {maker}
found = search({maker}({seed}), seeds=[3], rounds={rounds})
print(found.worth, found.plan.tobytes().hex())
"""
ROUNDS = 6


def _interpreted(maker: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", INTERPRETED.format(maker=maker, seed=seed, rounds=ROUNDS)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(TESTS)},
        cwd=TESTS.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_interpreted_and_compiled_loops_give_the_same_plan() -> None:
    from foundation.planning.campaigns import rough_campaign

    instance: Instance = rough_campaign(2)
    found = search(instance, seeds=[3], rounds=ROUNDS)
    worth, plan = _interpreted("rough_campaign", "2").split()
    assert plan == found.plan.tobytes().hex()
    assert abs(float(worth) - found.worth) < 1e-9 * max(1.0, found.worth)
