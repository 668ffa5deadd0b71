"""What the chip can do: EF.CardAccess (readable by anyone), DG14 (signed), DG15 (9303-11 §9.2, §6.1).

A reader believes EF.CardAccess only so far as to open PACE; afterwards DG14, which the issuer signed, must repeat it,
or somebody talked the reader into a weaker protocol. Written: PACE with generic mapping and AES-128, Chip
Authentication version 1 with AES-128, Active Authentication with plain ECDSA and SHA-256. Refuses: unknown protocols,
two of a kind, sets that are not in DER order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import ec

from .curves import CHIP_CURVES, Curve
from .lds_errors import LdsDisagreeError, LdsValueError
from .public_keys import Form, chip_key_info, read_chip_key
from .tlv import Item, content, expected, items, tlv

_BSI: Final = "0.4.0.127.0.7"
PACE_ECDH_GM_AES128: Final = core.ObjectIdentifier(f"{_BSI}.2.2.4.2.2").dump()
CA_ECDH_AES128: Final = core.ObjectIdentifier(f"{_BSI}.2.2.3.2.2").dump()
_PK_ECDH: Final = core.ObjectIdentifier(f"{_BSI}.2.2.1.2").dump()
_AA: Final = core.ObjectIdentifier("2.23.136.1.1.5").dump()
_ECDSA_PLAIN_SHA256: Final = core.ObjectIdentifier(f"{_BSI}.1.1.4.1.3").dump()
_TWO: Final = b"\x02\x01\x02"
_ONE: Final = b"\x02\x01\x01"


@dataclass(frozen=True, slots=True)
class ChipSecurity:
    """What DG14 promises. `chip_key` and its curve are None on a chip without Chip Authentication."""

    pace: Curve
    chip_curve: Curve | None
    chip_key: ec.EllipticCurvePublicKey | None
    active_authentication: bool


def build_card_access(curve: Curve) -> bytes:
    """EF.CardAccess: one PACEInfo, version 2, generic mapping, AES-128."""
    return tlv(0x31, _pace_info(curve))


def parse_card_access(data: bytes) -> Curve:
    """The curve PACE runs on. Raises an LdsError."""
    found = _infos(content(data, 0x31, "EF.CardAccess"), "EF.CardAccess")
    if len(found) != 1:
        raise LdsValueError(file="EF.CardAccess", field="SecurityInfos", rule="one PACEInfo")
    return _read_pace(found[0], "EF.CardAccess")


def build_dg14(
    *, pace: Curve, chip_point: bytes | None, chip_curve: Curve, active_authentication: bool, form: Form = "explicit"
) -> bytes:
    """DG14. `chip_point`: the uncompressed public key of Chip Authentication, None without it."""
    infos = [_pace_info(pace)]
    if chip_point is not None:
        infos.append(tlv(0x30, CA_ECDH_AES128 + _ONE + _ONE))
        infos.append(tlv(0x30, _PK_ECDH + chip_key_info(chip_point, chip_curve, form=form) + _ONE))
    if active_authentication:
        infos.append(tlv(0x30, _AA + _ONE + _ECDSA_PLAIN_SHA256))
    return tlv(0x6E, tlv(0x31, b"".join(sorted(infos))))


def parse_dg14(data: bytes) -> ChipSecurity:
    """Raises an LdsError."""
    written = content(content(data, 0x6E, "DG14"), 0x31, "DG14")
    pace: Curve | None = None
    key: tuple[Curve, ec.EllipticCurvePublicKey] | None = None
    agreed = active = False
    seen: set[bytes] = set()
    for info in _infos(written, "DG14"):
        protocol = tlv(*info[0])
        if protocol in seen:
            raise LdsValueError(file="DG14", field="SecurityInfos", rule="each protocol once")
        seen.add(protocol)
        if protocol == PACE_ECDH_GM_AES128:
            pace = _read_pace(info, "DG14")
        elif protocol == CA_ECDH_AES128:
            _exactly(info, _ONE, _ONE)
            agreed = True
        elif protocol == _PK_ECDH:
            _exactly(info, None, _ONE)
            key = read_chip_key(tlv(*info[1]), "DG14")
        elif protocol == _AA:
            _exactly(info, _ONE, _ECDSA_PLAIN_SHA256)
            active = True
        else:
            raise LdsValueError(file="DG14", field="SecurityInfos", rule="protocols this program knows")
    if pace is None or agreed != (key is not None):
        raise LdsValueError(file="DG14", field="SecurityInfos", rule="PACE, and a chip key with its protocol")
    return ChipSecurity(pace, key[0] if key else None, key[1] if key else None, active)


def check_agree(card_access: bytes, security: ChipSecurity) -> None:
    """The signed DG14 repeats what EF.CardAccess promised (9303-11 §9.2.11). Raises LdsDisagreeError."""
    if parse_card_access(card_access) != security.pace:
        raise LdsDisagreeError(one="EF.CardAccess", other="DG14", field="PACE")


def build_dg15(point: bytes, curve: Curve, *, form: Form = "named") -> bytes:
    """DG15: the public key of Active Authentication."""
    return tlv(0x6F, chip_key_info(point, curve, form=form))


def parse_dg15(data: bytes) -> tuple[Curve, ec.EllipticCurvePublicKey]:
    """Raises an LdsError."""
    return read_chip_key(content(data, 0x6F, "DG15"), "DG15")


def _pace_info(curve: Curve) -> bytes:
    return tlv(0x30, PACE_ECDH_GM_AES128 + _TWO + tlv(0x02, bytes((curve.parameter_id,))))


def _infos(written: bytes, file: str) -> list[list[Item]]:
    found = items(written, file)
    whole = [tlv(tag, value) for tag, value in found]
    if whole != sorted(whole) or not whole:
        raise LdsValueError(file=file, field="SecurityInfos", rule="a set in DER order")
    infos = []
    for tag, value in found:
        info = items(value, file)
        if tag != 0x30 or len(info) not in (2, 3) or info[0][0] != 0x06:
            raise LdsValueError(file=file, field="SecurityInfo", rule="a protocol and its data")
        infos.append(info)
    return infos


def _read_pace(info: list[Item], file: str) -> Curve:
    protocol, version, number = expected(info, (0x06, 0x02, 0x02), file)
    known = {bytes((each,)): curve for each, curve in CHIP_CURVES.items()}
    if tlv(0x06, protocol) != PACE_ECDH_GM_AES128 or version != b"\x02" or number not in known:
        raise LdsValueError(file=file, field="PACEInfo", rule="generic mapping, AES-128, P-256 or brainpoolP256r1")
    return known[number]


def _exactly(info: list[Item], second: bytes | None, third: bytes) -> None:
    if len(info) != 3 or (second is not None and tlv(*info[1]) != second) or tlv(*info[2]) != third:
        raise LdsValueError(file="DG14", field="SecurityInfo", rule="the version and key number this program writes")
