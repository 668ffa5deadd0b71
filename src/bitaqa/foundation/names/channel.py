"""A noisy channel: each letter of a word is written as 0 to 3 letters of another, and the chances were learnt.

The chance that `sources[i]` is written `targets[i]` sums over every way to cut the target into pieces, one for each
letter of the source. A channel also says which spellings are likely, which serves suggestions and search keys.
Values come from `parameters`, and `training` makes them. Refuses nothing: an unknown letter is skipped, a word longer
than `LONGEST` is cut there.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 40
PIECE: Final = 3
NEVER: Final = 1e-250
_RARE: Final = 0.01
_RARE_BY_LENGTH: Final = (0.15, 0.5, 0.25, 0.1)
"""What a letter may become that training did not see often enough to keep: a hundredth, spread evenly over pieces."""

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]


class Channel:
    """Letters of `source` become pieces of letters of `target`. `chances[letter][piece]` sum to 1 for each letter."""

    def __init__(self, source: str, target: str, chances: Mapping[str, Mapping[str, float]]) -> None:
        self.source, self.target = source, target
        self.chances = {letter: dict(chances.get(letter, {"": 1.0})) for letter in source}
        self._source_code = {letter: place for place, letter in enumerate(source)}
        self._target_code = {letter: place for place, letter in enumerate(target)}
        self._column, self._table = self._tabled()

    def log_chances(self, sources: Sequence[str], targets: Sequence[str]) -> Floats:
        """Natural logarithm of P(target | source), pair by pair; the same source may be repeated."""
        if not sources:
            return np.zeros(0)
        codes, lengths = self._coded(sources, self._source_code, 0)
        columns, ends = self.columns(targets)
        steps = int(lengths.max())
        flat, stride = self._table.ravel(), self._table.shape[1]
        width = columns[0].shape[1]
        reached = np.zeros((len(sources), width))
        reached[:, 0] = 1.0
        answer = np.zeros(len(sources))
        rows = np.arange(len(sources))
        for step in range(steps + 1):
            done = lengths == step
            answer[done] = reached[rows[done], ends[done]]
            if step == steps:
                break
            onward = np.zeros_like(reached)
            row = codes[:, step : step + 1] * stride
            for size, column in enumerate(columns):
                if column.shape[1]:
                    onward[:, size:] += reached[:, : width - size] * flat.take(row + column)
            reached = onward
        return np.asarray(np.log(np.maximum(answer, NEVER)))

    def columns(self, targets: Sequence[str]) -> tuple[list[Codes], Codes]:
        """For each size of piece, which column of the table the piece beginning at each place has; and the lengths."""
        codes, lengths = self._coded(targets, self._target_code, -1)
        base, width = len(self.target), codes.shape[1] + 1
        blank = np.zeros((len(targets), width), np.int32)
        found = [blank]
        for size in range(1, PIECE + 1):
            parts = [codes[:, offset : codes.shape[1] - size + 1 + offset] for offset in range(size)]
            if not parts[0].shape[1]:
                found.append(np.zeros((len(targets), 0), np.int32))
                continue
            code = np.zeros_like(parts[0])
            for part in parts:
                code = code * base + part
            known = self._column[size][np.where(parts[-1] >= 0, code, 0)]
            found.append(np.where(parts[-1] >= 0, known, self._nothing).astype(np.int32))
        return found, lengths

    def likely_targets(self, word: str, most: int, *, enough: float = 0.99, width: int = 60) -> list[tuple[str, float]]:
        """The likeliest spellings with their share of what the search kept, until `enough` of it is told."""
        beam = {"": 1.0}
        for letter in word[:LONGEST]:
            onward: dict[str, float] = {}
            for piece, chance in self._options.get(letter, ()):
                for begun, before in beam.items():
                    text = begun + piece
                    onward[text] = onward.get(text, 0.0) + before * chance
            if onward:
                beam = dict(heapq.nlargest(width, onward.items(), key=_chance)) if len(onward) > width else onward
        total = sum(beam.values())
        told, share = [], 0.0
        for text, chance in heapq.nlargest(most, beam.items(), key=_chance):
            told.append((text, chance / total))
            share += chance / total
            if share >= enough:
                break
        return told

    @cached_property
    def _options(self) -> dict[str, list[tuple[str, float]]]:
        """For each letter the pieces worth trying, likeliest first."""
        return {
            letter: [entry for entry in sorted(pieces.items(), key=lambda e: (-e[1], e[0])) if entry[1] > 0.004][:12]
            for letter, pieces in self.chances.items()
        }

    def _tabled(self) -> tuple[list[NDArray[np.int32]], Floats]:
        """Columns: one per kept piece, one per size for the rest, and a last one that is never right."""
        kept = sorted({piece for pieces in self.chances.values() for piece in pieces}, key=lambda p: (len(p), p))
        place = {piece: number for number, piece in enumerate(dict.fromkeys(["", *kept]))}
        rare = {size: len(place) + size - 1 for size in range(1, PIECE + 1)}
        self._nothing = len(place) + PIECE
        base = len(self.target)
        column = [np.full(base**size, rare.get(size, 0), np.int32) for size in range(PIECE + 1)]
        for piece, number in place.items():
            code = 0
            for letter in piece:
                code = code * base + self._target_code[letter]
            column[len(piece)][code] = number
        table = np.zeros((len(self.source), self._nothing + 1))
        spread = [_RARE * share / base**size for size, share in enumerate(_RARE_BY_LENGTH)]
        for piece, number in place.items():
            table[:, number] = spread[len(piece)]
        for size, number in rare.items():
            table[:, number] = spread[size]
        for letter, row in self._source_code.items():
            for piece, chance in self.chances[letter].items():
                table[row, place[piece]] += (1 - _RARE) * chance
        return column, table

    def _coded(self, words: Sequence[str], code: Mapping[str, int], blank: int) -> tuple[Codes, Codes]:
        known = [[code[letter] for letter in word if letter in code][:LONGEST] for word in words]
        lengths = np.array([len(word) for word in known], np.int32)
        codes = np.full((len(words), max(1, int(lengths.max(initial=0)))), blank, np.int32)
        for row, word in enumerate(known):
            codes[row, : len(word)] = word
        return codes, lengths


class Letters:
    """How usual a word is in a language's spelling: chances of each letter after the one before."""

    def __init__(self, letters: str, chances: Mapping[str, float]) -> None:
        """`chances` has keys of two characters, `^` before the first letter and `$` after the last."""
        self._floor = math.log(1e-4)
        self._logs = {pair: math.log(chance) for pair, chance in chances.items() if chance > 0}
        self.letters = letters

    def log_chances(self, words: Sequence[str]) -> Floats:
        """Natural logarithm of P(word), one for each."""
        return np.array([self.log_chance(word) for word in words])

    def log_chance(self, word: str) -> float:
        text = f"^{word[:LONGEST]}$"
        return sum(self._logs.get(a + b, self._floor) for a, b in pairwise(text))


def _chance(entry: tuple[str, float]) -> Any:
    return entry[1], entry[0]
