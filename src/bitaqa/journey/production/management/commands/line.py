"""`bitaqa line write|read|export|report|letters|specimen|readers`: chips at the line (docs/how-to/drive-a-line.md).

`write` asks for the blanks of a batch one by one on a PC/SC reader, writes and reads back each; `read` only reads, for
cards a bureau wrote; `export` makes the bureau's sealed file, `report` takes its answer; `specimen` lays the simulated
chip of a demonstration's card into a file for a station's simulated reader. Refuses: batches not made yet, cards
written before, a simulated reader wherever the line writes real chips. One card that fails does not stop the others:
it is named, and rejected at the bench.
"""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.clock import now
from bitaqa.foundation.icao.chip.pcsc import readers
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import SealingKey, Verifier

from ...acts.give_pins import print_pin_letter, write_pin_letter
from ...acts.make_chips import line_policy, write_chip
from ...acts.specimen_chips import specimen_chip
from ...acts.work_with_bureau import export_batch, read_chip, take_report
from ...chips.drivers import ChipDriver, ReaderLine, SimulatedLine
from ...chips.policy import Line
from ...errors import BatchUnknownError, KeyFileUnreadableError, SimulatedLineRefusedError
from ...models import Batch, Blank, ChipRecord
from ...pin_errors import PrinterRefusedError

BY = "worker:line"
"""The terminal at the line has no account behind it; the shift's sheet names its people."""


class Command(BaseCommand):
    help = (
        "write · read: cards of a batch on a reader · export · report: a bureau's line · letters: PIN letters · "
        "specimen: the chip of a demonstration's card as a file · readers: what is plugged in"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["write", "read", "export", "report", "letters", "specimen", "readers"])
        parser.add_argument("batch", nargs="?", default="", help="code of the batch (specimen: number of the document)")
        parser.add_argument("--reader", default="", help="name of the PC/SC reader; `simulated` for a demonstration")
        parser.add_argument("--bureau", type=Path, help="file with the bureau's public key, in hexadecimal")
        parser.add_argument("--printer", default="", help="queue the PIN letters go to, by `lp`")
        parser.add_argument(
            "--file", type=Path, help="the machine file (export), the report (report) or the chip (specimen)"
        )

    def handle(self, *args: Any, verb: str, batch: str, **options: Any) -> None:
        if verb == "readers":
            for name in readers():
                self.stdout.write(name)
            return
        try:
            if verb == "specimen":
                options["file"].write_bytes(specimen_chip(batch))
                self.stdout.write(f"{options['file']}: a chip for a simulated reader")
                return
            row = Batch.objects.filter(code=batch).first()
            if row is None:
                raise BatchUnknownError()
            if verb in ("write", "read"):
                self._cards(row, verb, options["reader"])
            elif verb == "letters":
                self._letters(row, options["reader"], options["printer"])
            elif verb == "export":
                made = export_batch(row.id, bureau=SealingKey(_key(options["bureau"])), by=BY, at=now())
                options["file"].write_bytes(made)
                self.stdout.write(f"{options['file']}: {len(made)} bytes, sealed to the bureau")
            else:
                content = options["file"].read_bytes()
                told = take_report(row.id, content, bureau=Verifier(_key(options["bureau"])), by=BY, at=now())
                self.stdout.write(f"written: {told[0]}, failed: {told[1]}")
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step % error.facts}") from error

    def _cards(self, batch: Batch, verb: str, reader: str) -> None:
        line = _driver(reader)
        waiting = ["exported"] if verb == "read" else ["signed"]
        rows = ChipRecord.objects.filter(batch=batch, state__in=waiting).order_by("order__page")
        serials = dict(Blank.objects.filter(batch=batch, order__isnull=False).values_list("order_id", "serial"))
        act = read_chip if verb == "read" else write_chip
        for record in rows:
            if reader != "simulated":
                input(f"blank {serials[record.order_id]} on the reader, then Enter: ")
            done = act(record.order_id, line, by=BY, at=now())
            self.stdout.write(f"{serials[record.order_id]}  {done.state}  {done.fault or done.chip}")

    def _letters(self, batch: Batch, reader: str, printer: str) -> None:
        """Each card on the reader gets its PIN; its letter goes from the vault to the printer and nowhere else."""
        rows = ChipRecord.objects.filter(batch=batch, state="read_back", pin_letter_printed_at=None)
        serials = dict(Blank.objects.filter(batch=batch, order__isnull=False).values_list("order_id", "serial"))
        for record in rows.order_by("order__page"):
            if record.pin_letter is None:
                input(f"blank {serials[record.order_id]} on the reader, then Enter: ")
                write_pin_letter(record.order_id, ReaderLine(reader), by=BY, at=now())
            print_pin_letter(record.order_id, lambda letter: _print(letter, printer), by=BY, at=now())
            self.stdout.write(f"{serials[record.order_id]}  letter printed")


def _driver(reader: str) -> ChipDriver:
    """A simulated reader answers for no card of a line that writes real ones. Raises SimulatedLineRefusedError."""
    if reader != "simulated":
        return ReaderLine(reader)
    if line_policy().line is not Line.SIMULATED:  # in production there is no other: `line_policy` refuses it
        raise SimulatedLineRefusedError()
    return SimulatedLine()


def _print(letter: bytes, printer: str) -> None:
    """Through a pipe: the letter touches no disk of ours. Raises PrinterRefusedError."""
    try:
        done = subprocess.run(["lp", "-s", "-d", printer, "-"], input=letter, capture_output=True, check=False)
    except OSError:
        raise PrinterRefusedError(printer=printer) from None
    if done.returncode:
        raise PrinterRefusedError(printer=printer)


def _key(file: Path | None) -> bytes:
    """Raises KeyFileUnreadableError."""
    try:
        return bytes.fromhex(file.read_text().strip()) if file is not None else b""
    except (OSError, ValueError):
        raise KeyFileUnreadableError(name=file.name if file else "") from None
