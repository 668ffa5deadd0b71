"""The 1:1 engines of this station, and one comparison by them. Pure: it runs in the workroom beside the station."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bitaqa.foundation.matching.compare import compared_fingers
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.face_model import loaded_comparer, read_manifest
from bitaqa.foundation.matching.faces import GradientFaceComparer
from bitaqa.foundation.matching.templates import FingerTemplate, decode_template

FINGERS: Final = CylinderComparer()
FACES: Final = GradientFaceComparer()


def finger_scores(taken: Sequence[FingerTemplate], on_list: Sequence[bytes]) -> dict[int, float]:
    """Score by finger position of today's templates against the list's (encoded). Raises TemplateError."""
    kept = [decode_template(data) for data in on_list]
    return {int(result.position): result.score for result in compared_fingers(FINGERS, taken, kept)}


def face_score(taken: bytes, on_list: bytes, model: str = "") -> float:
    """Of two JPEG portraits, by the model in that folder or, without one, by the house's own first comparer.

    Raises PortraitImageError, FaceModelError.
    """
    if model:
        return loaded_comparer(Path(model)).compare(taken, on_list)
    return FACES.compare(taken, on_list)


def face_engine(model: str) -> str:
    """Name and version of what compares faces, for the record. Raises FaceModelError."""
    if model:
        manifest = read_manifest(Path(model))
        return f"{manifest.name} {manifest.version}"
    return f"{FACES.name} {FACES.version}"
