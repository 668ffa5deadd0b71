"""EF.SOD: the digests of all data groups, signed once per card (ICAO 9303-10 §4.6.2, RFC 5652).

A card factory signs thousands of these in a second, and building them object by object makes a tenth of that: what
does not change from card to card is encoded once, by the ASN.1 library, and filled in. A test holds the result
against the library's own encoding, byte for byte. Reading is strict: one signer, one certificate, DER throughout.
Refuses: other digests than the signer's own, attributes besides the three, anything after the end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from asn1crypto import algos, core

from .certificate import Certificate, read_certificate
from .lds import UNICODE, VERSIONS, Groups, LdsVersion, file_id, file_name
from .lds_errors import LdsError
from .signing import ALGORITHMS, holds
from .tlv import content, expected, items, tlv
from .trust_errors import (
    DigestMismatchError,
    GroupMissingError,
    GroupUnsignedError,
    SodFormError,
    SodSignatureError,
)

LDS_OBJECT_OID: Final = "2.23.136.1.1.1"
_LDS_OBJECT: Final = core.ObjectIdentifier(LDS_OBJECT_OID).dump()
_SIGNED_DATA: Final = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
_CONTENT_TYPE: Final = tlv(0x30, core.ObjectIdentifier("1.2.840.113549.1.9.3").dump() + tlv(0x31, _LDS_OBJECT))
_DIGEST_OF: Final = core.ObjectIdentifier("1.2.840.113549.1.9.4").dump()
_SIGNED_AT: Final = core.ObjectIdentifier("1.2.840.113549.1.9.5").dump()
_OIDS: Final = {
    name: bytes(algos.DigestAlgorithmId(name).dump()) for name in sorted({each.digest for each in ALGORITHMS.values()})
}
DIGESTS: Final = {name: tlv(0x30, oid) for name, oid in _OIDS.items()}
"""Written without parameters, and read with NULL as well (RFC 5754 §2)."""
_NAMES: Final = {tlv(0x30, oid + null): name for name, oid in _OIDS.items() for null in (b"", b"\x05\x00")}
HASHERS: Final = {name: getattr(hashlib, name) for name in DIGESTS}
_TIME: Final = re.compile(re.escape(_SIGNED_AT) + rb"\x31\x0f\x17\x0d([0-9]{12})Z")
_V1: Final = b"\x02\x01\x01"


def version_info(version: LdsVersion) -> bytes:
    """What a version 1 object repeats of EF.COM; LDS 1.7 has none (version 0)."""
    if version == "1.7":
        return b""
    return tlv(0x30, tlv(0x13, VERSIONS[version].encode()) + tlv(0x13, UNICODE.encode()))


_VERSION_INFO: Final = {version: version_info(version) for version in VERSIONS}
_ENTRY_HEADS: Final = {
    name: {
        number: tlv(0x30, b"\x02\x01" + bytes((number,)) + tlv(0x04, bytes(size)))[:-size] for number in range(1, 17)
    }
    for name, size in ((name, make().digest_size) for name, make in HASHERS.items())
}
"""What stands before each group's digest: a card has seven, written when it is signed and again when it is checked."""


def digests_of(groups: Groups, digest: str) -> dict[int, bytes]:
    """The digest of each data group, by number."""
    make = HASHERS[digest]
    return {number: make(data).digest() for number, data in sorted(groups.items())}


def lds_object(
    digests: Mapping[int, bytes], digest: str, version: LdsVersion, *, algorithm: bytes | None = None
) -> bytes:
    """LDSSecurityObject in DER (9303-10 §4.6.2.3). `algorithm`: another way to write the digest's name."""
    heads = _ENTRY_HEADS[digest]
    listed = b"".join([heads[number] + digests[number] for number in sorted(digests)])
    number = b"\x02\x01\x00" if version == "1.7" else _V1
    return tlv(0x30, number + (algorithm or DIGESTS[digest]) + tlv(0x30, listed) + _VERSION_INFO[version])


def signed_attributes(written: bytes, digest: str, at: datetime) -> bytes:
    """The content of the SET that is signed: content type, signing time, message digest, in DER order."""
    value = tlv(0x30, _DIGEST_OF + tlv(0x31, tlv(0x04, HASHERS[digest](written).digest())))
    return b"".join(sorted((_CONTENT_TYPE, _signing_time(at), value)))


@lru_cache(maxsize=64)
def _signing_time(at: datetime) -> bytes:
    """The same for a whole batch."""
    return tlv(0x30, _SIGNED_AT + tlv(0x31, tlv(0x17, f"{at.astimezone(UTC):%y%m%d%H%M%SZ}".encode())))


def assemble(written: bytes, attributes: bytes, signature: bytes, signer: Certificate) -> bytes:
    """EF.SOD around a signed LDS security object; the document signer's certificate is inside."""
    algorithm = signer.key_algorithm
    digest = DIGESTS[algorithm.digest]
    info = tlv(
        0x30,
        _V1 + signer.issuer_and_serial + digest + tlv(0xA0, attributes) + algorithm.der + tlv(0x04, signature),
    )
    data = tlv(
        0x30,
        b"\x02\x01\x03"
        + tlv(0x31, digest)
        + tlv(0x30, _LDS_OBJECT + tlv(0xA0, tlv(0x04, written)))
        + tlv(0xA0, signer.der)
        + tlv(0x31, info),
    )
    return tlv(0x77, tlv(0x30, _SIGNED_DATA + tlv(0xA0, data)))


