"""A chip from blank to hand-over: written, locked, read back by code that did not write it, and everything refused."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao import trust_errors
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.apdu import Command, Response
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.holder import change_pin, choose_pin, prove_holder
from bitaqa.foundation.icao.chip.making import make_card
from bitaqa.foundation.icao.chip.personalise import personalise, reset_pin
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipContent, ChipKeys, ChipProfile, prepared_batch
from bitaqa.foundation.icao.chip.reading import CardReader, ReadCard, read_card
from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.icao.curves import BP256, P256
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.foundation.specimens.streams import stream
from foundation.icao.utopia import BATCH, ISSUED, ZONE, Utopia, day

CAN, PIN = "271828", "314159"
SERIAL = bytes(range(10))
TRANSPORT, ISSUER = DiversifiedKeys(b"transport-master", 1), DiversifiedKeys(b"issuer-master-16", 2)
PROFILES = {
    "LDS 1.8": ChipProfile(),
    "LDS 1.7": ChipProfile(version="1.7"),
    "39794-5, Brainpool": ChipProfile(face_format="39794-5", curve=BP256),
    "named keys": ChipProfile(key_form="named", basic_access=False),
}


def randbytes(seed: int = 0) -> Callable[[int], bytes]:
    return stream(seed, "chip").randbytes


def content() -> ChipContent:
    person = PersonDetails("العلوي", "فاطمة", personal_number="SP123456", address=("12 RUE X", "RABAT"))
    return ChipContent(ZONE, portrait(4, female=True, age=40), person, DocumentDetails("SPECIMEN", ISSUED), CAN)


def load(profile: str = "LDS 1.8") -> CardLoad:
    return prepared(profile)


@cache
def prepared(profile: str) -> CardLoad:
    utopia = Utopia()
    signer = utopia.sods(version=PROFILES[profile].version)
    loads, refused = prepared_batch(
        BATCH, {UUID(int=1): content()}, profile=PROFILES[profile], signer=signer, at=day(30)
    )
    assert not refused
    return loads[UUID(int=1)]


def blank() -> SimulatedChip:
    return SimulatedChip(serial=SERIAL, transport=TRANSPORT.of(SERIAL), randbytes=randbytes(1))


def made(profile: str = "LDS 1.8") -> SimulatedChip:
    chip = blank()
    assert personalise(chip, load(profile), transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(2)) == SERIAL
    return chip


def inspected(chip: SimulatedChip, secret: AccessSecret | None = None, *, piece: int = 4096) -> ReadCard:
    return read_card(
        chip,
        secret=secret or AccessSecret.can(CAN),
        trust=Utopia().trust(),
        at=day(31),
        randbytes=randbytes(3),
        piece=piece,
    )


def opened(chip: SimulatedChip) -> CardReader:
    reader = CardReader(chip, randbytes=randbytes(4))
    reader.open_pace(AccessSecret.can(CAN))
    return reader


# --- there and back -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_card_is_made_and_read_back(profile: str) -> None:
    found = inspected(made(profile))
    assert found.groups == load(profile).groups
    assert found.chip_authenticated and found.actively_authenticated
    assert found.content.zone == ZONE and found.content.person == content().person
    assert found.content.signed.version == PROFILES[profile].version


def test_the_zone_opens_the_chip_as_the_access_number_does() -> None:
    assert inspected(made(), AccessSecret.zone(ZONE)).groups == load().groups


def test_short_commands_read_the_same() -> None:
    assert inspected(made(), piece=200).groups == load().groups


def test_basic_access_control_where_the_profile_allows_it() -> None:
    reader = CardReader(made(), randbytes=randbytes())
    reader.open_basic(AccessSecret.zone(ZONE))
    assert reader.read_files()[0] == load().groups
    with pytest.raises(e.AccessRefusedError):
        CardReader(made("named keys"), randbytes=randbytes()).open_basic(AccessSecret.zone(ZONE))


def test_a_file_beyond_thirty_two_kilobytes_is_read_to_its_end() -> None:
    chip = made()
    chip.memory.files[0x0102] = large = b"\x75\x82\xea\x60" + bytes(60_000)
    reader = opened(chip)
    reader.select_application()
    assert reader._file(0x0102) == large


def test_writer_and_reader_share_the_formats_only() -> None:
    """What checks a card knows nothing of what writes it, nor of the simulated chip."""
    folder = Path(__file__).parents[3] / "src/bitaqa/foundation/icao"

    def reached(module: str, seen: set[str]) -> set[str]:
        if module in seen:
            return seen
        seen.add(module)
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = "chip/" if node.level == 1 and module.startswith("chip/") else ""
                if (folder / f"{base}{node.module}.py").exists():
                    reached(f"{base}{node.module}", seen)
        return seen

    reading, writing = reached("chip/reading", set()), reached("chip/personalise", set())
    assert "chip/access" in reading and "sod" in reading
    assert not reading & {"chip/personalise", "chip/scp03", "chip/prepare", "chip/applet", "chip/profile", "sod_signer"}
    assert "chip/reading" not in writing and "passive" not in writing


# --- access ---------------------------------------------------------------------------------------------------------
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


class _Meddler:
    """Someone between reader and chip who changes one bit of one message."""

    def __init__(self, chip: SimulatedChip, message: int, bit: int, *, of_answer: bool) -> None:
        self._chip, self._message, self._bit, self._of_answer, self._count = chip, message, bit, of_answer, -1

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, command: bytes) -> bytes:
        self._count += 1
        if self._count != self._message:
            return self._chip.transmit(command)
        if not self._of_answer:
            return self._chip.transmit(self._changed(command, 5))
        return self._changed(self._chip.transmit(command), 0)

    def _changed(self, message: bytes, start: int) -> bytes:
        if len(message) <= start:
            return message
        changed = bytearray(message)
        at = start + self._bit % (len(message) - start)
        changed[at] ^= 1 << self._bit % 8
        return bytes(changed)


@settings(max_examples=40, deadline=None)
@given(message=st.integers(0, 30), bit=st.integers(0, 4000), of_answer=st.booleans())
def test_a_message_changed_on_its_way_is_a_named_error_or_changes_nothing(
    message: int, bit: int, of_answer: bool
) -> None:
    meddler = _Meddler(SHARED[0], message, bit, of_answer=of_answer)
    try:
        found = read_card(
            meddler, secret=AccessSecret.can(CAN), trust=TRUST, at=day(31), randbytes=randbytes(bit), piece=4096
        )
        assert found.groups == load().groups
    except BitaqaError as fact:
        assert fact.code.startswith("icao.")


TRUST = Utopia().trust()
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


# --- copies and forgeries -------------------------------------------------------------------------------------------
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


# --- making ---------------------------------------------------------------------------------------------------------
def test_a_made_chip_is_never_written_again() -> None:
    chip = made()
    for keys, error in ((TRANSPORT, e.PersonalisationRefusedError), (ISSUER, e.ChipLockedError)):
        with pytest.raises(error):
            personalise(chip, load(), transport=keys, issuer=ISSUER, randbytes=randbytes(5))
    assert inspected(chip).groups == load().groups


def test_a_chip_of_another_delivery_is_refused() -> None:
    with pytest.raises(e.PersonalisationRefusedError):
        personalise(
            blank(), load(), transport=DiversifiedKeys(b"another-delivery", 1), issuer=ISSUER, randbytes=randbytes()
        )


def test_writing_cut_short_starts_again() -> None:
    chip = blank()
    cut = _Cut(chip, after=9)
    with pytest.raises(e.ChipSilentError):
        personalise(cut, load(), transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(6))
    assert not chip.memory.locked
    personalise(chip, load(), transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(7))
    assert inspected(chip).groups == load().groups


class _Cut:
    def __init__(self, chip: SimulatedChip, *, after: int) -> None:
        self._chip, self._left = chip, after

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, command: bytes) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise e.ChipSilentError(reader="test")
        return self._chip.transmit(command)


def test_writing_commands_outside_the_channel_or_changed_are_refused() -> None:
    chip = blank()
    chip.transmit(Command(0, 0xA4, 4, 0, bytes.fromhex("A000000151000000")).encode())
    plain = chip.transmit(Command(0x80, 0xD7, 1, 1, b"\x54\x01\x00\x53\x01A").encode())
    assert Response.decode(plain).status == 0x6982
    for message in range(2, 12):
        with pytest.raises(BitaqaError):
            meddler = _Meddler(blank(), message, 77, of_answer=False)
            personalise(meddler, load(), transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(8))


def test_one_card_that_cannot_be_prepared_does_not_hold_up_the_others() -> None:
    utopia, good, bad = Utopia(), UUID(int=1), UUID(int=2)
    wrong = ChipContent(ZONE, b"not a picture", content().person, content().document, CAN)
    loads, refused = prepared_batch(
        BATCH, {bad: wrong, good: content()}, profile=ChipProfile(), signer=utopia.sods(1), at=day(30)
    )
    assert list(loads) == [good] and refused[bad].code == "icao.lds_field"


def test_a_card_is_made_only_when_it_reads_back_as_it_was_to_be_written() -> None:
    given = {"transport": TRANSPORT, "issuer": ISSUER, "trust": TRUST, "at": day(31), "randbytes": randbytes(11)}
    made_card = make_card(blank(), load(), **given)  # type: ignore[arg-type]
    assert made_card.serial == SERIAL and made_card.read.groups == load().groups
    # A chip that answers with the files of another card, soundly signed.
    with pytest.raises(e.ChipContentError) as fact:
        make_card(_Swapped(load("LDS 1.7")), load(), **given)  # type: ignore[arg-type]
    assert fact.value.facts == {"file": "DG14"}


class _Swapped:
    """Takes what it is given, then answers as another card, opened by the same access number."""

    def __init__(self, other: CardLoad) -> None:
        self._blank, self._other, self._resets = blank(), blank(), 0
        personalise(self._other, other, transport=TRANSPORT, issuer=ISSUER, randbytes=randbytes(12))

    def reset(self) -> None:
        self._resets += 1
        self._blank.reset()
        self._other.reset()

    def transmit(self, command: bytes) -> bytes:
        return (self._blank if self._resets < 2 else self._other).transmit(command)


def test_nothing_to_sign_takes_nothing_from_a_batch() -> None:
    assert prepared_batch(UUID(int=99), {}, profile=ChipProfile(), signer=Utopia().sods(0), at=day(30)) == ({}, {})


# --- the holder's PIN -----------------------------------------------------------------------------------------------
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


# --- nothing is told ------------------------------------------------------------------------------------------------
def test_no_secret_in_logs_representations_or_errors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chip = made()
    said = [repr(load()), repr(load().keys), repr(chip.memory), repr(ISSUER), repr(ISSUER.of(SERIAL)), repr(content())]
    choose_pin(opened(chip), PIN)
    for act in (
        lambda: inspected(chip, AccessSecret.can("999999")),
        lambda: prove_holder(opened(chip), "123123", bytes(32), load().keys.holder.public_key()),
        lambda: personalise(chip, load(), transport=ISSUER, issuer=ISSUER, randbytes=randbytes()),
    ):
        with pytest.raises(BitaqaError) as fact:
            act()
        said += [repr(fact.value), str(fact.value), repr(fact.value.facts)]
    said += [record.getMessage() for record in caplog.records]
    scalars = [
        key.private_numbers().private_value for key in (load().keys.chip, load().keys.active, load().keys.holder)
    ]
    keys = ISSUER.of(SERIAL)
    secrets = [CAN, PIN, "999999", "123123", *map(str, scalars), *(f"{each:x}" for each in scalars)]
    secrets += [repr(each)[2:-1] for each in (keys.encryption, keys.authentication, keys.data)]
    secrets += [each.hex() for each in (keys.encryption, keys.authentication, keys.data)]
    text = "\n".join(said)
    assert [each for each in secrets if each in text] == []
