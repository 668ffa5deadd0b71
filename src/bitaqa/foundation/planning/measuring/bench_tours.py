"""`bitaqa bench-tours FOLDER`: day tours on public TOPTW instances, against the reference values brought with them.

The folder holds instances and `references.csv` with the columns `file;vehicles;value`. Each is searched for at most
`--seconds`, checked by `broken_rules`, and compared. Writes `build/bench/tours.json`. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.foundation.planning.tours import best_tours, broken_rules, read_toptw


def main(arguments: list[str]) -> int:
    """Exit code 1 when a tour breaks a rule or an instance cannot be read."""
    asked = argparse.ArgumentParser(prog="bitaqa bench-tours", description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=10.0, help="for each instance")
    asked.add_argument("--rounds", type=int, default=0, help="instead of seconds: the same on every machine")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    figures, reached = Figures("day tours: public instances"), 0
    shares: list[float] = []
    try:
        text = (wanted.folder / "references.csv").read_text("utf-8")
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        for row in rows:
            day = read_toptw(wanted.folder / row["file"], vehicles=int(row["vehicles"]))
            seconds = None if wanted.rounds else wanted.seconds
            found = best_tours(day, seed=wanted.seed, seconds=seconds, rounds=wanted.rounds)
            if wrong := broken_rules(day, found):
                print(f"{row['file']}: {', '.join(wrong)}", file=sys.stderr)
                return 1
            share = 100 * found.prize / float(row["value"])
            reached += share >= 100 - 1e-9
            shares.append(share)
            figures.add(
                f"{row['file']}, {row['vehicles']} vehicles: share of the reference", share, "%", len(day.stops)
            )
    except (OSError, KeyError, ValueError, BitaqaError) as refused:
        print(f"{refused}", file=sys.stderr)
        return 1
    if shares:
        figures.add("instances at the reference or over", 100 * reached / len(shares), "%", len(shares))
        figures.add("mean share of the reference", sum(shares) / len(shares), "%", len(shares))
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "tours.json")
    return 0
