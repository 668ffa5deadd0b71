"""PINs by letter: sealed, read by nobody, printed once, also by the command of the line."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pypdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault.door import chip_keys
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.personalise import personalise
from bitaqa.journey.production import errors
from bitaqa.journey.production import pin_errors as e
from bitaqa.journey.production.acts import make_chips
from bitaqa.journey.production.acts.give_pins import draw_pin, print_pin_letter, write_pin_letter
from bitaqa.journey.production.models import Blank, ChipRecord, Order

from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


class OneCard:
    """A line on which one card lies, written as the batch says."""

    def __init__(self, order: Order) -> None:
        serial = secrets.token_bytes(10)
        self.chip = SimulatedChip(
            serial=serial, transport=chip_keys("transport").of(serial), randbytes=secrets.token_bytes
        )
        assert order.batch is not None
        load = make_chips.loads_of(order.batch)[order.id]
        keys = {"transport": chip_keys("transport"), "issuer": chip_keys("issuer")}
        personalise(self.chip, load, **keys, randbytes=secrets.token_bytes)

    @contextmanager
    def blank(self, serial: str) -> Iterator[SimulatedChip]:
        yield self.chip


@pytest.fixture
def made(floor: Floor) -> tuple[Order, OneCard]:
    floor.blanks(1)
    (order,) = orders(floor.made(1))  # the sample of a batch of one: its chip was read back
    return order, OneCard(order)


def test_a_letter_tells_the_pin_of_the_chip_and_is_printed_once(
    made: tuple[Order, OneCard], told: Callable[[str], list[UUID]]
) -> None:
    order, line = made
    write_pin_letter(order.id, line, by=ACTOR, at=AT)
    with pytest.raises(e.PinLetterGivenError):
        write_pin_letter(order.id, line, by=ACTOR, at=AT)
    printed: list[bytes] = []
    print_pin_letter(order.id, printed.append, by=ACTOR, at=AT)
    words = pypdf.PdfReader(io.BytesIO(printed[0])).pages[0].extract_text().replace(" ", "")
    pin = (line.chip.memory.pin or b"")[:6].decode()
    assert re.search(rf"(?<!\d){pin}(?!\d)", words) and order.can not in words
    with pytest.raises(e.PinLetterGoneError):
        print_pin_letter(order.id, printed.append, by=ACTOR, at=AT)
    assert len(printed) == 1
    assert told("card.pin_set") == told("card.pin_letter_printed") == [order.card]
    entries = json.dumps(list(JournalEntry.objects.values()), default=str)
    assert pin not in entries
    row = ChipRecord.objects.get(order=order)
    assert row.pin_letter is None and row.pin_letter_printed_at == AT


def test_a_printer_that_refuses_loses_no_letter(made: tuple[Order, OneCard]) -> None:
    order, line = made
    write_pin_letter(order.id, line, by=ACTOR, at=AT)

    def jammed(letter: bytes) -> None:
        raise e.PrinterRefusedError(printer="paper")

    with pytest.raises(e.PrinterRefusedError):
        print_pin_letter(order.id, jammed, by=ACTOR, at=AT)
    printed: list[bytes] = []
    print_pin_letter(order.id, printed.append, by=ACTOR, at=AT)
    assert printed


def test_no_letter_for_a_chip_that_did_not_pass(made: tuple[Order, OneCard]) -> None:
    order, line = made
    ChipRecord.objects.filter(order=order).update(state="failed", fault="icao.digest_mismatch", zone_agrees=False)
    with pytest.raises(e.ChipNotPassedError):
        write_pin_letter(order.id, line, by=ACTOR, at=AT)
    with pytest.raises(errors.OrderUnknownError):
        write_pin_letter(uuid4(), line, by=ACTOR, at=AT)


def test_drawn_pins_are_no_easy_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = iter("111111" + "123456" + "987654" + "121212" + "402915")
    monkeypatch.setattr(secrets, "choice", lambda _: next(digits))
    assert draw_pin() == "402915"


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A print queue: `lp` of this folder keeps what it is given, or refuses while `jammed` lies there."""
    lp = tmp_path / "lp"
    lp.write_text(f'#!/bin/sh\nif [ -e {tmp_path}/jammed ]; then exit 1; fi\necho "$@" > {tmp_path}/told\n'
                  f"cat > {tmp_path}/letter.$$\n")  # fmt: skip
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


def letters(order: Order, **options: Any) -> str:
    out = io.StringIO()
    assert order.batch is not None
    call_command("line", "letters", order.batch.code, reader="a reader", printer="sealed", stdout=out, **options)
    return out.getvalue()


def test_the_line_s_command_writes_prints_and_forgets(
    made: tuple[Order, OneCard], queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, line = made
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or "")
    monkeypatch.setattr("bitaqa.journey.production.management.commands.line.ReaderLine", lambda reader: line)
    serial = Blank.objects.get(order=order).serial
    (queue / "jammed").touch()
    with pytest.raises(CommandError, match="did not take the letter"):
        letters(order)
    assert ChipRecord.objects.get(order=order).pin_letter is not None and len(asked) == 1 and serial in asked[0]
    pin = (line.chip.memory.pin or b"")[:6].decode()
    (queue / "jammed").unlink()
    told = letters(order)  # the letter lay in the vault: the card is not asked for again
    assert len(asked) == 1 and serial in told and pin not in told
    assert (queue / "told").read_text().split() == ["-s", "-d", "sealed", "-"]
    (printed,) = queue.glob("letter.*")
    words = pypdf.PdfReader(printed).pages[0].extract_text().replace(" ", "")
    assert pin in words and (line.chip.memory.pin or b"")[:6] == pin.encode()
    assert letters(order) == "" and len(list(queue.glob("letter.*"))) == 1
    row = ChipRecord.objects.get(order=order)
    assert row.pin_letter is None and row.pin_letter_printed_at is not None


def test_a_machine_without_a_print_queue_says_so(made: tuple[Order, OneCard], monkeypatch: pytest.MonkeyPatch) -> None:
    order, line = made
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    monkeypatch.setattr("bitaqa.journey.production.management.commands.line.ReaderLine", lambda reader: line)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="did not take the letter"):
        letters(order)
    with pytest.raises(CommandError):
        call_command("line", "letters", "NO-BATCH", reader="a reader", printer="sealed")
    assert ChipRecord.objects.get(order=order).pin_letter is not None
