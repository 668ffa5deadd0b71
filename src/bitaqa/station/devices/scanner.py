"""Fingers from the certified scanner of this machine: found, proven, captured, believed, and read in the workroom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings

from bitaqa.foundation.exchange.errors import ExchangeFormatError
from bitaqa.foundation.sbi.errors import CaptureDeviceError, DeviceAnswerError, DeviceNotFoundError
from bitaqa.foundation.sbi.vocabulary import FIRST_PORT, LAST_PORT

from .captured import FingerRead
from .certified.client import Chain, DeviceAt, capture_fingers, find_scanner, live_frame
from .certified.trust import has_trusted_makers, trusted_makers
from .from_images import reads_of_records
from .workroom import apart

_last: dict[str, int] = {}
"""The port at which a scanner answered last: looked at first."""
PRESSES: Final[dict[str, tuple[int, ...]]] = {"left": (7, 8, 9, 10), "right": (2, 3, 4, 5), "thumbs": (1, 6)}
"""What a person lays down at once."""


def has_certified_devices() -> bool:
    """Whether this station was told which makers to believe."""
    return has_trusted_makers()


def scanned_fingers(
    *, positions: Sequence[int], chain: Chain, specimen: str = ""
) -> tuple[tuple[FingerRead, ...], Chain]:
    """One press: the fingers that proved themselves, read, and the chain for the person's next press.

    `specimen` names the invented person before a simulated scanner. Raises a CaptureDeviceError.
    """
    options = {"specimen": specimen} if specimen and settings.BITAQA_SIMULATED_DEVICES else None
    answer = capture_fingers(_scanner(), positions=positions, chain=chain, trusted=trusted_makers(), options=options)
    records = [(finger.position, finger.record) for finger in answer.fingers]
    try:
        reads = apart(reads_of_records, records)
    except ExchangeFormatError as bad:
        raise DeviceAnswerError(problem=bad.code) from bad
    return reads, Chain(chain.registration, answer.last_hash)


def scanner_frame() -> bytes:
    """A picture (JPEG) of what lies on the glass. Raises a CaptureDeviceError."""
    return live_frame(_scanner())


def _scanner() -> DeviceAt:
    trusted, ports = trusted_makers(), device_ports()
    last = _last.get("port")
    if last in ports:
        try:
            return find_scanner(trusted=trusted, ports=(last,))
        except DeviceNotFoundError:
            _last.clear()  # plugged into another port, perhaps
    found = find_scanner(trusted=trusted, ports=ports)
    _last["port"] = found.port
    return found


def device_ports() -> tuple[int, ...]:
    """`4501-4600`, or single ports by commas; the published range when it cannot be read."""
    ports: list[int] = []
    for part in settings.BITAQA_DEVICE_PORTS.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdigit() and (last or first).isdigit():
            ports += range(int(first), int(last or first) + 1)
    return tuple(ports) or tuple(range(FIRST_PORT, LAST_PORT + 1))


__all__ = [
    "PRESSES",
    "CaptureDeviceError",
    "Chain",
    "device_ports",
    "has_certified_devices",
    "scanned_fingers",
    "scanner_frame",
]
