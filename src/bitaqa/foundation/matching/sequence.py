"""Were the right fingers laid down, each where it was asked for? Ten captures against each other and against a file.

Four mistakes are looked for: one finger taken twice, the two hands exchanged, another finger of the same person, and
someone else's finger among the ten. The first needs nothing but the captures. The others are sure only against
fingers on file; without them the hands are judged by how their loops lean (most loops open towards the little finger:
lower right in prints of the right hand, lower left in those of the left), which is a hint and no more.

It advises and never refuses: every finding is for a person to look at. A stranger's finger among the ten of someone
who has none on file cannot be seen from fingers alone, nor can two fingers exchanged within first captures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.comparer import DEFAULT_THRESHOLDS, finger_score, finger_scores
from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.likely_same import MOST_SUSPECTS, likely_same
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, decode_template, minutiae_points

SAME_FINGER: Final = DEFAULT_THRESHOLDS.one_finger
PLAINLY_ANOTHER: Final = 0.10
CLEAR_ENOUGH: Final = 40
"""Quality under which a finger that does not agree with the file says nothing."""
LEANS_THE_OTHER_WAY: Final = -0.25
"""Mean lean of the left hand less that of the right, -2 to 2. Of 300 invented people none was under 0; with their hands
exchanged, 89 in a hundred are under this."""
FEWEST_LEANING: Final = 8


class SequenceCode(StrEnum):
    """What may have gone wrong; a screen has a sentence for each."""

    SAME_FINGER_TWICE = "same_finger_twice"
    HANDS_EXCHANGED = "hands_exchanged"
    HANDS_LEAN_EXCHANGED = "hands_lean_exchanged"
    OTHER_FINGER = "other_finger"
    FOREIGN_FINGER = "foreign_finger"
    NOT_ON_FILE = "not_on_file"


@dataclass(frozen=True, slots=True)
class SequenceFinding:
    """`positions` are the captures in doubt, as they were asked for; `agrees_with` the fingers they look like."""

    code: SequenceCode
    positions: tuple[int, ...]
    agrees_with: tuple[int, ...] = ()


def sequence_findings(
    taken: Mapping[int, bytes], on_file: Mapping[int, bytes] | None = None
) -> tuple[SequenceFinding, ...]:
    """What people should look at in captures by position; records were decoded once before. Raises TemplateError.

    `on_file` are the claimed person's fingers, when any are at hand.
    """
    found = _against_file(taken, on_file) if on_file else []
    points = {position: minutiae_points(taken[position]) for position in sorted(taken)}
    found += _same_twice(taken, points)
    settled = {finding.code for finding in found} & {SequenceCode.HANDS_EXCHANGED, SequenceCode.NOT_ON_FILE}
    if not on_file and not settled and _hands_lean_exchanged(points):
        found.append(SequenceFinding(SequenceCode.HANDS_LEAN_EXCHANGED, tuple(points)))
    return tuple(found)


def other_hand(position: int) -> int:
    """The finger of the other hand with the same name."""
    return position + 5 if position <= FingerPosition.RIGHT_LITTLE else position - 5


def _same_twice(taken: Mapping[int, bytes], points: Mapping[int, NDArray[np.float32]]) -> list[SequenceFinding]:
    prepared: dict[int, Cylinders] = {}

    def ready(position: int) -> Cylinders:
        if position not in prepared:
            prepared[position] = cylinders_of(decode_template(taken[position]))
        return prepared[position]

    positions = list(points)
    return [
        SequenceFinding(SequenceCode.SAME_FINGER_TWICE, (positions[one], positions[other]))
        for one, other in likely_same([points[position] for position in positions])[:MOST_SUSPECTS]
        if finger_score(ready(positions[one]), ready(positions[other])) >= SAME_FINGER
    ]


def _against_file(taken: Mapping[int, bytes], on_file: Mapping[int, bytes]) -> list[SequenceFinding]:
    read = {position: decode_template(data) for position, data in sorted(taken.items())}
    kept = {position: decode_template(data) for position, data in sorted(on_file.items())}
    held = {position: cylinders_of(template) for position, template in kept.items()}
    agree: set[int] = set()
    another: list[tuple[int, int]] = []
    foreign: list[int] = []
    for position, template in read.items():
        own = cylinders_of(template)
        same = finger_score(own, held[position]) if position in held else 0.0
        if same >= SAME_FINGER:
            agree.add(position)
            continue
        others = [at for at in held if at != position]
        scores = finger_scores(own, [held[at] for at in others])
        best = max(range(len(others)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= SAME_FINGER:
            another.append((position, others[best]))
        elif position in kept and same < PLAINLY_ANOTHER and _clear(template, kept[position]):
            foreign.append(position)
    return [*_exchanged(another), *_strangers(foreign, known=bool(agree or another))]


def _exchanged(another: list[tuple[int, int]]) -> list[SequenceFinding]:
    mirrored = [pair for pair in another if pair[1] == other_hand(pair[0])]
    if len(mirrored) >= 2:
        rest = [pair for pair in another if pair not in mirrored]
        whole = SequenceFinding(
            SequenceCode.HANDS_EXCHANGED, tuple(taken for taken, _ in mirrored), tuple(like for _, like in mirrored)
        )
        return [whole, *_exchanged(rest)]
    return [SequenceFinding(SequenceCode.OTHER_FINGER, (taken,), (like,)) for taken, like in another]


def _strangers(foreign: list[int], *, known: bool) -> list[SequenceFinding]:
    if known:
        return [SequenceFinding(SequenceCode.FOREIGN_FINGER, (position,)) for position in foreign]
    return [SequenceFinding(SequenceCode.NOT_ON_FILE, tuple(foreign))] if len(foreign) >= 2 else []


def _clear(*templates: FingerTemplate) -> bool:
    return all(template.quality >= CLEAR_ENOUGH for template in templates)


def _hands_lean_exchanged(points: Mapping[int, NDArray[np.float32]]) -> bool:
    right = [_lean(rows) for position, rows in points.items() if position <= FingerPosition.RIGHT_LITTLE]
    left = [_lean(rows) for position, rows in points.items() if position > FingerPosition.RIGHT_LITTLE]
    if len(right) + len(left) < FEWEST_LEANING or not right or not left:
        return False
    return float(np.mean(left) - np.mean(right)) < LEANS_THE_OTHER_WAY


def _lean(points: NDArray[np.float32]) -> float:
    """-1 (the lower ridges run down to the right) to 1 (to the left)."""
    if len(points) < 8:
        return 0.0
    low = points[:, 1] < np.median(points[:, 1])
    return float(np.sin(2 * points[low, 2]).mean())
