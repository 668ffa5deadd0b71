"""One applicant and one candidate, finger by finger: which fingers both gave, and a drawing of each two.

Reads the vault for one page at a time and keeps nothing. A candidate who is a person is shown by the newest capture
of theirs; templates erased since leave nothing to draw. Refuses: a candidate that is not of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.matching.drawing import DrawnPair, drawn_pair
from bitaqa.foundation.matching.templates import decode_template
from bitaqa.records.applications import door as applications

from ..errors import NotACandidateError
from ..models import Case, FingerSet

_HANDS = 5


@dataclass(frozen=True, slots=True)
class Confronted:
    """`fingers`: positions of the applicant that have a finger of the candidate's beside them, and which one."""

    applicant: UUID
    other: UUID | None
    fingers: Mapping[int, int]
    scores: Mapping[int, float]
    hands_exchanged: bool


def confronted(row: Case, candidate: UUID) -> Confronted:
    """Raises NotACandidateError."""
    told = next((one for one in row.candidates if one["id"] == str(candidate)), None)
    if told is None:
        raise NotACandidateError()
    other: UUID | None = candidate
    if told["kind"] == "person":
        captured = applications.captured_of_persons([candidate]).get(candidate)
        other = captured.id if captured is not None else None
    known = row.evidence.get(str(candidate), {})
    exchanged = bool(known.get("exchanged"))
    held = _files(([row.application, other]) if other else [row.application])
    mine, theirs = _positions(held.get(row.application, {})), _positions(held.get(other, {}) if other else {})
    fingers = {at: facing for at in sorted(mine) if (facing := _facing(at, exchanged)) in theirs}
    scores = {int(at): float(score) for at, score in known.get("fingers", {}).items()}
    if exchanged:  # an engine names the finger as the gallery has it
        scores = {_facing(at, exchanged): score for at, score in scores.items()}
    return Confronted(row.application, other, fingers, scores, exchanged)


def drawn(pair: Confronted, position: int) -> DrawnPair | None:
    """Both fingers of this position; None when one of them is not there (any more)."""
    if pair.other is None or position not in pair.fingers:
        return None
    held = _files([pair.applicant, pair.other])
    mine, theirs = held.get(pair.applicant, {}), held.get(pair.other, {})
    facing = pair.fingers[position]
    if f"finger/{position}" not in mine or f"finger/{facing}" not in theirs:
        return None
    return drawn_pair(
        decode_template(mine[f"finger/{position}"]),
        decode_template(theirs[f"finger/{facing}"]),
        left_png=mine.get(f"ridge/{position}", b""),
        right_png=theirs.get(f"ridge/{facing}", b""),
    )


def _files(ids: list[UUID]) -> dict[UUID, Mapping[str, bytes]]:
    rows = FingerSet.objects.filter(application__in=ids, erased_at=None).values_list("application", "container")
    containers = {id_: container for id_, container in rows if container is not None}
    opened = blob_store().read_many(list(containers.values()))
    return {id_: opened[container] for id_, container in containers.items()}


def _positions(files: Mapping[str, bytes]) -> set[int]:
    return {int(name.removeprefix("finger/")) for name in files if name.startswith("finger/")}


def _facing(position: int, exchanged: bool) -> int:
    """The finger of the other that this one is laid beside."""
    return (position + 4) % (2 * _HANDS) + 1 if exchanged else position
