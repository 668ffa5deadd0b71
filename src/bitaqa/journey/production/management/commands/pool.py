"""`bitaqa pool CENTRE`: the worker process of one issuing centre that makes cards (docs/how-to/drive-a-line.md).

It takes batches of its centre alone, makes the card of each blank whose serial it reads (a scanner, or the machine's
feeder, one serial a line), and confirms to the register what it consumed. Cut off, it goes on with the batch it holds;
its spool on this machine's disk outlives a kill. Without a printer queue the faces lie in the spool, and who works the
machine prints them. Ends when its input ends and nothing is unsaid, or at SIGTERM.
"""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError

from ...pin_errors import PrinterRefusedError
from ...pools.pool import Pool, Press
from ...pools.register import Register
from ...pools.spool import Spool


class Command(BaseCommand):
    help = "Makes the cards of one issuing centre's batches; serials of blanks come on its input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("centre", help="code of the issuing centre")
        parser.add_argument(
            "--spool", type=Path, required=True, help="folder on this machine that outlives the process"
        )
        parser.add_argument("--name", default="1", help="of this pool, when a centre has several")
        parser.add_argument("--printer", default="", help="queue the faces go to, by `lp`")
        parser.add_argument("--patience", type=float, default=10, help="seconds the register has for an answer")
        parser.add_argument("--turn", type=float, default=2, help="seconds between two words to the register")
        parser.add_argument("--renew", type=float, default=600, help="seconds after which a lease is renewed")

    def handle(self, *args: Any, centre: str, **options: Any) -> None:
        fed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=[fed], daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: fed.put(None))
        try:
            pool = Pool(
                Register(centre, options["name"], patience=options["patience"]),
                Spool(options["spool"]),
                press=_press(options["printer"]),
                clock=now,
                renew_after=timedelta(seconds=options["renew"]),
                tell=self._tell,
            )
            self._work(pool, fed, options["turn"])
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step % error.facts}") from error

    def _work(self, pool: Pool, fed: queue.SimpleQueue[str | None], turn: float) -> None:
        while True:
            pool.turn()
            try:
                serial = fed.get(timeout=turn)
            except queue.Empty:
                continue
            if serial is None:
                pool.turn()
                return
            pool.feed(serial)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _read(fed: queue.SimpleQueue[str | None]) -> None:
    for line in sys.stdin:
        if line.strip():
            fed.put(line.strip().upper())
    fed.put(None)


def _press(printer: str) -> Press:
    return (lambda faces, page: _print(faces, page, printer)) if printer else (lambda faces, page: None)


def _print(faces: Path, page: int, printer: str) -> None:
    """Front and back of one card. Raises PrinterRefusedError."""
    pages = f"{2 * page - 1}-{2 * page}"
    try:
        done = subprocess.run(["lp", "-s", "-d", printer, "-P", pages, str(faces)], capture_output=True, check=False)
    except OSError:
        raise PrinterRefusedError(printer=printer) from None
    if done.returncode:
        raise PrinterRefusedError(printer=printer)
