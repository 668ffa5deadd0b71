"""A gallery to search in: shards of invented persons, made by several processes and kept for the next run.

Fingers are the templates of `foundation/specimens` (one impression each), so that any size can be made from seeds.
Shards already on the disk are used again when they hold what was asked for.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np

from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.index.segment import PersonFingers
from bitaqa.foundation.matching.index.shard import Shard
from bitaqa.foundation.matching.index.vocabulary import Vocabulary, trained_vocabulary
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens.fingers import impression, specimen_finger

_SAMPLE_SEED: Final = 1 << 40  # the vocabulary is trained on seeds that no gallery holds
_FINGERS_A_SHARD: Final = 100_000


@dataclass(frozen=True, slots=True)
class GalleryPart:
    """One shard to be made: seeds `first` to `last` (excluded), the positions of each, where, and by what sorted."""

    folder: Path
    first: int
    last: int
    positions: tuple[FingerPosition, ...]
    vocabulary: Path


def person_id(seed: int) -> bytes:
    return seed.to_bytes(16, "big")


def specimen_fingers(
    seed: int, positions: Sequence[FingerPosition], *, take: int, wear: float = 0.0
) -> dict[FingerPosition, Cylinders]:
    return {at: cylinders_of(impression(specimen_finger(seed, at), take, wear=wear)) for at in positions}


@cache
def specimen_vocabulary(lists: int) -> Vocabulary:
    """Trained on invented fingers that no gallery holds; about a second for a thousand lists."""
    position = (FingerPosition.RIGHT_INDEX,)
    sample = [
        cylinders.bits
        for seed in range(_SAMPLE_SEED, _SAMPLE_SEED + 60 + lists // 3)  # a dozen cylinders a list
        for cylinders in specimen_fingers(seed, position, take=1).values()
    ]
    return trained_vocabulary(np.concatenate(sample), lists=lists)


def kept_vocabulary(path: Path, *, lists: int) -> Vocabulary:
    """The vocabulary at `path`, trained first when it is not there or has another number of lists."""
    if path.exists():
        known = Vocabulary.read(path)
        if known.lists == lists:
            return known
    trained = specimen_vocabulary(lists)
    path.parent.mkdir(parents=True, exist_ok=True)
    trained.write(path)
    return trained


def gallery(
    home: Path, vocabulary: Path, *, persons: int, positions: tuple[FingerPosition, ...], processes: int
) -> list[Shard]:
    """Shards with `persons` invented persons, seeds 0 upwards."""
    each = max(1, min(-(-persons // processes), _FINGERS_A_SHARD // len(positions)))
    parts = [
        GalleryPart(
            home / f"{first:08d}-{min(first + each, persons):08d}",
            first,
            min(first + each, persons),
            positions,
            vocabulary,
        )
        for first in range(0, persons, each)
    ]
    missing = [part for part in parts if not _made(part)]
    if missing:
        # fresh processes: forking one that has started threads may hang
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            for number, _ in enumerate(pool.map(make_part, missing), start=1):
                print(f"  gallery: {number} of {len(missing)} parts", flush=True)
    return [Shard(part.folder) for part in parts]


def _made(part: GalleryPart) -> bool:
    fingerprint = Vocabulary.read(part.vocabulary).fingerprint
    try:
        shard = Shard(part.folder)
    except Exception:
        return False
    return len(shard) == part.last - part.first and shard.vocabulary.fingerprint == fingerprint


def make_part(part: GalleryPart) -> None:
    """One shard, in a process of its own."""
    shutil.rmtree(part.folder, ignore_errors=True)
    shard = Shard.created(part.folder, Vocabulary.read(part.vocabulary))
    shard.add(
        [
            PersonFingers(person_id(seed), specimen_fingers(seed, part.positions, take=1))
            for seed in range(part.first, part.last)
        ]
    )
