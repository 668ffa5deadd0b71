"""Who is this, at the price the gallery deserves: the screening of every application, against thousands or millions.

The filter (`searching.py`) tries more lists and keeps more people as the gallery grows: among five thousand people the
right one is never outranked by more than a few, among millions by hundreds. Those kept are compared by their most
alike finger first; only where that finger shows anything are all fingers laid upon each other. A search that meets
nobody, which is nearly every one, costs a few milliseconds.

Hands exchanged (the left given for the right) are looked for by the two best fingers. Answers are ids and scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import Cylinders, Floats
from bitaqa.foundation.matching.index.searching import Candidate, best_rows, reranked
from bitaqa.foundation.matching.index.segment import Segment, filtered_fingers
from bitaqa.foundation.matching.index.vocabulary import Vocabulary
from bitaqa.foundation.matching.pairing import relaxed_pairs
from bitaqa.foundation.matching.templates import FingerPosition

Fingers = Mapping[FingerPosition, Cylinders]
Lists = Mapping[FingerPosition, NDArray[np.int32]]

SHOWS_SOMETHING: Final = 0.022
"""Relaxed likeness of the most alike finger from which the others are compared too. The 99th centile of strangers whom
the filter kept is 0.018, the lowest of genuine pairs with worn fingers 0.031 (200 searches among 5,000 people)."""
SHOWS_LITTLE: Final = 0.012
"""The same for worn fingers: more strangers are compared in vain."""
LEAST_OF_WORN: Final = 0.16
"""Mean of the best four fingers below which nobody is told: strangers reach 0.15, very worn genuine ones 0.23."""
_EXCHANGED_FINGERS: Final = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """How many lists are read for each cylinder, and how many people are looked at after the filter."""

    lists_tried: int
    looked_at: int
    shows_something: float = SHOWS_SOMETHING
    least_score: float = 0.0


def effort_for(people: int, *, worn: bool = False) -> Effort:
    """Eight lists and ten people for a small gallery; 16 and 200 for a large one, and for fingers that are worn.

    Among 1,500 people, of fifty searches with very worn fingers (0.6) the small effort found 16, this one 48; of fifty
    with worn ones (0.4) 48 and 50. It costs ten times as much, which few searches need.
    """
    if worn:
        return Effort(16, min(200, max(120, people // 1000)), SHOWS_LITTLE, LEAST_OF_WORN)
    return Effort(min(16, max(8, people // 6000)), min(200, max(10, people // 1000)))


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate, and whether only exchanging the hands of the probe brought them up."""

    candidate: Candidate
    hands_exchanged: bool


def identified(
    segments: Sequence[Segment],
    vocabulary: Vocabulary,
    probe: Fingers,
    *,
    effort: Effort | None = None,
    count: int = 20,
    leaving_out: bytes = b"",
) -> list[Found]:
    """The people whose fingers resemble the probe's at all, best first, at most `count`; usually nobody.

    `leaving_out` is the probe's own entry, where it has one: it would be the surest of all and is not asked for.
    """
    if not segments:
        return []
    chosen = effort or effort_for(sum(map(len, segments)))
    lists = {
        position: vocabulary.nearest_lists(probe[position].bits, chosen.lists_tried)
        for position in filtered_fingers(probe)
    }
    straight = _search(segments, probe, lists, chosen, leaving_out)
    most_sure = [exchanged_position(position) for position in list(lists)[:_EXCHANGED_FINGERS]]
    crossed = _search(
        segments,
        hands_exchanged(probe),
        {position: lists[exchanged_position(position)] for position in most_sure},
        replace(chosen, looked_at=max(1, chosen.looked_at // 3)),
        leaving_out,
    )
    best = {candidate.person: Found(candidate, hands_exchanged=True) for candidate in crossed}
    for candidate in straight:
        known = best.get(candidate.person)
        if known is None or known.candidate.score <= candidate.score:
            best[candidate.person] = Found(candidate, hands_exchanged=False)
    told = [found for found in best.values() if found.candidate.score >= chosen.least_score]
    return sorted(told, key=lambda found: (-found.candidate.score, found.candidate.person))[:count]


def hands_exchanged(probe: Fingers) -> dict[FingerPosition, Cylinders]:
    """The same fingers as if each hand had been given for the other."""
    return {exchanged_position(at): finger for at, finger in probe.items()}


def exchanged_position(position: FingerPosition) -> FingerPosition:
    """The same finger of the other hand."""
    return FingerPosition((position + 4) % 10 + 1)


def _search(
    segments: Sequence[Segment], probe: Fingers, lists: Lists, effort: Effort, leaving_out: bytes
) -> list[Candidate]:
    """The people most like the probe by the fingers that `lists` names, compared by all."""
    by_finger = _filtered(segments, probe, lists)
    if not by_finger:
        return []
    total = np.zeros(sum(map(len, segments)), np.float32)
    for scores in by_finger.values():
        total += scores
    starts = np.cumsum([0, *map(len, segments)])
    kept: dict[int, tuple[Segment, int, Fingers]] = {}
    for row in best_rows(total, effort.looked_at + 1):
        which = int(np.searchsorted(starts, row, side="right")) - 1
        inner = row - int(starts[which])
        if len(kept) == effort.looked_at or segments[which].persons[inner].tobytes() == leaving_out:
            continue
        kept[row] = (segments[which], inner, segments[which].fingers_of(inner))
    worth = _worth_care(
        probe, by_finger, {row: fingers_ for row, (_, _, fingers_) in kept.items()}, effort.shows_something
    )
    found = [
        (kept[row][0].persons[kept[row][1]].tobytes(), float(total[row]), kept[row][2]) for row in kept if row in worth
    ]
    return reranked(probe, found) if found else []


def _filtered(segments: Sequence[Segment], probe: Fingers, lists: Lists) -> dict[FingerPosition, Floats]:
    """For each finger filtered by: one score a person, brought to its own root mean square."""
    found: dict[FingerPosition, Floats] = {}
    for position, near in lists.items():
        scores = np.concatenate([segment.filtered(position, probe[position], near) for segment in segments])
        spread = float(np.sqrt(np.square(scores).mean()))
        if spread > 0:
            found[position] = (scores / np.float32(spread)).astype(np.float32, copy=False)
    return found


def _worth_care(
    probe: Fingers, by_finger: Mapping[FingerPosition, Floats], kept: Mapping[int, Fingers], least: float
) -> set[int]:
    """Rows whose most alike finger, by the filter, shows something."""
    groups: dict[FingerPosition, list[int]] = {}
    for row, fingers in kept.items():
        seen = [(float(scores[row]), at) for at, scores in by_finger.items() if at in fingers]
        if seen:
            groups.setdefault(max(seen)[1], []).append(row)
    worth = set()
    for position, rows in groups.items():
        pairs = relaxed_pairs(probe[position], [kept[row][position] for row in rows])
        worth |= {row for row, one in zip(rows, pairs, strict=True) if one.score >= least}
    return worth
