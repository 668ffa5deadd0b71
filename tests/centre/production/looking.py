"""What tests of production look at: the orders of a batch, and how many queries an act makes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.journey.production import queries
from bitaqa.journey.production.models import Order


def orders(batch: UUID) -> list[Order]:
    return queries.orders_of_batch(batch)


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)
