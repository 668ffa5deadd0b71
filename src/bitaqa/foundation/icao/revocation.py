"""Revocation lists of a CSCA (ICAO 9303-12 §7.1.2, RFC 5280 §5): built whole each time, read strictly.

A list is issued every 90 days at least, and within 48 hours of a revocation; the numbers only grow.
Refuses: a list that would live longer, entries out of DER, extensions this program does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from asn1crypto import core, crl, x509

from .certificate import LIBRARY_FAULTS, Certificate, read_algorithm, read_certificate
from .certificates import signed, when
from .public_keys import key_identifier
from .signing import CardSigner, SignatureAlgorithm, algorithm_of, holds
from .trust_errors import CertificateFormError, CertificateProfileError

LONGEST_LIFE: Final = timedelta(days=90)
_KIND: Final = "revocation list"


@dataclass(frozen=True)
class RevocationList:
    """`revoked`: when each serial number was revoked."""

    der: bytes
    issuer: bytes
    authority_key: bytes | None
    number: int
    this_update: datetime
    next_update: datetime
    revoked: Mapping[int, datetime]
    body: bytes
    algorithm: SignatureAlgorithm
    signature: bytes

    def signed_by(self, issuer: Certificate) -> bool:
        expected = algorithm_of(issuer.key)
        return self.algorithm.der == expected.der and holds(issuer.key, expected, self.body, self.signature)


def build_revocation_list(
    *,
    csca: bytes,
    signer: CardSigner,
    number: int,
    this_update: datetime,
    next_update: datetime,
    revoked: Mapping[int, datetime],
) -> bytes:
    """The whole list, signed by the CSCA's key. Raises TrustError."""
    issuer = read_certificate(csca)
    if signer.public != issuer.key_info:
        raise CertificateProfileError(kind=_KIND, rule="the key of the CSCA certificate signs it")
    if not timedelta(0) < next_update - this_update <= LONGEST_LIFE:
        raise CertificateProfileError(kind=_KIND, rule="it lives 90 days at most")
    entries = [{"user_certificate": serial, "revocation_date": when(at)} for serial, at in sorted(revoked.items())]
    authority = x509.AuthorityKeyIdentifier({"key_identifier": key_identifier(issuer.key_info)})
    extensions = [
        {"extn_id": "authority_key_identifier", "extn_value": core.ParsableOctetString(authority.dump())},
        {"extn_id": "crl_number", "extn_value": core.ParsableOctetString(core.Integer(number).dump())},
    ]
    body = crl.TbsCertList(
        {
            "version": "v2",
            "signature": signer.algorithm.identifier,
            "issuer": x509.Name.load(issuer.subject),
            "this_update": when(this_update),
            "next_update": when(next_update),
            # An empty list must be absent (RFC 5280 §5.1.2.6).
            **({"revoked_certificates": entries} if entries else {}),
            "crl_extensions": extensions,
        }
    )
    return signed(body.dump(), signer, signer.algorithm)


@lru_cache(maxsize=64)
def read_revocation_list(der: bytes) -> RevocationList:
    """Raises CertificateFormError, CertificateProfileError."""
    try:
        found = crl.CertificateList.load(der, strict=True)
        found.native  # noqa: B018 - reads every part, which raises for what is not DER
        body = found["tbs_cert_list"]
        known = {each["extn_id"].native for each in body["crl_extensions"]}
        number, next_update = found.crl_number_value, body["next_update"].native
        revoked = {
            each["user_certificate"].native: each["revocation_date"].native for each in body["revoked_certificates"]
        }
        authority = found.authority_key_identifier
        this_update = body["this_update"].native
        signature = found["signature"].native
    except LIBRARY_FAULTS:
        raise CertificateFormError(kind=_KIND) from None
    if known != {"authority_key_identifier", "crl_number"} or number is None or next_update is None:
        raise CertificateProfileError(kind=_KIND, rule="it has a number, an authority key and a next update")
    algorithm = read_algorithm(found["signature_algorithm"].dump(), _KIND)
    if body["signature"].dump() != algorithm.der:
        raise CertificateProfileError(kind=_KIND, rule="the same algorithm inside and outside")
    return RevocationList(
        der=der,
        issuer=body["issuer"].dump(),
        authority_key=authority,
        number=number.native,
        this_update=this_update,
        next_update=next_update,
        revoked=revoked,
        body=body.dump(),
        algorithm=algorithm,
        signature=signature,
    )
