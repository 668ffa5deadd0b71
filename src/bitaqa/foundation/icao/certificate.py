"""One certificate, read: what path checking needs of it, and nothing more (RFC 5280, ICAO 9303-12 §7).

Refuses: bytes after the certificate, forms that are not DER, a signature algorithm inside that differs from the one
outside, keys and algorithms this project does not use, unknown critical extensions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from asn1crypto import x509

from .public_keys import PublicKey, load_key
from .signing import ALGORITHMS, SignatureAlgorithm, algorithm_of, holds
from .tlv import tlv
from .trust_errors import CertificateFormError, CertificateProfileError

LIBRARY_FAULTS: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What the ASN.1 library raises, now here, now there, for bytes that are not what they should be (found by fuzzing)."""
_UNDERSTOOD: Final = {"basic_constraints", "key_usage", "extended_key_usage"}


@dataclass(frozen=True)
class Certificate:
    """`subject` and `issuer` are names in DER; instants are UTC."""

    der: bytes
    serial: int
    subject: bytes
    issuer: bytes
    not_before: datetime
    not_after: datetime
    key_until: datetime | None
    """Until when the private key may sign, when the certificate says so."""
    key_info: bytes
    key: PublicKey
    key_algorithm: SignatureAlgorithm
    key_identifier: bytes | None
    authority_key: bytes | None
    is_ca: bool
    usage: frozenset[str]
    extended_usage: frozenset[str]
    body: bytes
    algorithm: SignatureAlgorithm
    signature: bytes
    issuer_and_serial: bytes
    """As CMS names a signer (RFC 5652 §10.2.4)."""

    @property
    def self_issued(self) -> bool:
        return self.subject == self.issuer

    def signed_by(self, key: PublicKey) -> bool:
        """Whether this key, by the one algorithm it is used with, signed the certificate."""
        expected = algorithm_of(key)
        return self.algorithm.der == expected.der and holds(key, expected, self.body, self.signature)


@lru_cache(maxsize=512)
def read_certificate(der: bytes) -> Certificate:
    """Raises CertificateFormError, CertificateProfileError, KeyKindError."""
    try:
        found = x509.Certificate.load(der, strict=True)
        found.native  # noqa: B018 - reads every part, which raises for what is not DER
        body = found["tbs_certificate"]
        key_info = body["subject_public_key_info"].dump()
        usage = found.key_usage_value
        period = found.private_key_usage_period_value
        key_until = period["not_after"].native if period is not None else None
        extended = found.extended_key_usage_value
        critical = set(found.critical_extensions)
        is_ca = bool(found.ca)
        signature = found["signature_value"].native
    except LIBRARY_FAULTS:
        raise CertificateFormError(kind="certificate") from None
    if critical - _UNDERSTOOD:
        raise CertificateProfileError(kind="signer", rule="no critical extension this program does not know")
    algorithm = read_algorithm(found["signature_algorithm"].dump(), "certificate")
    if body["signature"].dump() != algorithm.der:
        raise CertificateProfileError(kind="signer", rule="the same algorithm inside and outside")
    key = load_key(key_info)
    if key is None:
        raise CertificateFormError(kind="certificate")
    return Certificate(
        der=der,
        serial=found.serial_number,
        subject=found.subject.dump(),
        issuer=found.issuer.dump(),
        not_before=found.not_valid_before,
        not_after=found.not_valid_after,
        key_until=key_until,
        key_info=key_info,
        key=key,
        key_algorithm=algorithm_of(key),
        key_identifier=found.key_identifier,
        authority_key=found.authority_key_identifier,
        is_ca=is_ca,
        usage=frozenset(usage.native) if usage is not None else frozenset(),
        extended_usage=frozenset(extended.native) if extended is not None else frozenset(),
        body=body.dump(),
        algorithm=algorithm,
        signature=signature,
        issuer_and_serial=tlv(0x30, found.issuer.dump() + body["serial_number"].dump()),
    )


def read_algorithm(der: bytes, kind: str) -> SignatureAlgorithm:
    """One of the algorithms allowed, written in its one way. Raises CertificateProfileError.

    The two 256-bit curves share one identifier, as the two 384-bit ones do: the key tells them apart.
    """
    for algorithm in ALGORITHMS.values():
        if algorithm.der == der:
            return algorithm
    raise CertificateProfileError(kind=kind, rule="a signature algorithm this program uses")
