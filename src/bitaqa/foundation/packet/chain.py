"""Every packet names the one before: the centre sees what is missing, doubled, or told twice.

Pure judgement over a chain's head; who stores the head, and what becomes of a packet that does not follow, is the
centre's affair. A gap is not a fault of the packet that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from .errors import (
    EpochClosedError,
    EpochUnknownError,
    ForkedChainError,
    ReplayedPacketError,
    SequenceGapError,
    WrongStationError,
)
from .header import Header


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last packet of a station that the centre holds; sequence 0 and the genesis hash before the first."""

    station: UUID
    epoch: int
    sequence: int
    hash: bytes

    def after(self, header: Header, packet_hash: bytes) -> ChainHead:
        """The head once this packet has taken its place. Raises what `check_follows` raises."""
        check_follows(self, header, packet_hash=packet_hash)
        return ChainHead(self.station, self.epoch, header.sequence, packet_hash)


def check_follows(
    head: ChainHead, header: Header, *, packet_hash: bytes, known: Mapping[int, bytes] | None = None
) -> None:
    """Raises unless the packet is the next one after `head`.

    `packet_hash` is the packet's own; `known` gives the hashes of earlier sequences, so that an old packet can be
    told from another one in its place. A packet that fills an earlier gap follows nothing: judge it against the head
    before the gap. Raises WrongStationError, EpochClosedError, EpochUnknownError, SequenceGapError,
    ReplayedPacketError, ForkedChainError.
    """
    facts = {"station": header.station, "epoch": header.epoch, "sequence": header.sequence}
    if header.station != head.station:
        raise WrongStationError(**facts)
    if header.epoch < head.epoch:
        raise EpochClosedError(current=head.epoch, **facts)
    if header.epoch > head.epoch:
        raise EpochUnknownError(current=head.epoch, **facts)
    if header.sequence <= head.sequence:
        stored = head.hash if header.sequence == head.sequence else (known or {}).get(header.sequence, packet_hash)
        if stored != packet_hash:
            raise ForkedChainError(**facts)
        raise ReplayedPacketError(**facts)
    if header.sequence > head.sequence + 1:
        raise SequenceGapError(first=head.sequence + 1, last=header.sequence - 1, **facts)
    if header.previous != head.hash:
        raise ForkedChainError(**facts)


def gaps(sequences: Iterable[int], *, first: int = 1, last: int | None = None) -> tuple[tuple[int, int], ...]:
    """The missing runs, as inclusive (first, last) pairs in order.

    Counted from `first` to `last` (by default the largest sequence seen). Order and repetitions do not matter.
    """
    seen = sorted({sequence for sequence in sequences if sequence >= first and (last is None or sequence <= last)})
    missing: list[tuple[int, int]] = []
    expected = first
    for sequence in seen:
        if sequence > expected:
            missing.append((expected, sequence - 1))
        expected = sequence + 1
    if last is not None and expected <= last:
        missing.append((expected, last))
    return tuple(missing)
