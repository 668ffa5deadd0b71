"""Passive authentication: is what the chip holds what the issuer signed? (ICAO 9303-11 §5.1)

Everything is read strictly, then believed in this order: the signature, the signer's path up to a trusted CSCA,
the digest of every file, and that the files agree with each other. Refuses each with its own error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .details import DocumentDetails, PersonDetails, parse_dg11, parse_dg12
from .face import Face, FaceFormat, parse_dg2
from .lds import Groups, parse_com, parse_dg1
from .lds_errors import LdsDisagreeError
from .security_infos import ChipSecurity, check_agree, parse_dg14, parse_dg15
from .sod import SignedObject, parse_sod
from .trust import CheckedSigner, TrustList


@dataclass(frozen=True, slots=True)
class CardContent:
    """What a believed card says. Parts the card does not carry are None."""

    zone: tuple[str, str, str] | None
    face: Face | None
    face_format: FaceFormat | None
    person: PersonDetails | None
    document: DocumentDetails | None
    security: ChipSecurity | None
    signed: SignedObject
    signer: CheckedSigner


def check_card(
    *, groups: Groups, sod: bytes, trust: TrustList, at: datetime, com: bytes | None, card_access: bytes | None
) -> CardContent:
    """The content of a card, all of it believed. Raises TrustError, LdsError or MrzError."""
    signed = parse_sod(sod)
    signed.check_signature()
    signer = trust.check_signer(signed.signer.der, at)
    signed.check_groups(groups)
    if com is not None:
        version, listed = parse_com(com)
        if listed != tuple(sorted(groups)):
            raise LdsDisagreeError(one="EF.COM", other="EF.SOD", field="5C")
        if version != signed.version:
            raise LdsDisagreeError(one="EF.COM", other="EF.SOD", field="5F01")
    security = parse_dg14(groups[14]) if 14 in groups else None
    if security is not None and card_access is not None:
        check_agree(card_access, security)
    if security is not None and security.active_authentication != (15 in groups):
        raise LdsDisagreeError(one="DG14", other="DG15", field="Active Authentication")
    if 15 in groups:
        parse_dg15(groups[15])
    face, form = parse_dg2(groups[2]) if 2 in groups else (None, None)
    return CardContent(
        zone=parse_dg1(groups[1]) if 1 in groups else None,
        face=face,
        face_format=form,
        person=parse_dg11(groups[11]) if 11 in groups else None,
        document=parse_dg12(groups[12]) if 12 in groups else None,
        security=security,
        signed=signed,
        signer=signer,
    )
