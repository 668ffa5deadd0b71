"""Processes beside the station's own, in which pictures are decoded and simulated devices draw.

A picture comes from outside: what a decoder does with it must not touch the process that holds the keys, and while it
works the other desks go on. They hold no key and open no file of the station; they end with their parent, even when
that is killed. A process that dies is started once more; a picture that kills it twice is refused, and said to be.
There are two at most, the second only when the first is busy: reading ten fingers from images takes seconds.

Only a serving station has one (`open_workroom`): commands and tests work in their own process.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.util import Finalize
from typing import ParamSpec, TypeVar

from bitaqa.foundation.kernel.child_processes import end_with_parent

from .errors import PictureRefusedError

Given = ParamSpec("Given")
Made = TypeVar("Made")

logger = logging.getLogger("bitaqa.station.devices")
PROCESSES = 2
LONGEST_SECONDS = 60.0
"""For one picture or one person's ten fingers; a decoder that takes longer is taken for stuck."""


class Workroom:
    """Works for all desks, in the order in which they ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def run(self, work: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """What `work` answers or raises. Raises PictureRefusedError when it kills or blocks the process twice."""
        for again in (True, False):
            pool = self._open()
            try:
                return pool.submit(work, *args, **kwargs).result(timeout=LONGEST_SECONDS)
            except (BrokenProcessPool, TimeoutError) as fault:
                logger.warning("the process for pictures ended: %s", type(fault).__name__)
                self._drop(pool)
                if not again:
                    raise PictureRefusedError() from fault
        raise AssertionError("unreachable")

    def start(self, modules: tuple[str, ...]) -> None:
        """Starts the process and has it read these modules; nobody waits for it."""
        self._open().submit(_make_ready, modules)

    def close(self) -> None:
        """Ends the processes at once: nobody waits for what they do any more."""
        pool = self._pool
        if pool is not None:
            self._drop(pool)

    def _open(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    PROCESSES, multiprocessing.get_context("spawn"), initializer=end_with_parent
                )
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        for process in list((pool._processes or {}).values()):  # a stuck decoder does not listen
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


_workroom: Workroom | None = None


def open_workroom(*modules: str) -> Workroom:
    """Called once by a serving station."""
    global _workroom
    if _workroom is None:
        _workroom = Workroom()
        # A serving process is a child of its server: on its way out it joins its own children before anything else.
        Finalize(None, _workroom.close, exitpriority=10)
    return _workroom


def apart(work: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
    """`work` done in the workroom when there is one. Arguments and answers travel, so both are plain values."""
    if _workroom is None:
        return work(*args, **kwargs)
    return _workroom.run(work, *args, **kwargs)


def _make_ready(modules: tuple[str, ...]) -> None:
    for module in modules:
        importlib.import_module(module)
