"""A packet opens for its recipient, in its place, unchanged; anything else is refused with its own error."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.kernel.clock import StationTime
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet import errors
from bitaqa.foundation.packet.container import assemble
from bitaqa.foundation.packet.keys import OpeningKey
from bitaqa.foundation.packet.payload import NO_MEDIA
from bitaqa.foundation.packet.sealed import (
    Attachment,
    PacketKind,
    packet_hash,
    read_header,
    verify_packet,
)
from foundation.packet.make_vectors import (
    AT,
    BODY,
    CENTRE_OPENING,
    CENTRE_TIME,
    NEXT_CENTRE_OPENING,
    OTHER_SIGNER,
    OTHER_STATION,
    PORTRAIT,
    STATION,
    STATION_OPENING,
    STATION_SIGNER,
    HandMade,
    plain_of,
)
from foundation.packet.one_packet import GOOD, KEYS, opened, packet


@given(
    kind=st.sampled_from(PacketKind),
    epoch=st.integers(1, 2**63 - 1),
    sequence=st.integers(1, 2**63 - 1),
    previous=st.binary(min_size=32, max_size=32),
    body=st.dictionaries(st.text(), st.integers(0, 9) | st.text() | st.binary(), max_size=5),
    files=st.lists(st.binary(max_size=2000), max_size=4),
    centre_time=st.none() | st.just(CENTRE_TIME),
)
def test_a_packet_comes_back(
    kind: PacketKind,
    epoch: int,
    sequence: int,
    previous: bytes,
    body: dict[str, Any],
    files: list[bytes],
    centre_time: datetime | None,
) -> None:
    attachments = tuple(Attachment(f"paper/{n}.jpg", "image/jpeg", content) for n, content in enumerate(files))
    made = packet(
        kind=kind,
        epoch=epoch,
        sequence=sequence,
        previous=previous,
        body=body,
        attachments=attachments,
        time=StationTime(AT, centre_time, timedelta(0)),
    )
    back = opened(made.data)
    assert back.header == made.header == read_header(made.data)
    assert (back.header.kind, back.header.epoch, back.header.sequence) == (kind, epoch, sequence)
    assert back.header.previous == previous
    assert (back.body, back.attachments) == (body, attachments)
    assert back.hash == made.hash == packet_hash(made.data) == hashlib.sha256(made.data).digest()


def test_the_clock_of_the_station_travels_with_its_doubt() -> None:
    assert read_header(GOOD.data).time == StationTime(AT, CENTRE_TIME, timedelta(seconds=2))  # rounded up, never down


def test_nothing_of_the_body_shows() -> None:
    assert b"SPECIMEN" not in GOOD.data
    assert PORTRAIT.content not in GOOD.data
    assert PORTRAIT.name.encode() not in GOOD.data


@given(st.integers(0, len(GOOD.data) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(GOOD.data)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(errors.PacketError):
        opened(bytes(changed))


def test_every_bit_before_the_seal_is_refused() -> None:
    """The head is where one flip can mean something else: all of it, not a sample."""
    refused = set()
    for bit in range((len(GOOD.data) - GOOD.header.size - 64) * 8):
        changed = bytearray(GOOD.data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(errors.PacketError) as caught:
            opened(bytes(changed))
        refused.add(type(caught.value))
    assert refused >= {
        errors.NotAPacketError,
        errors.UnknownFormatError,
        errors.PacketTruncatedError,
        errors.HeaderInvalidError,
        errors.UnknownKindError,
        errors.WrongStationError,
        errors.SignatureInvalidError,
        errors.TrailingBytesError,
    }


@pytest.mark.parametrize("at", [-1, -64, -65, -200])
def test_a_bit_flipped_in_the_seal_or_the_signature_breaks_the_signature(at: int) -> None:
    changed = bytearray(GOOD.data)
    changed[at] ^= 0x10
    with pytest.raises(errors.SignatureInvalidError) as caught:
        opened(bytes(changed))
    assert caught.value.facts["sequence"] == 1


def test_a_cut_at_any_point_is_seen() -> None:
    for size in range(len(GOOD.data)):
        with pytest.raises(errors.PacketTruncatedError):
            read_header(GOOD.data[:size])


@given(st.binary(min_size=1, max_size=300))
def test_bytes_after_the_end_are_refused(extra: bytes) -> None:
    with pytest.raises(errors.TrailingBytesError) as caught:
        read_header(GOOD.data + extra)
    assert caught.value.facts["extra"] == len(extra)


@given(st.binary(max_size=400))
def test_garbage_is_refused(data: bytes) -> None:
    for junk in (data, b"BTQP\x01" + data, b"BTQP\x01\x00\x10" + data):
        with pytest.raises(errors.PacketError):
            opened(junk)


def test_two_opening_keys_overlap() -> None:
    keys = KEYS | {NEXT_CENTRE_OPENING.key_id: NEXT_CENTRE_OPENING}
    for key in (CENTRE_OPENING, NEXT_CENTRE_OPENING):
        assert opened(packet(recipient=key.sealing_key).data, opening_keys=keys).body == BODY


def test_a_wrong_recipient_is_named() -> None:
    with pytest.raises(errors.WrongRecipientError) as caught:
        opened(GOOD.data, opening_keys={STATION_OPENING.key_id: STATION_OPENING})
    assert caught.value.facts["recipient"] == CENTRE_OPENING.key_id.hex()


def test_the_station_cannot_open_what_it_sealed() -> None:
    with pytest.raises(errors.SealBrokenError):
        opened(GOOD.data, opening_keys={CENTRE_OPENING.key_id: STATION_OPENING})


def test_another_station_is_refused_by_key_and_by_name() -> None:
    with pytest.raises(errors.WrongStationError):
        verify_packet(GOOD.data, OTHER_SIGNER.verifier)
    with pytest.raises(errors.WrongStationError):
        verify_packet(GOOD.data, STATION_SIGNER.verifier, station=OTHER_STATION)
    assert verify_packet(GOOD.data, STATION_SIGNER.verifier, station=STATION) == GOOD.header


def test_a_seal_cannot_be_adopted_by_another_station() -> None:
    """A thief who strips the signature and signs the sealed bytes gains nothing: `info` names the station."""
    header = dataclasses.replace(GOOD.header, station=OTHER_STATION, signer=OTHER_SIGNER.key_id)
    sealed = GOOD.data[-64 - GOOD.header.size : -64]
    data, _ = assemble(
        magic=b"BTQP", format=1, header=header.to_bytes(), sealed=sealed, purpose="packet", signer=OTHER_SIGNER
    )
    with pytest.raises(errors.SealBrokenError):
        opened(data, verifier=OTHER_SIGNER.verifier)


@pytest.mark.parametrize(
    "change", [{"kind": PacketKind.CUSTODY}, {"epoch": 2}, {"sequence": 2}, {"recipient": STATION_OPENING.key_id}]
)
def test_the_seal_is_bound_to_its_place(change: dict[str, Any]) -> None:
    header = dataclasses.replace(GOOD.header, **change)
    sealed = GOOD.data[-64 - GOOD.header.size : -64]
    data, _ = assemble(
        magic=b"BTQP", format=1, header=header.to_bytes(), sealed=sealed, purpose="packet", signer=STATION_SIGNER
    )
    with pytest.raises(errors.SealBrokenError):
        opened(data, opening_keys=KEYS | {STATION_OPENING.key_id: CENTRE_OPENING})


def test_a_signature_made_for_something_else_does_not_pass() -> None:
    sealed = GOOD.data[-64 - GOOD.header.size : -64]
    data, _ = assemble(
        magic=b"BTQP",
        format=1,
        header=GOOD.header.to_bytes(),
        sealed=sealed,
        purpose="field pack",
        signer=STATION_SIGNER,
    )
    with pytest.raises(errors.SignatureInvalidError):
        opened(data)


def test_the_format_before_is_read() -> None:
    back = opened(HandMade(format=0).data())
    assert back.header.format == 0
    assert back.body == BODY
    assert back.attachments == (dataclasses.replace(PORTRAIT, media=NO_MEDIA),)


def test_each_format_has_its_own_attachments() -> None:
    for format in (0, 1):
        with pytest.raises(errors.BodyNotCanonicalError):
            opened(HandMade(format=format, plain=plain_of(1 - format)).data())


def test_a_format_of_tomorrow_waits() -> None:
    with pytest.raises(errors.UnknownFormatError) as caught:
        read_header(HandMade(format=2).data())
    assert caught.value.facts["format"] == 2


def test_an_unknown_kind_still_says_its_place_in_the_chain() -> None:
    with pytest.raises(errors.UnknownKindError) as caught:
        read_header(HandMade(kind="wish", sequence=9).data())
    assert (caught.value.facts["station"], caught.value.facts["sequence"]) == (STATION, 9)


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    fixed = new_id()
    assert packet(packet_id=fixed).data != packet(packet_id=fixed).data


def test_errors_cross_a_process_border_and_read_as_sentences() -> None:
    with pytest.raises(errors.SignatureInvalidError) as caught:
        opened(GOOD.data[:-1] + bytes([GOOD.data[-1] ^ 1]))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert str(STATION) in str(again)


def test_two_attempts_do_not_share_state() -> None:
    key = OpeningKey.from_bytes(CENTRE_OPENING.to_bytes())
    assert opened(GOOD.data, opening_keys={key.key_id: key}) == opened(GOOD.data)
    assert AT.tzinfo is UTC
