"""Simulated devices behave like devices: poor tries, fingers that cannot be taken, loose cables, nobody there."""

from collections import Counter

import pytest

from bitaqa.foundation.matching.compare import compared_fingers
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.decide import Verified, decide_holder
from bitaqa.foundation.matching.faces import GradientFaceComparer
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens import devices as d
from bitaqa.foundation.specimens.errors import (
    DeviceUnpluggedError,
    FingerCannotBeCapturedError,
    NobodyAtTheDeviceError,
)
from bitaqa.foundation.specimens.people import AgeGroup, people, person

CROWD = list(people(21, 300))
WHOLE = next(p for p in CROWD if not d.finger_exceptions(p))
INDEX = FingerPosition.RIGHT_INDEX


def test_three_tries_make_sense() -> None:
    sets = [d.captured_fingers(d.SimulatedScanner(p)) for p in CROWD[:60]]
    tries = Counter(n for s in sets for n in s.tries.values())
    assert tries[1] > 400
    assert tries[2] > 20
    kept = [c.quality for s in sets for c in s.captured.values()]
    assert sum(q >= d.GOOD_ENOUGH for q in kept) > 0.99 * len(kept)
    assert all(set(s.captured) | {FingerPosition(p) for p in s.exceptions} == set(FingerPosition) for s in sets)


def test_exceptions_are_rare_seeded_and_have_a_reason() -> None:
    many = list(people(3, 4000, mix={AgeGroup.ELDERLY: 1}))
    held = [d.finger_exceptions(p) for p in many]
    assert 0.012 < sum(bool(h) for h in held) / 4000 < 0.032
    assert {reason for h in held for reason in h.values()} == set(d.ExceptionReason)
    assert held[:50] == [d.finger_exceptions(p) for p in many[:50]]
    who, missing = next((p, h) for p, h in zip(many, held, strict=True) if h)
    position = next(iter(missing))
    with pytest.raises(FingerCannotBeCapturedError) as refused:
        d.SimulatedScanner(who).capture(position)
    assert refused.value.facts == {"position": int(position), "reason": missing[position].value}
    ten = d.captured_fingers(d.SimulatedScanner(who))
    assert ten.exceptions == {p: r.value for p, r in missing.items()}


def test_unplugged_and_empty_devices_say_so() -> None:
    scanner, camera = d.SimulatedScanner(), d.SimulatedCamera()
    with pytest.raises(NobodyAtTheDeviceError):
        scanner.capture(INDEX)
    with pytest.raises(NobodyAtTheDeviceError):
        camera.shoot()
    scanner.plugged = camera.plugged = False
    with pytest.raises(DeviceUnpluggedError, match="finger scanner"):
        scanner.capture(INDEX)
    with pytest.raises(DeviceUnpluggedError, match="camera"):
        camera.shoot()
    with pytest.raises(DeviceUnpluggedError):
        d.captured_fingers(scanner)


def test_an_image_comes_with_its_extracted_template() -> None:
    shot = d.SimulatedScanner(WHOLE, with_images=True).capture(INDEX)
    assert shot.image_png is not None
    assert shot.template.engine == "leader"
    plain = d.SimulatedScanner(WHOLE, day=1).capture(INDEX)
    assert plain.image_png is None
    assert CylinderComparer().compare(shot.template, plain.template) > CylinderComparer.thresholds.one_finger


def test_a_face_box_is_sometimes_lost_at_the_first_try_only() -> None:
    first = [d.SimulatedCamera(p).shoot().face for p in CROWD[:80]]
    assert 0 < sum(box is None for box in first) < 20
    assert all(d.SimulatedCamera(p).shoot(attempt=2).face is not None for p in CROWD[:10])


def test_people_are_recognised_on_another_day_and_not_as_another() -> None:
    fingers, faces = CylinderComparer(), GradientFaceComparer()
    two = (INDEX, FingerPosition.LEFT_INDEX)

    def taken(index: int, day: int) -> list[d.FingerCaptured]:
        return list(d.captured_fingers(d.SimulatedScanner(person(4, index), day=day), two).captured.values())

    enrolled = {i: [c.template for c in taken(i, 0)] for i in range(25)}
    for i in range(25):
        shown = [c.template for c in taken(i, 1)]
        face = faces.compare(
            d.SimulatedCamera(person(4, i)).shoot().jpeg, d.SimulatedCamera(person(4, i), day=1).shoot().jpeg
        )
        own = decide_holder(
            fingers=compared_fingers(fingers, shown, enrolled[i]), face=face, fingers_on_file=len(enrolled[i])
        )
        other = compared_fingers(fingers, shown, enrolled[(i + 1) % 25])
        assert isinstance(own, Verified) or not enrolled[i]
        assert not isinstance(decide_holder(fingers=other, face=None, fingers_on_file=2), Verified)
