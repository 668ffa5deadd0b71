"""The centre's own keys: those that sign, and those that open packets.

One file per key in BITAQA_HOME/keys, wrapped by the master key; nothing is ever rewritten. The newest key of a role
is the one in use. Older opening keys stay for at least 90 days, since a station in a mountain village may seal with
the certificate it received weeks ago; older signing keys stay as public keys for ever, since receipts are checked for
years. Signing keys move behind PKCS#11 in production (the `Signer` port); opening keys stay here, wrapped, because
PKCS#11 has no X-Wing. Refuses: making keys unasked in production.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.backbone import clock
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.keys import OpeningKey, SealingKey, Signer, SoftwareSigner, Verifier

from .errors import KeyMissingError, WrappedKeyUnreadableError
from .files import keys_folder, sync_folder, write_once
from .master import master_key

Kind = Literal["signing", "opening"]
OPENING_ROLE = "packets"
SIGNING_ROLES = ("centre", "journal")
"""The roles `ensure_keys` makes; others may be asked for by name."""
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One key as its file tells it; `public` in hexadecimal. Times are the machine's own."""

    kind: Kind
    role: str
    key_id: str
    subject: UUID
    made_at: datetime
    public: str
    master: str
    wrapped: str


class KeyStore:
    """The keys of one folder, read again when the folder changes (another process rotated a key)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._read_at = -1
        self._records: tuple[KeyRecord, ...] = ()
        self._opened: dict[tuple[str, str], SoftwareSigner | OpeningKey] = {}

    def records(self, kind: Kind | None = None, role: str | None = None) -> list[KeyRecord]:
        """Newest first."""
        with self._lock:
            changed = self._folder.stat().st_mtime_ns
            if changed != self._read_at:
                found = [_read(file) for file in self._folder.glob("*.key.json")]
                self._records = tuple(sorted(found, key=lambda record: (record.made_at, record.key_id), reverse=True))
                self._opened = {name: key for name, key in self._opened.items() if name[1] in {r.key_id for r in found}}
                self._read_at = changed
            return [r for r in self._records if kind in (None, r.kind) and role in (None, r.role)]

    def signer(self, role: str) -> Signer:
        """The key that signs for `role` today. Raises KeyMissingError in production, vault errors of the master key."""
        key = self._open(self._current("signing", role))
        assert isinstance(key, SoftwareSigner)  # noqa: S101 - narrowed by the record's kind
        return key

    def verifiers(self, role: str) -> Mapping[bytes, Verifier]:
        """Every public key that ever signed for `role`, by key id; needs no master key."""
        found = (Verifier(bytes.fromhex(record.public)) for record in self.records("signing", role))
        return {verifier.key_id: verifier for verifier in found}

    def opening_keys(self) -> Mapping[bytes, OpeningKey]:
        """Every key that opens packets, by key id; the newest first."""
        self._current("opening", OPENING_ROLE)
        opened: dict[bytes, OpeningKey] = {}
        for record in self.records("opening"):
            key = self._open(record)
            assert isinstance(key, OpeningKey)  # noqa: S101 - narrowed by the record's kind
            opened[key.key_id] = key
        return opened

    def sealing_key(self) -> SealingKey:
        """The public key stations seal to from now on."""
        return SealingKey(bytes.fromhex(self._current("opening", OPENING_ROLE).public))

    def make(self, kind: Kind, role: str) -> KeyRecord:
        """Writes a new key, which is in use from then on."""
        key: SoftwareSigner | OpeningKey
        if kind == "signing":
            key = signing = SoftwareSigner.generate()
            public = signing.public
        else:
            key = opening = OpeningKey.generate(secrets.token_bytes)
            public = opening.sealing_key.public
        master = master_key()
        name = key.key_id.hex()
        record = KeyRecord(
            kind=kind,
            role=role,
            key_id=name,
            subject=new_id(),
            made_at=datetime.now(UTC),
            public=public.hex(),
            master=master.id,
            wrapped=master.wrap(key.to_bytes(), _purpose(kind, role, name)).hex(),
        )
        write_once(self._folder / f"{kind}-{role}-{name}.key.json", _text(record))
        with self._lock:
            self._read_at = -1
        return record

    def forget(self, record: KeyRecord) -> None:
        """Removes a key's file for ever."""
        (self._folder / f"{record.kind}-{record.role}-{record.key_id}.key.json").unlink()
        sync_folder(self._folder)
        with self._lock:
            self._read_at = -1

    def _current(self, kind: Kind, role: str) -> KeyRecord:
        found = self.records(kind, role)
        if found:
            return found[0]
        if settings.BITAQA_PRODUCTION:
            raise KeyMissingError(role=role)
        with self._lock:
            first = self._folder / f".first-{kind}-{role}"
            # Two processes may come here at once: the one that takes the name makes the key.
            if write_once(first, b""):
                return self.make(kind, role)
        return self._await_first(kind, role)

    def _await_first(self, kind: Kind, role: str) -> KeyRecord:
        for _ in range(200):
            self._read_at = -1
            if found := self.records(kind, role):
                return found[0]
            time.sleep(0.01)
        return self.make(kind, role)  # the one that took the name died

    def _open(self, record: KeyRecord) -> SoftwareSigner | OpeningKey:
        with self._lock:
            name = (record.kind, record.key_id)
            known = self._opened.get(name)
            if known is None:
                purpose = _purpose(record.kind, record.role, record.key_id)
                seed = master_key().unwrap(bytes.fromhex(record.wrapped), purpose)
                known = SoftwareSigner.from_bytes(seed) if record.kind == "signing" else OpeningKey.from_bytes(seed)
                if known.key_id.hex() != record.key_id:
                    raise WrappedKeyUnreadableError(key=record.key_id)
                self._opened[name] = known
            return known


