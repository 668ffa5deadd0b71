"""Data preparation: from what a card is to say to everything that is written to its chip, signed.

Cards are prepared by batches: each gets keys of its own, its files are built, and all are signed under the batch's
approval. A card that cannot be built is answered with its error and takes no signature; the others go on.
No representation, log or error shows a card's keys: they go from here to its chip, or sealed to whoever writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from bitaqa.foundation.kernel.errors import BitaqaError

from ..curves import P256, Curve
from ..details import DocumentDetails, PersonDetails, build_dg11, build_dg12
from ..face import FaceFormat, build_dg2, face_of
from ..lds import Groups, LdsVersion, build_com, build_dg1
from ..public_keys import Form, uncompressed
from ..security_infos import build_card_access, build_dg14, build_dg15
from ..sod_signer import SodSigner
from .access import AccessSecret

Zone = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ChipProfile:
    """What a document type writes on its chips."""

    version: LdsVersion = "1.8"
    face_format: FaceFormat = "19794-5"
    curve: Curve = P256
    key_form: Form = "explicit"
    """How DG14 writes the chip's key; DG15 names its curve."""
    basic_access: bool = True
    """Lets older readers in by Basic Access Control."""


@dataclass(frozen=True, slots=True)
class ChipContent:
    """What one card is to say. `portrait` is a JPEG or JPEG 2000 file, written untouched."""

    zone: Zone
    portrait: bytes = field(repr=False)
    person: PersonDetails = field(repr=False)
    document: DocumentDetails = field(repr=False)
    can: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChipKeys:
    """Three private keys of one card: Chip Authentication, Active Authentication, the holder's own."""

    chip: ec.EllipticCurvePrivateKey = field(repr=False)
    active: ec.EllipticCurvePrivateKey = field(repr=False)
    holder: ec.EllipticCurvePrivateKey = field(repr=False)
    chip_point: bytes
    active_point: bytes
    """Public halves, as the data groups write them."""

    @classmethod
    def generate(cls, curve: Curve) -> ChipKeys:
        """By the library's own source of randomness. The holder's key is always on P-256."""
        return cls.of(*(ec.generate_private_key(each.made) for each in (curve, curve, P256)))

    @classmethod
    def of(
        cls,
        chip: ec.EllipticCurvePrivateKey,
        active: ec.EllipticCurvePrivateKey,
        holder: ec.EllipticCurvePrivateKey,
    ) -> ChipKeys:
        return cls(chip, active, holder, uncompressed(chip.public_key()), uncompressed(active.public_key()))

    def scalars(self) -> tuple[bytes, bytes, bytes]:
        """For who seals or writes them at once: chip, active, holder."""
        return scalar(self.chip), scalar(self.active), scalar(self.holder)

    @classmethod
    def from_scalars(cls, curve: Curve, scalars: Sequence[bytes]) -> ChipKeys:
        """What `scalars` gave. Raises ValueError."""
        made = (curve.made, curve.made, P256.made)
        keys = (
            ec.derive_private_key(int.from_bytes(value, "big"), each) for value, each in zip(scalars, made, strict=True)
        )
        return cls.of(*keys)


@dataclass(frozen=True, slots=True)
class CardLoad:
    """All that goes onto one chip."""

    groups: Groups = field(repr=False)
    com: bytes = field(repr=False)
    card_access: bytes = field(repr=False)
    sod: bytes = field(repr=False)
    keys: ChipKeys = field(repr=False)
    can: AccessSecret = field(repr=False)
    zone: AccessSecret = field(repr=False)
    basic_access: bool


def scalar(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The private value, as long as its curve's field."""
    return key.private_numbers().private_value.to_bytes((key.curve.key_size + 7) // 8, "big")


PRESENT: Final = (1, 2, 11, 12, 14, 15)


def built_groups(content: ChipContent, profile: ChipProfile, keys: ChipKeys) -> dict[int, bytes]:
    """The data groups of one card. Raises LdsError."""
    curve = profile.curve
    return {
        1: build_dg1(content.zone),
        2: build_dg2(face_of(content.portrait), format=profile.face_format),
        11: build_dg11(content.person),
        12: build_dg12(content.document),
        14: build_dg14(
            pace=curve,
            chip_point=keys.chip_point,
            chip_curve=curve,
            active_authentication=True,
            form=profile.key_form,
        ),
        15: build_dg15(keys.active_point, curve),
    }


def prepared_batch(
    batch: UUID,
    contents: Mapping[UUID, ChipContent],
    *,
    profile: ChipProfile,
    signer: SodSigner,
    at: datetime,
    keys: Mapping[UUID, ChipKeys] | None = None,
) -> tuple[dict[UUID, CardLoad], dict[UUID, BitaqaError]]:
    """(what goes onto each chip, why others cannot be made), both by order. Raises TrustError for the whole batch.

    `keys` made beforehand, else each card's are generated here.
    """
    built: dict[UUID, tuple[dict[int, bytes], ChipKeys, AccessSecret, AccessSecret]] = {}
    refused: dict[UUID, BitaqaError] = {}
    for order, content in contents.items():
        own = keys[order] if keys is not None else ChipKeys.generate(profile.curve)
        try:
            groups = built_groups(content, profile, own)
            built[order] = (groups, own, AccessSecret.can(content.can), AccessSecret.zone(content.zone))
        except BitaqaError as fact:
            refused[order] = fact
    sods = signer.sign_batch(batch, [groups for groups, *_ in built.values()], at=at)
    com, card_access = build_com(PRESENT, version=profile.version), build_card_access(profile.curve)
    loads = {
        order: CardLoad(groups, com, card_access, sod, own, can, zone, profile.basic_access)
        for (order, (groups, own, can, zone)), sod in zip(built.items(), sods, strict=True)
    }
    return loads, refused
