"""How much memory a run uses: proportional set size (PSS) of every process of it, so that shared pages count once.

The kernel walks every page to answer that: two gibibytes cost a third of a second. Resident size, which costs nothing
and is never less, says when it is worth asking.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

EVERY_SECONDS = 2.0
GROWN_BYTES = 48 << 20
"""So much more resident than when shares were last asked for: ask again."""
AT_LEAST_EVERY = 15
"""Samples: shares change too (a page written to after a fork), if slowly."""


def children_by_parent() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        found.setdefault(int(after[1]), []).append(int(stat.parent.name))
    return found


def tree(roots: list[int]) -> set[int]:
    """The processes and everything they started."""
    by_parent, found, left = children_by_parent(), set[int](), list(roots)
    while left:
        pid = left.pop()
        if pid and pid not in found:
            found.add(pid)
            left += by_parent.get(pid, [])
    return found


def pss_bytes(pid: int) -> int:
    """0 when the process is gone or is not ours to look at (then its resident size is taken where it can be read)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def resident_bytes(pid: int) -> int:
    """Pages in memory, those shared with others counted whole; 0 when the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def postgres_pids(socket_folder: str) -> list[int]:
    """The server started for this run's cluster: it is nobody's child, so it is found by its lock file."""
    try:
        lines = next(Path(socket_folder).glob(".s.PGSQL.*.lock")).read_text().splitlines()
        return [int(lines[0])]
    except (OSError, StopIteration, ValueError, IndexError):
        return []


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of its children that have ended; 0.0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def cpu_of_tree(root: int) -> float:
    return sum(map(cpu_seconds, tree([root])))


class MemoryWatch:
    """Samples in the background; `peak` in bytes."""

    def __init__(self, roots: list[int]) -> None:
        self.roots, self.peak = roots, 0
        self._resident, self._since = 0, AT_LEAST_EVERY
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> int:
        self._stop.set()
        self._thread.join(timeout=5)
        self.sample()
        return self.peak

    def sample(self) -> int:
        """Asks for the shares of every process now; answers their sum."""
        pids = tree(self.roots)
        self._resident, self._since = sum(map(resident_bytes, pids)), 0
        now = sum(map(pss_bytes, pids))
        self.peak = max(self.peak, now)
        return now

    def sample_if_grown(self) -> None:
        """Asks for shares when there may be a new peak. A fall is followed down, so that the next rise is seen."""
        resident = sum(map(resident_bytes, tree(self.roots)))
        self._since += 1
        if self._since >= AT_LEAST_EVERY or resident > self._resident + GROWN_BYTES:
            self.sample()
        else:
            self._resident = min(self._resident, resident)

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self.sample_if_grown()
