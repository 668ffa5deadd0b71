"""What devices say of themselves: discovery (MOSIPDISC) says who answers, info (MOSIPDINFO) proves it by signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from bitaqa.foundation.sbi.captures import check_no_error
from bitaqa.foundation.sbi.errors import (
    DeviceAnswerError,
    DeviceBusyError,
    DeviceNotReadyError,
    DeviceNotRegisteredError,
)
from bitaqa.foundation.sbi.signed import from_url64, json_object, verified_block
from bitaqa.foundation.sbi.vocabulary import BUSY, FINGER_TYPES, NOT_REGISTERED, PURPOSE, READY, VERSION


@dataclass(frozen=True, slots=True)
class DeviceFace:
    """A device as it presents itself. `proven` when a trusted maker signed for it; `sensors` are its deviceSubIds."""

    device: str
    status: str
    make: str
    model: str
    serial_number: str
    kind: str
    sensors: tuple[int, ...]
    environment: str
    purpose: str
    proven: bool

    def check_ready(self) -> None:
        """Raises DeviceBusyError, DeviceNotRegisteredError, DeviceNotReadyError."""
        if self.status == BUSY:
            raise DeviceBusyError()
        if self.status == NOT_REGISTERED or self.purpose != PURPOSE:
            raise DeviceNotRegisteredError()
        if self.status != READY:
            raise DeviceNotReadyError()


def discovered(answer: object) -> tuple[DeviceFace, ...]:
    """The devices of a discovery answer, unproven. Raises DeviceAnswerError and what a device reports."""
    found = []
    for entry in _entries(answer):
        check_no_error(entry.get("error"))
        found.append(_face(entry, _unsigned(entry.get("digitalId")), proven=False))
    return tuple(found)


def proven(answer: object, *, trusted: Sequence[x509.Certificate], at: datetime) -> tuple[DeviceFace, ...]:
    """The devices of an info answer, each believed by two signatures: over what it says, and over who it is.

    Raises DeviceAnswerError, DeviceSignatureError, DeviceNotTrustedError, DeviceCertificateError, what it reports.
    """
    found = []
    for entry in _entries(answer):
        check_no_error(entry.get("error"))
        said = verified_block(entry.get("deviceInfo"), trusted=trusted, at=at)
        who = verified_block(said.get("digitalId"), trusted=trusted, at=at)
        found.append(_face(said, who, proven=True))
    return tuple(found)


def is_finger_scanner(device: DeviceFace) -> bool:
    return device.kind.lower() in FINGER_TYPES


def _entries(answer: object) -> Iterator[dict[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise DeviceAnswerError(problem="no list of devices")
    yield from answer


def _unsigned(digital_id: object) -> dict[str, Any]:
    """In discovery it is base64url of the object alone; a signed one is read without being believed."""
    text = str(digital_id or "")
    parts = text.split(".")
    return json_object(from_url64(parts[1] if len(parts) == 3 else text))


def _face(said: dict[str, Any], who: dict[str, Any], *, proven: bool) -> DeviceFace:
    versions = said.get("specVersion")
    if not isinstance(versions, list) or VERSION not in versions:
        raise DeviceAnswerError(problem=f"not of version {VERSION}")
    sensors = said.get("deviceSubId")
    listed = sensors if isinstance(sensors, list) else str(sensors or "").split(",")
    return DeviceFace(
        str(said.get("deviceId", ""))[:80],
        str(said.get("deviceStatus", ""))[:20],
        str(who.get("make", ""))[:60],
        str(who.get("model", ""))[:60],
        str(who.get("serialNo", ""))[:60],
        str(who.get("type", ""))[:20],
        tuple(int(str(one)) for one in listed if str(one).strip().isdigit()),
        str(said.get("env", ""))[:20],
        str(said.get("purpose", ""))[:20],
        proven,
    )
