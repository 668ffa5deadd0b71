"""A finger scanner and a camera that behave like devices: people stand before them, tries differ, cables come loose.

The station talks to `FingerScanner` and `Camera`; the simulated ones here answer from an invented person's seed. First
tries are sometimes poor, so that three tries make sense; some people have fingers that cannot be taken, each with its
reason; a device may be unplugged. Drivers of real devices come behind the same two ports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from bitaqa.foundation.matching.leader import extract_template
from bitaqa.foundation.matching.quality import FaceBox, Finding, finger_findings, finger_image_findings
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate
from bitaqa.foundation.specimens.errors import (
    DeviceUnpluggedError,
    FingerCannotBeCapturedError,
    NobodyAtTheDeviceError,
)
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.people import SpecimenPerson
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.foundation.specimens.ridges import ridge_image, ridge_png
from bitaqa.foundation.specimens.streams import stream

TRIES: Final = 3
GOOD_ENOUGH: Final = 50  # quality from which no further try is asked for
HAND_OVER_TAKES: Final = 100  # takes from here on are another day's


class ExceptionReason(StrEnum):
    """Why a finger cannot be captured (biometric exception)."""

    AMPUTATED = "amputated"
    BANDAGED = "bandaged"
    WORN = "worn"


EXCEPTION_RATES: Final[Mapping[ExceptionReason, float]] = {
    ExceptionReason.AMPUTATED: 0.004,
    ExceptionReason.BANDAGED: 0.006,
    ExceptionReason.WORN: 0.004,
}
"""Share of people with at least one such finger; worn fingers are more frequent among the elderly."""


@dataclass(frozen=True, slots=True)
class FingerCaptured:
    """One try at one finger: the template, its image when asked for, and what could be better."""

    template: FingerTemplate
    image_png: bytes | None
    findings: tuple[Finding, ...]

    @property
    def quality(self) -> int:
        return self.template.quality


@dataclass(frozen=True, slots=True)
class PortraitCaptured:
    """One picture and where the live view saw the face."""

    jpeg: bytes
    face: FaceBox | None


class FingerScanner(Protocol):
    """What a station asks of a finger scanner."""

    def capture(self, position: FingerPosition, /, *, attempt: int = 1) -> FingerCaptured:
        """Raises `DeviceUnpluggedError`, `NobodyAtTheDeviceError` or `FingerCannotBeCapturedError`."""


class Camera(Protocol):
    """What a station asks of a camera."""

    def shoot(self, *, attempt: int = 1) -> PortraitCaptured:
        """Raises `DeviceUnpluggedError` or `NobodyAtTheDeviceError`."""


def finger_exceptions(who: SpecimenPerson) -> dict[FingerPosition, ExceptionReason]:
    """The fingers of `who` that cannot be captured, and why: always the same ones."""
    r = stream(who.body, "exceptions")
    missing: dict[FingerPosition, ExceptionReason] = {}
    for reason, rate in EXCEPTION_RATES.items():
        share = rate * (3 if reason is ExceptionReason.WORN and who.age >= 60 else 1)
        if r.random() < share:
            for position in r.sample(list(FingerPosition), r.choice((1, 1, 1, 2, 2, 4))):
                missing.setdefault(position, reason)
    return missing


class SimulatedScanner:
    """A finger scanner before which an invented person stands.

    `day` separates visits: takes of another day differ. `with_images` draws the ridges and extracts the template from
    the picture, as a real scanner's software would; otherwise the template comes straight from the seed (much faster).
    """

    def __init__(self, who: SpecimenPerson | None = None, *, day: int = 0, with_images: bool = False) -> None:
        self.who, self.day, self.with_images, self.plugged = who, day, with_images, True

    def capture(self, position: FingerPosition, /, *, attempt: int = 1) -> FingerCaptured:
        """Try number `attempt` (1 to 3) at one finger."""
        if not self.plugged:
            raise DeviceUnpluggedError(device="finger scanner")
        if self.who is None:
            raise NobodyAtTheDeviceError(device="finger scanner")
        reason = finger_exceptions(self.who).get(position)
        if reason is not None:
            raise FingerCannotBeCapturedError(position=int(position), reason=reason.value)
        finger = specimen_finger(self.who.body, position)
        take = self.day * HAND_OVER_TAKES + attempt
        wear = self._wear(position, attempt)
        if not self.with_images:
            template = impression(finger, take, wear=wear)
            return FingerCaptured(template, None, finger_findings(template))
        pixels = ridge_image(finger, take, wear=wear)
        template = extract_template(pixels, position=position)
        findings = finger_findings(template) + finger_image_findings(pixels)
        return FingerCaptured(template, ridge_png(pixels), findings)

    def _wear(self, position: FingerPosition, attempt: int) -> float:
        """One first try in eight is poor, one second try in twenty-five; old skin is drier."""
        who = self.who
        assert who is not None  # noqa: S101 - narrowed by capture()
        r = stream(who.body, "wear", self.day, int(position), attempt)
        dry = 0.12 if who.age >= 60 else 0.0
        poor = r.random() < (0.125, 0.04, 0.02)[min(attempt, 3) - 1]
        return min(0.6, dry * r.random() + (r.uniform(0.36, 0.5) if poor else r.uniform(0.0, 0.12)))


class SimulatedCamera:
    """A camera before which an invented person sits; in one first picture of twelve the live view loses the face."""

    def __init__(self, who: SpecimenPerson | None = None, *, day: int = 0) -> None:
        self.who, self.day, self.plugged = who, day, True

    def shoot(self, *, attempt: int = 1) -> PortraitCaptured:
        """The portrait of try `attempt`."""
        if not self.plugged:
            raise DeviceUnpluggedError(device="camera")
        if self.who is None:
            raise NobodyAtTheDeviceError(device="camera")
        r = stream(self.who.body, "camera", self.day, attempt)
        jpeg = portrait(
            self.who.body, female=self.who.drawn_female, age=self.who.age, take=self.day * HAND_OVER_TAKES + attempt
        )
        lost = attempt == 1 and r.random() < 0.08
        return PortraitCaptured(jpeg, None if lost else FaceBox(0.27, 0.17, 0.46, 0.56))


@dataclass(frozen=True, slots=True)
class TenFingers:
    """What a desk ends with: the best capture of each finger with the number of tries, and the exceptions."""

    captured: Mapping[FingerPosition, FingerCaptured]
    tries: Mapping[FingerPosition, int]
    exceptions: Mapping[FingerPosition, str]


def captured_fingers(
    scanner: FingerScanner, positions: tuple[FingerPosition, ...] = tuple(FingerPosition)
) -> TenFingers:
    """Up to three tries a finger, the best kept. Raises what the scanner raises, except for a finger that cannot be
    captured: that becomes an exception with its reason."""
    kept: dict[FingerPosition, FingerCaptured] = {}
    tries: dict[FingerPosition, int] = {}
    exceptions: dict[FingerPosition, str] = {}
    for position in positions:
        try:
            for attempt in range(1, TRIES + 1):
                shot = scanner.capture(position, attempt=attempt)
                tries[position] = attempt
                if position not in kept or shot.quality > kept[position].quality:
                    kept[position] = shot
                if shot.quality >= GOOD_ENOUGH:
                    break
        except FingerCannotBeCapturedError as refused:
            exceptions[position] = str(refused.facts["reason"])
    return TenFingers(kept, tries, exceptions)
