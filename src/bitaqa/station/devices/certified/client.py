"""The HTTP side of SBI on this machine: who is there, what they are, and their captures; always 127.0.0.1.

An address a device gives (`callbackId`) is not followed: only the port it answered at is used. Answers are read up to
a limit, redirects are not followed and no proxy is asked. Time is this machine's own: a played day says nothing about
a device's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import httpx
from cryptography import x509
from django.conf import settings

from bitaqa.foundation.sbi.captures import FIRST_HASH, CaptureAnswer, CaptureAsked, believed
from bitaqa.foundation.sbi.devices import DeviceFace, discovered, is_finger_scanner, proven
from bitaqa.foundation.sbi.errors import (
    CaptureDeviceError,
    DeviceAnswerError,
    DeviceNotFoundError,
    DeviceTimeoutError,
    DeviceUnpluggedError,
)
from bitaqa.foundation.sbi.vocabulary import (
    ANY_SENSOR,
    ANY_TYPE,
    DISCOVER,
    FINGER_TYPE,
    INFO,
    PATHS,
    REGISTRATION_CAPTURE,
    SENSORS,
    STREAM,
)

LONGEST_ANSWER: Final = 48 * 1024 * 1024
"""Bytes: ten lossless pictures at 1000 points an inch."""
DISCOVERY_SECONDS: Final = 3.0
INFO_SECONDS: Final = 15.0
BEYOND: Final = 2.0
"""Seconds a device may take beyond the time it was given, to sign and send."""
FRAME_SECONDS: Final = 15.0
LONGEST_FRAME: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeviceAt:
    """A finger scanner that proved itself, and the port it answers at."""

    port: int
    face: DeviceFace


@dataclass(frozen=True, slots=True)
class Chain:
    """What links the captures of one person: the name under which devices know the file, and the last hash."""

    registration: str
    last: str

    @classmethod
    def begun(cls) -> Chain:
        return cls(uuid4().hex, FIRST_HASH)


def find_scanner(*, trusted: Sequence[x509.Certificate], ports: Sequence[int]) -> DeviceAt:
    """The first finger scanner that proves itself at one of `ports`.

    Raises DeviceNotFoundError when none answers, else why the one that answered was not believed.
    """
    fault: CaptureDeviceError | None = None
    with _client(DISCOVERY_SECONDS) as client:
        for port in ports:
            try:
                there = discovered(_asked(client, port, DISCOVER, {"type": FINGER_TYPE}))
                if any(is_finger_scanner(face) for face in there):
                    return _proven_at(client, port, trusted)
            except DeviceNotFoundError:
                continue
            except CaptureDeviceError as refused:
                fault = fault or refused
    raise fault or DeviceNotFoundError()


def capture_fingers(
    device: DeviceAt,
    *,
    positions: Sequence[int],
    chain: Chain,
    trusted: Sequence[x509.Certificate],
    timeout_ms: int = 0,
    options: dict[str, str] | None = None,
) -> CaptureAnswer:
    """The fingers of one press, believed. Raises a CaptureDeviceError."""
    device.face.check_ready()
    patience = timeout_ms or settings.BITAQA_DEVICE_TIMEOUT_MS
    asked = CaptureAsked(
        registration=chain.registration,
        device=device.face.device,
        sensor=_sensor(positions),
        positions=tuple(positions),
        exceptions=tuple(at for at in SENSORS.get(_sensor(positions), ()) if at not in positions),
        environment=device.face.environment,
        at=datetime.now(UTC),
        timeout_ms=patience,
        previous_hash=chain.last,
        options=options,
    )
    with _client(patience / 1000 + BEYOND) as client:
        answer = _asked(client, device.port, REGISTRATION_CAPTURE, asked.to_map(), during_capture=True)
    return believed(answer, asked=asked, trusted=trusted, at=datetime.now(UTC))


def live_frame(device: DeviceAt, *, sensor: int = ANY_SENSOR) -> bytes:
    """The next picture (JPEG) of the device's stream. Raises a CaptureDeviceError."""
    body = {"deviceId": device.face.device, "deviceSubId": str(sensor)}
    held = b""
    try:
        with (
            _client(FRAME_SECONDS) as client,
            client.stream(STREAM, _url(device.port, STREAM), json=body) as answer,
        ):
            for part in answer.iter_bytes():
                held += part
                frame = _frame_in(held)
                if frame is not None:
                    return frame
                if len(held) > LONGEST_FRAME:
                    break
    except httpx.TimeoutException:
        raise DeviceTimeoutError(seconds=round(FRAME_SECONDS)) from None
    except httpx.HTTPError:
        raise DeviceNotFoundError() from None
    raise DeviceAnswerError(problem="no frame")


def sensors_of(positions: Sequence[int]) -> list[tuple[int, ...]]:
    """Fingers in the presses a slap scanner takes them in: a hand, the other hand, the thumbs."""
    wanted = set(positions)
    presses = [tuple(at for at in held if at in wanted) for held in SENSORS.values()]
    return [press for press in presses if press]


def _sensor(positions: Sequence[int]) -> int:
    return next((sensor for sensor, held in SENSORS.items() if set(positions) <= set(held)), ANY_SENSOR)


def _proven_at(client: httpx.Client, port: int, trusted: Sequence[x509.Certificate]) -> DeviceAt:
    client.timeout = httpx.Timeout(INFO_SECONDS)
    faces = proven(_asked(client, port, INFO, {"type": ANY_TYPE}), trusted=trusted, at=datetime.now(UTC))
    for face in faces:
        if is_finger_scanner(face):
            return DeviceAt(port, face)
    raise DeviceNotFoundError()


def _asked(client: httpx.Client, port: int, verb: str, body: dict[str, Any], *, during_capture: bool = False) -> Any:
    received = bytearray()
    try:
        with client.stream(verb, _url(port, verb), json=body) as answer:
            for part in answer.iter_bytes():
                received += part
                if len(received) > LONGEST_ANSWER:
                    raise DeviceAnswerError(problem="too long")
            return httpx.Response(200, content=bytes(received)).json()
    except httpx.ConnectError:
        raise DeviceNotFoundError() from None
    except httpx.TimeoutException:
        if during_capture:
            raise DeviceTimeoutError(seconds=round(float(body["timeout"]) / 1000)) from None
        raise DeviceNotFoundError() from None
    except httpx.HTTPError:
        raise (DeviceUnpluggedError() if during_capture else DeviceNotFoundError()) from None
    except ValueError:
        raise DeviceAnswerError(problem="JSON") from None


def _client(seconds: float) -> httpx.Client:
    return httpx.Client(timeout=httpx.Timeout(seconds), trust_env=False, headers={"EXT": "Bitaqa"})


def _url(port: int, verb: str) -> str:
    return f"http://127.0.0.1:{port}{PATHS[verb]}"


def _frame_in(held: bytes) -> bytes | None:
    """A whole JPEG between its first and last marker."""
    start = held.find(b"\xff\xd8\xff")
    end = held.find(b"\xff\xd9", start + 3) if start >= 0 else -1
    return held[start : end + 2] if end >= 0 else None
