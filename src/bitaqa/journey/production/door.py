"""The one way into production: what starts it, what it tells the rooms after it, and its lines on each person's home.

Events: `take_applications`, `take_cards_to_replace`, `stop_applications` only insert into work tables. Delivery:
`boxes_waiting`, `boxes`, `boxes_by_id`, `seal_box`; frozen values. Accounts: `issuing_centre_scopes` for roles limited
to a centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Value, When

from bitaqa.backbone.erasing import empty_columns, word_of_row
from bitaqa.backbone.jobs.door import enqueue
from bitaqa.backbone.vault.door import destroy_owner_keys

from .acts.pack_cards import seal_box
from .certificates.token import read_certificate
from .chips.loads import destroy_loads
from .domain import IssuingCentre, issuing_centres
from .errors import CertificateUnreadableError
from .models import Certificate, Order, OrderItem, Rejection, ReplaceItem, StopItem
from .policy import centre_id, country_pack
from .queries import (
    BoxValue,
    batch_codes,
    boxes,
    boxes_by_id,
    boxes_waiting,
    certificate_pdf,
    certificates_among,
    document_type_names,
)

__all__ = [
    "BoxValue",
    "CertificateUnreadableError",
    "IssuingCentre",
    "backlog_of",
    "batch_codes",
    "boxes",
    "boxes_by_id",
    "boxes_waiting",
    "certificate_pdf",
    "certificates_among",
    "document_type_names",
    "erase_files",
    "home",
    "issuing_centre_scopes",
    "read_certificate",
    "seal_box",
    "stop_applications",
    "take_applications",
    "take_cards_to_replace",
]


BACKLOG_STEPS = {
    "waiting": ("queued", "assigned"),
    "in_work": ("in_batch", "personalised", "rejected"),
    "made": ("passed",),
    "packed": ("packed",),
}


def backlog_of(campaign: UUID) -> dict[str, int]:
    """A campaign's orders by step of the work; cancelled ones are in none. One round trip."""
    rows = Order.objects.filter(campaign=campaign).values_list("state").annotate(n=Count("id"))
    counted = dict(rows)
    return {step: sum(counted.get(state, 0) for state in states) for step, states in BACKLOG_STEPS.items()}


def erase_files(applications: Sequence[UUID], *, by: str) -> None:
    """Machine-readable lines, numbers and remarks go, with the print files of their batches; orders and counts stay."""
    orders = Order.objects.filter(application__in=applications)
    batches = {batch for batch in orders.values_list("batch", flat=True) if batch is not None}
    empty_columns(Rejection.objects.filter(order__application__in=applications))
    empty_columns(Certificate.objects.filter(application__in=applications))
    empty_columns(orders, {"number": Case(When(number="", then=Value("")), default=word_of_row(20))})
    destroy_owner_keys(sorted(batches), by=by, because="retention_ended")
    destroy_loads(sorted(batches), by=by)


def take_applications(ids: Sequence[UUID]) -> None:
    """Approved applications wait here for their order or their certificate."""
    enqueue(OrderItem, ids, again=True)


def take_cards_to_replace(ids: Sequence[UUID]) -> None:
    """Cards that will never reach their holders wait here to be ordered again."""
    enqueue(ReplaceItem, ids)


def stop_applications(ids: Sequence[UUID]) -> None:
    """Orders of stopped applications wait here to be cancelled."""
    enqueue(StopItem, ids, again=True)


def issuing_centre_scopes(language: str) -> list[tuple[UUID, str]]:
    """The issuing centres that a role can be limited to, with their names."""
    names = ((c, c.name_ar if language.startswith("ar") else c.name_fr) for c in issuing_centres(country_pack()))
    return [(centre_id(centre.code), name) for centre, name in names]


def home(user: Any) -> Any:
    """What waits in production for this person, what went wrong, and today's figures."""
    from .home import home_of

    return home_of(user)
