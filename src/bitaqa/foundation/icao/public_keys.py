"""Public keys as certificates and data groups write them (SubjectPublicKeyInfo, RFC 5280 and RFC 5480).

Doc 9303 asks for explicit curve parameters in the chip's own keys; certificates name their curve, since strict
path checking (RFC 5280 profiles, `openssl verify -x509_strict`) refuses anything else. Explicit parameters are
read back only when they are those of a known curve, all of them: a curve of someone's own making is refused.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from asn1crypto import core, keys
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .curves import CHIP_CURVES, Curve
from .lds_errors import LdsValueError
from .tlv import content, expected, items, tlv

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
Form = Literal["named", "explicit"]
_EC_KEY: Final = core.ObjectIdentifier("1.2.840.10045.2.1").dump()


@cache
def _algorithm(curve: Curve, form: Form) -> bytes:
    """AlgorithmIdentifier of a key on the curve."""
    if form == "named":
        return tlv(0x30, _EC_KEY + core.ObjectIdentifier(curve.oid).dump())
    field = tlv(0x30, core.ObjectIdentifier("1.2.840.10045.1.1").dump() + core.Integer(curve.p).dump())
    coefficients = b"".join(tlv(0x04, value.to_bytes(curve.size, "big")) for value in (curve.a, curve.b))
    parameters = (
        core.Integer(1).dump()
        + field
        + tlv(0x30, coefficients)
        + tlv(0x04, curve.encode(curve.g))
        + core.Integer(curve.n).dump()
        + core.Integer(1).dump()
    )
    return tlv(0x30, _EC_KEY + tlv(0x30, parameters))


def chip_key_info(point: bytes, curve: Curve, *, form: Form) -> bytes:
    """SubjectPublicKeyInfo of an uncompressed point on one of the chip's curves."""
    return tlv(0x30, _algorithm(curve, form) + tlv(0x03, b"\0" + point))


def uncompressed(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def read_chip_key(info: bytes, file: str) -> tuple[Curve, ec.EllipticCurvePublicKey]:
    """A key on one of the chip's curves, named or explicit. Raises an LdsError."""
    algorithm, bits = expected(items(content(info, 0x30, file), file), (0x30, 0x03), file)
    written = tlv(0x30, algorithm)
    for curve in CHIP_CURVES.values():
        if written in (_algorithm(curve, "named"), _algorithm(curve, "explicit")):
            try:
                if bits[:2] != b"\x00\x04":
                    raise ValueError
                return curve, ec.EllipticCurvePublicKey.from_encoded_point(curve.made, bits[1:])
            except ValueError:
                raise LdsValueError(file=file, field="public key", rule="a point of its curve") from None
    raise LdsValueError(file=file, field="public key", rule="a key on P-256 or brainpoolP256r1")


def key_info(key: PublicKey) -> bytes:
    """SubjectPublicKeyInfo with a named curve, or of an RSA key."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def load_key(info: bytes) -> PublicKey | None:
    """The elliptic or RSA key of a SubjectPublicKeyInfo; None when it is neither, or does not hold."""
    try:
        found = serialization.load_der_public_key(info)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) else None


def key_identifier(info: bytes) -> bytes:
    """SHA-1 of the key's bits: RFC 5280 §4.2.1.2, method 1. A name, not a protection."""
    return bytes(keys.PublicKeyInfo.load(info).sha1)
