"""Receipt numbers forgive how people type and catch what they mistype; receipt codes are checked with no network."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import secrets
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet import message_errors
from bitaqa.foundation.packet.base45 import base45_decode, base45_encode
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.keys import signing_input
from bitaqa.foundation.packet.receipt import read_receipt, sign_receipt
from bitaqa.foundation.packet.receipt_number import ALPHABET, LENGTH, check_receipt_number, new_receipt_number
from foundation.packet.make_vectors import OTHER_SIGNER, STATION_SIGNER, receipt_value

numbers = st.binary(min_size=9, max_size=9).map(lambda raw: new_receipt_number(lambda size: raw[:size]))
VERIFIERS = {STATION_SIGNER.key_id: STATION_SIGNER.verifier}
CODE = sign_receipt(receipt_value(), signer=STATION_SIGNER)


@given(numbers)
def test_a_number_is_read_as_people_write_it(number: str) -> None:
    assert len(number) == LENGTH + 2
    arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    confused = number.replace("0", "o").replace("1", "l")
    for typed in (number, number.lower(), number.replace("-", ""), number.replace("-", "–"), f" {number}\n"):
        assert check_receipt_number(typed) == number
    for typed in (arabic, confused, number.replace("1", "I"), f"\u2066{number}\u2069"):
        assert check_receipt_number(typed) == number


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(number: str, place: int, character: str) -> None:
    plain = number.replace("-", "")
    wrong = plain[:place] + character + plain[place + 1 :]
    if wrong != plain:
        with pytest.raises(message_errors.ReceiptNumberMistypedError):
            check_receipt_number(wrong)


def test_nearly_every_exchange_of_neighbours_is_caught() -> None:
    caught = tried = 0
    for _ in range(300):
        plain = new_receipt_number(secrets.token_bytes).replace("-", "")
        for place in range(LENGTH - 1):
            wrong = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
            if wrong == plain:
                continue
            tried += 1
            try:
                check_receipt_number(wrong)
            except message_errors.ReceiptNumberMistypedError:
                caught += 1
    assert caught / tried > 0.985


@pytest.mark.parametrize(
    "text", ["", "K7QF2", "U" * 15, "*" * 15, "0" * 16, "0" * 5000, "ع" * 15, "\x00" * 15, "\ud800" * 15]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(message_errors.ReceiptNumberMalformedError):
        check_receipt_number(text)


def test_numbers_use_every_random_bit() -> None:
    made = {new_receipt_number(lambda size, bit=bit: (1 << bit).to_bytes(size, "big")) for bit in range(2, 72)}
    assert len(made) == 70
    assert new_receipt_number(lambda size: bytes(size)).startswith("00000-00000-0000")


@given(st.binary(max_size=80))
def test_base45_comes_back(data: bytes) -> None:
    assert base45_decode(base45_encode(data)) == data


def test_base45_is_that_of_rfc_9285() -> None:
    """RFC 9285 §4.3 and §4.4."""
    examples = {b"AB": "BB8", b"Hello!!": "%69 VD92EX0", b"base-45": "UJCLQE7W581", b"ietf!": "QED8WEX0"}
    for raw, text in examples.items():
        assert base45_encode(raw) == text
        assert base45_decode(text) == raw


@pytest.mark.parametrize("text", ["A", "ABCD", "GGW", ":::", "::", "ab8", "B_8"])
def test_base45_refuses_what_no_encoder_makes(text: str) -> None:
    with pytest.raises(ValueError, match=r"no encoder makes|alphabet"):
        base45_decode(text)


def test_a_receipt_is_read_without_network() -> None:
    assert read_receipt(CODE, VERIFIERS) == receipt_value()
    assert read_receipt(CODE + "\r\n", VERIFIERS) == receipt_value()
    undated = dataclasses.replace(receipt_value(), delivery_on=None)
    assert read_receipt(sign_receipt(undated, signer=STATION_SIGNER), VERIFIERS) == undated


def test_a_receipt_fits_a_small_qr_code() -> None:
    longest = dataclasses.replace(receipt_value(), epoch=2**63 - 1, kind="x" * 24)
    for text in (CODE, sign_receipt(longest, signer=STATION_SIGNER)):
        code = segno.make(text, error="q", boost_error=False, micro=False)
        assert code.mode == "alphanumeric"
        assert int(code.version) <= 12
        code.save(io.BytesIO(), kind="png")


@given(st.integers(0, len(CODE) - 1), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    changed = CODE[:place] + character + CODE[place + 1 :]
    if changed != CODE:
        with pytest.raises(message_errors.ReceiptError):
            read_receipt(changed, VERIFIERS)


@given(st.integers(0, len(CODE) - 1))
def test_a_cut_is_refused(size: int) -> None:
    with pytest.raises(message_errors.ReceiptError):
        read_receipt(CODE[:size], VERIFIERS)


@given(st.text(max_size=400))
def test_garbage_is_refused(text: str) -> None:
    for junk in (text, "BTQ1:" + text):
        with pytest.raises(message_errors.ReceiptUnreadableError):
            read_receipt(junk, VERIFIERS)


def test_an_unknown_station_is_told_from_a_forgery() -> None:
    with pytest.raises(message_errors.ReceiptFromUnknownStationError) as caught:
        read_receipt(CODE, {})
    assert caught.value.facts["signer"] == STATION_SIGNER.key_id.hex()
    with pytest.raises(message_errors.ReceiptForgedError):
        read_receipt(CODE, {STATION_SIGNER.key_id: OTHER_SIGNER.verifier})


@pytest.mark.parametrize("change", [{"epoch": 0}, {"kind": ""}, {"kind": "x" * 25}, {"number": "12"}])
def test_an_impossible_receipt_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(message_errors.ReceiptError):
        sign_receipt(dataclasses.replace(receipt_value(), **change), signer=STATION_SIGNER)


def test_a_receipt_that_fits_no_code_is_not_signed() -> None:
    with pytest.raises(message_errors.ReceiptUnreadableError):
        sign_receipt(dataclasses.replace(receipt_value(), kind="ع" * 24, epoch=2**62), signer=_LongKeyId())


class _LongKeyId:
    """A signer whose messages come out too long, to reach the last check."""

    key_id = bytes(80)
    public = b""

    def sign(self, message: bytes) -> bytes:
        return bytes(64)


@pytest.mark.parametrize(
    "content", [encode([]), encode({}), b"\x18\x01", encode(["0" * 14 + "1", *[None] * 6]), encode(["bad"] * 7)]
)
def test_a_signed_receipt_is_still_checked(content: bytes) -> None:
    with pytest.raises(message_errors.ReceiptUnreadableError):
        read_receipt(_signed(content), VERIFIERS)


def test_a_signed_receipt_with_a_wrong_number_is_refused() -> None:
    good = receipt_value()
    fields = ["0" * 15, good.application, good.station, 1, good.kind, good.deposited_on, None]
    with pytest.raises(message_errors.ReceiptUnreadableError):
        read_receipt(_signed(encode(fields)), VERIFIERS)


def _signed(content: bytes) -> str:
    key = STATION_SIGNER.key_id
    signature = STATION_SIGNER.sign(signing_input("receipt", hashlib.sha256(key + content).digest()))
    return "BTQ1:" + base45_encode(key + signature + content)


def test_a_receipt_says_nothing_of_a_person() -> None:
    names = {field.name for field in dataclasses.fields(receipt_value())}
    assert names == {"number", "application", "station", "epoch", "kind", "deposited_on", "delivery_on"}
