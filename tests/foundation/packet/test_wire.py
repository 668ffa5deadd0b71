"""A request is a station's when station, moment, place and body are all the ones signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet import errors, message_errors
from bitaqa.foundation.packet.wire import (
    EPOCH,
    HEADERS,
    NONCE,
    SIGNATURE,
    TIME,
    canonical_text,
    read_request,
    sign_request,
    verify_request,
)
from bitaqa.foundation.packet.wire import (
    STATION as STATION_HEADER,
)
from foundation.packet.make_vectors import AT, OTHER_SIGNER, OTHER_STATION, STATION, STATION_SIGNER

REQUEST: dict[str, Any] = {"method": "POST", "path": "/api/packets?part=1", "body": b"packet"}
PLACE: dict[str, Any] = {"station": STATION, "epoch": 3, "at": AT, "nonce": bytes(range(16))}


def headers() -> dict[str, str]:
    return sign_request(**REQUEST, **PLACE, signer=STATION_SIGNER)


def check(sent: dict[str, str], **changes: Any) -> None:
    given_ = REQUEST | {
        "verifier": STATION_SIGNER.verifier,
        "now": AT + timedelta(minutes=4),
        "tolerance": timedelta(minutes=5),
    }
    verify_request(read_request(sent), **given_ | changes)


def test_a_signed_request_is_the_stations() -> None:
    check(headers())
    check({name.upper(): value for name, value in headers().items()})
    check({name.lower(): value for name, value in headers().items()} | {"accept": "*/*"}, method="post")
    request = read_request(headers())
    assert (request.station, request.epoch, request.at, request.nonce) == (STATION, 3, AT, bytes(range(16)))


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"path": "/api/packets?part=2"},
        {"body": b"packet "},
        {"verifier": OTHER_SIGNER.verifier},
        {"path": "/api\nx"},
    ],
)
def test_another_request_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(message_errors.RequestSignatureInvalidError) as caught:
        check(headers(), **change)
    assert caught.value.facts["station"] == STATION


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (STATION_HEADER, str(OTHER_STATION)),
        (EPOCH, "4"),
        (TIME, "2026-11-21T09:30:01Z"),
        (NONCE, "00" * 16),
        (SIGNATURE, "00" * 64),
    ],
)
def test_every_header_is_signed(header: str, value: str) -> None:
    with pytest.raises(message_errors.RequestSignatureInvalidError):
        check(headers() | {header: value})


@pytest.mark.parametrize("header", HEADERS)
def test_a_missing_header_is_named(header: str) -> None:
    sent = headers()
    del sent[header]
    with pytest.raises(message_errors.RequestUnsignedError) as caught:
        read_request(sent)
    assert caught.value.facts["header"] == header


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (STATION_HEADER, "x"),
        (STATION_HEADER, "{" + str(STATION) + "}"),
        (STATION_HEADER, str(STATION).upper()),
        (EPOCH, "0"),
        (EPOCH, "-1"),
        (EPOCH, "٣"),
        (EPOCH, "9" * 40),
        (TIME, "yesterday"),
        (TIME, "2026-11-21T10:30:00+01:00"),
        (NONCE, "00" * 15),
        (NONCE, "0x" + "00" * 15),
        (SIGNATURE, "zz" * 64),
        (SIGNATURE, ""),
    ],
)
def test_a_header_has_one_form(header: str, value: str) -> None:
    with pytest.raises(message_errors.RequestMalformedError) as caught:
        read_request(headers() | {header: value})
    assert caught.value.facts["header"] == header


@given(st.dictionaries(st.sampled_from(HEADERS), st.text(max_size=140)))
def test_garbage_is_refused(changes: dict[str, str]) -> None:
    try:
        read_request(headers() | changes)
    except message_errors.RequestError:
        return
    assert set(changes) <= {EPOCH} or all(headers()[name] == value for name, value in changes.items() if name != EPOCH)


@pytest.mark.parametrize("off", [timedelta(minutes=5, seconds=1), timedelta(days=365), -timedelta(days=365)])
def test_a_clock_too_far_off_learns_the_centres_time(off: timedelta) -> None:
    with pytest.raises(message_errors.RequestClockError) as caught:
        check(headers(), now=AT + off)
    assert caught.value.facts["station_time"] == "2026-11-21T09:30:00Z"
    with pytest.raises(message_errors.RequestSignatureInvalidError):
        check(headers(), now=AT + off, verifier=OTHER_SIGNER.verifier)  # a stranger learns nothing


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": bytes(15)},
        {"path": "/a\nPOST"},
        {"method": "GET\n"},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive is the case
    ],
)
def test_an_impossible_request_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(errors.ValueRefusedError):
        sign_request(**REQUEST | PLACE | change, signer=STATION_SIGNER)


def test_the_canonical_text_has_eight_lines() -> None:
    lines = canonical_text(**REQUEST, **PLACE).decode().split("\n")
    assert lines[:3] == ["bitaqa-request 1", "POST", "/api/packets?part=1"]
    assert len(lines) == 8
