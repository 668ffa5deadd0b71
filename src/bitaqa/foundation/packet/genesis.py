"""The beginning of a station's chain: which keys it has from now on, and what became of the epoch before.

One genesis per provisioning, signed by the centre. Its hash is what packet 1 of the epoch names as previous. A
re-provisioning (stolen vehicle, dead disk) closes the epoch before with a *declared loss*: what the centre
accepted last, and which numbers it never saw; what comes to light later goes to quarantine, never silently in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from .chain import ChainHead
from .errors import GenesisInvalidError, GenesisSignatureError, KeyInvalidError
from .header import is_count, is_line, is_raw
from .keys import SEALING_PUBLIC_SIZE, SIGNING_PUBLIC_SIZE, SealingKey, Signer, Verifier
from .statement import read_statement, sign_statement

_PURPOSE: Final = "genesis"
MAX_CERTIFICATE_SIZE: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class ClosedEpoch:
    """How the epoch before ended: the last accepted sequence (0: none) and the runs declared lost, both ends included.

    `because` is a code (`stolen`, `disk_failed`, `planned` …). Packets sealed after `last_accepted` and never sent
    cannot be counted by the centre: that is said by `unsent_possible`.
    """

    last_accepted: int
    lost: tuple[tuple[int, int], ...]
    unsent_possible: bool
    because: str


@dataclass(frozen=True, slots=True)
class Genesis:
    """A provisioning of a station.

    `verify_key` (32 bytes) checks its packets, `opening_public` (1216 bytes) is what field packs are sealed to,
    `desk_tls` is the DER certificate of the private authority under which its desks meet it (empty: one desk only).
    """

    station: UUID
    name_code: str
    epoch: int
    verify_key: bytes
    opening_public: bytes
    desk_tls: bytes
    issued_at: datetime
    closes: ClosedEpoch | None
    hash: bytes = b""
    """SHA-256 of the signed genesis; empty before it is signed."""

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.verify_key)

    @property
    def sealing_key(self) -> SealingKey:
        """The key that field packs for this station are sealed to."""
        return SealingKey(self.opening_public)

    @property
    def head(self) -> ChainHead:
        """The head of the chain before its first packet."""
        return ChainHead(self.station, self.epoch, 0, self.hash)


def sign_genesis(genesis: Genesis, *, signer: Signer) -> bytes:
    """The genesis signed by the centre. Raises GenesisInvalidError, ValueRefusedError (naive instant)."""
    _check(genesis)
    closes = genesis.closes
    ended = closes and {
        "last_accepted": closes.last_accepted,
        "lost": closes.lost,
        "unsent_possible": closes.unsent_possible,
        "because": closes.because,
    }
    payload = {
        "station": genesis.station,
        "name_code": genesis.name_code,
        "epoch": genesis.epoch,
        "verify_key": genesis.verify_key,
        "opening_public": genesis.opening_public,
        "desk_tls": genesis.desk_tls,
        "issued_at": genesis.issued_at,
        "closes": ended,
    }
    return sign_statement(_PURPOSE, payload, signer=signer)


def genesis_hash(data: bytes) -> bytes:
    """The SHA-256 of a signed genesis: `previous` of packet 1."""
    return hashlib.sha256(data).digest()


def read_genesis(data: bytes, *, verifier: Verifier) -> Genesis:
    """The genesis, once the centre's signature holds, with its hash.

    Raises StatementMalformedError, UnknownFormatError, GenesisSignatureError, GenesisInvalidError.
    """
    payload = read_statement(data, purpose=_PURPOSE, verifier=verifier, forged=GenesisSignatureError)
    match payload:
        case {
            "station": UUID() as station,
            "name_code": str() as name_code,
            "epoch": int() as epoch,
            "verify_key": bytes() as verify_key,
            "opening_public": bytes() as opening_public,
            "desk_tls": bytes() as desk_tls,
            "issued_at": datetime() as issued_at,
            "closes": ended,
        } if len(payload) == 8:
            closes = _closed(ended, station)
        case _:
            raise GenesisInvalidError(station="?", reason="its fields are not those of a genesis")
    genesis = Genesis(
        station, name_code, epoch, verify_key, opening_public, desk_tls, issued_at, closes, genesis_hash(data)
    )
    _check(genesis)
    return genesis


def _closed(ended: Any, station: UUID) -> ClosedEpoch | None:
    match ended:
        case None:
            return None
        case {
            "last_accepted": int() as last,
            "lost": list() as lost,
            "unsent_possible": bool() as unsent,
            "because": str() as because,
        } if len(ended) == 4 and all(isinstance(run, list) and len(run) == 2 for run in lost):
            return ClosedEpoch(last, tuple((run[0], run[1]) for run in lost), unsent, because)
    raise GenesisInvalidError(station=station, reason="the end of the epoch before is not written as agreed")


def _check(genesis: Genesis) -> None:
    reason = _fault(genesis)
    if reason is not None:
        raise GenesisInvalidError(station=genesis.station, reason=reason)


def _fault(genesis: Genesis) -> str | None:
    if not is_line(genesis.name_code, 32):
        return "the name code is not 1 to 32 printable characters"
    if not is_count(genesis.epoch, least=1):
        return "the epoch is not a number from 1"
    if not is_raw(genesis.verify_key, SIGNING_PUBLIC_SIZE) or not is_raw(genesis.opening_public, SEALING_PUBLIC_SIZE):
        return "a key does not have its length"
    try:
        genesis.verifier, genesis.sealing_key  # noqa: B018 - building them is the check
    except KeyInvalidError as error:
        return str(error)
    if len(genesis.desk_tls) > MAX_CERTIFICATE_SIZE:
        return "the certificate is too long"
    if (genesis.epoch == 1) != (genesis.closes is None):
        return "the first epoch closes none, and every other closes the one before"
    return None if genesis.closes is None else _closing_fault(genesis.closes)


def _closing_fault(closes: ClosedEpoch) -> str | None:
    if not is_count(closes.last_accepted) or not is_line(closes.because, 32):
        return "the last accepted sequence or the reason is impossible"
    before = 0
    for first, last in closes.lost:
        if not is_count(first, least=before + 1) or not is_count(last, least=first):
            return "the declared losses are not runs in order"
        before = last
    return None
