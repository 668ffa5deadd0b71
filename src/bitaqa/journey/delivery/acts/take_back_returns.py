"""Returned cards reach the centre: scanned one by one, and the centre keeps them from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CARD, CardState
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.moving import Particulars

from ..applying.applying import empty_consignments
from ..domain import way_to
from ..errors import CardUnknownError, NotReturnableError
from ..models import ReturnOrder
from .scanning import scanned


def take_back_returns(numbers: Sequence[str], *, centre: str, by: str, at: datetime) -> list[CardValue]:
    """The centre takes cards back, whether their station told it already or not; returns them as they are now.

    Raises NothingScannedError, CardUnknownError, NotReturnableError; all or nothing, so that the pile is counted again.
    """
    wanted = scanned(numbers)
    with transaction.atomic():
        found = cards.cards_by_number(wanted)
        unknown = next((number for number in wanted if number not in found), None)
        if unknown is not None:
            raise CardUnknownError(number=unknown)
        pile = [found[number] for number in wanted]
        ways = {card.id: way_to(card.state, "return") for card in pile}
        stuck = [card.number for card in pile if ways[card.id] is None or card.state is CardState.DESTROYED]
        if stuck:
            raise NotReturnableError(numbers=", ".join(stuck[:10]))
        act = new_id()
        told_before = [card for card in pile if card.state is CardState.RETURNED and card.keeper != f"centre:{centre}"]
        for name in ("dispatch", "receive", "return"):
            each = {
                id_: Particulars(by=by, at=at, act=act, columns={"keeper": f"centre:{centre}"})
                for id_, way in ways.items()
                if way and name in way
            }
            implied = {} if name == "return" else {id_: {"implied": True} for id_ in each}
            cards.move(list(each), name, by=by, at=at, act=act, each=each, facts=implied)
        cards.change_keeper([card.id for card in told_before], keeper=f"centre:{centre}")
        record([_received(card, centre, by, at, act) for card in told_before])
        ReturnOrder.objects.filter(card__in=[card.id for card in pile]).delete()
        empty_consignments({card.consignment for card in pile if card.consignment}, by=by, at=at, act=act)
        return list(cards.cards_by_id(card.id for card in pile).values())


def _received(card: CardValue, centre: str, by: str, at: datetime, act: UUID) -> Entry:
    """The card's state does not change; that the centre has it does."""
    return Entry(
        event=CARD.get_move("return").event,
        subject_kind="card",
        subject=card.id,
        acted_at=at,
        actor=by,
        act=act,
        kind=card.kind,
        place=card.place,
        campaign=card.campaign,
        facts={"received_at": centre},
    )
