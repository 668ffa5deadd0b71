"""A server loads its code once and keeps it: the collector of cycles need not walk through it again and again.

Python's own thresholds suit short scripts. A program that serves for days meets a collection every 700 new objects,
and now and then one of everything it ever loaded (models, networks, compiled loops), while every request waits.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 20
"""New objects before a collection; younger collections before one of the older."""


def spare_the_collector() -> None:
    """Called once, when a program has loaded what it serves with: that is left out of every later collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
