"""The one place where a card's state changes here: row, act and journal entry, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import record
from bitaqa.station.fieldpack.door import CardNotDueError, get_card

from .domain import CARD_HERE, HereState
from .errors import CardGoneError, CardNotHereError
from .models import CardAct, CardHere

GONE = frozenset({HereState.HANDED_OVER, HereState.WRONG, HereState.RETURNED, HereState.DESTROYED, HereState.WITHHELD})


def state_of(card: UUID) -> HereState:
    """`due` for a card that was not seen yet."""
    found = CardHere.objects.filter(card=card).values_list("state", flat=True).first()
    return HereState(found) if found else HereState.DUE


def find_row(*, number: str = "", card: UUID | None = None) -> CardHere | None:
    rows = CardHere.objects.all()
    return (rows.filter(card=card) if card else rows.filter(document_number=number.strip().upper())).first()


def row_of(due: CardDue, *, at: datetime, by: str, place: str) -> CardHere:
    """The card's row, not yet saved when it is seen for the first time."""
    found = CardHere.objects.filter(card=due.card).first()
    return found or CardHere(
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


def move_card(
    row: CardHere,
    name: str,
    *,
    packet: UUID,
    at: datetime,
    by: str,
    keeper: str,
    place: str,
    because: str = "",
    witness: str = "",
) -> None:
    """One move of the table. Raises CardNotHereError, CardGoneError."""
    was = HereState(row.state)
    check_move(row, name)
    target = CARD_HERE.get_move(name).target
    day = find_open_day()
    row.state, row.keeper, row.place, row.because = target.value, keeper, place, because
    row.changed_at, row.changed_by = at, by
    row.save()
    CardAct.objects.create(
        card=row.card,
        act=name,
        was=was.value,
        became=target.value,
        day=day.id if day else None,
        at=at,
        by=by,
        because=because,
        witness=witness,
        packet=packet,
    )
    facts = {"because": because} if because else {}
    if witness:
        facts["witness"] = witness
    record(CARD_HERE.get_move(name).event, at=at, by=by, subject=row.card, facts=facts)


def check_move(row: CardHere, name: str) -> None:
    """Raises CardNotHereError, CardGoneError in words a counter understands."""
    state = HereState(row.state)
    if CARD_HERE.can_move(state, name):
        return
    if state in GONE or name in ("receive", "miss", "destroy"):
        raise CardGoneError(number=row.document_number, state=state.value)
    raise CardNotHereError(number=row.document_number)


__all__ = ["CardNotDueError", "check_move", "find_row", "move_card", "row_of", "row_of_number", "state_of"]
