"""Signed checkpoints: the centre's word on its journal, and how far behind the tree is.

A copy kept elsewhere (`bitaqa journal checkpoint`) is what makes even the database's owner accountable: nobody can
shorten or rewrite the journal below it without `bitaqa journal verify --against` saying so.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import cbor2
from django.db import connection, transaction

from bitaqa.backbone import clock
from bitaqa.backbone.vault import door as vault
from bitaqa.foundation.packet.keys import signing_input

from .errors import NoCheckpointError
from .leaf import microseconds
from .models import AwaitingLeaf, JournalCheckpoint
from .queries import position
from .tree import root_at

PURPOSE: Final = "journal-checkpoint-1"
CHECKPOINT_LOCK: Final = 0x6269746171615F63  # "bitaqa_c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The first `size` leaves hash to `root`, said at `at`; `lag` entries waited, the oldest for `lag_seconds`."""

    size: int
    root: bytes
    at: datetime
    lag: int
    lag_seconds: int
    key: str
    signature: bytes

    def message(self) -> bytes:
        """What is signed."""
        said = [self.size, self.root, microseconds(self.at), self.lag, self.lag_seconds]
        return signing_input(PURPOSE, hashlib.sha256(cbor2.dumps(said, canonical=True)).digest())

    def signature_holds(self) -> bool:
        """Whether a key of this journal made the signature."""
        verifier = vault.verifiers("journal").get(bytes.fromhex(self.key))
        return verifier is not None and verifier.holds(self.message(), self.signature)


def lag() -> tuple[int, int]:
    """How many entries wait for their leaf, and for how many seconds the oldest has (machine time, from its id)."""
    count = AwaitingLeaf.objects.count()
    oldest = AwaitingLeaf.objects.order_by("entry").values_list("entry", flat=True).first()
    return count, 0 if oldest is None else max(0, int(time.time() - _made_at(oldest)))


def sign_checkpoint() -> Checkpoint | None:
    """Signs the tree as it stands; None when the last checkpoint already says so, or another worker is at it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CHECKPOINT_LOCK])
            if not cursor.fetchone()[0]:
                return None
        size = position() + 1
        if not size or JournalCheckpoint.objects.filter(size=size).exists():
            return None
        signer = vault.signer("journal")
        count, seconds = lag()
        unsigned = Checkpoint(
            size=size,
            root=root_at(size),
            at=clock.now(),
            lag=count,
            lag_seconds=seconds,
            key=signer.key_id.hex(),
            signature=b"",
        )
        signature = signer.sign(unsigned.message())
        row = JournalCheckpoint.objects.create(
            size=size,
            root=unsigned.root,
            at=unsigned.at,
            lag=count,
            lag_seconds=seconds,
            key=unsigned.key,
            signature=signature,
        )
    return checkpoint_of(row)


def checkpoint_of(row: JournalCheckpoint) -> Checkpoint:
    """The frozen value of a row."""
    return Checkpoint(
        size=row.size,
        root=bytes(row.root),
        at=row.at,
        lag=row.lag,
        lag_seconds=row.lag_seconds,
        key=row.key,
        signature=bytes(row.signature),
    )


def find_last_checkpoint() -> Checkpoint | None:
    row = JournalCheckpoint.objects.order_by("-size").first()
    return None if row is None else checkpoint_of(row)


def get_last_checkpoint() -> Checkpoint:
    """Raises NoCheckpointError."""
    found = find_last_checkpoint()
    if found is None:
        raise NoCheckpointError()
    return found


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """One line to keep elsewhere: size, root, instant, lag, key and signature."""
    return (
        f"bitaqa-journal {checkpoint.size} {checkpoint.root.hex()} {checkpoint.at.isoformat()} "
        f"{checkpoint.lag} {checkpoint.lag_seconds} {checkpoint.key} {checkpoint.signature.hex()}"
    )


def checkpoint_from_text(text: str) -> Checkpoint:
    """The checkpoint of a line made by `checkpoint_text`. Raises ValueError."""
    name, size, root, at, count, seconds, key, signature = text.split()
    if name != "bitaqa-journal":
        raise ValueError("not a checkpoint of a journal")
    return Checkpoint(
        size=int(size),
        root=bytes.fromhex(root),
        at=datetime.fromisoformat(at),
        lag=int(count),
        lag_seconds=int(seconds),
        key=key,
        signature=bytes.fromhex(signature),
    )


def _made_at(id_: UUID) -> float:
    return (id_.int >> 80) / 1000
