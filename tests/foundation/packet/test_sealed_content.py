"""A content, header or size not as agreed is neither sealed nor opened, and the error says which."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bitaqa.foundation.kernel.clock import StationTime
from bitaqa.foundation.packet import errors
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.container import assemble
from bitaqa.foundation.packet.header import FIELDS
from bitaqa.foundation.packet.keys import SEAL_OVERHEAD
from bitaqa.foundation.packet.payload import MAX_ATTACHMENTS
from bitaqa.foundation.packet.sealed import (
    MAX_PACKET_SIZE,
    Attachment,
    read_header,
)
from foundation.packet.make_vectors import (
    AT,
    PORTRAIT,
    STATION_SIGNER,
    HandMade,
)
from foundation.packet.one_packet import GOOD, opened, packet

ENTRY = {"name": "a", "media": "image/jpeg", "sha256": hashlib.sha256(b"x").digest(), "bytes": b"x"}


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {"body": {}},
        {"body": {}, "attachments": [], "more": 1},
        {"body": {1: 2}, "attachments": []},
        {"body": [], "attachments": []},
        {"body": {}, "attachments": {}},
        {"body": {}, "attachments": [1]},
        {"body": {}, "attachments": [ENTRY | {"more": 1}]},
        {"body": {}, "attachments": [ENTRY | {"bytes": "x"}]},
        {"body": {}, "attachments": [ENTRY | {"name": "../etc"}]},
        {"body": {}, "attachments": [ENTRY | {"name": 5}]},
        {"body": {}, "attachments": [ENTRY | {"media": ""}]},
        {"body": {}, "attachments": [ENTRY | {"media": None}]},
        {"body": {}, "attachments": [ENTRY, ENTRY]},
        {"body": {}, "attachments": [ENTRY | {"name": f"a{n}"} for n in range(MAX_ATTACHMENTS + 1)]},
    ],
)
def test_a_content_not_as_agreed_is_refused(payload: Any) -> None:
    with pytest.raises(errors.BodyNotCanonicalError):
        opened(HandMade(plain=encode(payload)).data())


@pytest.mark.parametrize("announced", [bytes(32), b"", "text", None])
def test_a_damaged_attachment_is_named(announced: Any) -> None:
    plain = encode({"body": {}, "attachments": [ENTRY | {"sha256": announced}]})
    with pytest.raises(errors.AttachmentCorruptError) as caught:
        opened(HandMade(plain=plain).data())
    assert caught.value.facts["name"] == "a"


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 0},
        {"epoch": 2**63},
        {"sequence": 0},
        {"sequence": True},
        {"previous": b"short"},
        {"packet_id": uuid4()},
        {"station": "station"},
        {"software": ""},
        {"software": "x" * 65},
        {"software": "a\nb"},
        {"time": StationTime(datetime(2026, 1, 1), None, timedelta(0))},  # noqa: DTZ001 - naive is the case
        {"time": StationTime(AT, None, timedelta(seconds=-5))},
        {"time": StationTime(AT, datetime(2026, 1, 1), timedelta(0))},  # noqa: DTZ001
    ],
)
def test_an_impossible_header_is_not_sealed(change: dict[str, Any]) -> None:
    with pytest.raises(errors.HeaderInvalidError):
        packet(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"body": {1: "keys are text"}},
        {"body": {"weight": 1.5}},
        {"attachments": [PORTRAIT, PORTRAIT]},
        {"attachments": [Attachment("UPPER", "image/jpeg", b"")]},
        {"attachments": [Attachment("finger/../3", "image/jpeg", b"")]},
        {"attachments": [Attachment("/finger", "image/jpeg", b"")]},
        {"attachments": [Attachment("a" * 97, "image/jpeg", b"")]},
        {"attachments": [Attachment("a", "", b"")]},
        {"attachments": [Attachment(f"a{n}", "image/jpeg", b"") for n in range(MAX_ATTACHMENTS + 1)]},
    ],
)
def test_an_impossible_content_is_not_sealed(change: dict[str, Any]) -> None:
    with pytest.raises(errors.ValueRefusedError):
        packet(**change)


def test_size_is_bounded_when_sealing_and_when_reading() -> None:
    size = len(GOOD.data)
    assert len(packet(max_size=size).data) == size
    for most in (size - 1, GOOD.header.size - 1, 10):
        with pytest.raises(errors.PacketTooLargeError):
            packet(max_size=most)
        with pytest.raises(errors.PacketTooLargeError):
            read_header(GOOD.data, max_size=most)
    with pytest.raises(errors.PacketTooLargeError):
        read_header(bytes(MAX_PACKET_SIZE + 1))


@pytest.mark.parametrize("header", [encode([]), encode({}), encode({1: 0}), b"\xff", encode({1: [[[0]]]})])
def test_a_header_not_as_agreed_is_refused(header: bytes) -> None:
    data, _ = assemble(
        magic=b"BTQP",
        format=1,
        header=header,
        sealed=bytes(SEAL_OVERHEAD),
        purpose="packet",
        signer=STATION_SIGNER,
    )
    with pytest.raises(errors.HeaderInvalidError):
        read_header(data)


def test_a_header_longer_than_its_length_field_is_not_written() -> None:
    with pytest.raises(errors.HeaderInvalidError):
        assemble(magic=b"BTQP", format=1, header=bytes(65536), sealed=b"", purpose="packet", signer=STATION_SIGNER)


def test_header_fields_are_numbered_once() -> None:
    assert [field.number for field in FIELDS] == list(range(1, len(FIELDS) + 1))
