"""The state of a card, its document and its application, as the register has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID


def state_of(card: Any) -> str:
    from bitaqa.records.cards.door import cards_by_id

    return str(cards_by_id([card.id])[card.id].state)


def card_of(card: Any) -> Any:
    from bitaqa.records.cards.door import cards_by_id

    return cards_by_id([card.id])[card.id]


def document_state(card: Any) -> str:
    from bitaqa.records.documents.door import documents_by_id

    return str(documents_by_id([card.document])[card.document].state)


def application_state(application: UUID) -> str:
    from bitaqa.records.applications.door import applications_by_id

    return str(applications_by_id([application])[application].state)
