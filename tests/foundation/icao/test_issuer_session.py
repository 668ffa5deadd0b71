"""A session with a chip's issuer domain in two steps, as a counter and its centre open it; and chips laid in files."""

from __future__ import annotations

import pytest

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao.chip.image import decode_chip, encode_chip
from bitaqa.foundation.icao.chip.issuer_session import ChipHalf, ask_chip, put_pin
from bitaqa.foundation.icao.chip.profile import is_easy_pin
from bitaqa.foundation.icao.chip.scp03 import SessionKeys
from bitaqa.foundation.packet.codec import decode, encode
from foundation.icao.chips import ISSUER, TRANSPORT, made, randbytes


def test_the_counter_sets_a_pin_with_keys_of_one_session_only() -> None:
    chip = made()
    chip.memory.pin_tries = 0
    half = ask_chip(chip, randbytes=randbytes(3))
    assert half.serial == chip.memory.serial
    session = half.session(ISSUER.of(half.serial))  # at the centre
    with pytest.raises(e.PinFormError):
        put_pin(chip, half, session, "12ab56")
    put_pin(chip, half, session, "271828")
    assert (chip.memory.pin, chip.memory.pin_tries) == (b"271828\xff\xff", 3)
    with pytest.raises(e.PersonalisationRefusedError):
        put_pin(chip, half, session, "314159")  # the session ended with the reset
    again = ask_chip(chip, randbytes=randbytes(4))
    with pytest.raises(e.PersonalisationRefusedError):
        put_pin(chip, again, session, "314159")  # and serves no other
    assert chip.memory.pin == b"271828\xff\xff"


def test_the_centre_answers_only_a_chip_that_proves_its_keys() -> None:
    half = ask_chip(made(), randbytes=randbytes(3))
    with pytest.raises(e.PersonalisationRefusedError):
        half.session(TRANSPORT.of(half.serial))
    forged = ChipHalf(half.serial, half.host_challenge, half.card_challenge, bytes(8))
    with pytest.raises(e.PersonalisationRefusedError):
        forged.session(ISSUER.of(half.serial))


def test_no_key_is_told_by_what_is_shown_of_a_session() -> None:
    half = ask_chip(made(), randbytes=randbytes(3))
    session = half.session(ISSUER.of(half.serial))
    assert session.encryption.hex() not in repr(session) and repr(session.encryption) not in repr(session)
    assert session == SessionKeys.of(ISSUER.of(half.serial), half.host_challenge, half.card_challenge)


def test_a_chip_keeps_its_keys_and_pin_in_a_file() -> None:
    chip = made()
    chip.memory.pin, chip.memory.pin_tries = b"314159\xff\xff", 1
    back = decode_chip(encode_chip(chip), randbytes=randbytes(5))
    half = ask_chip(back, randbytes=randbytes(6))
    put_pin(back, half, half.session(ISSUER.of(half.serial)), "271828")
    assert encode_chip(decode_chip(encode_chip(back), randbytes=randbytes(5))) == encode_chip(back)


def test_files_that_are_no_chip_are_refused() -> None:
    whole = encode_chip(made())
    for data in (b"", b"\0", whole + b"\0", whole[:-1], encode(["another"]), encode([*decode(whole)[:4], 9])):
        with pytest.raises(e.ChipImageError):
            decode_chip(data, randbytes=randbytes(5))


def test_easy_pins_are_known() -> None:
    assert all(map(is_easy_pin, ("111111", "121212", "123456", "87654321")))
    assert not any(map(is_easy_pin, ("271828", "13579086")))
