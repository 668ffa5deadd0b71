"""The one place where a card's state changes here: row, act and journal entry, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.day.door import DayFace
from bitaqa.station.desk.door import record_all
from bitaqa.station.fieldpack.door import CardNotDueError, get_card

from .domain import CARD_HERE, HereState
from .errors import CardGoneError, CardNotHereError
from .models import CardAct, CardHere

GONE = frozenset({HereState.HANDED_OVER, HereState.WRONG, HereState.RETURNED, HereState.DESTROYED, HereState.WITHHELD})
_CHANGED = ("state", "keeper", "place", "because", "changed_at", "changed_by")


def state_of(card: UUID) -> HereState:
    """`due` for a card that was not seen yet."""
    found = CardHere.objects.filter(card=card).values_list("state", flat=True).first()
    return HereState(found) if found else HereState.DUE


def find_row(*, number: str = "", card: UUID | None = None) -> CardHere | None:
    rows = CardHere.objects.all()
    return (rows.filter(card=card) if card else rows.filter(document_number=number.strip().upper())).first()


def row_of(due: CardDue, *, at: datetime, by: str, place: str) -> CardHere:
    """The card's row, not yet saved when it is seen for the first time."""
    return rows_of([due], at=at, by=by, place=place)[0]


def rows_of(due: Sequence[CardDue], *, at: datetime, by: str, place: str) -> list[CardHere]:
    """The row of each card, in that order."""
    found = CardHere.objects.in_bulk([each.card for each in due])
    return [found.get(each.card) or _first_seen(each, at, by, place) for each in due]


def _first_seen(due: CardDue, at: datetime, by: str, place: str) -> CardHere:
    return CardHere(
        card=due.card,
        document_number=due.document_number,
        application=due.application,
        consignment=due.consignment,
        visit=due.visit,
        state=HereState.DUE.value,
        place=place,
        changed_at=at,
        changed_by=by,
    )


def row_of_number(number: str, *, at: datetime, by: str, place: str) -> CardHere:
    """The card with that number: of the list, or seen here under an earlier list. Raises CardNotDueError."""
    known = find_row(number=number)
    if known is not None:
        return known
    return row_of(get_card(document_number=number), at=at, by=by, place=place)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move leaves: who did it when and why, and who has the card where."""

    packet: UUID
    at: datetime
    by: str
    keeper: str
    place: str
    because: str = ""
    witness: str = ""


def move_cards(rows: Sequence[CardHere], name: str, moved: Moved, *, day: DayFace | None) -> None:
    """One move of the table for each card, in three statements however many they are; `day` is the day that is open.

    Raises CardNotHereError, CardGoneError; then none is moved.
    """
    move = CARD_HERE.get_move(name)
    facts = {fact: told for fact, told in (("because", moved.because), ("witness", moved.witness)) if told}
    acts = []
    for row in rows:
        check_move(row, name)
        act = CardAct(card=row.card, act=name, was=row.state, became=move.target.value, at=moved.at, by=moved.by)
        act.because, act.witness, act.packet = moved.because, moved.witness, moved.packet
        act.day = day.id if day else None
        acts.append(act)
        row.state, row.keeper, row.place, row.because = move.target.value, moved.keeper, moved.place, moved.because
        row.changed_at, row.changed_by = moved.at, moved.by
    CardHere.objects.bulk_create(rows, update_conflicts=True, unique_fields=["card"], update_fields=_CHANGED)
    CardAct.objects.bulk_create(acts)
    record_all(move.event, [row.card for row in rows], at=moved.at, by=moved.by, facts=facts)


def check_move(row: CardHere, name: str) -> None:
    """Raises CardNotHereError, CardGoneError in words a counter understands."""
    state = HereState(row.state)
    if CARD_HERE.can_move(state, name):
        return
    if state in GONE or name in ("receive", "miss", "destroy"):
        raise CardGoneError(number=row.document_number, state=state.value)
    raise CardNotHereError(number=row.document_number)


__all__ = [
    "CardNotDueError",
    "Moved",
    "check_move",
    "find_row",
    "move_cards",
    "row_of",
    "row_of_number",
    "rows_of",
    "state_of",
]
