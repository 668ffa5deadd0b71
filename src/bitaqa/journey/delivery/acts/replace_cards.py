"""A card that will never reach its holder is ordered again: lost on the road, destroyed as damaged, returned damaged.

Its document is cancelled, so it can never become valid, and the card is marked wherever it is: if it turns up it is
withheld and destroyed by two. Production takes the event and orders another one. Doing it twice changes nothing: the
database keeps one replacement per card. Refuses: a card that is not gone, whose holder no longer waits, or whose data
are wrong (that is a correction).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import REPLACED, CardValue
from bitaqa.records.documents import door as documents

from ..domain import Reason, may_be_replaced
from ..errors import CardUnknownError, NotReplaceableError
from ..models import DestroyedCard, Replacement
from .scanning import scanned

LOST = "lost_on_road"
ON_THE_ROAD = (CardState.DISPATCHED, CardState.MISSING)


def order_cards_again(numbers: Sequence[str], *, by: str, at: datetime) -> list[CardValue]:
    """An officer orders cards again; returns those ordered now, without those that were before.

    Raises NothingScannedError, CardUnknownError, NotReplaceableError; all or nothing.
    """
    wanted = scanned(numbers)
    with transaction.atomic():
        found = cards.cards_by_number(wanted)
        unknown = next((number for number in wanted if number not in found), None)
        if unknown is not None:
            raise CardUnknownError(number=unknown)
        fit = {card.id for card in replaceable(found.values())}
        stuck = [c.number for c in found.values() if c.id not in fit and c.stopped != REPLACED]
        if stuck:
            raise NotReplaceableError(numbers=", ".join(stuck[:10]))
        new = replace_cards([card.id for card in found.values()], by=by, at=at)
        return list(cards.cards_by_id(new).values())


def replaceable(held: Iterable[CardValue]) -> list[CardValue]:
    """Those that may be ordered again and were not yet. Three round trips whatever their number."""
    chosen = [card for card in held if card.stopped != REPLACED and card.application]
    files = applications.applications_by_id(card.application for card in chosen if card.application)
    papers = documents.documents_by_id(card.document for card in chosen)
    reasons = dict(DestroyedCard.objects.filter(card__in=[c.id for c in chosen]).values_list("card", "reason"))
    return [
        card
        for card in chosen
        if may_be_replaced(
            card.state,
            papers[card.document].state,
            files[card.application].state if card.application else None,
            destroyed_for=reasons.get(card.id, ""),
        )
    ]


def replace_cards(ids: Sequence[UUID], *, by: str, at: datetime, act: UUID | None = None) -> list[UUID]:
    """Orders again those that may be, and returns them; the others are passed over. Inside a transaction.

    A hand-over told meanwhile undoes it all (RowsNotMovedError). Fixed round trips whatever the number of cards.
    """
    fit = {card.id: card for card in replaceable(cards.cards_by_id(ids).values())}
    why = {id_: LOST if card.state in ON_THE_ROAD else Reason.DAMAGED.value for id_, card in fit.items()}
    new = _keep(why, by=by, at=at)
    if not new:
        return []
    gesture, chosen = act or new_id(), [fit[id_] for id_ in new]
    lost = [card.id for card in chosen if card.state is CardState.DISPATCHED]
    cards.move(lost, "miss", by=by, at=at, act=gesture, because=LOST)
    papers = documents.documents_by_id(card.document for card in chosen)
    living = [paper.id for paper in papers.values() if paper.state is DocumentState.ISSUED]
    documents.move(living, "cancel", by=by, at=at, act=gesture, because=REPLACED)
    cards.stop_cards(new, because=REPLACED)
    record(
        [
            Entry(
                event="card.to_be_replaced",
                subject_kind="card",
                subject=card.id,
                acted_at=at,
                actor=by,
                act=gesture,
                because=why[card.id],
                kind=card.kind,
                place=card.place,
                campaign=card.campaign,
                facts={"application": card.application, "document": card.document},
            )
            for card in chosen
        ]
    )
    return new


def _keep(why: dict[UUID, str], *, by: str, at: datetime) -> list[UUID]:
    """One row per card; of two clicks at once the second waits for the first, and finds nothing left to do."""
    if not why:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Replacement._meta.db_table} (card, because, by, at) "  # noqa: S608 - a name, no value
            "SELECT card, because, %s, %s FROM unnest(%s::uuid[], %s::text[]) AS given(card, because) ORDER BY card "
            "ON CONFLICT (card) DO NOTHING RETURNING card",
            [by, at, list(why), list(why.values())],
        )
        return [card for (card,) in cursor.fetchall()]
