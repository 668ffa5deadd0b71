"""A growing part of the register's fingers: segments, and one small file that says which of them count.

Adding writes a new segment, then replaces the list of segments in one step; a crash before that step leaves a file
that nobody names, removed at the next opening. Erasing a person writes their segments anew without them before the
old files go, so that nothing of them stays. One process writes (a lock on the folder); any number read.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from bitaqa.foundation.matching.errors import IndexDamagedError, IndexForeignVocabularyError
from bitaqa.foundation.matching.index.durable import write_whole
from bitaqa.foundation.matching.index.segment import PersonFingers, Segment, write_segment
from bitaqa.foundation.matching.index.vocabulary import Vocabulary

_LIST: Final = "segments.json"
_Written = tuple[str, int, int]

_MOST_SEGMENTS: Final = 8  # beyond them the smallest are joined: each costs every search a little


def shard_of(person: bytes, shards: int) -> int:
    """Which of `shards` parts of the register keeps this person, whatever machine asks."""
    return int.from_bytes(hashlib.sha256(person).digest()[:8], "big") % shards


class Shard:
    """One folder. Raises `IndexDamagedError` when a segment it names is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[_Written, Segment] = {}
        self._vocabulary: Vocabulary | None = None
        self._read()

    def _read(self) -> None:
        """What the list names now. Segments never change, so one that is held already is not opened again."""
        try:
            listed = json.loads((self.folder / _LIST).read_text(encoding="ascii"))
            if self._vocabulary is None or self._vocabulary.fingerprint != listed["vocabulary"]:
                self._vocabulary = Vocabulary.read(self.folder / "vocabulary.npz")
        except (OSError, ValueError) as bad:
            raise IndexDamagedError(part=self.folder.name) from bad
        self.vocabulary = self._vocabulary
        if listed["vocabulary"] != self.vocabulary.fingerprint:
            raise IndexForeignVocabularyError(part=self.folder.name)
        self.generation: int = listed["generation"]
        held = self._held
        self._held = {}
        for name in listed["segments"]:
            written = _written(self.folder / name)
            self._held[written] = held.get(written) or Segment(self.folder / name)
        self.segments = list(self._held.values())

    @classmethod
    def created(cls, folder: Path, vocabulary: Vocabulary) -> Shard:
        folder.mkdir(parents=True)
        vocabulary.write(folder / "vocabulary.npz")
        _write_list(folder, vocabulary, 0, [])
        return cls(folder)

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    def persons(self) -> set[bytes]:
        return {row.tobytes() for segment in self.segments for row in segment.persons}

    def add(self, people: Sequence[PersonFingers]) -> None:
        """New persons, or new fingers of known ones, which replace theirs. Durable when this returns."""
        if not people:
            return
        with self._writing():
            known = {p.person for p in people}
            kept, stale = self._without(known)
            fresh = self._new_segment(people)
            self._replace([*kept, fresh], stale)
            self._join_small()

    def erase(self, persons: Collection[bytes]) -> int:
        """How many were here; nothing of them is on the disk when this returns."""
        with self._writing():
            held = self.persons() & set(persons)
            if held:
                kept, stale = self._without(held)
                self._replace(kept, stale)
            return len(held)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer's lock; what a crash left behind is removed, and what another wrote since is read."""
        with (self.folder / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            named = {segment.file.name for segment in self.segments}
            for left in self.folder.glob("*segment-*"):
                if left.name not in named:
                    left.unlink()
            yield

    def _without(self, persons: set[bytes]) -> tuple[list[Segment], list[Segment]]:
        """Segments in which none of `persons` is, and those to be removed afterwards."""
        kept: list[Segment] = []
        stale: list[Segment] = []
        for segment in self.segments:
            if persons.isdisjoint(row.tobytes() for row in segment.persons):
                kept.append(segment)
                continue
            stale.append(segment)
            others = [one for one in segment.people() if one.person not in persons]
            if others:
                kept.append(self._new_segment(others))
        return kept, stale

    def _new_segment(self, people: Sequence[PersonFingers]) -> Segment:
        taken = {file.name for file in self.folder.iterdir()}
        names = (f"segment-{number:08d}.fingers" for number in count(self.generation))
        file = self.folder / next(name for name in names if name not in taken)
        write_segment(file, people, self.vocabulary)
        return Segment(file)

    def _replace(self, segments: list[Segment], stale: list[Segment]) -> None:
        """The one step that counts; then what is no longer named is removed."""
        self.generation += 1
        _write_list(self.folder, self.vocabulary, self.generation, [s.file.name for s in segments])
        self.segments = segments
        self._held = {_written(segment.file): segment for segment in segments}
        for segment in stale:
            segment.file.unlink()

    def _join_small(self) -> None:
        if len(self.segments) <= _MOST_SEGMENTS:
            return
        by_size = sorted(self.segments, key=len)
        small, large = by_size[: _MOST_SEGMENTS // 2], by_size[_MOST_SEGMENTS // 2 :]
        joined = self._new_segment([one for segment in small for one in segment.people()])
        self._replace([*large, joined], small)


def _written(file: Path) -> _Written:
    """Tells a segment from another that took its name after it was removed. Raises `IndexDamagedError`."""
    try:
        found = file.stat()
    except OSError as missing:
        raise IndexDamagedError(part=f"{file.parent.name}/{file.name}") from missing
    return file.name, found.st_ino, found.st_mtime_ns


def _write_list(folder: Path, vocabulary: Vocabulary, generation: int, names: list[str]) -> None:
    text = json.dumps({"vocabulary": vocabulary.fingerprint, "generation": generation, "segments": names})

    def save(file: Path) -> None:
        file.write_text(text, encoding="ascii")

    write_whole(folder / _LIST, save)
