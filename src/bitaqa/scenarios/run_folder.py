"""One folder per run: keys, blobs, the station's disk, logs, and what is needed to open the run again.

`state.json` says whether the run was played to its end. A run that was cut midway is not joined in the middle: the
next one begins afresh in a new folder and a new database, and the old ones are removed: the folders, their databases,
and databases of this home whose folder is gone. Refuses two runs at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from bitaqa.scenarios.errors import NothingToContinueError, RunUnderWayError

STATE = "state.json"


@dataclass
class RunFolder:
    """`folder` holds centre/, station/, logs/ and the state; `state` is what was written last."""

    folder: Path
    state: dict[str, Any]

    @property
    def database(self) -> str:
        return str(self.state["database"])

    @property
    def finished(self) -> bool:
        return bool(self.state.get("finished"))

    def write(self, **changes: Any) -> None:
        """Readable by its owner alone: it holds the demonstration's passwords."""
        self.state |= changes
        fresh = self.folder / f"{STATE}.new"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123
            json.dump(self.state, file, indent=1, default=str)
        fresh.replace(self.folder / STATE)


class Home:
    """The folder under which runs lie, and its lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None

    @property
    def databases(self) -> str:
        """How the names of this home's databases begin: several homes share one local PostgreSQL."""
        return f"bitaqa_play_{hashlib.sha256(str(self.folder).encode()).hexdigest()[:8]}_"

    def lock(self) -> None:
        """One player at a time. Raises RunUnderWayError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "play.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            by = lock.read().strip() or "?"
            lock.close()
            raise RunUnderWayError(pid=by) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def runs(self) -> list[RunFolder]:
        """Oldest first; a folder without a readable state counts as unfinished."""
        found = []
        for folder in sorted(self.folder.glob("run-*")):
            try:
                state = json.loads((folder / STATE).read_text())
            except (OSError, ValueError):
                state = {"database": ""}
            found.append(RunFolder(folder, state))
        return found

    def last_finished(self) -> RunFolder:
        """Raises NothingToContinueError."""
        finished = [run for run in self.runs() if run.finished]
        if not finished:
            raise NothingToContinueError()
        return finished[-1]

    def new_run(self, **state: Any) -> RunFolder:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        name = f"{stamp}-{secrets.token_hex(2)}"
        folder = self.folder / f"run-{name}"
        folder.mkdir(parents=True, mode=0o700)
        run = RunFolder(folder, {"database": self.databases + name.replace("-", "_"), "finished": False, **state})
        run.write()
        return run

    def remove(self, run: RunFolder) -> None:
        shutil.rmtree(run.folder, ignore_errors=True)
