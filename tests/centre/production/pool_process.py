"""`bitaqa pool` as a process of its own, reached by its input and output alone."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PATIENCE = 300.0
"""Seconds a slow machine may take for a line; nothing is measured by it."""


class PoolProcess:
    """One pool. Lines it told are kept in their order; each answers one question."""

    def __init__(self, centre: str, *, port: int, spool: Path, environment: Mapping[str, str]) -> None:
        self.centre, self.said = centre, list[str]()
        self._asked: set[int] = set()
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        command = [sys.executable, "-m", "bitaqa", "pool", centre, "--spool", str(spool)]
        self._process = subprocess.Popen(
            [*command, "--patience", "5", "--turn", "0.5"],
            env={**os.environ, **environment, "BITAQA_DB_HOST": "127.0.0.1", "BITAQA_DB_PORT": str(port)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def feed(self, *serials: str) -> None:
        assert self._process.stdin is not None
        for serial in serials:
            self._process.stdin.write(f"{serial}\n")
            self._process.stdin.flush()
            self.hears(f"made {serial}")

    def hears(self, beginning: str, holding: str = "") -> str:
        """The first line not asked for before that begins so and holds this word; waits for it."""
        at = 0
        while True:
            if at == len(self.said):
                line = self._lines.get(timeout=PATIENCE)
                assert line is not None, f"{self.centre} ended while waiting for “{beginning}”: {self.said}"
                self.said.append(line)
            told = self.said[at]
            if at not in self._asked and told.startswith(beginning) and (not holding or holding in told.split()):
                self._asked.add(at)
                return told
            at += 1

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._close()

    def end(self) -> int:
        self._process.terminate()
        return self._close()

    def _close(self) -> int:
        """Twice does nothing more."""
        code = self._process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)
