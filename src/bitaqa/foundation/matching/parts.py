"""The parts of the house's index: each a folder with the people that fall to it (`shard_of`), wherever it is opened.

An engine speaks to its parts through a carrier: all in one process (`InThisProcess`), or each in a worker process of
its own (`WorkerParts`), so that a search uses as many cores as there are parts and a process that dies takes only its
own part along: it is opened again from its files and asked again. What is asked changes nothing when it comes twice.

One process writes each part (the shard's lock). Refuses: a part whose process dies twice over one question.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from bitaqa.foundation.kernel.child_processes import end_with_parent
from bitaqa.foundation.matching.abis import AlikeReference
from bitaqa.foundation.matching.cylinders import Cylinders
from bitaqa.foundation.matching.errors import IndexStateError, PartLostError
from bitaqa.foundation.matching.index.identifying import effort_for, identified
from bitaqa.foundation.matching.index.segment import PersonFingers
from bitaqa.foundation.matching.index.shard import Shard
from bitaqa.foundation.matching.measuring.gallery import specimen_vocabulary
from bitaqa.foundation.matching.templates import FingerPosition

LISTS: Final = 1024
Fingers = Mapping[FingerPosition, Cylinders]


@dataclass(frozen=True, slots=True)
class Probe:
    """Who is looked for; `leaving_out` is the probe's own reference, which would be the surest of all."""

    fingers: Fingers
    worn: bool
    most: int
    leaving_out: UUID


class Part:
    """One folder. A damaged one is put aside and begun anew: the index is never the only place of anything."""

    def __init__(self, home: Path) -> None:
        self._shard = _opened(home)

    def insert(self, people: Mapping[UUID, Fingers]) -> None:
        """Durable when this returns."""
        self._shard.add([PersonFingers(reference.bytes, fingers) for reference, fingers in people.items()])

    def erase(self, references: Sequence[UUID]) -> None:
        """Nothing of them is on the disk when this returns."""
        self._shard.erase({reference.bytes for reference in references})

    def count(self) -> int:
        return len(self._shard)

    def references(self) -> set[UUID]:
        return {UUID(bytes=person) for person in self._shard.persons()}

    def fingers_of(self, reference: UUID) -> Fingers:
        """Empty when it is not here."""
        for segment in self._shard.segments:
            for row, person in enumerate(segment.persons):
                if person.tobytes() == reference.bytes:
                    return segment.fingers_of(row)
        return {}

    def search(self, probes: Sequence[Probe], people: int) -> list[list[AlikeReference]]:
        """For each probe those of this part who are alike, best first; `people` in all parts says the effort."""
        return [self._search(probe, people) for probe in probes]

    def _search(self, probe: Probe, people: int) -> list[AlikeReference]:
        found = identified(
            self._shard.segments, self._shard.vocabulary, probe.fingers, effort=effort_for(people, worn=probe.worn),
            count=probe.most, leaving_out=probe.leaving_out.bytes,
        )  # fmt: skip
        return [
            AlikeReference(
                UUID(bytes=one.candidate.person),
                one.candidate.score,
                {int(at): score for at, score in one.candidate.fingers.items()},
                one.hands_exchanged,
            )
            for one in found
        ]


Call = tuple[str, tuple[Any, ...]]
"""A method of `Part`, and what it is given."""


class Parts(Protocol):
    """Carries calls to the parts of one index."""

    def __len__(self) -> int: ...

    def ask(self, calls: Mapping[int, Call]) -> dict[int, Any]:
        """One call for each part named, side by side where the carrier can. Raises PartLostError."""


class InThisProcess:
    """Parts opened here, asked one after the other."""

    def __init__(self, homes: Sequence[Path]) -> None:
        self._parts = [Part(home) for home in homes]

    def __len__(self) -> int:
        return len(self._parts)

    def ask(self, calls: Mapping[int, Call]) -> dict[int, Any]:
        return {at: getattr(self._parts[at], name)(*given) for at, (name, given) in calls.items()}


class WorkerParts:
    """Each part in a process of its own, which ends with this one."""

    def __init__(self, homes: Sequence[Path]) -> None:
        self._homes = list(homes)
        self._pools: dict[int, ProcessPoolExecutor] = {}

    def __len__(self) -> int:
        return len(self._homes)

    def ask(self, calls: Mapping[int, Call]) -> dict[int, Any]:
        """A part whose process died is opened again, once, and asked again."""
        told: dict[int, Any] = {}
        left = dict(calls)
        for last in (False, True):
            asked = {at: self._submit(at, *call) for at, call in left.items()}
            for at, answer in asked.items():
                try:
                    told[at] = answer.result()
                except BrokenProcessPool as dead:
                    self._pools.pop(at).shutdown(wait=False)
                    if last:
                        raise PartLostError(part=self._homes[at].name) from dead
            left = {at: call for at, call in left.items() if at not in told}
            if not left:
                break
        return told

    def process_ids(self) -> dict[int, int]:
        """Of the parts that are open: which process has each."""
        return {at: next(iter(pool._processes)) for at, pool in self._pools.items() if pool._processes}

    def close(self) -> None:
        """Ends the processes, once they have done what they were asked."""
        for pool in self._pools.values():
            pool.shutdown(wait=True)
        self._pools.clear()

    def _submit(self, at: int, name: str, given: tuple[Any, ...]) -> Future[Any]:
        for last in (False, True):
            if at not in self._pools:
                self._pools[at] = ProcessPoolExecutor(
                    1, multiprocessing.get_context("spawn"), initializer=_open_part, initargs=(self._homes[at],)
                )
            try:
                return self._pools[at].submit(_answered, name, given)
            except BrokenProcessPool as dead:  # it died while nobody asked
                self._pools.pop(at).shutdown(wait=False)
                if last:
                    raise PartLostError(part=self._homes[at].name) from dead
        raise AssertionError("unreachable")


_here: list[Part] = []
"""In a worker process: its part."""


def _open_part(home: Path) -> None:
    end_with_parent()
    _here[:] = [Part(home)]


def _answered(name: str, given: tuple[Any, ...]) -> Any:
    return getattr(_here[0], name)(*given)


def _opened(home: Path) -> Shard:
    """The shard in this folder; what cannot be read is put aside and an empty one begun."""
    folder = home / "shard-00"
    if folder.exists():
        try:
            return Shard(folder)
        except IndexStateError:
            os.replace(folder, _free_name(home))  # noqa: PTH105 - a folder, whole
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Of invented fingers; a large register is sorted anew by a vocabulary of its own.
    return Shard.created(folder, specimen_vocabulary(LISTS))


def _free_name(home: Path) -> Path:
    return next(path for n in range(1, 1 << 30) if not (path := home / f"damaged-{n}").exists())
