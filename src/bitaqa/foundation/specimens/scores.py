"""Measures how well a finger comparer tells synthetic fingers apart: the ground of its thresholds.

    python -m bitaqa.foundation.specimens.scores --people 200 --impostors 20000

Genuine pairs: take 1 against take 2 of one finger. Impostor pairs: take 1 of one person's index against take 1 of
another person's, drawn at random without repetition. FMR(t) is the share of impostor scores >= t, FNMR(t) the share of
genuine scores < t. These are figures about drawn fingers; they say that the arithmetic works, nothing about people.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.compare import FingerComparer
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.streams import array_stream

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Distribution:
    """Genuine and impostor scores of one finger, and of two fingers fused by their mean."""

    genuine: Scores
    impostor: Scores
    genuine_two: Scores
    impostor_two: Scores
    seconds_per_comparison: float


def threshold_at(impostor: Scores, fmr: float) -> float:
    """The smallest score that at most a share `fmr` of impostors reaches or passes."""
    ordered = np.sort(impostor)[::-1]
    return float(np.nextafter(ordered[int(fmr * len(ordered))], 2.0))


def false_non_match_rate(genuine: Scores, threshold: float) -> float:
    return float((genuine < threshold).mean())


def measured(comparer: FingerComparer, *, people: int, impostors: int, seed: int = 0) -> Distribution:
    """Scores of `people` genuine pairs and `impostors` impostor pairs, right and left index."""
    fingers = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
    takes: list[list[list[FingerTemplate]]] = [
        [[impression(specimen_finger(seed * 1_000_003 + p, at), t) for t in (1, 2)] for at in fingers]
        for p in range(people)
    ]
    rng = array_stream(seed, "impostor pairs")
    all_pairs = [(i, j) for i in range(people) for j in range(i)]
    chosen = rng.permutation(len(all_pairs))[:impostors]
    started = time.perf_counter()
    genuine = np.array([[comparer.compare(*takes[p][f]) for f in (0, 1)] for p in range(people)])
    impostor = np.array(
        [[comparer.compare(takes[i][f][0], takes[j][f][0]) for f in (0, 1)] for i, j in (all_pairs[k] for k in chosen)]
    )
    spent = (time.perf_counter() - started) / (genuine.size + impostor.size)
    return Distribution(genuine.ravel(), impostor.ravel(), genuine.mean(1), impostor.mean(1), spent)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--impostors", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=0)
    wanted = asked.parse_args()
    comparer = CylinderComparer()
    found = measured(comparer, people=wanted.people, impostors=wanted.impostors, seed=wanted.seed)
    print(f"{comparer.name} {comparer.version}: {found.seconds_per_comparison * 1e3:.2f} ms a comparison")
    for title, genuine, impostor in (
        ("one finger", found.genuine, found.impostor),
        ("two fingers", found.genuine_two, found.impostor_two),
    ):
        print(
            f"{title}: {len(genuine)} genuine, {len(impostor)} impostor pairs; "
            f"highest impostor {impostor.max():.3f}, lowest genuine {genuine.min():.3f}"
        )
        for fmr in (1e-2, 1e-3, 1e-4):
            at = threshold_at(impostor, fmr)
            print(f"  FMR {fmr:g}: threshold {at:.3f}, FNMR {false_non_match_rate(genuine, at):.4f}")


if __name__ == "__main__":
    main()
