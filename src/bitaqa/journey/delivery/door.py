"""What starts delivery, and its lines on each person's home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bitaqa.backbone.erasing import empty_columns
from bitaqa.backbone.jobs.door import enqueue

from .models import DeliveryItem, DestroyedCard, HandOver, StoppedItem
from .queries import handed_over_share

__all__ = ["erase_files", "handed_over_share", "home", "stop_applications", "take_packets"]


def take_packets(ids: Sequence[UUID]) -> None:
    """Accepted packets wait here; those about cards (hand-over, custody, wrong card) are worked on in their order."""
    enqueue(DeliveryItem, ids)


def stop_applications(ids: Sequence[UUID]) -> None:
    """Cards of stopped applications wait here to be withheld."""
    enqueue(StoppedItem, ids, again=True)


def erase_files(applications: Sequence[UUID], *, cards: Sequence[UUID] = ()) -> None:
    """Who collected, the score and the old card's number go; that a card was handed over, where and when, stays.

    `cards`: of persons erased altogether; their numbers leave the lists of destroyed cards.
    """
    empty_columns(HandOver.objects.filter(application__in=applications))
    empty_columns(DestroyedCard.objects.filter(card__in=cards))


def home(user: Any) -> Any:
    """What waits in delivery for this person, what went wrong, what is next."""
    from .home import home_of

    return home_of(user)
