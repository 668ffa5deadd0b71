"""What simulated devices take of an invented person. Pure: it runs in the workroom, without settings or database."""

from __future__ import annotations

from bitaqa.foundation.matching.templates import FingerPosition, encode_template
from bitaqa.foundation.specimens.devices import FingerCaptured, SimulatedCamera, SimulatedScanner, captured_fingers
from bitaqa.foundation.specimens.errors import FingerCannotBeCapturedError
from bitaqa.foundation.specimens.people import SpecimenPerson

from .captured import FingerRead, Shot


def portrait_shot(who: SpecimenPerson, take: int) -> Shot:
    """`take` 3 and more are other days."""
    shot = SimulatedCamera(who, day=take // 3).shoot(attempt=take % 3 + 1)
    return Shot(shot.jpeg, shot.face)


def ten_fingers(who: SpecimenPerson, *, images: bool, day: int, positions: tuple[int, ...]) -> tuple[FingerRead, ...]:
    scanner = SimulatedScanner(who, day=day, with_images=images)
    ten = captured_fingers(scanner, tuple(FingerPosition(position) for position in positions))
    reads = [_read(position, ten.tries[position], shot) for position, shot in ten.captured.items()]
    reads += [FingerRead(int(position), None, 0, None, exception=why) for position, why in ten.exceptions.items()]
    return tuple(sorted(reads, key=lambda read: read.position))


def finger_try(who: SpecimenPerson, position: int, *, attempt: int, images: bool) -> FingerRead:
    try:
        shot = SimulatedScanner(who, with_images=images).capture(FingerPosition(position), attempt=attempt)
    except FingerCannotBeCapturedError as refused:
        return FingerRead(position, None, attempt, None, exception=str(refused.facts["reason"]))
    return _read(FingerPosition(position), attempt, shot)


def _read(position: FingerPosition, tries: int, shot: FingerCaptured) -> FingerRead:
    return FingerRead(
        int(position),
        shot.quality,
        tries,
        encode_template(shot.template),
        shot.image_png,
        findings=tuple(finding.code for finding in shot.findings),
    )
