"""Who is this? The filter over four fingers, then the best 200 compared with care on every finger both sides have.

Each finger's filter scores are brought to their own root mean square before they are added, so that a poor finger
with many chance likenesses does not outvote a good one. The rerank is a cascade: relaxed pairs for 200, placement for
the best twenty of them. The answer is a list of candidates with scores; whether one is the same person is a matter of
thresholds and people, not of this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from bitaqa.foundation.matching.comparer import score_of
from bitaqa.foundation.matching.cylinders import Cylinders, Floats
from bitaqa.foundation.matching.index.segment import Segment, filtered_fingers
from bitaqa.foundation.matching.index.vocabulary import Vocabulary
from bitaqa.foundation.matching.pairing import Pairs, relaxed_pairs
from bitaqa.foundation.matching.placement import placed
from bitaqa.foundation.matching.templates import FingerPosition

RERANKED: Final = 200
_PLACED: Final = 20
_LISTS_TRIED: Final = 16
_FUSED: Final = 4  # the best fingers whose mean is the score of a person

Fingers = Mapping[FingerPosition, Cylinders]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the index and how like the probe their fingers are, 0 to 1; `filter_score` orders equals."""

    person: bytes
    score: float
    filter_score: float
    fingers: Mapping[FingerPosition, float]


def filtered(segments: Sequence[Segment], vocabulary: Vocabulary, probe: Fingers) -> Floats:
    """One score for each person of all segments, one after the other."""
    total = np.zeros(sum(map(len, segments)), np.float32)
    for position in filtered_fingers(probe):
        lists = vocabulary.nearest_lists(probe[position].bits, _LISTS_TRIED)
        scores = np.concatenate([segment.filtered(position, probe[position], lists) for segment in segments])
        spread = float(np.sqrt(np.square(scores).mean()))
        if spread > 0:
            total += scores / np.float32(spread)
    return total


def best_rows(scores: Floats, count: int) -> list[int]:
    """Row numbers of the best `count` that share anything with the probe, best first."""
    count = min(count, len(scores))
    if not count:
        return []
    top = np.argpartition(-scores, count - 1)[:count]
    top = top[scores[top] > 0]
    return [int(row) for row in top[np.argsort(-scores[top], kind="stable")]]


def search(segments: Sequence[Segment], vocabulary: Vocabulary, probe: Fingers, *, count: int = 20) -> list[Candidate]:
    """The most alike persons, best first, at most `count`; empty for an empty index or a probe that shows nothing."""
    if not segments:
        return []
    scores = filtered(segments, vocabulary, probe)
    starts = np.cumsum([0, *map(len, segments)])
    found = []
    for row in best_rows(scores, RERANKED):
        which = int(np.searchsorted(starts, row, side="right")) - 1
        segment, inner = segments[which], row - int(starts[which])
        found.append((segment.persons[inner].tobytes(), float(scores[row]), segment.fingers_of(inner)))
    return reranked(probe, found)[:count]


def reranked(probe: Fingers, found: Sequence[tuple[bytes, float, Fingers]]) -> list[Candidate]:
    """`found` (person, filter score, fingers) compared finger by finger, best first."""
    pairs: list[dict[FingerPosition, Pairs]] = [{} for _ in found]
    for position, finger in probe.items():
        rows = [row for row, (_, _, fingers) in enumerate(found) if position in fingers]
        for row, one in zip(rows, relaxed_pairs(finger, [found[row][2][position] for row in rows]), strict=True):
            pairs[row][position] = one
    relaxed = [_best_mean([one.score for one in held.values()]) for held in pairs]
    careful = sorted(range(len(found)), key=lambda row: -relaxed[row])[:_PLACED]
    answers = []
    for row in careful:
        person, filter_score, fingers = found[row]
        scores = {
            at: score_of(one, placed(probe[at].points, fingers[at].points, one)) for at, one in pairs[row].items()
        }
        answers.append(Candidate(person, _best_mean(scores.values()), filter_score, scores))
    return sorted(answers, key=lambda c: (-c.score, -c.filter_score, c.person))


def merged(answers: Iterable[Sequence[Candidate]], *, count: int = 20) -> list[Candidate]:
    """The answers of several shards as one."""
    every = [candidate for answer in answers for candidate in answer]
    return sorted(every, key=lambda c: (-c.score, -c.filter_score, c.person))[:count]


def _best_mean(scores: Iterable[float]) -> float:
    best = sorted(scores, reverse=True)[:_FUSED]
    return fmean(best) if best else 0.0
