"""The 1:1 engines of this station, and one comparison by them. Pure: it runs in the workroom beside the station."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bitaqa.foundation.matching.compare import compared_fingers
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.faces import GradientFaceComparer
from bitaqa.foundation.matching.templates import FingerTemplate, decode_template

FINGERS: Final = CylinderComparer()
FACES: Final = GradientFaceComparer()


def finger_scores(taken: Sequence[FingerTemplate], on_list: Sequence[bytes]) -> dict[int, float]:
    """Score by finger position of today's templates against the list's (encoded). Raises TemplateError."""
    kept = [decode_template(data) for data in on_list]
    return {int(result.position): result.score for result in compared_fingers(FINGERS, taken, kept)}


def face_score(taken: bytes, on_list: bytes) -> float:
    """Of two JPEG portraits. Raises PortraitImageError."""
    return FACES.compare(taken, on_list)
