"""A capture for registration (RCAPTURE): what is asked of a device, and what its answer must prove.

Every block of an answer is signed and chained: its hash covers the hash before it and the picture in it, so that
nobody takes a block out, doubles one or puts in another's. The chain goes on from one capture of a person to the
next. An answer is believed whole or not at all. Source: SBI 0.9.5, 5.5 and the clarification of 24 May 2021: what is
hashed is the bioValue, decoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography import x509

from bitaqa.foundation.sbi.errors import (
    CaptureChainError,
    CaptureOfAnotherError,
    DeviceAnswerError,
    DeviceBusyError,
    DeviceSignatureError,
    device_error,
)
from bitaqa.foundation.sbi.signed import from_url64, verified_block
from bitaqa.foundation.sbi.vocabulary import (
    BUSY,
    FINGER_TYPE,
    FINGER_TYPES,
    NAMES,
    PURPOSE,
    VERSION,
    position_named,
)

FIRST_HASH: Final = hashlib.sha256(b"").hexdigest()
"""What the first capture of a person is chained to."""
CLOCKS_DIFFER: Final = timedelta(minutes=10)
"""How far a device's clock may be from this machine's."""


@dataclass(frozen=True, slots=True)
class CaptureAsked:
    """One RCAPTURE: the fingers wanted from one sensor of a device. `registration` names the person's file."""

    registration: str
    device: str
    sensor: int
    positions: tuple[int, ...]
    exceptions: tuple[int, ...]
    environment: str
    at: datetime
    timeout_ms: int
    previous_hash: str = FIRST_HASH
    least_quality: int = 50
    options: Mapping[str, str] | None = None

    def to_map(self) -> dict[str, Any]:
        """The body of the request."""
        asked = {
            "type": FINGER_TYPE,
            "count": str(len(self.positions)),
            "bioSubType": [NAMES[position] for position in self.positions],
            "exception": [NAMES[position] for position in self.exceptions],
            "requestedScore": str(self.least_quality),
            "deviceId": self.device,
            "deviceSubId": str(self.sensor),
            "previousHash": self.previous_hash,
        }
        return {
            "env": self.environment,
            "purpose": PURPOSE,
            "specVersion": VERSION,
            "timeout": str(self.timeout_ms),
            "captureTime": written(self.at),
            "transactionId": self.registration,
            "registrationId": self.registration,
            "bio": [asked],
            "customOpts": [{"name": name, "value": value} for name, value in (self.options or {}).items()],
        }


@dataclass(frozen=True, slots=True)
class FingerCaptured:
    """One finger that proved its origin: `record` is an ISO/IEC 19794-4 image, `quality` the device's, 0 to 100."""

    position: int
    record: bytes
    quality: float
    at: datetime
    serial_number: str


@dataclass(frozen=True, slots=True)
class CaptureAnswer:
    """What a device sent, and the hash that the person's next capture is chained to."""

    fingers: tuple[FingerCaptured, ...]
    last_hash: str


def chained(previous: str, picture: bytes) -> str:
    """The hash of a block: over the hash before it and over its picture. Raises CaptureChainError."""
    try:
        before = bytes.fromhex(previous)
    except ValueError:
        raise CaptureChainError() from None
    return hashlib.sha256(before + hashlib.sha256(picture).digest()).hexdigest()


def believed(
    answer: object, *, asked: CaptureAsked, trusted: Sequence[x509.Certificate], at: datetime
) -> CaptureAnswer:
    """The fingers of an answer, when every one proved its origin, its place and its time.

    Raises the error a device reports, DeviceAnswerError, DeviceSignatureError, DeviceNotTrustedError,
    DeviceCertificateError, CaptureChainError, CaptureOfAnotherError.
    """
    _check_not_busy(answer)
    blocks = answer.get("biometrics") if isinstance(answer, dict) else None
    if not isinstance(blocks, list) or not blocks or not all(isinstance(block, dict) for block in blocks):
        raise DeviceAnswerError(problem="no biometrics")
    fingers: list[FingerCaptured] = []
    previous = asked.previous_hash
    for block in blocks:
        check_no_error(block.get("error"))
        data = verified_block(block.get("data"), trusted=trusted, at=at)
        finger = _finger(data, asked, trusted, at)
        previous = chained(previous, finger.record)
        if str(block.get("hash", "")).lower() != previous:
            raise CaptureChainError()
        fingers.append(finger)
    taken = [finger.position for finger in fingers]
    if len(set(taken)) != len(taken) or not set(taken) <= set(asked.positions) - set(asked.exceptions):
        raise CaptureChainError()
    return CaptureAnswer(tuple(fingers), previous)


def check_no_error(error: object) -> None:
    """Raises what a device's `error` means; nothing for success (0) or none."""
    number = error.get("errorCode", error.get("errorcode", "0")) if isinstance(error, dict) else "0"
    if str(number).strip() not in ("", "0"):
        raise device_error(number)


def _check_not_busy(answer: object) -> None:
    """A second capture at once is answered with the device's own state instead of captures (5.3)."""
    first = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(first, dict) and "biometrics" not in first:
        if first.get("deviceStatus") == BUSY:
            raise DeviceBusyError()
        check_no_error(first.get("error"))


def _finger(
    data: Mapping[str, Any], asked: CaptureAsked, trusted: Sequence[x509.Certificate], at: datetime
) -> FingerCaptured:
    if data.get("registrationId", data.get("transactionId")) != asked.registration:
        raise CaptureOfAnotherError()
    taken_at = instant(data.get("timestamp"))
    if not asked.at - CLOCKS_DIFFER <= taken_at <= at + CLOCKS_DIFFER:
        raise CaptureOfAnotherError()
    if data.get("purpose") != PURPOSE or data.get("env") != asked.environment:
        raise CaptureOfAnotherError()
    if str(data.get("bioType", "")).lower() not in FINGER_TYPES:
        raise DeviceAnswerError(problem="not a finger")
    position = position_named(str(data.get("bioSubType", "")))
    if position is None:
        raise DeviceAnswerError(problem="no finger is named")
    device = verified_block(data.get("digitalId"), trusted=trusted, at=at)
    if not device.get("serialNo"):
        raise DeviceSignatureError()
    record = from_url64(str(data.get("bioValue", "")))
    return FingerCaptured(position, record, _score(data.get("qualityScore")), taken_at, str(device["serialNo"])[:60])


def written(at: datetime) -> str:
    """ISO 8601 in UTC, as the specification writes it since April 2021."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: object) -> datetime:
    """Raises DeviceAnswerError for what is no instant with its zone."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise DeviceAnswerError(problem="time of capture") from None
    if found.tzinfo is None:
        raise DeviceAnswerError(problem="time of capture")
    return found


def _score(given: object) -> float:
    try:
        score = float(str(given))
    except ValueError:
        raise DeviceAnswerError(problem="quality") from None
    if not 0 <= score <= 100:
        raise DeviceAnswerError(problem="quality")
    return score
