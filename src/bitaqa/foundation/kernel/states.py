"""State as a table: one `Move` per allowed change, one `StateTable` per aggregate.

Screens, actions, the database's CheckConstraints, the diagrams in the docs and the tests all read the same rows.
Refuses: a move that is not a row, a role that may not make it, a table with an unreachable state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final, Generic, TypeVar

from .errors import PROGRAM_FAULT, BitaqaError

S = TypeVar("S", bound=StrEnum)

AGGREGATES: Final = {
    "application": "the application",
    "bulletin": "the bulletin",
    "campaign": "the campaign",
    "card": "the card",
    "consignment": "the consignment",
    "document": "the document",
    "order": "the order",
    "packet": "the packet",
    "role grant": "the granted role",
    "ticket": "the ticket",
    "visit": "the visit",
}
"""What each state table is about, as an error names it (msgids); a test holds it against the tables."""


class MoveNotAllowedError(BitaqaError):
    code = "kernel.move_not_allowed"
    sentence = "This step is not possible in the present state (%(aggregate)s)."
    next_step = "Reload the page: someone may have acted on it a moment ago."
    words: ClassVar = {"aggregate": AGGREGATES}


class UnknownMoveError(BitaqaError):
    code = "kernel.unknown_move"
    sentence = "The %(aggregate)s knows no move called “%(move)s”."
    next_step = PROGRAM_FAULT


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One allowed change: `name` (a verb), from any of `sources` to `target`, by one of `roles`, told as `event`.

    `needs` names the fields which must be given with the move (who, when, why); empty when nothing is needed.
    """

    name: str
    sources: frozenset[S]
    target: S
    roles: frozenset[str]
    event: str
    needs: tuple[str, ...] = ()


def move(
    name: str, sources: S | Iterable[S], target: S, *, by: str | Iterable[str], event: str, needs: Iterable[str] = ()
) -> Move[S]:
    """A readable row: `move("approve", State.SCREENING, State.APPROVED, by="screening",
    event="application.approved")`."""
    froms: frozenset[S] = frozenset([sources]) if isinstance(sources, StrEnum) else frozenset(sources)
    roles = frozenset([by]) if isinstance(by, str) else frozenset(by)
    return Move(name, froms, target, roles, event, tuple(needs))


@dataclass(frozen=True)
class StateTable(Generic[S]):
    """The life of one aggregate: its first state, its final states and every allowed move."""

    aggregate: str
    states: type[S]
    initial: S
    final: frozenset[S]
    moves: tuple[Move[S], ...]
    born: str = ""
    """The event told when the aggregate comes into being."""
    _by_name: Mapping[str, Move[S]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {m.name: m for m in self.moves}
        if len(by_name) != len(self.moves):
            raise ValueError(f"{self.aggregate}: two moves share a name")
        reached = {self.initial} | {m.target for m in self.moves}
        left = {s for m in self.moves for s in m.sources}
        if lost := set(self.states) - reached:
            raise ValueError(f"{self.aggregate}: nothing leads to {sorted(lost)}")
        if stuck := set(self.states) - left - self.final:
            raise ValueError(f"{self.aggregate}: nothing leads out of {sorted(stuck)}, and they are not final")
        if wrong := left & self.final:
            raise ValueError(f"{self.aggregate}: {sorted(wrong)} are final, yet a move leaves them")
        object.__setattr__(self, "_by_name", by_name)

    def get_move(self, name: str) -> Move[S]:
        """The row called `name`. Raises UnknownMoveError."""
        found = self._by_name.get(name)
        if found is None:
            raise UnknownMoveError(aggregate=self.aggregate, move=name)
        return found

    def can_move(self, state: S, name: str) -> bool:
        return state in self.get_move(name).sources

    def check_can_move(self, state: S, name: str) -> Move[S]:
        """The row, or MoveNotAllowedError when `state` is none of its sources."""
        row = self.get_move(name)
        if state not in row.sources:
            raise MoveNotAllowedError(aggregate=self.aggregate, state=str(state), move=name)
        return row

    def moves_from(self, state: S) -> tuple[Move[S], ...]:
        return tuple(m for m in self.moves if state in m.sources)

    def events(self) -> frozenset[str]:
        told = {m.event for m in self.moves}
        return frozenset(told | {self.born} if self.born else told)

    def mermaid(self) -> str:
        """A Mermaid state diagram of the table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for m in self.moves:
            lines += [f"    {source} --> {m.target}: {m.name}" for source in sorted(m.sources)]
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines)
