"""What tests of production look at: orders of a batch, what each application has, how many queries an act makes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.journey.production import queries
from bitaqa.journey.production.models import Order
from bitaqa.records.cards.models import Card
from bitaqa.records.documents.models import Document


def orders(batch: UUID) -> list[Order]:
    return queries.orders_of_batch(batch)


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def issued_by_application() -> dict[UUID, int]:
    """Every document in force, whoever points to it: how many each application has."""
    rows = Document.objects.filter(state=DocumentState.ISSUED).values_list("application")
    return dict(rows.annotate(many=Count("id")).order_by("application"))


def made_by_application() -> dict[UUID, int]:
    """Every good card that lies somewhere, whoever points to it: how many each application has."""
    rows = Card.objects.filter(state=CardState.MADE).values_list("application")
    return dict(rows.annotate(many=Count("id")).order_by("application"))
