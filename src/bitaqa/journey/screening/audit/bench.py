"""`bitaqa bench-audit`: a synthetic register audited as a whole; the table is also written to build/bench/audit.json.

The register is made first and lies in a file; what is timed is a program of its own that reads it, counts, weighs and
lists, so that its time and its highest memory are the audit's and nothing else's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bitaqa.foundation.matching.measuring.rates import share_of
from bitaqa.foundation.matching.measuring.table import Figures

from .model import WORTH_LOOKING
from .synthetic import SLIPS, Synthetic, synthetic_register
from .weighing_all import MEMORY, audited

OUT = Path("build/bench")
STRICTER = (16, 20, 24)
"""Weights at which a list would be shorter and surer; shown beside the policy's."""


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bitaqa bench-audit", description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--records", type=int, default=2_000_000)
    asked.add_argument("--doubles", type=float, default=0.01, help="share entered twice")
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--memory", default=MEMORY, help="that DuckDB may hold")
    asked.add_argument("--out", type=Path, default=OUT)
    asked.add_argument("--inside", type=Path, help="(inner) audit the register in this file")
    wanted = asked.parse_args(arguments)
    if wanted.inside:
        print(json.dumps(_inside(wanted.inside, wanted.threads, wanted.memory)))
        return 0
    with tempfile.TemporaryDirectory(prefix="bitaqa-bench-", dir="/var/tmp") as folder:
        made = synthetic_register(wanted.seed, wanted.records, doubles=wanted.doubles)
        path = Path(folder) / "register.parquet"
        _written(made, path)
        print(f"{made.table.num_rows} records made, {len(made.truth)} of them second entries")
        inner = [sys.executable, "-m", "bitaqa", "bench-audit", "--inside", str(path)]
        inner += ["--threads", str(wanted.threads), "--memory", wanted.memory]
        told = json.loads(subprocess.run(inner, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    figures = figures_of(made, told)
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "audit.json")
    print(f"\nwrote {wanted.out / 'audit.json'}")
    return 0


def _written(made: Synthetic, path: Path) -> None:
    import pyarrow.parquet as parquet

    parquet.write_table(made.table, path)


def _inside(path: Path, threads: int, memory: str) -> dict[str, object]:
    import pyarrow.parquet as parquet

    began, cpu = time.perf_counter(), time.process_time()
    found = audited(parquet.read_table(path), threads=threads, memory=memory, folder=str(path.parent))
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
        "stages": found.seconds,
        "blocked": sum(found.blocked.values()),
        "records": found.records,
        "pairs": [(pair.one, pair.other, pair.weight) for pair in found.pairs],
    }


def figures_of(made: Synthetic, told: dict[str, object]) -> Figures:
    """`told` is what the inner program said."""
    records = int(str(told["records"]))
    figures = Figures(f"audit of a register of {records} synthetic records, {len(made.truth)} of them second entries")
    true = {frozenset((second, first)): slip for second, (first, slip) in made.truth.items()}
    weights = {frozenset(pair[:2]): pair[2] for pair in told["pairs"]}  # type: ignore[attr-defined]
    found = weights.keys()
    hits = found & true.keys()
    figures.add("seconds, reading to list", float(str(told["seconds"])), "s", records)
    figures.add("processor time", float(str(told["cpu"])), "s", records)
    for name, seconds in dict(told["stages"]).items():  # type: ignore[call-overload]
        figures.add(f"… {name}", seconds, "s", records)
    figures.add("highest memory", float(str(told["peak"])), "GiB", records)
    figures.add("pairs counted, then weighed", float(str(told["blocked"])), "", records)
    _share(figures, "recall: second entries listed", len(hits), len(true))
    for slip in SLIPS:
        these = [pair for pair, kind in true.items() if kind == slip]
        _share(figures, f"… {slip.replace('_', ' ')}", len(found & set(these)), len(these))
    for least in (WORTH_LOOKING, *STRICTER):
        kept = {pair for pair, weight in weights.items() if weight >= least}
        _share(figures, f"precision of pairs that weigh {least:g} or more", len(kept & true.keys()), len(kept))
        _share(figures, f"… and their recall, {least:g}", len(kept & true.keys()), len(true))
    figures.add("pairs listed for a thousand records", 1000 * len(found) / max(1, records), "", len(found))
    return figures


def _share(figures: Figures, name: str, hits: int, trials: int) -> None:
    if trials:
        share = share_of(hits, trials)
        figures.add(name, 100 * share.share, "%", trials, low=100 * share.low, high=100 * share.high)
