"""Requests of a station over HTTP, signed: the centre knows which station speaks, whatever carried the request.

TLS protects the line; this protects the request, through any proxy that ends TLS, and ties a body to its path and
moment. The canonical text is eight lines (`canonical_text`). Refuses a clock further off than the tolerance given; a
nonce seen twice is for the caller to refuse, who remembers nonces for as long as the tolerance lasts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from .codec import instant_from_text, instant_text
from .errors import ValueRefusedError
from .keys import SIGNATURE_SIZE, Signer, Verifier, signing_input
from .message_errors import RequestClockError, RequestMalformedError, RequestSignatureInvalidError, RequestUnsignedError

STATION: Final = "Bitaqa-Station"
EPOCH: Final = "Bitaqa-Epoch"
TIME: Final = "Bitaqa-Time"
NONCE: Final = "Bitaqa-Nonce"
SIGNATURE: Final = "Bitaqa-Signature"
HEADERS: Final = (STATION, EPOCH, TIME, NONCE, SIGNATURE)
NONCE_SIZE: Final = 16
_PURPOSE: Final = "request"
_EPOCH_TEXT: Final = re.compile(r"[1-9][0-9]{0,17}")
_HEX: Final = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What the headers of a request claim; nothing is proven before `verify_request`."""

    station: UUID
    epoch: int
    at: datetime
    nonce: bytes
    signature: bytes


def canonical_text(
    *, method: str, path: str, body: bytes, station: UUID, epoch: int, at: datetime, nonce: bytes
) -> bytes:
    """What is signed: eight lines, each without its end, joined by line feeds.

    Version, method, path with query, SHA-256 of the body in hexadecimal, station, epoch, time, nonce.

    Raises ValueRefusedError for a naive instant, or a method or path that would forge a line.
    """
    lines = (
        "bitaqa-request 1",
        method.upper(),
        path,
        hashlib.sha256(body).hexdigest(),
        str(station),
        str(epoch),
        instant_text(at),
        nonce.hex(),
    )
    if any(not line.isprintable() for line in lines):
        raise ValueRefusedError(kind="method or path with unprintable characters")
    return "\n".join(lines).encode()


def sign_request(
    *,
    method: str,
    path: str,
    body: bytes,
    station: UUID,
    epoch: int,
    at: datetime,
    nonce: bytes,
    signer: Signer,
) -> dict[str, str]:
    """The headers to add. `path` is as sent, query included; `nonce` is 16 random bytes, new for every request.

    Raises ValueRefusedError.
    """
    if len(nonce) != NONCE_SIZE:
        raise ValueRefusedError(kind=f"nonce of other than {NONCE_SIZE} bytes")
    text = canonical_text(method=method, path=path, body=body, station=station, epoch=epoch, at=at, nonce=nonce)
    return {
        STATION: str(station),
        EPOCH: str(epoch),
        TIME: instant_text(at),
        NONCE: nonce.hex(),
        SIGNATURE: signer.sign(signing_input(_PURPOSE, hashlib.sha256(text).digest())).hex(),
    }


def read_request(headers: Mapping[str, str]) -> SignedRequest:
    """What the headers claim, in any letter case: it chooses the verifier.

    Raises RequestUnsignedError (a header is missing), RequestMalformedError.
    """
    found = {name.lower(): value for name, value in headers.items()}
    values: dict[str, str] = {}
    for name in HEADERS:
        if name.lower() not in found:
            raise RequestUnsignedError(header=name)
        values[name] = found[name.lower()]
    try:
        station = UUID(values[STATION])
    except ValueError:
        station = None
    if station is None or str(station) != values[STATION]:
        raise RequestMalformedError(header=STATION)
    if not _EPOCH_TEXT.fullmatch(values[EPOCH]):
        raise RequestMalformedError(header=EPOCH)
    at = instant_from_text(values[TIME])
    if at is None:
        raise RequestMalformedError(header=TIME)
    nonce = _raw(values[NONCE], NONCE_SIZE, NONCE)
    signature = _raw(values[SIGNATURE], SIGNATURE_SIZE, SIGNATURE)
    return SignedRequest(station, int(values[EPOCH]), at, nonce, signature)


def verify_request(
    request: SignedRequest,
    *,
    method: str,
    path: str,
    body: bytes,
    verifier: Verifier,
    now: datetime,
    tolerance: timedelta,
) -> None:
    """Returns when the request was signed by this station's key, for this method, path and body, about now.

    The signature is judged before the clock, so that only a real station learns the centre's time from the error.
    Raises RequestSignatureInvalidError, RequestClockError (its facts give both readings).
    """
    try:
        text = canonical_text(
            method=method,
            path=path,
            body=body,
            station=request.station,
            epoch=request.epoch,
            at=request.at,
            nonce=request.nonce,
        )
    except ValueRefusedError:
        raise RequestSignatureInvalidError(station=request.station) from None
    if not verifier.holds(signing_input(_PURPOSE, hashlib.sha256(text).digest()), request.signature):
        raise RequestSignatureInvalidError(station=request.station)
    if abs(request.at - now) > tolerance:
        raise RequestClockError(
            station=request.station, station_time=instant_text(request.at), centre_time=instant_text(now)
        )


def _raw(text: str, size: int, header: str) -> bytes:
    if len(text) != 2 * size or not _HEX.fullmatch(text):
        raise RequestMalformedError(header=header)
    return bytes.fromhex(text)
