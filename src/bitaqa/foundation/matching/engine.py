"""The house's own engine behind the port of `abis.py`: an index of fingers in one folder, answered at once.

Four fingers of each reference are indexed, thumbs and indexes before others: as the index was measured. What was
asked is done in order, insertions of a row together, so that of two files that come together each meets the other.
A folder that is damaged is put aside and begun anew: the index is never the only place where anything stands, and
whoever owns the templates inserts again what `references()` lacks.

One process writes (the shard's lock). Refuses nothing: a reference without readable fingers is answered as a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

from bitaqa.foundation.matching.abis import AlikeReference, Answer, Delete, Identify, Insert, Question
from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.errors import IndexStateError, TemplateError
from bitaqa.foundation.matching.index.identifying import effort_for, identified
from bitaqa.foundation.matching.index.segment import ENOUGH, FILTERED, PREFERRED, PersonFingers
from bitaqa.foundation.matching.index.shard import Shard
from bitaqa.foundation.matching.measuring.gallery import specimen_vocabulary
from bitaqa.foundation.matching.templates import FingerPosition, decode_template

LISTS: Final = 1024
WORN_QUALITY: Final = 60
"""Of a template, 0 to 100: below it a search is given more effort."""
NO_FINGERS, UNKNOWN_REFERENCE = "no_readable_finger", "unknown_reference"

Fingers = Mapping[FingerPosition, Cylinders]


class HouseEngine:
    """`Abis` over one folder; `required`, since it is always there."""

    code = "house"
    required = True

    def __init__(self, home: Path) -> None:
        self._home = home
        self._shard = _opened(home)

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Every answer, in the order of the questions; insertions and deletions are durable when this returns."""
        answers: list[Answer] = []
        fresh: dict[UUID, Fingers] = {}
        worn: set[UUID] = set()
        for kind, asked in groupby(questions, type):
            group = list(asked)
            if kind is Insert:
                inserted = [q for q in group if isinstance(q, Insert)]
                worn |= {q.reference for q in inserted if worn_fingers(q.templates)}
                answers += self._insert(inserted, fresh)
            elif kind is Identify:
                answers += [
                    self._identify(q, fresh, worn=q.reference in worn or q.reference not in fresh)
                    for q in group
                    if isinstance(q, Identify)
                ]
            else:
                answers += self._delete([q for q in group if isinstance(q, Delete)])
        return answers

    def collect(self) -> list[Answer]:
        return []

    def count(self) -> int:
        return len(self._shard)

    def references(self) -> set[UUID]:
        """Everything the index holds."""
        return {UUID(bytes=person) for person in self._shard.persons()}

    def _insert(self, asked: Sequence[Insert], fresh: dict[UUID, Fingers]) -> Iterator[Answer]:
        readable: dict[UUID, Fingers] = {}
        for question in asked:
            fingers = indexed_fingers(question.templates)
            if fingers:
                readable[question.reference] = fingers
        self._shard.add([PersonFingers(reference.bytes, fingers) for reference, fingers in readable.items()])
        fresh |= readable
        for question in asked:
            failure = "" if question.reference in readable else NO_FINGERS
            yield Answer(question.request, failure=failure, gallery=len(self._shard))

    def _identify(self, question: Identify, fresh: Mapping[UUID, Fingers], *, worn: bool) -> Answer:
        """An entry whose templates were not seen with the question may be worn, and is searched as if it were."""
        probe = fresh.get(question.reference) or self._fingers_of(question.reference)
        if not probe:
            return Answer(question.request, failure=UNKNOWN_REFERENCE)
        found = identified(
            self._shard.segments, self._shard.vocabulary, probe,
            effort=effort_for(len(self._shard), worn=worn), count=question.most,
            leaving_out=question.reference.bytes,
        )  # fmt: skip
        alike = tuple(
            AlikeReference(
                UUID(bytes=one.candidate.person),
                one.candidate.score,
                {int(at): score for at, score in one.candidate.fingers.items()},
                one.hands_exchanged,
            )
            for one in found
        )
        return Answer(question.request, found=alike, gallery=len(self._shard))

    def _delete(self, asked: Sequence[Delete]) -> list[Answer]:
        self._shard.erase({question.reference.bytes for question in asked})
        return [Answer(question.request, gallery=len(self._shard)) for question in asked]

    def _fingers_of(self, reference: UUID) -> Fingers:
        for segment in self._shard.segments:
            for row, person in enumerate(segment.persons):
                if person.tobytes() == reference.bytes:
                    return segment.fingers_of(row)
        return {}


def worn_fingers(templates: Mapping[int, bytes]) -> bool:
    """Whether the fingers an entry of the index has are of poor quality on average: ridges worn by age or work."""
    told = []
    for position in PREFERRED[:FILTERED]:
        if position in templates:
            try:
                told.append(decode_template(templates[position]).quality)
            except TemplateError:
                continue
    return not told or sum(told) / len(told) < WORN_QUALITY


def indexed_fingers(templates: Mapping[int, bytes]) -> dict[FingerPosition, Cylinders]:
    """The four fingers an entry of the index has: preferred ones that show enough, then the best of the others.

    A template that cannot be read is passed over.
    """
    found: dict[FingerPosition, Cylinders] = {}
    poor: dict[FingerPosition, Cylinders] = {}
    for position in PREFERRED:
        if len(found) == FILTERED:
            break
        if position not in templates:
            continue
        try:
            finger = cylinders_of(decode_template(templates[position]))
        except TemplateError:
            continue
        (found if len(finger) >= ENOUGH else poor)[position] = finger
    for position in sorted(poor, key=lambda at: -len(poor[at]))[: FILTERED - len(found)]:
        if len(poor[position]):
            found[position] = poor[position]
    return found


def _opened(home: Path) -> Shard:
    """The index in this folder; what cannot be read is put aside and an empty one begun."""
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
