"""Certificates by the profiles of ICAO 9303-12 §7: CSCA, link, document signer, master list signer; and one for PDFs.

Names and addresses come from the authority's configuration; times and serial numbers from the ceremony: nothing here
reads a clock or draws a number. Curves are named, since path checkers refuse explicit parameters (RFC 5480).
Refuses: a document signer whose key would be used longer than three months, periods that do not fit into each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asn1crypto import core, x509

from .certificate import Certificate, read_certificate
from .public_keys import key_identifier
from .signing import CardSigner, SignatureAlgorithm
from .tlv import tlv
from .trust_errors import CertificateProfileError

DOCUMENT_TYPES_OID: Final = "2.23.136.1.1.6.2"
NAME_CHANGE_OID: Final = "2.23.136.1.1.6.1"
MASTER_LIST_SIGNING_OID: Final = "2.23.136.1.1.3"
DOCUMENT_SIGNING_OID: Final = "1.3.6.1.5.5.7.3.36"
"""RFC 9336: id-kp-documentSigning, for files that people read."""
LONGEST_SIGNER_USE: Final = timedelta(days=93)
"""9303-12 §4.1.2: at most three months."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Distinguished name of a certificate; `country` is the two-letter code in capitals."""

    country: str
    organisation: str
    common_name: str

    def name(self) -> x509.Name:
        return x509.Name.build(
            {"country_name": self.country, "organization_name": self.organisation, "common_name": self.common_name}
        )


@dataclass(frozen=True, slots=True)
class Authority:
    """What every certificate repeats: the state as the zone writes it, a mailbox, where revocation lists are found."""

    state: str
    mailbox: str
    crl_address: str


@dataclass(frozen=True, slots=True)
class Period:
    """A key signs from `starts` to `key_until`; what it signed is checked until `ends` (whole seconds, with zone)."""

    starts: datetime
    key_until: datetime
    ends: datetime


def build_csca(*, holder: Holder, authority: Authority, signer: CardSigner, period: Period, serial: int) -> bytes:
    """A self-signed CSCA certificate. Raises CertificateProfileError."""
    extensions = _ca_extensions(signer.public, key_identifier(signer.public), authority, period)
    return _build("CSCA", holder.name(), holder.name(), signer.public, extensions, signer, period, serial)


def build_link(
    *, new: bytes, old: bytes, old_signer: CardSigner, authority: Authority, serial: int, starts: datetime
) -> bytes:
    """The old CSCA key vouches for the new one (9303-12 §7.1.1), as long as the old certificate lives.

    `new`, `old`: CSCA certificates. Raises TrustError.
    """
    fresh, former = read_certificate(new), read_certificate(old)
    if old_signer.public != former.key_info:
        raise CertificateProfileError(kind="link", rule="the old CSCA's key signs it")
    period = Period(starts, min(fresh.not_after, former.not_after), former.not_after)
    extensions = _ca_extensions(fresh.key_info, key_identifier(former.key_info), authority, period)
    if fresh.subject != former.subject:
        extensions.append(_extension(NAME_CHANGE_OID, core.Null()))
    subject, issuer = x509.Name.load(fresh.subject), x509.Name.load(former.subject)
    return _build("link", subject, issuer, fresh.key_info, extensions, old_signer, period, serial)


def build_document_signer(
    *,
    holder: Holder,
    authority: Authority,
    key_info: bytes,
    csca: bytes,
    csca_signer: CardSigner,
    period: Period,
    serial: int,
    document_types: Sequence[str] = ("I",),
) -> bytes:
    """A document signer's certificate; `document_types` as the zone writes them. Raises TrustError."""
    if period.key_until - period.starts > LONGEST_SIGNER_USE:
        raise CertificateProfileError(kind="document signer", rule="its key is used for three months at most")
    types = b"".join(sorted(core.PrintableString(each).dump() for each in document_types))
    extensions = [
        _extension("key_usage", x509.KeyUsage({"digital_signature"}), critical=True),
        *_leaf_extensions(key_info, csca, authority, period),
        _extension(DOCUMENT_TYPES_OID, tlv(0x30, core.Integer(0).dump() + tlv(0x31, types))),
    ]
    return _issue("document signer", holder, key_info, csca, csca_signer, extensions, period, serial)


def build_master_list_signer(
    *,
    holder: Holder,
    authority: Authority,
    key_info: bytes,
    csca: bytes,
    csca_signer: CardSigner,
    period: Period,
    serial: int,
) -> bytes:
    """The certificate whose key signs master lists (9303-12 §7.1.1). Raises TrustError."""
    extensions = [
        _extension("key_usage", x509.KeyUsage({"digital_signature"}), critical=True),
        _extension("extended_key_usage", x509.ExtKeyUsageSyntax([MASTER_LIST_SIGNING_OID]), critical=True),
        *_leaf_extensions(key_info, csca, authority, period),
    ]
    return _issue("master list signer", holder, key_info, csca, csca_signer, extensions, period, serial)


