"""Ends programs whose parent died: the one thing the campaign player cannot do itself.

Started with a bare interpreter (`python -I -S keeper.py`), it reads `+ pid` and `- pid` lines; when its input ends
without `done`, the parent was killed, and every process group still listed is ended (SIGTERM, then SIGKILL).
A pid is remembered with its start time, so that a number used again is never touched.
"""

from __future__ import annotations

import os
import signal
import sys
import time

PATIENCE = 10.0


def started_at(pid: int) -> str:
    """Field 22 of /proc/<pid>/stat: together with the pid it names one process; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - the bare interpreter starts faster without pathlib
            return stat.read().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    kept: dict[int, str] = {}
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "done":
            return
        if word == "+":
            kept[int(number)] = started_at(int(number))
        elif word == "-":
            kept.pop(int(number), None)
    end_all(kept)


def end_all(kept: dict[int, str]) -> None:
    """SIGTERM to each group, SIGKILL to those that have not ended after `PATIENCE` seconds."""
    for sign, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, 1.0)):
        until = time.monotonic() + patience
        for pid in alive(kept):
            try:
                os.killpg(pid, sign)
            except ProcessLookupError:
                continue
        while alive(kept) and time.monotonic() < until:
            time.sleep(0.05)


def alive(kept: dict[int, str]) -> list[int]:
    return [pid for pid, began in kept.items() if began and started_at(pid) == began]


if __name__ == "__main__":
    main()
