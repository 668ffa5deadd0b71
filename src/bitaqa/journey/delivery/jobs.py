"""Delivery's steps: packets about cards, cards of the dead, cards whose days of waiting are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, work_batch
from bitaqa.foundation.kernel.errors import BitaqaError

from .acts.call_back import call_back_overdue
from .acts.stop_cards import stop_cards
from .applying import apply_packets
from .models import DeliveryItem, StoppedItem

BATCH = 200


@step("delivery", every_seconds=5, alone=True)
def deliver() -> int:
    """Applies up to one batch of accepted packets; alone, so that a station's chain is followed in its order."""
    return work_batch(DeliveryItem, BATCH, _deliver)


def _deliver(ids: Sequence[UUID]) -> Mapping[UUID, BitaqaError]:
    return apply_packets(ids, at=now())


@step("delivery-stop", every_seconds=5)
def stop() -> int:
    """Marks and withholds the cards of stopped applications."""
    return work_batch(StoppedItem, BATCH, lambda ids: stop_cards(ids, by="worker:delivery-stop", at=now()))


@step("delivery-overdue", every_seconds=1800, alone=True)
def call_back() -> int:
    """Calls back cards nobody collected in time; answers 0 when none is newly overdue, so the step comes to rest."""
    return call_back_overdue(by="worker:delivery-overdue", at=now())
