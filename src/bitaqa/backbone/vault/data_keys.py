"""One data key per owner (an application file): everything of theirs is sealed by it, and erased with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from bitaqa.backbone import clock
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.ids import new_id, new_ids

from .master import master_key
from .models import DataKey


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """A data key in the clear, in memory only."""

    id: UUID
    aead: AESGCM


def owner_keys(owners: Sequence[UUID]) -> Mapping[UUID, OwnerKey]:
    """The data key of each owner, made when they have none: two round trips whatever their number.

    In the caller's transaction: an owner whose act is undone has no key, and what was sealed by it is nobody's.
    """
    master = master_key()
    wanted = sorted(set(owners))  # one order for all writers
    ids = new_ids(len(wanted))
    wrapped = [
        master.wrap(secrets.token_bytes(32), _purpose(id_, owner)) for id_, owner in zip(ids, wanted, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_data_key (id, owner, wrapped, master, made_at) "
            "SELECT id, owner, wrapped, %s, %s FROM unnest(%s::uuid[], %s::uuid[], %s::bytea[]) "
            "AS given(id, owner, wrapped) ON CONFLICT (owner) DO NOTHING",
            [master.id, clock.now(), ids, wanted, wrapped],
        )
        cursor.execute("SELECT owner, id, wrapped FROM vault_data_key WHERE owner = ANY(%s)", [wanted])
        return {owner: open_key(id_, owner, bytes(sealed)) for owner, id_, sealed in cursor.fetchall()}


def open_key(id_: UUID, owner: UUID, wrapped: bytes) -> OwnerKey:
    """Raises WrappedKeyUnreadableError, and the master key's errors."""
    return OwnerKey(id_, AESGCM(master_key().unwrap(wrapped, _purpose(id_, owner))))


def owners_with_keys(owners: Sequence[UUID]) -> set[UUID]:
    """Those of these owners who have a key: of the others nothing in the store can be opened. One round trip."""
    return set(DataKey.objects.filter(owner__in=list(owners)).values_list("owner", flat=True))


def destroy_owner_keys(owners: Sequence[UUID], *, by: str, because: str) -> int:
    """Erases everything these owners have in the store, for ever, by destroying their keys. Returns how many had one.

    One `key.destroyed` entry per owner. That two people agree is the business of the room that decides it.
    """
    with transaction.atomic():
        rows = list(DataKey.objects.filter(owner__in=list(owners)).values_list("id", "owner"))
        DataKey.objects.filter(id__in=[id_ for id_, _ in rows]).delete()
        act, at = new_id(), clock.now()
        journal.record(
            [
                journal.Entry(
                    event="key.destroyed",
                    subject_kind="key",
                    subject=id_,
                    acted_at=at,
                    actor=by,
                    act=act,
                    because=because,
                    facts={"kind": "data", "owner": owner},
                )
                for id_, owner in rows
            ]
        )
    return len(rows)


def _purpose(id_: UUID, owner: UUID) -> bytes:
    return f"data/{owner}/{id_}".encode()
