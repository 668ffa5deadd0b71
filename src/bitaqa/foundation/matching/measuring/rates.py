"""Error rates from genuine and impostor scores, with the intervals that a number of pairs allows.

FMR(t) is the share of impostor scores above t, FNMR(t) the share of genuine scores up to t: a finger that gave no
template scores 0 with everything and counts. Refuses empty lists: a rate over nothing is not a rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.errors import NothingToMeasureError

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and the bounds within which it lies with 95 % confidence (Wilson), were the trials independent."""

    share: float
    low: float
    high: float


def share_of(hits: int, trials: int) -> Interval:
    """Raises NothingToMeasureError for no trials."""
    if trials == 0:
        raise NothingToMeasureError(what="trials")
    z = 1.959964
    share, z2 = hits / trials, z * z / trials
    middle = (share + z2 / 2) / (1 + z2)
    reach = z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials)) / (1 + z2)
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach))


@dataclass(frozen=True, slots=True)
class Curve:
    """FMR and FNMR at every threshold where one of them changes (detection error trade-off)."""

    thresholds: Scores
    fmr: Scores
    fnmr: Scores

    @property
    def equal_error_rate(self) -> float:
        """The middle of the two rates where they are closest, as FVC reports it."""
        at = int(np.argmin(np.abs(self.fmr - self.fnmr)))
        return float(self.fmr[at] + self.fnmr[at]) / 2


def error_curve(genuine: Scores, impostor: Scores) -> Curve:
    """Raises NothingToMeasureError."""
    _check(genuine, impostor)
    thresholds = np.unique(np.concatenate([[0.0], genuine, impostor]))
    fmr = 1 - np.searchsorted(np.sort(impostor), thresholds, side="right") / len(impostor)
    fnmr = np.searchsorted(np.sort(genuine), thresholds, side="right") / len(genuine)
    return Curve(thresholds, fmr, fnmr)


def threshold_at(impostor: Scores, fmr: float) -> float:
    """The highest impostor score left out when a share `fmr` of them passes: scores above it match."""
    if not len(impostor):
        raise NothingToMeasureError(what="impostor pairs")
    ordered = np.sort(impostor)[::-1]
    return float(ordered[min(int(fmr * len(ordered)), len(ordered) - 1)])


def missed_at(genuine: Scores, impostor: Scores, fmr: float) -> Interval:
    """FNMR at the threshold of that FMR. Raises NothingToMeasureError."""
    _check(genuine, impostor)
    return share_of(int((genuine <= threshold_at(impostor, fmr)).sum()), len(genuine))


def _check(genuine: Scores, impostor: Scores) -> None:
    if not len(genuine) or not len(impostor):
        raise NothingToMeasureError(what="genuine pairs" if not len(genuine) else "impostor pairs")
