"""The register as a pool reaches it: three questions, each answered within some seconds or not at all.

A network that is cut says nothing, so every question has an end: a session without an answer is broken off, and the
pool goes on with what it holds. On the register's side a session that falls silent in a transaction is ended too, so
that a pool cut off holds no lock. Refuses: waiting.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Timer
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection

from ..acts.lease_batches import confirm_consumed, renew_lease
from ..acts.take_batches import TakenBatch, take_batch
from ..queries import faces_pdf, get_batch
from .errors import RegisterSilentError

SILENCE_ENDS: Final = "-c idle_in_transaction_session_timeout=15000 -c lock_timeout=10000"


class Register:
    """Asked by one pool of one centre, in its name."""

    def __init__(self, centre: str, pool: str, *, patience: float) -> None:
        """`patience`: seconds an answer may take."""
        self._centre, self._pool, self._patience = centre, pool, patience
        self._by = f"worker:pool-{centre}"
        options: dict[str, Any] = connection.settings_dict["OPTIONS"]
        options["connect_timeout"] = max(2, int(patience))
        if SILENCE_ENDS not in options.get("options", ""):
            options["options"] = f"{options.get('options', '')} {SILENCE_ENDS}".strip()
        connection.close()  # the next session begins under these

    def take(self, *, at: datetime) -> tuple[TakenBatch, bytes] | None:
        """A batch and its faces. Raises RegisterSilentError, errors of the vault."""
        with self._answered():
            taken = take_batch(self._centre, pool=self._pool, by=self._by, at=at)
            return (taken, faces_pdf(get_batch(taken.id))) if taken is not None else None

    def renew(self, batch: TakenBatch, *, at: datetime) -> datetime:
        """Raises RegisterSilentError, StaleLeaseError."""
        with self._answered():
            return renew_lease(batch.id, batch.token, at=at)

    def confirm(self, batch: TakenBatch, serials: Sequence[str], *, at: datetime) -> None:
        """Said again it changes nothing. Raises RegisterSilentError, StaleLeaseError, BlanksNotFreeError."""
        with self._answered():
            confirm_consumed(batch.id, batch.token, serials, by=self._by, at=at)

    @contextmanager
    def _answered(self) -> Iterator[None]:
        timer: Timer | None = None
        held: list[int] = []
        try:
            connection.ensure_connection()
            held.append(os.dup(connection.connection.fileno()))
            timer = Timer(self._patience, _break_off, held)
            timer.start()
            yield
        except (OperationalError, InterfaceError) as fact:
            with suppress(OperationalError, InterfaceError):
                connection.close()
            raise RegisterSilentError(centre=self._centre) from fact
        finally:
            if timer is not None:
                timer.cancel()
                timer.join()  # it may be breaking off at this moment: the descriptor is closed after it
            for descriptor in held:
                os.close(descriptor)


def _break_off(descriptor: int) -> None:
    """Whoever waits on this session is told that it ended."""
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as held:
        held.shutdown(socket.SHUT_RDWR)