_stores: dict[Path, KeyStore] = {}
_stores_lock = threading.Lock()


def key_store() -> KeyStore:
    """The centre's key store (one per BITAQA_HOME)."""
    folder = keys_folder()
    with _stores_lock:
        return _stores.setdefault(folder, KeyStore(folder))


def ensure_keys(*, by: str) -> list[KeyRecord]:
    """Makes the keys the centre needs and does not have; each is told as `key.created`. Returns the new ones."""
    wanted: list[tuple[Kind, str]] = [("opening", OPENING_ROLE), *(("signing", role) for role in SIGNING_ROLES)]
    store = key_store()
    missing = [(kind, role) for kind, role in wanted if not store.records(kind, role)]
    return [_make_and_tell(store, kind, role, by=by, event="key.created") for kind, role in missing]


def rotate_key(kind: Kind, role: str, *, by: str, because: str = "") -> KeyRecord:
    """A new key for the role; the former one overlaps (opening) or stays as a public key (signing)."""
    return _make_and_tell(key_store(), kind, role, by=by, event="key.rotated", because=because)


def destroy_old_opening_keys(*, by: str, now: datetime | None = None) -> list[KeyRecord]:
    """Destroys opening keys replaced more than 90 days ago; the two newest always stay. Returns the destroyed ones."""
    store, at = key_store(), now or datetime.now(UTC)
    records = store.records("opening")
    gone: list[KeyRecord] = []
    for newer, record in pairwise(records[1:]):
        if newer.made_at + KEPT_FOR <= at:
            with transaction.atomic():
                _tell("key.destroyed", record, by=by, because="retention.opening_key")
                store.forget(record)
            gone.append(record)
    return gone


def _make_and_tell(store: KeyStore, kind: Kind, role: str, *, by: str, event: str, because: str = "") -> KeyRecord:
    with transaction.atomic():
        record = store.make(kind, role)
        try:
            _tell(event, record, by=by, because=because)
        except BaseException:
            store.forget(record)  # an act whose entry cannot be written does not happen
            raise
    return record


def _tell(event: str, record: KeyRecord, *, by: str, because: str) -> None:
    journal.record(
        [
            journal.Entry(
                event=event,
                subject_kind="key",
                subject=record.subject,
                acted_at=clock.now(),
                actor=by,
                act=new_id(),
                because=because,
                facts={"kind": record.kind, "role": record.role, "key": record.key_id},
            )
        ]
    )


def _purpose(kind: str, role: str, name: str) -> bytes:
    return f"{kind}/{role}/{name}".encode()


def _text(record: KeyRecord) -> bytes:
    fields: dict[str, Any] = {name: getattr(record, name) for name in KeyRecord.__slots__}
    fields["made_at"] = record.made_at.isoformat()
    return json.dumps(fields, default=str).encode()


def _read(file: Path) -> KeyRecord:
    fields = json.loads(file.read_bytes())
    fields["made_at"] = datetime.fromisoformat(fields["made_at"])
    fields["subject"] = UUID(fields["subject"])
    return KeyRecord(**fields)
