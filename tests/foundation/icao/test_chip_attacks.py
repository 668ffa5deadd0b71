"""What stands between a chip and who should not read or copy it: each attempt refused, each forgery found out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao import trust_errors
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.apdu import Command
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.prepare import ChipKeys
from bitaqa.foundation.icao.chip.reading import CardReader, read_card
from bitaqa.foundation.icao.curves import P256
from bitaqa.foundation.kernel.errors import BitaqaError
from foundation.icao.chips import CAN, TRUST, Meddler, inspected, load, made, opened, randbytes
from foundation.icao.utopia import ZONE, Utopia, day


def test_a_wrong_number_or_zone_opens_nothing_and_is_not_told() -> None:
    other = (ZONE[0], "7408122F1204159UTO<<<<<<<<<<<6".replace("740812", "740813"), ZONE[2])
    for secret in (AccessSecret.can("000000"), AccessSecret.zone(other)):
        with pytest.raises(e.AccessRefusedError) as fact:
            inspected(made(), secret)
        assert secret.value.decode() not in f"{fact.value!r}{fact.value}{fact.value.facts}{secret!r}"
    with pytest.raises(e.AccessRefusedError):
        CardReader(made(), randbytes=randbytes()).open_basic(AccessSecret.zone(other))
    with pytest.raises(e.AccessRefusedError):
        AccessSecret.can("12345")


def test_files_are_shut_before_access() -> None:
    reader = CardReader(made(), randbytes=randbytes())
    reader.select_application()
    for identifier in (0x011E, 0x011D, 0x0101):
        with pytest.raises(e.ChipStatusError) as fact:
            reader._file(identifier)
        assert fact.value.facts["status"] == "6982"


def test_a_plain_command_ends_the_session() -> None:
    chip = made()
    reader = opened(chip)
    reader.select_application()
    chip.transmit(Command(0, 0x84, 0, 0, expected=8).encode())
    with pytest.raises(e.SecureMessagingError):
        reader.read_files()


@settings(max_examples=40, deadline=None)
@given(message=st.integers(0, 30), bit=st.integers(0, 4000), of_answer=st.booleans())
def test_a_message_changed_on_its_way_is_a_named_error_or_changes_nothing(
    message: int, bit: int, of_answer: bool
) -> None:
    meddler = Meddler(SHARED[0], message, bit, of_answer=of_answer)
    try:
        found = read_card(
            meddler, secret=AccessSecret.can(CAN), trust=TRUST, at=day(31), randbytes=randbytes(bit), piece=4096
        )
        assert found.groups == load().groups
    except BitaqaError as fact:
        assert fact.code.startswith("icao.")


SHARED: list[SimulatedChip] = []


@pytest.fixture(autouse=True, scope="module")
def shared_chip() -> None:
    SHARED.append(made())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_a_chip_answers_noise_with_a_status(noise: bytes) -> None:
    chip = SHARED[0]
    assert len(chip.transmit(noise)) >= 2
    for header in ("0022c1a4", "00860000", "0cb00000", "80500000", "84d70101"):
        body = bytes((len(noise[:255]),)) + noise[:255] if noise else b""
        assert len(chip.transmit(bytes.fromhex(header) + body)) >= 2


def test_a_copy_of_all_files_is_found_out() -> None:
    """Everything readable was copied onto another chip, whose keys are its own."""
    for at, error in (("chip_key", e.ChipAuthenticationError), ("active_key", e.ActiveAuthenticationError)):
        chip = made()
        setattr(chip.memory, at, ChipKeys.generate(P256).chip)
        with pytest.raises(error):
            inspected(chip)


def test_a_changed_file_a_revoked_signer_and_a_foreign_csca_are_found_out() -> None:
    chip = made()
    changed = bytearray(chip.memory.files[0x010B])
    changed[-1] ^= 1
    chip.memory.files[0x010B] = bytes(changed)
    with pytest.raises(trust_errors.DigestMismatchError) as fact:
        inspected(chip)
    assert fact.value.facts == {"file": "DG11"}
    revoked = Utopia(revoked={1000: day(2)})
    with pytest.raises(trust_errors.SignerRevokedError):
        read_card(made(), secret=AccessSecret.can(CAN), trust=revoked.trust(), at=day(31), randbytes=randbytes())
    with pytest.raises(trust_errors.IssuerUnknownError):
        read_card(
            made(), secret=AccessSecret.can(CAN), trust=Utopia("ecdsa-p384").trust(), at=day(31), randbytes=randbytes()
        )
