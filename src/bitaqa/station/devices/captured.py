"""What devices give: plain values, which travel between processes."""

from __future__ import annotations

from dataclasses import dataclass

from bitaqa.foundation.matching.quality import FaceBox


@dataclass(frozen=True, slots=True)
class FingerRead:
    """One finger as the device gives it: a template and perhaps its picture, or the reason why not."""

    position: int
    quality: int | None
    tries: int
    template: bytes | None
    image: bytes | None = None
    exception: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    picture: bytes
    face: FaceBox | None
