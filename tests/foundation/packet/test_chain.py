"""Order, gaps, replays and forks of a station's packets."""

from __future__ import annotations

import dataclasses
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet import errors
from bitaqa.foundation.packet.chain import ChainHead, check_follows, gaps
from bitaqa.foundation.packet.genesis import read_genesis
from bitaqa.foundation.packet.sealed import SealedPacket
from foundation.packet.make_vectors import CENTRE_SIGNER, OTHER_STATION, STATION, genesis
from foundation.packet.test_sealed import packet

GENESIS = read_genesis(genesis(), verifier=CENTRE_SIGNER.verifier)


def chain(length: int) -> list[SealedPacket]:
    made: list[SealedPacket] = []
    previous = GENESIS.hash
    for sequence in range(1, length + 1):
        made.append(packet(sequence=sequence, previous=previous, attachments=()))
        previous = made[-1].hash
    return made


CHAIN = chain(6)
HEADS = [GENESIS.head] + [ChainHead(STATION, 1, one.header.sequence, one.hash) for one in CHAIN]


def test_a_chain_is_followed_from_its_genesis() -> None:
    head = GENESIS.head
    for one in CHAIN:
        head = head.after(one.header, one.hash)
    assert head == HEADS[-1]


@given(st.permutations(range(6)))
def test_any_other_order_is_refused(order: list[int]) -> None:
    head = GENESIS.head
    for index in order:
        one = CHAIN[index]
        expected = head.sequence + 1
        if one.header.sequence == expected:
            head = head.after(one.header, one.hash)
            continue
        wanted = errors.SequenceGapError if one.header.sequence > expected else errors.ReplayedPacketError
        with pytest.raises(wanted):
            head.after(one.header, one.hash)
    if order != sorted(order):
        assert head != HEADS[-1]


def test_a_gap_says_what_is_missing() -> None:
    with pytest.raises(errors.SequenceGapError) as caught:
        check_follows(HEADS[2], CHAIN[5].header, packet_hash=CHAIN[5].hash)
    assert (caught.value.facts["first"], caught.value.facts["last"]) == (3, 5)


def test_a_replay_is_told_from_a_fork() -> None:
    for head in (HEADS[3], HEADS[6]):
        with pytest.raises(errors.ReplayedPacketError):
            check_follows(head, CHAIN[2].header, packet_hash=CHAIN[2].hash)
    other = packet(sequence=3, previous=CHAIN[1].hash)
    with pytest.raises(errors.ForkedChainError):
        check_follows(HEADS[3], other.header, packet_hash=other.hash)
    with pytest.raises(errors.ForkedChainError):
        check_follows(HEADS[6], other.header, packet_hash=other.hash, known={3: CHAIN[2].hash})
    with pytest.raises(errors.ReplayedPacketError):
        check_follows(HEADS[6], CHAIN[2].header, packet_hash=CHAIN[2].hash, known={3: CHAIN[2].hash})


def test_a_packet_after_another_history_is_a_fork() -> None:
    other = packet(sequence=4, previous=bytes(32))
    with pytest.raises(errors.ForkedChainError):
        check_follows(HEADS[3], other.header, packet_hash=other.hash)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"epoch": 1}, errors.EpochClosedError),
        ({"epoch": 3}, errors.EpochUnknownError),
        ({"station": OTHER_STATION, "epoch": 2}, errors.WrongStationError),
    ],
)
def test_another_epoch_or_station_is_refused(change: dict[str, Any], error: type[errors.PacketError]) -> None:
    head = dataclasses.replace(HEADS[0], epoch=2)
    header = dataclasses.replace(CHAIN[0].header, **change)
    with pytest.raises(error):
        check_follows(head, header, packet_hash=CHAIN[0].hash)


@given(st.sets(st.integers(1, 40)), st.integers(0, 45) | st.none(), st.randoms(use_true_random=False))
def test_gaps_are_what_is_not_there(seen: set[int], last: int | None, order: random.Random) -> None:
    shuffled = [*seen, *seen]
    order.shuffle(shuffled)
    end = last if last is not None else max(seen, default=0)
    found = gaps(shuffled, last=last)
    missing = [n for first, final in found for n in range(first, final + 1)]
    assert missing == [n for n in range(1, end + 1) if n not in seen]
    assert all(after[0] > before[1] + 1 for before, after in pairwise(found))


def test_gaps_can_start_later() -> None:
    assert gaps([1, 2, 12], first=10, last=13) == ((10, 11), (13, 13))
    assert gaps([]) == ()
