"""Rules of delivery which need no database: how a card gets from where the register last saw it to what was reported.

A station works without network, so the centre learns late and sometimes out of order: a hand-over may come before the
scan that received its box. Steps that must have happened are implied, and told as implied; a report that the card
has already outlived changes nothing. Refuses: a move the table of cards does not allow.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CARD, CardState, DocumentState

S = CardState


class Reason(StrEnum):
    """Why a card is destroyed or stopped; the code goes to the journal, the words to the screen."""

    UNCOLLECTED = "uncollected"
    OLD_CARD = "old_card"
    WRONG_DATA = "wrong_data"
    STOPPED = "stopped"
    DAMAGED = "damaged"
    REPLACED = "replaced"


MAY_BE_IMPLIED: dict[str, tuple[str, ...]] = {
    "receive": ("dispatch",),
    "hand_over": ("dispatch", "receive"),
    "withhold": ("dispatch", "receive"),
    "return": ("dispatch", "receive"),
    "miss": (),
    "take_back": (),
    "destroy": ("dispatch", "receive", "withhold"),
}
"""What must have happened to a card for a report about it to be true, although nobody told the centre."""

OUTLIVED: dict[str, frozenset[CardState]] = {
    "receive": frozenset({S.AT_DELIVERY_POINT, S.HANDED_OVER, S.WITHHELD, S.TAKEN_BACK, S.RETURNED, S.DESTROYED}),
    "miss": frozenset({S.MISSING, S.HANDED_OVER, S.WITHHELD, S.TAKEN_BACK, S.RETURNED, S.DESTROYED}),
    "withhold": frozenset({S.WITHHELD, S.RETURNED, S.DESTROYED}),
    "return": frozenset({S.RETURNED, S.DESTROYED}),
    "take_back": frozenset({S.TAKEN_BACK, S.RETURNED, S.DESTROYED}),
    "destroy": frozenset({S.DESTROYED}),
    "hand_over": frozenset(),
}
"""States in which a report says nothing new: it came late, or twice."""

PHASES = ("dispatch", "miss", "receive", "miss", "receive", "withhold", "hand_over", "take_back", "return", "destroy")
"""The order in which a batch's moves are written: each phase is one statement for all its cards."""


def way_to(state: CardState, move: str) -> tuple[str, ...] | None:
    """The moves that bring a card from `state` through `move`, implied ones first; () when outlived; None if none."""
    if state in OUTLIVED[move]:
        return ()
    goal = CARD.get_move(move)
    seen, queue = {state}, deque([(state, tuple[str, ...]())])
    while queue:
        here, path = queue.popleft()
        if here in goal.sources:
            return (*path, move)
        for name in MAY_BE_IMPLIED[move]:
            step = CARD.get_move(name)
            if here in step.sources and step.target not in seen:
                seen.add(step.target)
                queue.append((step.target, (*path, name)))
    return None


@dataclass
class Track:
    """One card while a batch is planned: its state as planned so far, and how far through the phases it is."""

    card: UUID
    state: CardState
    phase: int = -1
    moves: list[tuple[int, str]] = field(default_factory=list)

    def fits(self, names: tuple[str, ...]) -> list[int] | None:
        """The phases these moves would take, or None when the batch must be written first."""
        here, taken = self.phase, []
        for name in names:
            later = [place for place in range(here + 1, len(PHASES)) if PHASES[place] == name]
            if not later:
                return None
            here = later[0]
            taken.append(here)
        return taken

    def take(self, names: tuple[str, ...], phases: list[int]) -> None:
        for name, place in zip(names, phases, strict=True):
            self.moves.append((place, name))
            self.state = CARD.get_move(name).target
            self.phase = place


_NOT_IN_AN_OPERATOR = re.compile(r"[^A-Za-z0-9_.-]")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,39}")
_KEEPER = re.compile(r"(centre|carrier|station|consignment):[A-Za-z0-9_.:/-]{1,100}")


def operator_code(name: str) -> str:
    """What a station called its operator, as the journal can carry it; a name typed in words becomes a code."""
    return _NOT_IN_AN_OPERATOR.sub("-", name.strip())[:40] or "unknown"


def station_actor(station: UUID, operator: str) -> str:
    return f"station:{station}/{operator_code(operator)}"


def is_code(text: str) -> bool:
    """Whether a bag number, a carrier or a place of handing on can stand in the journal."""
    return _CODE.fullmatch(text) is not None


def keeper_or(text: str, otherwise: str) -> str:
    """The keeper a station wrote when it reads like one, else `otherwise`."""
    return text if _KEEPER.fullmatch(text) else otherwise


GONE = (CardState.DISPATCHED, CardState.MISSING, CardState.WITHHELD, CardState.RETURNED, CardState.DESTROYED)
"""Where a card is when its holder may need another one: on a road it never left, nowhere, or not fit to be given."""


def may_be_replaced(
    card: CardState, document: DocumentState, application: ApplicationState | None, *, destroyed_for: str = ""
) -> bool:
    """Whether a card may be ordered again: its holder still waits for it, and its document never became valid.

    A cancelled document counts only when its card was destroyed as damaged: one with wrong data is corrected, not
    made again. `application` is None for an imported card, which nobody waits for.
    """
    if application is not ApplicationState.APPROVED or card not in GONE:
        return False
    return document is DocumentState.ISSUED or (
        document is DocumentState.CANCELLED and card is CardState.DESTROYED and destroyed_for == Reason.DAMAGED
    )


def uncollected_of(family: Mapping[UUID, ApplicationState]) -> list[UUID]:
    """Which applications of a family end as uncollected when the last card made for it is destroyed unclaimed."""
    return [
        member
        for member, state in family.items()
        if state in (ApplicationState.APPROVED, ApplicationState.UNDER_CORRECTION)
    ]
