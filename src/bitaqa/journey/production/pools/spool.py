"""What a pool did, on its own disk: every line is durable before the next act, so that a kill forgets nothing.

One folder per pool; one file per batch, a line of JSON per act: `taken`, `begun`, `made`, `heard`, `lost`, `done`. A
card that was begun and not made is in doubt after a kill: a person looks at it. The faces of a batch lie beside its
acts for the machine, for this program's user alone, until the batch is done. Refuses nothing: a line that was not
written whole is an act that did not happen.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ..acts.take_batches import TakenBatch


@dataclass(slots=True)
class HeldBatch:
    """A batch as the pool believes it: what it made, what of that the register heard, what is lost."""

    batch: TakenBatch
    until: datetime
    """By the pool's own clock; after that it makes nothing."""
    begun: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    done: bool = False

    @property
    def unsaid(self) -> list[str]:
        """Made, and nobody said yet whether they count."""
        return [serial for serial in self.made if serial not in self.heard and serial not in self.lost]

    @property
    def doubtful(self) -> list[str]:
        """Begun before a kill, and perhaps made."""
        return sorted(self.begun - set(self.made))

    @property
    def left(self) -> list[str]:
        """Blanks still to be fed, in the order of their pages."""
        return [serial for serial in self.batch.pages if serial not in self.begun]


class Spool:
    """The pool's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def faces(self, batch: TakenBatch) -> Path:
        """Where the faces of a batch lie for the machine."""
        return self._folder / f"{batch.code}.pdf"

    def take(self, batch: TakenBatch, faces: bytes) -> HeldBatch:
        """Keeps what the register gave; taken again, what was made before stays made."""
        path = self.faces(batch)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(faces)
        known = self._read(batch.id)
        pages = {**known.batch.pages, **batch.pages} if known is not None else batch.pages
        self._tell(batch.id, "taken", code=batch.code, token=batch.token, until=batch.until.isoformat(), pages=pages)
        return self._read(batch.id) or HeldBatch(batch, batch.until)

    def tell(self, held: HeldBatch, act: str, serials: Iterable[str] = ()) -> None:
        """Durable when it returns; the belief in memory changes with it."""
        names = list(serials)
        self._tell(held.batch.id, act, serials=names)
        _apply(held, act, names)
        if held.done:
            self.faces(held.batch).unlink(missing_ok=True)

    def open_batches(self) -> list[HeldBatch]:
        """Those not done, as they were left: the first thing a pool reads."""
        found = (self._read(UUID(path.stem)) for path in sorted(self._folder.glob("*.acts")))
        return [held for held in found if held is not None and not held.done]

    def _tell(self, batch: UUID, act: str, **more: Any) -> None:
        with (self._folder / f"{batch}.acts").open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")  # a kill cut the last line short: it stands alone
            file.write(json.dumps({"act": act, **more}).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _read(self, batch: UUID) -> HeldBatch | None:
        path = self._folder / f"{batch}.acts"
        held: HeldBatch | None = None
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
            try:
                told = json.loads(line)
            except ValueError:
                continue  # the line a kill cut short
            if told["act"] == "taken":
                until = datetime.fromisoformat(told["until"])
                taken = TakenBatch(batch, told["code"], told["token"], until, told["pages"])
                held = HeldBatch(taken, until) if held is None else _taken_again(held, taken)
            elif held is not None:
                _apply(held, told["act"], told["serials"])
        return held


def _taken_again(held: HeldBatch, taken: TakenBatch) -> HeldBatch:
    held.batch, held.until, held.done = taken, taken.until, False
    return held


def _apply(held: HeldBatch, act: str, serials: list[str]) -> None:
    if act == "begun":
        held.begun.update(serials)
    elif act == "made":
        held.made += [serial for serial in serials if serial not in held.made]
    elif act == "heard":
        held.heard.update(serials)
    elif act == "lost":
        held.lost.update(serials)
    elif act == "done":
        held.done = True
