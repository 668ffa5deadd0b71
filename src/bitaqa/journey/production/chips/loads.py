"""What is to go onto the chips of a batch, kept between the signing and the writing.

One file per batch, sealed in the vault under a key of its own that is destroyed at the batch's closure, so that no key
of a card outlives its making. The portrait is not kept twice: its data group is built again from the faces' file, and
the signature says whether it is the same. Refuses: a file that does not hold what was signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from bitaqa.backbone.vault.door import BlobRef, blob_store, destroy_owner_keys
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipKeys, ChipProfile
from bitaqa.foundation.icao.details import PersonDetails, parse_dg11
from bitaqa.foundation.icao.face import build_dg2, face_of
from bitaqa.foundation.icao.sod import parse_sod
from bitaqa.foundation.kernel.ids import seeded_id
from bitaqa.foundation.packet.codec import decode, encode

from ..models import Batch

FILE = "chips"
_PORTRAIT_GROUP = 2
_DETAILS_GROUP = "11"


def owner_of(batch: UUID) -> UUID:
    """Whose key seals the chips of a batch: another than that of its faces."""
    return seeded_id(b"chips/" + batch.bytes)


def keep_loads(batch: UUID, loads: Mapping[UUID, CardLoad]) -> UUID:
    """Seals the loads; answers the vault's container. One round trip."""
    ref: BlobRef = blob_store().put_many([(owner_of(batch), {FILE: packed(loads)})])[0]
    return ref.id


def kept_loads(batch: Batch, portraits: Mapping[UUID, bytes], profile: ChipProfile) -> dict[UUID, CardLoad]:
    """By order. Raises BlobDestroyedError after the closure, TrustError when a group is not the one signed."""
    if batch.chip_file is None:
        return {}
    return unpacked(blob_store().read(batch.chip_file, FILE), portraits, profile)


def kept_details(batch: Batch, orders: Collection[UUID]) -> dict[UUID, PersonDetails]:
    """DG11 of these orders, as signed; the keys beside it are not touched. Raises BlobDestroyedError, LdsError."""
    if batch.chip_file is None:
        return {}
    content = blob_store().read(batch.chip_file, FILE)
    rows = ((UUID(bytes=kept["order"]), kept["groups"]) for kept in decode(content, max_size=len(content)))
    return {order: parse_dg11(groups[_DETAILS_GROUP]) for order, groups in rows if order in orders}


def destroy_loads(batches: list[UUID], *, by: str) -> None:
    """The chips are written or never will be: their keys go."""
    destroy_owner_keys([owner_of(batch) for batch in batches], by=by, because="batch-closed")


def packed(loads: Mapping[UUID, CardLoad]) -> bytes:
    return encode(
        [
            {
                "order": order.bytes,
                "groups": {str(n): content for n, content in load.groups.items() if n != _PORTRAIT_GROUP},
                "com": load.com,
                "access": load.card_access,
                "sod": load.sod,
                "keys": list(load.keys.scalars()),
                "can": load.can.value,
                "zone": load.zone.value,
                "basic": load.basic_access,
            }
            for order, load in loads.items()
        ]
    )


def unpacked(content: bytes, portraits: Mapping[UUID, bytes], profile: ChipProfile) -> dict[UUID, CardLoad]:
    """What `packed` gave. Raises TrustError."""
    found: dict[UUID, CardLoad] = {}
    for kept in decode(content, max_size=len(content)):
        order = UUID(bytes=kept["order"])
        groups = {int(number): group for number, group in kept["groups"].items()}
        groups[_PORTRAIT_GROUP] = build_dg2(face_of(portraits[order]), format=profile.face_format)
        parse_sod(kept["sod"]).check_groups(groups)
        found[order] = CardLoad(
            dict(sorted(groups.items())),
            kept["com"],
            kept["access"],
            kept["sod"],
            ChipKeys.from_scalars(profile.curve, kept["keys"]),
            AccessSecret("can", kept["can"]),
            AccessSecret("zone", kept["zone"]),
            kept["basic"],
        )
    return found
