"""Cards are destroyed by two people: one proposes with the cards in hand, another confirms what they saw.

Old cards taken back, cards nobody collected, cards withheld (a death, wrong data, damage). Spoiled blanks are
production's. An uncollected card that is destroyed ends its application; its document never becomes valid. One
destroyed as damaged before it reached its holder is ordered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.documents import door as documents
from bitaqa.records.moving import Particulars
from bitaqa.records.persons.door import take_number_positions

from ..domain import Reason, uncollected_of
from ..errors import DestructionUnknownError, NotDestroyableError, SecondPersonNeededError
from ..models import DestroyedCard, Destruction
from .replace_cards import replace_cards
from .scanning import scanned

DESTROYABLE = (CardState.RETURNED, CardState.TAKEN_BACK, CardState.WITHHELD)


def propose_destruction(numbers: Sequence[str], *, where: str, by: str, at: datetime, because: str = "") -> Destruction:
    """The first person scans the cards. Raises NothingScannedError, NotDestroyableError naming those not here."""
    wanted = scanned(numbers)
    with transaction.atomic():
        found = cards.cards_by_number(wanted)
        proposed = set(DestroyedCard.objects.filter(number__in=wanted).values_list("number", flat=True))
        wrong = [n for n in wanted if n not in found or n in proposed or not _is_here(found[n])]
        if wrong:
            raise NotDestroyableError(numbers=", ".join(wrong[:10]))
        papers = documents.documents_by_id(found[number].document for number in wanted)
        row = Destruction.objects.create(
            code=f"D-{take_number_positions('destruction', 1) + 1:06d}", where=where, first=by, first_at=at
        )
        DestroyedCard.objects.bulk_create(
            DestroyedCard(
                destruction=row,
                card=found[number].id,
                number=number,
                reason=reason_of(found[number], papers[found[number].document].state, told=because),
            )
            for number in wanted
        )
        return row


def confirm_destruction(destruction: UUID, *, by: str, at: datetime) -> Destruction:
    """The second person confirms: the cards are destroyed. Raises DestructionUnknownError, SecondPersonNeededError.

    Fixed round trips whatever the number of cards; a card that moved meanwhile undoes it all (RowsNotMovedError).
    """
    with transaction.atomic():
        row = Destruction.objects.select_for_update().filter(pk=destruction, second=None).first()
        if row is None:
            raise DestructionUnknownError()
        if row.first == by:
            raise SecondPersonNeededError()
        row.second, row.second_at = by, at
        row.save(update_fields=["second", "second_at"])
        lines = {line.card: line for line in DestroyedCard.objects.filter(destruction=row)}
        act = new_id()
        each = {id_: Particulars(by=by, at=at, act=act, because=line.reason) for id_, line in lines.items()}
        witness = {id_: {"witness": row.first, "destruction": row.code} for id_ in lines}
        cards.move(list(lines), "destroy", by=by, at=at, act=act, facts=witness, each=each)
        _end_documents(list(cards.cards_by_id(lines).values()), lines, each, by=by, at=at, act=act)
        return row


def withdraw_destruction(destruction: UUID) -> None:
    """A proposal not yet confirmed is taken back: the cards are still there. Raises DestructionUnknownError."""
    deleted, _ = Destruction.objects.filter(pk=destruction, second=None).delete()
    if not deleted:
        raise DestructionUnknownError()


def reason_of(card: CardValue, document: DocumentState, *, told: str = "") -> str:
    """Why a card is destroyed: it was ordered again, or what was told, else what its document and its mark say."""
    if card.stopped == cards.REPLACED:
        return Reason.REPLACED.value
    if told:
        return told
    if document not in (DocumentState.ISSUED, DocumentState.CANCELLED):
        return Reason.OLD_CARD.value
    if card.stopped == cards.DAMAGED:
        return Reason.DAMAGED.value
    if card.stopped:
        return Reason.STOPPED.value
    return Reason.UNCOLLECTED.value if document is DocumentState.ISSUED else Reason.WRONG_DATA.value


def _is_here(card: CardValue) -> bool:
    return card.state in DESTROYABLE and card.keeper.startswith("centre:")


def _end_documents(
    gone: Sequence[CardValue],
    lines: dict[UUID, DestroyedCard],
    each: dict[UUID, Particulars],
    *,
    by: str,
    at: datetime,
    act: UUID,
) -> None:
    """Documents that never became valid are cancelled; nobody's application waits for an uncollected card any more,
    and whoever waits for one that was damaged gets another."""
    of_documents = {card.document: each[card.id] for card in gone if lines[card.id].reason != Reason.OLD_CARD}
    documents.move(list(of_documents), "cancel", by=by, at=at, act=act, each=of_documents, strict=False)
    left = [
        c.application
        for c in gone
        if c.application and lines[c.id].reason == Reason.UNCOLLECTED and c.stopped != cards.REPLACED
    ]
    families = applications.families_of(left)
    ended = sorted({member for family in families.values() for member in uncollected_of(family)})
    applications.move(ended, "leave_uncollected", by=by, at=at, act=act, strict=False)
    damaged = [card.id for card in gone if lines[card.id].reason == Reason.DAMAGED]
    if damaged:
        replace_cards(damaged, by=by, at=at, act=act)
