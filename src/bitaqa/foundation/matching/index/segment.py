"""The fingers of many persons in a file that never changes: lists to filter by, and whole cylinders to rerank with.

A segment is one file of plain arrays (`arrays.py`), read where they lie. Per finger position: the cylinders sorted by
list (bits, direction, number of bits, owner). Once for all: which fingers each person has and their cylinders in full.
Written whole or not at all; growing and erasing make new segments (`shard.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.cylinders import WORDS, Cylinders, Floats
from bitaqa.foundation.matching.errors import IndexDamagedError
from bitaqa.foundation.matching.index.arrays import read_arrays, write_arrays
from bitaqa.foundation.matching.index.durable import write_whole
from bitaqa.foundation.matching.index.scan import scanned
from bitaqa.foundation.matching.index.vocabulary import Vocabulary
from bitaqa.foundation.matching.templates import ANGLE_UNITS, FingerPosition

FILTERED: Final = 4  # fingers of a person that the filter knows
PREFERRED: Final = tuple(
    FingerPosition(at) for at in (1, 6, 2, 7, 3, 8, 4, 9, 5, 10)
)  # thumbs, then indexes: the largest, and the same on both sides of a comparison
_LIST: Final = "list-"
ENOUGH: Final = 12  # cylinders: a smaller finger is filtered by only when better ones are lacking


@dataclass(frozen=True, slots=True)
class PersonFingers:
    """A person as the index knows them: 16 bytes of id, and cylinders by finger position."""

    person: bytes
    fingers: Mapping[FingerPosition, Cylinders]


def filtered_fingers(fingers: Mapping[FingerPosition, Cylinders]) -> list[FingerPosition]:
    """The four fingers to filter by: preferred ones that show enough, then whatever there is."""
    good = [at for at in PREFERRED if at in fingers and len(fingers[at]) >= ENOUGH]
    rest = [at for at in PREFERRED if at in fingers and 0 < len(fingers[at]) < ENOUGH]
    return (good + rest)[:FILTERED]


def write_segment(path: Path, people: Sequence[PersonFingers], vocabulary: Vocabulary) -> None:
    """A new file at `path`, whole and durable when this returns."""
    arrays: dict[str, NDArray[Any]] = {"persons": np.array([p.person for p in people], "V16")}
    arrays |= _whole_cylinders(people)
    for position in FingerPosition:
        arrays |= _lists_of(position, people, vocabulary)
    write_whole(path, lambda file: write_arrays(file, arrays))


def _whole_cylinders(people: Sequence[PersonFingers]) -> dict[str, NDArray[Any]]:
    rows = [(p, int(at), len(c)) for p, one in enumerate(people) for at, c in sorted(one.fingers.items())]
    sets = [c for one in people for _, c in sorted(one.fingers.items())]
    empty = np.zeros((0, WORDS), np.uint64)
    places = np.concatenate([np.zeros((0, 3), np.float32), *(c.points for c in sets)])
    return {
        "finger_owner": np.array([row[0] for row in rows], np.int32),
        "finger_position": np.array([row[1] for row in rows], np.uint8),
        "finger_offset": np.cumsum([0] + [row[2] for row in rows], dtype=np.int64),
        "bits": np.concatenate([empty, *(c.bits for c in sets)]),
        "valid": np.concatenate([empty[:, 0], *(c.valid for c in sets)]),
        "places": np.rint(places[:, :2]).astype(np.int16),
        "turns": turn_units(places),
    }


def _lists_of(
    position: FingerPosition, people: Sequence[PersonFingers], vocabulary: Vocabulary
) -> dict[str, NDArray[Any]]:
    held = [(p, one.fingers[position]) for p, one in enumerate(people) if position in filtered_fingers(one.fingers)]
    if not held:
        return {}
    bits = np.concatenate([c.bits for _, c in held])
    owners = np.repeat(np.array([p for p, _ in held], np.int32), [len(c) for _, c in held])
    turns = turn_units(np.concatenate([c.points for _, c in held]))
    which = vocabulary.list_of(bits)
    order = np.argsort(which, kind="stable")
    prefix = f"{_LIST}{int(position):02d}-"
    return {
        f"{prefix}offsets": np.searchsorted(which[order], np.arange(vocabulary.lists + 1)).astype(np.int64),
        f"{prefix}bits": bits[order],
        f"{prefix}turns": turns[order],
        f"{prefix}masses": np.bitwise_count(bits).sum(1).astype(np.uint16)[order],
        f"{prefix}owners": owners[order],
    }


def turn_units(points: Floats) -> NDArray[np.uint8]:
    """Directions in units of 1/256 turn."""
    units: NDArray[np.int64] = np.rint(points[:, 2] * (ANGLE_UNITS / (2 * np.pi))).astype(np.int64)
    return (units % ANGLE_UNITS).astype(np.uint8)


class Segment:
    """A written segment, mapped into memory as it is read. Raises `IndexDamagedError`."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._arrays = read_arrays(file)
        try:
            self.persons: NDArray[np.void] = self._arrays["persons"]
        except KeyError as lacking:
            raise IndexDamagedError(part=file.name) from lacking

    def __len__(self) -> int:
        return len(self.persons)

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        """Number of the first finger of each person, and one past the last."""
        found: NDArray[np.intp] = np.searchsorted(self._arrays["finger_owner"], np.arange(len(self) + 1))
        return found

    def _lists(self, position: FingerPosition) -> dict[str, NDArray[Any]] | None:
        prefix = f"{_LIST}{int(position):02d}-"
        if f"{prefix}offsets" not in self._arrays:
            return None
        return {name: self._arrays[prefix + name] for name in ("offsets", "bits", "turns", "masses", "owners")}

    def filtered(self, position: FingerPosition, probe: Cylinders, lists: NDArray[np.int32]) -> Floats:
        """One score a person for this finger."""
        held = self._lists(position)
        if held is None or not len(probe):
            return np.zeros(len(self), np.float32)
        return scanned(
            bits=probe.bits, turns=turn_units(probe.points), lists=lists, offsets=held["offsets"],
            held_bits=held["bits"], held_turns=held["turns"], held_masses=held["masses"],
            owners=held["owners"], fingers=len(self),
        )  # fmt: skip

    def fingers_of(self, row: int) -> dict[FingerPosition, Cylinders]:
        """All fingers of one person, to compare with care."""
        whole = self._arrays
        found = {}
        for finger in range(int(self._first[row]), int(self._first[row + 1])):
            part = slice(int(whole["finger_offset"][finger]), int(whole["finger_offset"][finger + 1]))
            turns = np.asarray(whole["turns"][part], np.float32) * np.float32(2 * np.pi / ANGLE_UNITS)
            points = np.column_stack([np.asarray(whole["places"][part], np.float32), turns])
            position = FingerPosition(int(whole["finger_position"][finger]))
            found[position] = Cylinders(np.asarray(whole["bits"][part]), np.asarray(whole["valid"][part]), points)
        return found

    def people(self) -> Iterator[PersonFingers]:
        for row in range(len(self)):
            yield PersonFingers(self.persons[row].tobytes(), self.fingers_of(row))

    def bytes_on_disk(self) -> Mapping[str, int]:
        """Of the lists (to be kept in memory) and of the whole cylinders (read for 200 persons a search)."""
        sizes = {"lists": 0, "whole": 0}
        for name, array in self._arrays.items():
            sizes["lists" if name.startswith(_LIST) else "whole"] += array.nbytes
        return sizes


def opened(files: Iterable[Path]) -> list[Segment]:
    return [Segment(file) for file in files]
