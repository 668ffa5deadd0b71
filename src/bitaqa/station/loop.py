"""The background loop of a running station: a round with the centre every few seconds, while the keys are unlocked.

A thread of the serving process, so that one unlocking opens both. A station that is locked or not provisioned waits
quietly. No fault ends it: it is written to the log and the next round comes.
"""

from __future__ import annotations

import logging
import os
import threading

from django.db import connections

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.station import keys

logger = logging.getLogger("bitaqa.station.sync")

UNTIL_FIRST_PACK_SECONDS = 5.0
"""However seldom a station is set to send, it asks for its first field pack: nobody can sign in before."""
EVERY_SECONDS = float(os.environ.get("BITAQA_SYNC_SECONDS", "5"))


class SyncLoop:
    """Started once per process by `start_loop`; `stop` waits for the round under way."""

    def __init__(self, every: float = EVERY_SECONDS) -> None:
        self._every = every
        self._held_pack = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=40)

    def _run(self) -> None:
        while not self._stop.wait(self._every if self._held_pack else min(self._every, UNTIL_FIRST_PACK_SECONDS)):
            try:
                self._once()
            except BitaqaError as known:
                logger.info("no round: %s", known.code)
            except Exception:
                logger.exception("a round failed")
            finally:
                connections.close_all()

    def _once(self) -> None:
        from bitaqa.station.fieldpack.door import find_pack
        from bitaqa.station.outbox.door import run_round

        if keys.is_locked():
            return
        tidy_after_start()
        run_round()
        self._held_pack = self._held_pack or find_pack() is not None


_tidied = threading.Event()


def tidy_after_start() -> None:
    """Once per process, as soon as the keys are unlocked: what a crash left is resolved before the first round."""
    if _tidied.is_set():
        return
    from bitaqa.station.enrolment.door import sweep_draft_files
    from bitaqa.station.outbox.door import sweep_orphans

    sweep_orphans()
    sweep_draft_files()
    _tidied.set()


def start_loop() -> SyncLoop:
    loop = SyncLoop()
    loop.start()
    return loop
