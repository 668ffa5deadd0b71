"""`bitaqa bench-fingers FOLDER ...`: how well the engine tells the fingers of public image sets apart.

Prints a table and writes `build/bench/fingers.json` and the trade-off as `build/bench/fingers-det.svg`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import fmean

import numpy as np

from bitaqa.foundation.matching import leader
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.errors import NothingToMeasureError
from bitaqa.foundation.matching.measuring.det_picture import det_svg
from bitaqa.foundation.matching.measuring.fvc import Measured, impressions_of, measured
from bitaqa.foundation.matching.measuring.rates import Curve, error_curve, missed_at, threshold_at
from bitaqa.foundation.matching.measuring.table import Figures


def main(arguments: list[str]) -> int:
    """Exit code 2 when there is nothing to measure."""
    asked = argparse.ArgumentParser(prog="bitaqa bench-fingers", description=__doc__.splitlines()[0])
    asked.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="images named FINGER_IMPRESSION.*")
    asked.add_argument("--dpi", type=int, default=500, help="resolution of the images, when it is known")
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    comparer = CylinderComparer()
    figures = Figures(f"fingers: {leader.ENGINE} {leader.VERSION}, {comparer.name} {comparer.version}")
    curves: dict[str, Curve] = {}
    try:
        for folder in wanted.folders:
            curves[folder.name] = measure_folder(figures, folder, dpi=wanted.dpi)
    except (NothingToMeasureError, NotADirectoryError, FileNotFoundError) as nothing:
        print(nothing, file=sys.stderr)
        return 2
    if len(curves) > 1:
        mean = fmean(curve.equal_error_rate for curve in curves.values())
        figures.add("mean EER", 100 * mean, "%", len(curves))
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "fingers.json")
    (wanted.out / "fingers-det.svg").write_text(det_svg(curves), encoding="utf-8")
    print(f"\nwrote {wanted.out / 'fingers.json'} and {wanted.out / 'fingers-det.svg'}")
    return 0


def measure_folder(figures: Figures, folder: Path, *, dpi: int) -> Curve:
    """Adds the figures of one folder. Raises NothingToMeasureError."""
    read = list(impressions_of(folder, dpi=dpi))
    found = measured(read)
    name = folder.name
    curve = error_curve(found.genuine, found.impostor)
    pairs = len(found.genuine) + len(found.impostor)
    figures.add(f"{name}: EER, all pairs", 100 * curve.equal_error_rate, "%", pairs)
    if len(found.impostor_first):
        first = error_curve(found.genuine, found.impostor_first)
        figures.add(
            f"{name}: EER, first impressions", 100 * first.equal_error_rate, "%",
            len(found.genuine) + len(found.impostor_first),
        )  # fmt: skip
    for fmr in (1e-2, 1e-3):
        missed = missed_at(found.genuine, found.impostor, fmr)
        figures.add(
            f"{name}: FNMR at FMR {fmr:g}", 100 * missed.share, "%", len(found.genuine),
            low=100 * missed.low, high=100 * missed.high,
        )  # fmt: skip
        figures.add(
            f"{name}: threshold at FMR {fmr:g}", threshold_at(found.impostor, fmr), "score", len(found.impostor)
        )
    _add_costs(figures, name, found, [one.wall_seconds for one in read])
    figures.add(
        f"{name}: cylinders per finger", float(np.median([len(i.cylinders) for i in read])), "median", len(read)
    )
    figures.add(f"{name}: bytes per template", float(np.median([i.template_bytes for i in read])), "B", len(read))
    return curve


def _add_costs(figures: Figures, name: str, found: Measured, reading: list[float]) -> None:
    pairs = len(found.compare_cpu_seconds)
    extraction, comparison = float(np.median(reading)), float(np.median(found.compare_wall_seconds))
    figures.add(f"{name}: extraction", extraction, "s", len(reading))
    figures.add(f"{name}: comparison 1:1", 1e3 * comparison, "ms", pairs)
    figures.add(f"{name}: comparison 1:1, CPU", 1e3 * float(np.median(found.compare_cpu_seconds)), "ms", pairs)
    figures.add(f"{name}: hand-over, extraction and comparison", extraction + comparison, "s", len(reading))
