"""The one way into the journal for other rooms.

Write: `record` inside the transaction of the act, `looks` once per response that showed people, `erase_personal`.
Wire: `bind`, `END`. Read: `entries`, `get_entry`, `has_looked`, `count_subjects`, `count_latest`, `count_lives`,
`position`.
"""

from __future__ import annotations

from .dispatch import END, End, NextDoor, Wiring, bind, bound, unbound_events
from .entry import Entry, is_code
from .lives import Life, count_lives
from .played_clock import find_declared_instant, keep_declared_instant
from .queries import RecordedEntry, count_latest, count_subjects, entries, get_entry, has_looked, position, waiting
from .tree import sequence_committed
from .writing import erase_personal, looks, record

__all__ = [
    "END",
    "End",
    "Entry",
    "Life",
    "NextDoor",
    "RecordedEntry",
    "Wiring",
    "bind",
    "bound",
    "count_latest",
    "count_lives",
    "count_subjects",
    "entries",
    "erase_personal",
    "find_declared_instant",
    "get_entry",
    "has_looked",
    "is_code",
    "keep_declared_instant",
    "looks",
    "position",
    "record",
    "sequence_committed",
    "unbound_events",
    "waiting",
]
