"""Which doors follow which event: the wiring table, bound once at start-up by `bitaqa.centre`.

Events go forwards: an act writes its entries, and the dispatcher hands the subjects, grouped by event, to the next
steps' doors in the same transaction. A door called from here only inserts rows into its own work table.
Refuses: an event without a row; `END` says on purpose that nothing follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from bitaqa.foundation.rules.events import EVENTS

from .errors import UnboundEventError, UnknownEventError

NextDoor = Callable[[Sequence[UUID]], object]


class End:
    """Nothing follows this event, on purpose."""

    def __repr__(self) -> str:
        return "END"


END: Final = End()

Wiring = Mapping[str, Sequence[NextDoor] | End]

_table: dict[str, tuple[NextDoor, ...]] = {}


def bind(table: Wiring) -> None:
    """Replaces the wiring table. Raises UnknownEventError for a row no event stands behind."""
    global _table
    for event in table:
        check_event(event)
    _table = {event: () if isinstance(row, End) else tuple(row) for event, row in table.items()}


@contextmanager
def bound(table: Wiring) -> Iterator[None]:
    """The table for the length of a block, the former one afterwards; for tests."""
    global _table
    former = _table
    bind(table)
    try:
        yield
    finally:
        _table = former


def unbound_events() -> list[str]:
    """Known events without a row: empty in a complete program."""
    return sorted(EVENTS.keys() - _table.keys())


def bound_table() -> Wiring:
    """The table as it is bound; an empty row is END."""
    return dict(_table)


def check_event(event: str) -> None:
    """Raises UnknownEventError."""
    if event not in EVENTS:
        raise UnknownEventError(event=event)


def check_bound(events: Iterable[str]) -> None:
    """Raises UnknownEventError, UnboundEventError."""
    for event in events:
        check_event(event)
        if event not in _table:
            raise UnboundEventError(event=event)


def dispatch(subjects_of: Mapping[str, Sequence[UUID]]) -> None:
    """Calls every door bound to each event with all its subjects, once."""
    for event, subjects in subjects_of.items():
        for door in _table[event]:
            door(subjects)
