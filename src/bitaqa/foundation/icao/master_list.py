"""Master lists: the CSCA certificates a state vouches for, signed (ICAO 9303-12 §7.1.3, RFC 5652).

Built and read with the ASN.1 library: there are a few a year. The signer's certificate and its CSCA's travel inside.
Refuses: an empty list, certificates that are no CSCA, a signer that is not a master list signer of a CSCA in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import cms, core, x509

from .certificate import LIBRARY_FAULTS, read_certificate
from .certificates import MASTER_LIST_SIGNING_OID
from .signing import CardSigner, algorithm_of, holds
from .tlv import content, tlv
from .trust import check_authority
from .trust_errors import CertificateFormError, CertificateSignatureError, MasterListError, SodSignatureError

MASTER_LIST_OID: Final = "2.23.136.1.1.2"


class _Certificates(core.SetOf):  # type: ignore[misc]
    _child_spec = x509.Certificate


class _CscaMasterList(core.Sequence):  # type: ignore[misc]
    _fields = [("version", core.Integer), ("cert_list", _Certificates)]


def build_master_list(
    *, authorities: Sequence[bytes], signer: CardSigner, certificate: bytes, csca: bytes, at: datetime
) -> bytes:
    """CMS signed data over the CSCA certificates. Raises MasterListError, TrustError."""
    if not authorities:
        raise MasterListError(rule="it holds a certificate")
    for der in authorities:
        check_authority(read_certificate(der))
    _check_signer(certificate, csca)
    digest = signer.algorithm.digest
    listed = tlv(0x30, core.Integer(0).dump() + tlv(0x31, b"".join(sorted(set(authorities)))))
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [MASTER_LIST_OID]}),
            cms.CMSAttribute(
                {"type": "signing_time", "values": [cms.Time("utc_time", at.astimezone(UTC).replace(microsecond=0))]}
            ),
            cms.CMSAttribute({"type": "message_digest", "values": [signer.algorithm.hashed(listed)]}),
        ]
    )
    found = x509.Certificate.load(certificate)
    sid = cms.IssuerAndSerialNumber({"issuer": found.issuer, "serial_number": found.serial_number})
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", sid),
        "digest_algorithm": {"algorithm": digest},
        "signed_attrs": attributes,
        "signature_algorithm": signer.algorithm.identifier,
        "signature": signer.sign(attributes.dump()),
    }
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {"content_type": MASTER_LIST_OID, "content": core.ParsableOctetString(listed)},
            "certificates": [
                cms.CertificateChoices("certificate", x509.Certificate.load(der)) for der in (certificate, csca)
            ],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def read_master_list(der: bytes, *, csca: bytes) -> list[bytes]:
    """The certificates of a list whose signer `csca`, trusted by the caller, certified. Raises TrustError."""
    try:
        data, listed, info = _opened(der)
        authorities = [each.dump() for each in _CscaMasterList.load(listed, strict=True)["cert_list"]]
        certificates = [each.chosen.dump() for each in data["certificates"]]
        attributes = {each["type"].native: each["values"][0] for each in info["signed_attrs"]}
        digest, kind = attributes["message_digest"].native, attributes["content_type"].dotted
        # Signed is the SET itself, not its place in the message (RFC 5652 §5.4).
        signed = tlv(0x31, content(info["signed_attrs"].dump(), 0xA0, "master list"))
        signature, used = info["signature"].native, info["signature_algorithm"].dump()
    except LIBRARY_FAULTS:
        raise CertificateFormError(kind="master list") from None
    certificate = next((each for each in certificates if each != csca), b"")
    _check_signer(certificate, csca)
    signer = read_certificate(certificate)
    algorithm = algorithm_of(signer.key)
    if kind != MASTER_LIST_OID or digest != algorithm.hashed(listed):
        raise SodSignatureError
    if used != algorithm.der or not holds(signer.key, algorithm, signed, signature):
        raise SodSignatureError
    for each in authorities:
        check_authority(read_certificate(each))
    return authorities


def _opened(der: bytes) -> tuple[Any, bytes, Any]:
    message = cms.ContentInfo.load(der, strict=True)
    message.native  # noqa: B018 - reads every part, which raises for what is not DER
    if message["content_type"].native != "signed_data":
        raise ValueError
    data = message["content"]
    if data["encap_content_info"]["content_type"].dotted != MASTER_LIST_OID or len(data["signer_infos"]) != 1:
        raise ValueError
    return data, data["encap_content_info"]["content"].parsed.dump(), data["signer_infos"][0]


def _check_signer(certificate: bytes, csca: bytes) -> None:
    if not certificate:
        raise MasterListError(rule="the signer's certificate is inside")
    signer, issuer = read_certificate(certificate), read_certificate(csca)
    if signer.usage != {"digital_signature"} or signer.extended_usage != {MASTER_LIST_SIGNING_OID}:
        raise MasterListError(rule="a master list signer signs it")
    if signer.issuer != issuer.subject or not signer.signed_by(issuer.key):
        raise CertificateSignatureError
