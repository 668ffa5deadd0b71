"""Several desks at work at once: people are taken in turn, each desk in its own thread, the first error stops all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from bitaqa.scenarios.station_client import Desk

T = TypeVar("T")


def serve_everyone(
    desks: Sequence[Desk], people: Iterable[T], serve: Callable[[Desk, T], None], *, done: Callable[[], None]
) -> None:
    """Calls `serve(desk, person)` for everyone; `done()` after each. Raises the first error of any desk."""
    waiting: Iterator[T] = iter(list(people))
    lock, stop, faults = threading.Lock(), threading.Event(), list[BaseException]()

    def work(desk: Desk) -> None:
        while not stop.is_set():
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            try:
                serve(desk, one)
            except BaseException as fault:
                faults.append(fault)
                stop.set()
                return
            with lock:
                done()

    threads = [
        threading.Thread(target=work, args=(desk,), name=f"desk-{n}", daemon=True) for n, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(timeout=0.5)
    finally:
        stop.set()
    if faults:
        raise faults[0]
