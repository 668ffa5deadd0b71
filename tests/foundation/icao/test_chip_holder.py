"""The holder's own side of the chip: a PIN they choose, a key that signs once per PIN, and what is never told."""

from __future__ import annotations

import pytest

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao.chip.apdu import Command
from bitaqa.foundation.icao.chip.holder import change_pin, choose_pin, prove_holder
from bitaqa.foundation.icao.chip.issuer_session import reset_pin
from foundation.icao.chips import ISSUER, PIN, TRANSPORT, load, made, opened, randbytes


def test_the_holder_proves_themselves_by_pin() -> None:
    chip, challenge = made(), bytes(32)
    key = load().keys.holder.public_key()
    choose_pin(opened(chip), PIN)
    with pytest.raises(e.PinBlockedError):
        choose_pin(opened(chip), "999999")
    assert prove_holder(opened(chip), PIN, challenge, key)
    assert not prove_holder(opened(chip), PIN, challenge, load().keys.active.public_key())
    change_pin(opened(chip), PIN, "27182818")
    with pytest.raises(e.PinWrongError) as fact:
        prove_holder(opened(chip), PIN, challenge, key)
    assert fact.value.facts == {"left": 2}
    with pytest.raises(e.PinFormError):
        choose_pin(opened(chip), "12ab")


def test_three_wrong_pins_block_and_the_issuer_alone_resets() -> None:
    chip, key = made(), load().keys.holder.public_key()
    with pytest.raises(e.PinBlockedError):
        prove_holder(opened(chip), PIN, bytes(32), key)  # none chosen yet
    choose_pin(opened(chip), PIN)
    for left in (2, 1):
        with pytest.raises(e.PinWrongError) as fact:
            prove_holder(opened(chip), "000000", bytes(32), key)
        assert fact.value.facts == {"left": left}
    for pin in ("000000", PIN):
        with pytest.raises(e.PinBlockedError):
            prove_holder(opened(chip), pin, bytes(32), key)
    with pytest.raises(e.PersonalisationRefusedError):
        reset_pin(chip, "555555", issuer=TRANSPORT, randbytes=randbytes(9))
    reset_pin(chip, "555555", issuer=ISSUER, randbytes=randbytes(9))
    assert prove_holder(opened(chip), "555555", bytes(32), key)


def test_the_holders_key_signs_once_per_pin_and_nothing_without() -> None:
    chip = made()
    choose_pin(opened(chip), PIN)
    reader = opened(chip)
    reader.select_application(bytes.fromhex("F042495441514101"))
    assert reader.ask(Command(0, 0x88, 0, 0, bytes(32), 256)).status == 0x6982
    assert prove_holder(reader, PIN, bytes(32), load().keys.holder.public_key())
    assert reader.ask(Command(0, 0x88, 0, 0, bytes(32), 256)).status == 0x6982
