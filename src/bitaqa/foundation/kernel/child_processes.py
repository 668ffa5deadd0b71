"""A process beside another one, which ends with it: Ctrl-C is the parent's to answer, and a parent that was killed
takes its children with it. For pools started with `spawn`: this is their initializer, or the first thing it does.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def end_with_parent() -> None:
    """Called once, in the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()
