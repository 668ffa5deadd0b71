"""A chip from blank to hand-over: written, locked, read back by code that did not write it, and everything refused."""

from __future__ import annotations

import ast
import logging
from pathlib import Path
from uuid import UUID

import pytest

from bitaqa.foundation.icao import chip_errors as e
from bitaqa.foundation.icao.chip.access import AccessSecret
from bitaqa.foundation.icao.chip.apdu import Command, Response
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.holder import choose_pin, prove_holder
from bitaqa.foundation.icao.chip.making import make_card
from bitaqa.foundation.icao.chip.personalise import personalise
from bitaqa.foundation.icao.chip.prepare import CardLoad, ChipContent, ChipProfile, prepared_batch
from bitaqa.foundation.icao.chip.reading import CardReader
from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys
from bitaqa.foundation.kernel.errors import BitaqaError
from foundation.icao.chips import (
    CAN,
    ISSUER,
    PIN,
    PROFILES,
    SERIAL,
    TRANSPORT,
    TRUST,
    Meddler,
    blank,
    content,
    inspected,
    load,
    made,
    opened,
    randbytes,
)
from foundation.icao.utopia import BATCH, ZONE, Utopia, day


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
            meddler = Meddler(blank(), message, 77, of_answer=False)
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
