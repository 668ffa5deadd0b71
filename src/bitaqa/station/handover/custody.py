"""Keeping cards: found, withheld, returned or destroyed by two; each count is sealed as one packet.

Scanning a card that is already in that state changes nothing.
Refuses: destroying alone, a reason that is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.packet_bodies import CustodyAct, CustodyBody, CustodyEntry, PacketKind
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import Operator, SecondPersonMissingError, check_may, prove_second_person
from bitaqa.station.fieldpack.door import get_visit
from bitaqa.station.outbox.door import Sealed, seal_body

from .domain import (
    CARD_HERE,
    DESTROY_REASONS,
    MISSING_REASONS,
    RETURN_REASONS,
    WITHHOLD_REASONS,
)
from .errors import ReasonUnknownError
from .models import CardHere
from .moving import Moved, check_move, move_cards, row_of_number

Box = Literal["whole", "short", "damaged"]
MOVE_OF = {
    CustodyAct.RECEIVED: "receive",
    CustodyAct.MISSING: "miss",
    CustodyAct.WITHHELD: "withhold",
    CustodyAct.RETURNED: "return",
    CustodyAct.DESTROYED: "destroy",
}
REASONS: dict[CustodyAct, tuple[str, ...]] = {
    CustodyAct.RECEIVED: (),
    CustodyAct.MISSING: MISSING_REASONS,
    CustodyAct.WITHHELD: WITHHOLD_REASONS,
    CustodyAct.RETURNED: RETURN_REASONS,
    CustodyAct.DESTROYED: DESTROY_REASONS,
}
_USUAL = {CustodyAct.MISSING: "not_in_box", CustodyAct.RETURNED: "uncollected"}


@dataclass(frozen=True, slots=True)
class CardScanned:
    """A card after a scan; `changed` False when it was in that state already (nothing is sealed then)."""

    card: UUID
    document_number: str
    state: str
    sequence: int | None
    changed: bool


def scan_card(
    *,
    document_number: str,
    act: CustodyAct,
    by: Operator,
    at: datetime,
    because: str = "",
    witness: str = "",
    witness_pin: str = "",
    keeper: str = "",
) -> CardScanned:
    """One card scanned: received, missing, withheld, returned, or destroyed by two. Seals one custody packet.

    Raises CardNotDueError, CardGoneError, CardNotHereError, ReasonUnknownError, SecondPersonMissingError,
    SignInRefusedError.
    """
    return scan_cards(
        document_numbers=[document_number],
        act=act,
        by=by,
        at=at,
        because=because,
        witness=witness,
        witness_pin=witness_pin,
        keeper=keeper,
    )[0]


def scan_cards(
    *,
    document_numbers: Iterable[str],
    act: CustodyAct,
    by: Operator,
    at: datetime,
    because: str = "",
    witness: str = "",
    witness_pin: str = "",
    keeper: str = "",
) -> list[CardScanned]:
    """Several cards under one act and one packet. Raises what `scan_card` raises; then none is changed."""
    check_may(by, Permission.HAND_OVER)
    because = because or _USUAL.get(act, "")
    if REASONS[act] and because not in REASONS[act]:
        raise ReasonUnknownError(because=because)
    second = ""
    if act is CustodyAct.DESTROYED:
        if not witness:
            raise SecondPersonMissingError()
        second = prove_second_person(code=witness, pin=witness_pin, first=by).code
    return _scan(list(document_numbers), act, by=by, at=at, because=because, second=second, keeper=keeper)


@transaction.atomic
def _scan(
    numbers: list[str], act: CustodyAct, *, by: Operator, at: datetime, because: str, second: str, keeper: str
) -> list[CardScanned]:
    name = MOVE_OF[act]
    target = CARD_HERE.get_move(name).target.value
    rows = [row_of_number(number, at=at, by=by.code, place="") for number in numbers]
    todo = list({row.document_number: row for row in rows if row.state != target}.values())
    for row in todo:
        check_move(row, name)
    sealed: Sealed | None = None
    if todo:
        visit, place = where(todo[0].visit)
        holder = {CustodyAct.MISSING: "", CustodyAct.DESTROYED: ""}.get(act, keeper or by.code)
        entries = [
            entry(row, act, at=at, keeper=holder, because=because if REASONS[act] else "", witness=second)
            for row in todo
        ]
        single = todo[0].consignment if len({row.consignment for row in todo}) == 1 else None
        sealed = seal_count(entries, consignment=single, box=None, visit=visit, place=place, by=by, at=at)
        moved = Moved(sealed.packet, at, by.code, holder, place, because if REASONS[act] else "", second)
        move_cards(todo, name, moved, day=find_open_day())
    changed = {row.card for row in todo}
    return [
        CardScanned(row.card, row.document_number, target, sealed.sequence if sealed else None, row.card in changed)
        for row in rows
    ]


def where(visit: UUID) -> tuple[UUID, str]:
    """The visit of the open day, else the one for which the card was sent."""
    day = find_open_day()
    if day is not None:
        return day.visit, day.place
    return visit, get_visit(visit).place


def entry(
    row: CardHere, act: CustodyAct, *, at: datetime, keeper: str, because: str = "", witness: str = ""
) -> CustodyEntry:
    return CustodyEntry(
        act=act,
        card=row.card,
        document_number=row.document_number,
        at=at,
        keeper=keeper,
        because=because or None,
        witness=witness,
    )


def seal_count(
    entries: list[CustodyEntry],
    *,
    consignment: UUID | None,
    box: Box | None,
    visit: UUID,
    place: str,
    by: Operator,
    at: datetime,
) -> Sealed:
    body = CustodyBody(
        custody=new_id(),
        consignment=consignment,
        visit=visit,
        place=place,
        day=local_day(at),
        operator=by.code,
        box=box,
        entries=tuple(entries),
    )
    return seal_body(kind=PacketKind.CUSTODY, body=body, by=by.code, subject=consignment)
