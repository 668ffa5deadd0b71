"""The fingers of many persons in files that never change: lists to filter by, and whole cylinders to rerank with.

A segment is a folder of plain arrays (`.npy`), read where they lie. Per finger position: the cylinders sorted by list
(bits, direction, number of bits, owner). Once for all: which fingers each person has and their cylinders in full.
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
from bitaqa.foundation.matching.index.durable import write_whole
from bitaqa.foundation.matching.index.scan import scanned
from bitaqa.foundation.matching.index.vocabulary import Vocabulary
from bitaqa.foundation.matching.templates import ANGLE_UNITS, FingerPosition

FILTERED: Final = 4  # fingers of a person that the filter knows
PREFERRED: Final = tuple(
    FingerPosition(at) for at in (1, 6, 2, 7, 3, 8, 4, 9, 5, 10)
)  # thumbs, then indexes: the largest, and the same on both sides of a comparison
_ENOUGH: Final = 12  # cylinders: a smaller finger is filtered by only when better ones are lacking


@dataclass(frozen=True, slots=True)
class PersonFingers:
    """A person as the index knows them: 16 bytes of id, and cylinders by finger position."""

    person: bytes
    fingers: Mapping[FingerPosition, Cylinders]


def filtered_fingers(fingers: Mapping[FingerPosition, Cylinders]) -> list[FingerPosition]:
    """The four fingers to filter by: preferred ones that show enough, then whatever there is."""
    good = [at for at in PREFERRED if at in fingers and len(fingers[at]) >= _ENOUGH]
    rest = [at for at in PREFERRED if at in fingers and 0 < len(fingers[at]) < _ENOUGH]
    return (good + rest)[:FILTERED]


def write_segment(path: Path, people: Sequence[PersonFingers], vocabulary: Vocabulary) -> None:
    """A new folder at `path`, whole and durable when this returns."""

    def save(folder: Path) -> None:
        folder.mkdir()
        np.save(folder / "persons.npy", np.array([p.person for p in people], "V16"))
        _save_whole_cylinders(folder, people)
        for position in FingerPosition:
            _save_lists(folder, position, people, vocabulary)

    write_whole(path, save)


def _save_whole_cylinders(folder: Path, people: Sequence[PersonFingers]) -> None:
    rows = [(p, int(at), len(c)) for p, one in enumerate(people) for at, c in sorted(one.fingers.items())]
    sets = [c for one in people for _, c in sorted(one.fingers.items())]
    np.save(folder / "finger_owner.npy", np.array([row[0] for row in rows], np.int32))
    np.save(folder / "finger_position.npy", np.array([row[1] for row in rows], np.uint8))
    np.save(folder / "finger_offset.npy", np.cumsum([0] + [row[2] for row in rows], dtype=np.int64))
    empty = np.zeros((0, WORDS), np.uint64)
    np.save(folder / "bits.npy", np.concatenate([empty, *(c.bits for c in sets)]))
    np.save(folder / "valid.npy", np.concatenate([empty[:, 0], *(c.valid for c in sets)]))
    places = np.concatenate([np.zeros((0, 3), np.float32), *(c.points for c in sets)])
    np.save(folder / "places.npy", np.rint(places[:, :2]).astype(np.int16))
    np.save(folder / "turns.npy", turn_units(places))


def _save_lists(
    folder: Path, position: FingerPosition, people: Sequence[PersonFingers], vocabulary: Vocabulary
) -> None:
    held = [(p, one.fingers[position]) for p, one in enumerate(people) if position in filtered_fingers(one.fingers)]
    if not held:
        return
    bits = np.concatenate([c.bits for _, c in held])
    owners = np.repeat(np.array([p for p, _ in held], np.int32), [len(c) for _, c in held])
    turns = turn_units(np.concatenate([c.points for _, c in held]))
    which = vocabulary.list_of(bits)
    order = np.argsort(which, kind="stable")
    offsets = np.searchsorted(which[order], np.arange(vocabulary.lists + 1)).astype(np.int64)
    prefix = f"list-{int(position):02d}-"
    np.save(folder / f"{prefix}offsets.npy", offsets)
    np.save(folder / f"{prefix}bits.npy", bits[order])
    np.save(folder / f"{prefix}turns.npy", turns[order])
    np.save(folder / f"{prefix}masses.npy", np.bitwise_count(bits).sum(1).astype(np.uint16)[order])
    np.save(folder / f"{prefix}owners.npy", owners[order])


def turn_units(points: Floats) -> NDArray[np.uint8]:
    """Directions in units of 1/256 turn."""
    units: NDArray[np.int64] = np.rint(points[:, 2] * (ANGLE_UNITS / (2 * np.pi))).astype(np.int64)
    return (units % ANGLE_UNITS).astype(np.uint8)


class Segment:
    """A written segment, mapped into memory as it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.persons: NDArray[np.void] = np.load(folder / "persons.npy", mmap_mode="r")

    def __len__(self) -> int:
        return len(self.persons)

    def _array(self, name: str) -> NDArray[Any]:
        found: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return found

    @cached_property
    def _whole(self) -> dict[str, NDArray[Any]]:
        return {name: self._array(name) for name in ("finger_position", "finger_offset", "bits", "valid", "places")} | {
            "turns": self._array("turns"),
            "first": np.searchsorted(self._array("finger_owner"), np.arange(len(self) + 1)),
        }

    @cached_property
    def _lists(self) -> dict[FingerPosition, dict[str, NDArray[Any]]]:
        names = ("offsets", "bits", "turns", "masses", "owners")
        return {
            position: {name: self._array(f"list-{int(position):02d}-{name}") for name in names}
            for position in FingerPosition
            if (self.folder / f"list-{int(position):02d}-offsets.npy").exists()
        }

    def filtered(self, position: FingerPosition, probe: Cylinders, lists: NDArray[np.int32]) -> Floats:
        """One score a person for this finger."""
        held = self._lists.get(position)
        if held is None or not len(probe):
            return np.zeros(len(self), np.float32)
        return scanned(
            bits=probe.bits, turns=turn_units(probe.points), lists=lists, offsets=held["offsets"],
            held_bits=held["bits"], held_turns=held["turns"], held_masses=held["masses"],
            owners=held["owners"], fingers=len(self),
        )  # fmt: skip

    def fingers_of(self, row: int) -> dict[FingerPosition, Cylinders]:
        """All fingers of one person, to compare with care."""
        whole = self._whole
        found = {}
        for finger in range(int(whole["first"][row]), int(whole["first"][row + 1])):
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
        for file in self.folder.iterdir():
            sizes["lists" if file.name.startswith("list-") else "whole"] += file.stat().st_size
        return sizes


def opened(folders: Iterable[Path]) -> list[Segment]:
    return [Segment(folder) for folder in folders]
