"""The house's own engine behind the port of `abis.py`: an index of fingers in one folder or several, answered at once.

Four fingers of each reference are indexed, thumbs and indexes before others: as the index was measured. What was
asked is done in order, insertions of a row together, so that of two files that come together each meets the other.
A folder that is damaged is put aside and begun anew: the index is never the only place where anything stands, and
whoever owns the templates inserts again what `references()` lacks.

Its people fall to parts (`parts.py`), in this process or each in its own; what they answer is merged by score.
Refuses nothing: a reference without readable fingers is answered as a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bitaqa.foundation.matching.abis import AlikeReference, Answer, Delete, Identify, Insert, Question
from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.errors import TemplateError
from bitaqa.foundation.matching.index.segment import ENOUGH, FILTERED, PREFERRED
from bitaqa.foundation.matching.index.shard import shard_of
from bitaqa.foundation.matching.parts import Fingers, InThisProcess, Parts, Probe
from bitaqa.foundation.matching.templates import FingerPosition, decode_template

WORN_QUALITY: Final = 60
"""Of a template, 0 to 100: below it a search is given more effort."""
NO_FINGERS, UNKNOWN_REFERENCE = "no_readable_finger", "unknown_reference"


class HouseEngine:
    """`Abis` over one folder, or over parts that a carrier brings; `required`, since it is always there."""

    code = "house"
    required = True

    def __init__(self, home: Path, parts: Parts | None = None) -> None:
        self._parts: Parts = InThisProcess([home]) if parts is None else parts

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Every answer, in the order of the questions; insertions and deletions are durable when this returns.

        Raises PartLostError: nothing was answered, and the same may be asked again.
        """
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
                answers += self._identify([q for q in group if isinstance(q, Identify)], fresh, worn)
            else:
                answers += self._delete([q for q in group if isinstance(q, Delete)])
        return answers

    def collect(self) -> list[Answer]:
        return []

    def count(self) -> int:
        return sum(self._everywhere("count").values())

    def references(self) -> set[UUID]:
        """Everything the index holds."""
        return set().union(*self._everywhere("references").values())

    def _everywhere(self, name: str, *given: Any) -> dict[int, Any]:
        return self._parts.ask(dict.fromkeys(range(len(self._parts)), (name, given)))

    def _by_part(self, references: Iterable[UUID]) -> dict[int, list[UUID]]:
        found: dict[int, list[UUID]] = {}
        for reference in references:
            found.setdefault(shard_of(reference.bytes, len(self._parts)), []).append(reference)
        return found

    def _insert(self, asked: Sequence[Insert], fresh: dict[UUID, Fingers]) -> list[Answer]:
        readable: dict[UUID, Fingers] = {}
        for question in asked:
            fingers = indexed_fingers(question.templates)
            if fingers:
                readable[question.reference] = fingers
        self._parts.ask(
            {at: ("insert", ({one: readable[one] for one in its},)) for at, its in self._by_part(readable).items()}
        )
        fresh |= readable
        gallery = self.count()
        return [
            Answer(question.request, failure="" if question.reference in readable else NO_FINGERS, gallery=gallery)
            for question in asked
        ]

    def _identify(self, asked: Sequence[Identify], fresh: Mapping[UUID, Fingers], worn: Set[UUID]) -> list[Answer]:
        """An entry whose templates were not seen with the question may be worn, and is searched as if it were."""
        people = self.count()
        probes = [
            (q, Probe(fingers, q.reference in worn or q.reference not in fresh, q.most, q.reference))
            for q in asked
            if (fingers := fresh.get(q.reference) or self._fingers_of(q.reference))
        ]
        told = self._everywhere("search", [probe for _question, probe in probes], people) if probes else {}
        found: dict[UUID, tuple[AlikeReference, ...]] = {}
        for row, (question, _probe) in enumerate(probes):
            alike = [one for each in told.values() for one in each[row]]
            best = sorted(alike, key=lambda one: (-one.score, one.reference))
            found[question.request] = tuple(best[: question.most])
        return [
            Answer(q.request, found=found[q.request], gallery=people)
            if q.request in found
            else Answer(q.request, failure=UNKNOWN_REFERENCE)
            for q in asked
        ]

    def _delete(self, asked: Sequence[Delete]) -> list[Answer]:
        by_part = self._by_part(question.reference for question in asked)
        self._parts.ask({at: ("erase", (its,)) for at, its in by_part.items()})
        gallery = self.count()
        return [Answer(question.request, gallery=gallery) for question in asked]

    def _fingers_of(self, reference: UUID) -> Fingers:
        at = shard_of(reference.bytes, len(self._parts))
        found: Fingers = self._parts.ask({at: ("fingers_of", (reference,))})[at]
        return found


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
