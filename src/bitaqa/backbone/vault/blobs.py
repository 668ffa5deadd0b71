"""Sealed files: photographs, templates, papers. One container per application, one data key per owner.

A container is deterministic CBOR `{name: bytes}` sealed with AES-256-GCM under its owner's data key; who it belongs
to is authenticated with it. `put_many` writes a whole batch durably as one segment, then its rows in the caller's
transaction: bytes exist before the commit that speaks of them. If that commit never comes, the segment is swept.
Refuses: names twice, reading what was erased, bytes that are not those stored.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import cbor2
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction

from bitaqa.backbone import clock
from bitaqa.foundation.kernel.ids import new_ids

from .data_keys import open_key, owner_keys
from .errors import (
    BlobCorruptError,
    BlobDestroyedError,
    BlobMissingError,
    BlobNameNotFoundError,
    BlobNotFoundError,
)
from .segments import FileSegmentStore, SegmentMissingError, SegmentStore

HEAD: Final = b"BITAQAC1"
HEAD_SIZE: Final = 8 + 16 + 16 + 16 + 8
"""Before each container in its segment: format, container, owner, data key, length: rows can be rebuilt from it."""
NONCE_SIZE: Final = 12
SWEEP_AFTER_SECONDS: Final = 3600.0
"""Younger segments may belong to a transaction that is still running."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """What a record keeps of a container: its `id`, and whose it is."""

    id: UUID
    owner: UUID


class BlobStore:
    """Sealed containers over any segment store."""

    def __init__(self, segments: SegmentStore) -> None:
        self._segments = segments

    def put_many(self, contents: Sequence[tuple[UUID, Mapping[str, bytes]]]) -> list[BlobRef]:
        """Seals and stores one container per `(owner, {name: bytes})`: one segment, one fsync, three round trips.

        Call it inside the transaction that records the references. Raises BlobStoreFullError and the master key's.
        """
        if not contents:
            return []
        with transaction.atomic():
            keys = owner_keys([owner for owner, _ in contents])
            ids = new_ids(len(contents))
            parts: list[bytes] = []
            offsets: list[int] = []
            digests: list[bytes] = []
            offset, naming = 0, hashlib.sha256()
            for id_, (owner, files) in zip(ids, contents, strict=True):
                key = keys[owner]
                nonce = secrets.token_bytes(NONCE_SIZE)
                sealed = key.aead.encrypt(nonce, cbor2.dumps(dict(files), canonical=True), _bound(id_, owner, key.id))
                digest = hashlib.sha256(nonce)
                digest.update(sealed)
                size = NONCE_SIZE + len(sealed)
                head = HEAD + id_.bytes + owner.bytes + key.id.bytes + size.to_bytes(8, "big")
                parts += [head, nonce, sealed]
                naming.update(head + digest.digest())
                offsets.append(offset + HEAD_SIZE)
                digests.append(digest.digest())
                offset += HEAD_SIZE + size
            segment = naming.hexdigest()
            self._segments.put(segment, parts)
            with connection.cursor() as cursor:
                cursor.execute(
                    'INSERT INTO vault_blob_container (id, owner, key, segment, "offset", size, digest, kept_at) '
                    "SELECT id, owner, key, %s, at, size, digest, %s FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], "
                    "%s::bigint[], %s::bigint[], %s::bytea[]) AS given(id, owner, key, at, size, digest)",
                    [
                        segment,
                        clock.now(),
                        ids,
                        [owner for owner, _ in contents],
                        [keys[owner].id for owner, _ in contents],
                        offsets,
                        [NONCE_SIZE + len(sealed) for sealed in parts[2::3]],
                        digests,
                    ],
                )
        return [BlobRef(id_, owner) for id_, (owner, _) in zip(ids, contents, strict=True)]

    def read_many(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, bytes]]:
        """Everything in these containers; one round trip. Raises as `read_all`."""
        with connection.cursor() as cursor:
            cursor.execute(
                'SELECT container.id, container.owner, container.key, segment, "offset", size, digest, wrapped '
                "FROM vault_blob_container AS container LEFT JOIN vault_data_key AS data ON data.id = container.key "
                "WHERE container.id = ANY(%s)",
                [list(ids)],
            )
            rows = {row[0]: row for row in cursor.fetchall()}
        found: dict[UUID, dict[str, bytes]] = {}
        for id_ in ids:
            if id_ not in rows:
                raise BlobNotFoundError(blob=id_)
            found[id_] = self._open(*rows[id_])
        return found

    def read_all(self, ref: BlobRef | UUID) -> dict[str, bytes]:
        """Raises BlobNotFoundError, BlobDestroyedError, BlobMissingError, BlobCorruptError."""
        id_ = ref.id if isinstance(ref, BlobRef) else ref
        return self.read_many([id_])[id_]

    def read(self, ref: BlobRef | UUID, name: str) -> bytes:
        """One file of a container. Raises BlobNameNotFoundError, and as `read_all`."""
        files = self.read_all(ref)
        if name not in files:
            raise BlobNameNotFoundError(blob=ref.id if isinstance(ref, BlobRef) else ref, name=name)
        return files[name]

    def sweep(self, *, older_than_seconds: float = SWEEP_AFTER_SECONDS) -> int:
        """Removes segments nobody can read any more: never committed, or every owner erased. Returns how many."""
        removed = 0
        for segment in list(self._segments.names(older_than_seconds=older_than_seconds)):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT EXISTS (SELECT FROM vault_blob_container AS container "
                    "JOIN vault_data_key AS data ON data.id = container.key WHERE segment = %s)",
                    [segment],
                )
                (readable,) = cursor.fetchone()
            if not readable:
                self._segments.remove(segment)
                removed += 1
        return removed

    def _open(
        self,
        id_: UUID,
        owner: UUID,
        key: UUID,
        segment: str,
        offset: int,
        size: int,
        digest: bytes,
        wrapped: bytes | None,
    ) -> dict[str, bytes]:
        if wrapped is None:
            raise BlobDestroyedError(blob=id_)
        try:
            content = self._segments.read(segment, offset, size)
        except SegmentMissingError:
            raise BlobMissingError(blob=id_, segment=segment) from None
        if hashlib.sha256(content).digest() != bytes(digest):
            raise BlobCorruptError(blob=id_, segment=segment)
        try:
            opened = open_key(key, owner, bytes(wrapped)).aead.decrypt(
                content[:NONCE_SIZE], content[NONCE_SIZE:], _bound(id_, owner, key)
            )
        except InvalidTag:
            raise BlobCorruptError(blob=id_, segment=segment) from None
        files: dict[str, bytes] = cbor2.loads(opened)
        return files


def blob_store() -> BlobStore:
    """The centre's store: files under BITAQA_HOME/blobs. An S3 store would be chosen here."""
    return BlobStore(FileSegmentStore(Path(settings.BITAQA_HOME) / "blobs"))


def _bound(id_: UUID, owner: UUID, key: UUID) -> bytes:
    return HEAD + id_.bytes + owner.bytes + key.bytes