# --- reading --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SignedObject:
    """What an EF.SOD says; nothing of it is believed before `check_signature` and the signer's certificate."""

    version: LdsVersion
    digest: str
    digests: Mapping[int, bytes]
    written: bytes
    attributes: bytes
    """Content of the signed SET."""
    signed_at: datetime
    signature: bytes
    signer: Certificate

    def check_signature(self) -> None:
        """The signer's key signed these digests. Raises SodSignatureError."""
        algorithm = self.signer.key_algorithm
        if not holds(self.signer.key, algorithm, tlv(0x31, self.attributes), self.signature):
            raise SodSignatureError

    def check_groups(self, groups: Groups) -> None:
        """Every data group is the one signed. Raises GroupUnsigned-, GroupMissing- or DigestMismatchError."""
        for number in sorted(groups.keys() - self.digests.keys()):
            raise GroupUnsignedError(file=file_name(file_id(number)))
        for number in sorted(self.digests.keys() - groups.keys()):
            raise GroupMissingError(file=file_name(file_id(number)))
        for number, value in digests_of(groups, self.digest).items():
            if value != self.digests[number]:
                raise DigestMismatchError(file=file_name(file_id(number)))


def parse_sod(data: bytes) -> SignedObject:
    """Raises SodFormError, LdsTrailingError and what the certificate inside raises."""
    wrapped = content(data, 0x77, "EF.SOD")
    try:
        kind, body = expected(items(content(wrapped, 0x30, "EF.SOD"), "EF.SOD"), (0x06, 0xA0), "EF.SOD")
        number, algorithms, encapsulated, certificates, infos = expected(
            items(content(body, 0x30, "EF.SOD"), "EF.SOD"), (0x02, 0x31, 0x30, 0xA0, 0x31), "EF.SOD"
        )
        content_type, held = expected(items(encapsulated, "EF.SOD"), (0x06, 0xA0), "EF.SOD")
        written = content(held, 0x04, "EF.SOD")
        info = items(content(infos, 0x30, "EF.SOD"), "EF.SOD")
        version, sid, digest, attributes, algorithm, signature = expected(
            info, (0x02, 0x30, 0x30, 0xA0, 0x30, 0x04), "EF.SOD"
        )
        signer = read_certificate(certificates)
        at = _read_attributes(attributes, written, _digest_name(tlv(0x30, digest)))
        lds, name, digests = _read_lds_object(written)
    except LdsError as fact:
        raise SodFormError(rule="its parts stand where RFC 5652 puts them") from fact
    if tlv(0x06, kind) != _SIGNED_DATA or number != b"\x03" or tlv(0x06, content_type) != _LDS_OBJECT:
        raise SodFormError(rule="signed data of version 3 over an LDS security object")
    if version != b"\x01" or tlv(0x30, sid) != signer.issuer_and_serial:
        raise SodFormError(rule="the certificate inside is the one that signed")
    expected_algorithm = signer.key_algorithm
    used = {_digest_name(algorithms), _digest_name(tlv(0x30, digest)), name}
    if used != {expected_algorithm.digest} or tlv(0x30, algorithm) != expected_algorithm.der:
        raise SodFormError(rule="one digest throughout, the signer's own")
    return SignedObject(lds, name, digests, written, attributes, at, signature, signer)


def _digest_name(der: bytes) -> str:
    if der not in _NAMES:
        raise SodFormError(rule="one digest throughout, the signer's own")
    return _NAMES[der]


def _read_attributes(attributes: bytes, written: bytes, digest: str) -> datetime:
    """The signing time, once the three attributes fit the content. Raises SodFormError, SodSignatureError."""
    instant = _TIME.search(attributes)
    if instant is None:
        raise SodFormError(rule="a signing time")
    year, month, day, *time = (int(instant[1][place : place + 2]) for place in range(0, 12, 2))
    try:
        at = datetime(2000 + year if year < 50 else 1900 + year, month, day, time[0], time[1], time[2], tzinfo=UTC)
    except ValueError:
        raise SodFormError(rule="a signing time") from None
    if attributes != signed_attributes(written, digest, at):
        # Other attributes than the three, in another order, or a digest of something else.
        raise SodSignatureError
    return at


def _read_lds_object(written: bytes) -> tuple[LdsVersion, str, dict[int, bytes]]:
    parts = items(content(written, 0x30, "EF.SOD"), "EF.SOD")
    if len(parts) not in (3, 4) or parts[0] not in ((0x02, b"\x00"), (0x02, b"\x01")):
        raise SodFormError(rule="an LDS security object of version 0 or 1")
    name = _digest_name(algorithm := tlv(*parts[1]))
    size = HASHERS[name]().digest_size
    listed, width = parts[2][1], size + 7
    # Each entry has one length; its tags, lengths and order are judged below, by building the whole again.
    digests = {listed[at + 4]: listed[at + 7 : at + width] for at in range(0, len(listed) - width + 1, width)}
    if not all(1 <= number <= 16 for number in digests):
        raise SodFormError(rule="a digest for each data group")
    version: LdsVersion = "1.7" if len(parts) == 3 else "1.8"
    # Building it again refuses every other way of writing the same thing: order, doubles, lengths.
    if written != lds_object(digests, name, version, algorithm=algorithm):
        raise SodFormError(rule="data groups each once, in order, and the LDS version")
    return version, name, digests
