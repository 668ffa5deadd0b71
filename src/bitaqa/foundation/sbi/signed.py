"""Signed blocks of devices: JSON Web Signatures (RFC 7515) with RS256 and the signer's certificates inside.

A block is believed when its first certificate leads to a trusted maker, when every certificate on the way is valid
that day, and when it signed these very bytes. Refuses every other algorithm (`none` and HS256 above all), keys under
2048 bits, more than four certificates, and certificates that issue without being allowed to.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from bitaqa.foundation.sbi.errors import (
    DeviceAnswerError,
    DeviceCertificateError,
    DeviceNotTrustedError,
    DeviceSignatureError,
)

ALGORITHM: Final = "RS256"
LEAST_BITS: Final = 2048
MOST_CERTIFICATES: Final = 4
_TYPES: Final = (None, "JWT", "MDSSign")


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_url64(text: str) -> bytes:
    """Raises DeviceAnswerError."""
    try:
        raw = text.encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise DeviceAnswerError(problem="base64") from None


def json_object(data: bytes) -> dict[str, Any]:
    """Raises DeviceAnswerError for anything but one JSON object."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise DeviceAnswerError(problem="JSON") from None
    if not isinstance(found, dict):
        raise DeviceAnswerError(problem="JSON")
    return found


def signed_block(payload: Mapping[str, Any], *, key: RSAPrivateKey, certificates: Sequence[x509.Certificate]) -> str:
    """What a device sends: header, payload and signature, each base64url, joined by points."""
    chain = [base64.b64encode(one.public_bytes(Encoding.DER)).decode("ascii") for one in certificates]
    header = url64(json.dumps({"alg": ALGORITHM, "typ": "JWT", "x5c": chain}).encode())
    body = url64(json.dumps(dict(payload)).encode())
    signature = key.sign(f"{header}.{body}".encode("ascii"), PKCS1v15(), SHA256())
    return f"{header}.{body}.{url64(signature)}"


def verified_block(text: object, *, trusted: Sequence[x509.Certificate], at: datetime) -> dict[str, Any]:
    """The payload of a block that proved its origin.

    Raises DeviceAnswerError, DeviceSignatureError, DeviceNotTrustedError, DeviceCertificateError.
    """
    parts = text.split(".") if isinstance(text, str) else []
    if len(parts) != 3:
        raise DeviceAnswerError(problem="a signed block has three parts")
    header = json_object(from_url64(parts[0]))
    if header.get("alg") != ALGORITHM or header.get("typ", header.get("type")) not in _TYPES or "crit" in header:
        raise DeviceSignatureError()
    chain = _certificates(header.get("x5c"))
    key = _key_of(chain[0])
    try:
        key.verify(from_url64(parts[2]), f"{parts[0]}.{parts[1]}".encode("ascii"), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise DeviceSignatureError() from None
    _check_chain(chain, trusted, at)
    return json_object(from_url64(parts[1]))


def _certificates(given: object) -> list[x509.Certificate]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_CERTIFICATES:
        raise DeviceSignatureError()
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(text, validate=True)) for text in texts]
    except (TypeError, ValueError):
        raise DeviceSignatureError() from None


def _key_of(certificate: x509.Certificate) -> RSAPublicKey:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_BITS:
        raise DeviceSignatureError()
    return key


def _check_chain(chain: list[x509.Certificate], trusted: Sequence[x509.Certificate], at: datetime) -> None:
    """From the device to a trusted maker, through certificates it brought along."""
    here = chain[0]
    for step, brought in enumerate([*chain[1:], None]):
        _check_valid(here, at)
        anchor = next((one for one in trusted if _issued(one, here, below=step)), None)
        if anchor is not None:
            _check_valid(anchor, at)
            return
        if brought is None or not _issued(brought, here, below=step):
            break
        here = brought
    raise DeviceNotTrustedError(device=chain[0].subject.rfc4514_string()[:80])


def _issued(issuer: x509.Certificate, subject: x509.Certificate, *, below: int) -> bool:
    """Whether `issuer` may and did issue `subject`, under which `below` other issuers stand."""
    try:
        subject.verify_directly_issued_by(issuer)
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return limits.ca and (limits.path_length is None or below <= limits.path_length)


def _check_valid(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise DeviceCertificateError()
