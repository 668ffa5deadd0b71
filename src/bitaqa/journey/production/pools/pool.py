"""How a pool works: takes a batch, makes a card for each blank it is fed, and says so until it is heard.

While the register is silent it goes on with the batch it holds, until the lease ends by its own clock. When it is
heard again and its token is stale, what it made meanwhile counts for nothing: those cards are named, and a person
counts them as spoiled. Refuses: blanks of another batch, a blank fed twice, making under a lease that ended.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from ..errors import BlanksNotFreeError, StaleLeaseError
from .errors import RegisterSilentError
from .register import Register
from .spool import HeldBatch, Spool

Press = Callable[[Path, int], None]
"""Prints the card at a place of the faces' file onto the blank in the machine."""


class Pool:
    """One process; `tell` gets a line for people at each thing worth knowing."""

    def __init__(
        self,
        register: Register,
        spool: Spool,
        *,
        press: Press,
        clock: Callable[[], datetime],
        renew_after: timedelta,
        tell: Callable[[str], None],
    ) -> None:
        self._register, self._spool, self._press, self._clock = register, spool, press, clock
        self._renew_after, self._tell = renew_after, tell
        self._heard_at = datetime.min.replace(tzinfo=clock().tzinfo)
        self._silent = False
        self.held: HeldBatch | None = next(iter(spool.open_batches()), None)
        if self.held is not None:
            tell(f"found {self.held.batch.code} made {len(self.held.made)} unsaid {len(self.held.unsaid)}")
            if self.held.doubtful:
                tell(f"doubtful {' '.join(self.held.doubtful)}")

    def turn(self) -> None:
        """Says what was not heard, renews the lease, takes a batch when there is none."""
        try:
            if self.held is None:
                self._take()
            else:
                self._speak(self.held)
        except RegisterSilentError:
            if not self._silent:
                self._tell("silent")
            self._silent = True
            return
        if self._silent:
            self._tell("answers again")
        self._silent = False

    def feed(self, serial: str) -> bool:
        """Makes the card of this blank; False when it is none of this batch, fed before, or the lease is over."""
        held = self.held
        if held is None or serial not in held.left:
            self._tell(f"refused {serial}")
            return False
        if self._clock() >= held.until:
            self._tell(f"lease over {held.batch.code}")
            return False
        self._spool.tell(held, "begun", [serial])
        self._press(self._spool.faces(held.batch), held.batch.pages[serial])
        self._spool.tell(held, "made", [serial])
        self._tell(f"made {serial}")
        return True

    def _take(self) -> None:
        found = self._register.take(at=self._clock())
        if found is not None:
            self.held, self._heard_at = self._spool.take(*found), self._clock()
            self._tell(f"holds {self.held.batch.code} cards {len(self.held.left)}")

    def _speak(self, held: HeldBatch) -> None:
        try:
            if held.unsaid:
                self._say(held, held.unsaid)
            elif self._clock() - self._heard_at >= self._renew_after:
                held.until, self._heard_at = self._register.renew(held.batch, at=self._clock()), self._clock()
        except StaleLeaseError:
            self._lose(held, held.unsaid)
            self._finish(held)
            return
        if not held.left and not held.unsaid:
            self._finish(held)

    def _say(self, held: HeldBatch, serials: list[str]) -> None:
        """All at once; when the register knows one of them no more (its order ended), one by one."""
        try:
            self._register.confirm(held.batch, serials, at=self._clock())
        except BlanksNotFreeError:
            if len(serials) == 1:
                self._lose(held, serials)
                return
            for serial in serials:
                self._say(held, [serial])
            return
        self._spool.tell(held, "heard", serials)
        self._heard_at = self._clock()
        self._tell(f"heard {' '.join(serials)}")

    def _lose(self, held: HeldBatch, serials: list[str]) -> None:
        self._spool.tell(held, "lost", serials)
        self._tell(f"lost {held.batch.code} spoiled {' '.join(serials) or '-'}")

    def _finish(self, held: HeldBatch) -> None:
        self._spool.tell(held, "done")
        self._tell(f"done {held.batch.code}")
        self.held = None
