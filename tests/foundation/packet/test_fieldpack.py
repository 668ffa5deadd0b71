"""A field pack opens at the station it was made for, when this centre made it; nowhere else, from nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet import errors, fieldpack, message_errors
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.container import assemble
from bitaqa.foundation.packet.fieldpack import FieldPack, open_field_pack, read_field_pack_header, seal_field_pack
from bitaqa.foundation.packet.keys import SEAL_OVERHEAD
from bitaqa.foundation.packet.payload import MAX_ATTACHMENTS, Attachment
from foundation.packet.make_vectors import (
    AT,
    BODY,
    CENTRE_OPENING,
    CENTRE_SIGNER,
    OTHER_SIGNER,
    OTHER_STATION,
    PORTRAIT,
    STATION,
    STATION_OPENING,
    HandMade,
)


def pack(**changes: Any) -> bytes:
    given_: dict[str, Any] = {
        "body": BODY,
        "attachments": [PORTRAIT],
        "station": STATION,
        "serial": 7,
        "valid_from": AT,
        "valid_until": AT + timedelta(days=3),
        "recipient": STATION_OPENING.sealing_key,
        "signer": CENTRE_SIGNER,
    }
    return seal_field_pack(**given_ | changes)


def opened(data: bytes, **changes: Any) -> FieldPack:
    given_ = {"verifier": CENTRE_SIGNER.verifier, "station": STATION, "opening_key": STATION_OPENING}
    return open_field_pack(data, **given_ | changes)


GOOD = pack()


def test_a_field_pack_comes_back() -> None:
    back = opened(GOOD)
    assert (back.body, back.attachments) == (BODY, (PORTRAIT,))
    assert back.header == read_field_pack_header(GOOD)
    assert (back.header.serial, back.header.valid_from, back.header.valid_until) == (7, AT, AT + timedelta(days=3))
    assert back.header.signer == CENTRE_SIGNER.key_id
    assert PORTRAIT.content not in GOOD


def test_a_field_pack_holds_more_portraits_than_a_packet() -> None:
    many = [Attachment(f"portrait-{n}.jpg", "image/jpeg", b"") for n in range(MAX_ATTACHMENTS + 1)]
    assert len(opened(pack(attachments=many)).attachments) == MAX_ATTACHMENTS + 1


def test_another_station_is_refused() -> None:
    for change in ({"station": OTHER_STATION}, {"opening_key": CENTRE_OPENING}):
        with pytest.raises(message_errors.FieldPackForAnotherStationError) as caught:
            opened(GOOD, **change)
        assert caught.value.facts["station"] == STATION


def test_another_signer_is_refused() -> None:
    with pytest.raises(message_errors.FieldPackSignatureInvalidError):
        opened(GOOD, verifier=OTHER_SIGNER.verifier)
    with pytest.raises(message_errors.FieldPackSignatureInvalidError):
        opened(pack(signer=OTHER_SIGNER))
    for at in (-1, -65, -300):
        changed = bytearray(GOOD)
        changed[at] ^= 1
        with pytest.raises(message_errors.FieldPackSignatureInvalidError):
            opened(bytes(changed))


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(GOOD)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((message_errors.FieldPackError, errors.UnknownFormatError)):
        opened(bytes(changed))


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=9))
def test_cut_padded_or_foreign_files_are_damage(size: int, extra: bytes) -> None:
    for data in (GOOD[:size], GOOD + extra, extra + GOOD):
        with pytest.raises((message_errors.FieldPackTamperedError, errors.UnknownFormatError)):
            opened(data)


def test_a_packet_is_not_a_field_pack() -> None:
    with pytest.raises(message_errors.FieldPackTamperedError):
        opened(HandMade().data())


def test_the_seal_is_bound_to_serial_and_validity() -> None:
    header = read_field_pack_header(GOOD)
    sealed = GOOD[-64 - header.size : -64]
    fields = [STATION, 8, AT, AT + timedelta(days=30), STATION_OPENING.key_id, CENTRE_SIGNER.key_id, header.size]
    with pytest.raises(message_errors.FieldPackTamperedError):
        opened(_by_hand(fields, sealed))


@pytest.mark.parametrize(
    "plain",
    [b"\x18\x00", encode([]), encode({"body": {}, "attachments": [{"name": "a"}]})],
)
def test_a_content_not_as_agreed_is_damage(plain: bytes) -> None:
    until = AT + timedelta(days=1)
    info = encode(["bitaqa field pack", 1, STATION, 1, AT, until, STATION_OPENING.key_id])
    sealed = STATION_OPENING.sealing_key.seal(plain, info)
    fields = [STATION, 1, AT, until, STATION_OPENING.key_id, CENTRE_SIGNER.key_id, len(sealed)]
    with pytest.raises(message_errors.FieldPackTamperedError):
        opened(_by_hand(fields, sealed))


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 0},
        {"valid_until": AT},
        {"valid_from": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive is the case
        {"station": "station"},
    ],
)
def test_an_impossible_pack_is_not_sealed(change: dict[str, Any]) -> None:
    with pytest.raises(message_errors.FieldPackTamperedError):
        pack(**change)


def test_missing_fields_are_damage() -> None:
    with pytest.raises(message_errors.FieldPackTamperedError):
        opened(_by_hand([STATION], bytes(SEAL_OVERHEAD)))


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fieldpack, "MAX_FIELD_PACK_SIZE", len(GOOD) - 1)
    with pytest.raises(errors.PacketTooLargeError):
        pack()
    with pytest.raises(errors.PacketTooLargeError):
        opened(GOOD)


def _by_hand(fields: list[Any], sealed: bytes) -> bytes:
    data, _ = assemble(
        magic=b"BTQF",
        format=1,
        header=encode(dict(enumerate(fields, start=1))),
        sealed=sealed,
        purpose="field pack",
        signer=CENTRE_SIGNER,
    )
    return data