def build_paper_signer(
    *,
    holder: Holder,
    authority: Authority,
    key_info: bytes,
    csca: bytes,
    csca_signer: CardSigner,
    period: Period,
    serial: int,
) -> bytes:
    """The certificate whose key signs PDF files, and no chip: RFC 9336, key usage as ETSI EN 319 412-2 §4.3.2 asks.

    Raises TrustError.
    """
    extensions = [
        _extension("key_usage", x509.KeyUsage({"digital_signature", "non_repudiation"}), critical=True),
        _extension("extended_key_usage", x509.ExtKeyUsageSyntax([DOCUMENT_SIGNING_OID]), critical=True),
        *_leaf_extensions(key_info, csca, authority, period),
    ]
    return _issue("paper signer", holder, key_info, csca, csca_signer, extensions, period, serial)


def _issue(
    kind: str,
    holder: Holder,
    key_info: bytes,
    csca: bytes,
    csca_signer: CardSigner,
    extensions: list[x509.Extension],
    period: Period,
    serial: int,
) -> bytes:
    issuer = read_certificate(csca)
    _check_issuer(kind, issuer, csca_signer, period)
    name = x509.Name.load(issuer.subject)
    if holder.country != name.native.get("country_name"):
        raise CertificateProfileError(kind=kind, rule="the country of its CSCA")
    return _build(kind, holder.name(), name, key_info, extensions, csca_signer, period, serial)


def _check_issuer(kind: str, issuer: Certificate, signer: CardSigner, period: Period) -> None:
    if signer.public != issuer.key_info:
        raise CertificateProfileError(kind=kind, rule="the key of the CSCA certificate signs it")
    if not issuer.is_ca:
        raise CertificateProfileError(kind=kind, rule="a CSCA issues it")
    if period.starts < issuer.not_before or period.ends > issuer.not_after:
        raise CertificateProfileError(kind=kind, rule="it does not outlive its CSCA certificate")


# --- extensions -----------------------------------------------------------------------------------------------------
def _ca_extensions(key_info: bytes, signing_key: bytes, authority: Authority, period: Period) -> list[x509.Extension]:
    constraints = x509.BasicConstraints({"ca": True, "path_len_constraint": 0})
    return [
        _extension("basic_constraints", constraints, critical=True),
        _extension("key_usage", x509.KeyUsage({"key_cert_sign", "crl_sign"}), critical=True),
        *_shared_extensions(key_info, signing_key, authority, period),
    ]


def _leaf_extensions(key_info: bytes, csca: bytes, authority: Authority, period: Period) -> list[x509.Extension]:
    return _shared_extensions(key_info, key_identifier(read_certificate(csca).key_info), authority, period)


def _shared_extensions(
    key_info: bytes, signing_key: bytes, authority: Authority, period: Period
) -> list[x509.Extension]:
    state = x509.GeneralName("directory_name", x509.Name.build({"locality_name": authority.state}))
    names = x509.GeneralNames([x509.GeneralName("rfc822_name", authority.mailbox), state])
    points = [
        {"distribution_point": x509.DistributionPointName("full_name", [_address(authority.crl_address)])},
    ]
    use = {"not_before": core.GeneralizedTime(period.starts), "not_after": core.GeneralizedTime(period.key_until)}
    return [
        _extension("key_identifier", core.OctetString(key_identifier(key_info))),
        _extension("authority_key_identifier", x509.AuthorityKeyIdentifier({"key_identifier": signing_key})),
        _extension("private_key_usage_period", x509.PrivateKeyUsagePeriod(use)),
        _extension("subject_alt_name", names),
        _extension("issuer_alt_name", names),
        _extension("crl_distribution_points", x509.CRLDistributionPoints(points)),
    ]


def _address(text: str) -> x509.GeneralName:
    return x509.GeneralName("uniform_resource_identifier", text)


def _extension(kind: str, value: core.Asn1Value | bytes, *, critical: bool = False) -> x509.Extension:
    written = value if isinstance(value, bytes) else value.dump()
    fields: dict[str, Any] = {"extn_id": kind, "extn_value": core.ParsableOctetString(written)}
    return x509.Extension(fields | ({"critical": True} if critical else {}))


# --- the certificate itself -----------------------------------------------------------------------------------------
def _build(
    kind: str,
    subject: x509.Name,
    issuer: x509.Name,
    key_info: bytes,
    extensions: list[x509.Extension],
    signer: CardSigner,
    period: Period,
    serial: int,
) -> bytes:
    if not 0 < serial < 1 << 159:
        raise CertificateProfileError(kind=kind, rule="a positive serial number of at most twenty bytes")
    if not period.starts < period.key_until <= period.ends:
        raise CertificateProfileError(kind=kind, rule="its key is used within the time it is valid")
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": signer.algorithm.identifier,
            "issuer": issuer,
            "validity": {"not_before": when(period.starts), "not_after": when(period.ends)},
            "subject": subject,
            "subject_public_key_info": x509.PublicKeyInfo.load(key_info),
            "extensions": extensions,
        }
    )
    return signed(body.dump(), signer, signer.algorithm)


def signed(body: bytes, signer: CardSigner, algorithm: SignatureAlgorithm) -> bytes:
    """`SEQUENCE { body, algorithm, signature }`: a certificate or a revocation list."""
    return tlv(0x30, body + algorithm.der + tlv(0x03, b"\0" + signer.sign(body)))


def when(instant: datetime) -> x509.Time:
    """UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5)."""
    utc = instant.astimezone(UTC).replace(microsecond=0)
    return x509.Time("utc_time" if utc.year < 2050 else "general_time", utc)
