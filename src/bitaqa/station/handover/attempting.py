"""A hand-over under way at a counter: who collects, and what the captures said; kept so that a crash loses nothing.

Only scores are kept, never a template or a picture. The attempt is gone once it ended, whatever came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.matching.decide import HolderDecision, Verified
from bitaqa.foundation.matching.templates import FingerTemplate
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may
from bitaqa.station.fieldpack.door import country, get_card

from .domain import check_may_collect
from .handing import AtCounter, Collector, FoundBy
from .models import Attempt
from .verifying import Compared, compare_captures, decide, reason_of


@dataclass(frozen=True, slots=True)
class AttemptFace:
    """What a screen shows of an attempt. `verified` only for the holder in person; `reason` a code when not."""

    card: UUID
    collector: Collector
    collector_names: str
    found_by: FoundBy
    receipt_shown: bool
    receipt_checked: bool
    compared: Compared
    captured: bool
    verified: bool
    reason: str


@transaction.atomic
def begin_attempt(
    *,
    card: UUID,
    collector: Collector,
    collector_names: str,
    found_by: FoundBy,
    receipt_shown: bool,
    receipt_checked: bool,
    by: Operator,
    at: datetime,
) -> None:
    """Who stands at the counter. Raises CollectorNotAllowedError, CollectorNotNamedError, CardNotDueError."""
    check_may(by, Permission.HAND_OVER)
    due, today = get_card(card=card), local_day(at)
    policy = country().document_type(due.document_type, today)
    check_may_collect(due, policy=policy, collector=collector, collector_names=collector_names, on=today)
    Attempt.objects.update_or_create(
        card=card,
        defaults={
            "collector": collector,
            "collector_names": collector_names.strip()[:120],
            "found_by": found_by,
            "receipt_shown": receipt_shown,
            "receipt_checked": receipt_checked,
            "desk": by.desk,
            "captures": {},
            "recognised_at": None,
            "started_at": at,
            "started_by": by.code,
        },
    )


@transaction.atomic
def keep_captures(
    *, card: UUID, fingers: Sequence[FingerTemplate] = (), portrait: bytes | None = None, by: Operator, at: datetime
) -> None:
    """Compares today's captures and keeps the best scores; a second try never lowers the first."""
    check_may(by, Permission.HAND_OVER)
    row = Attempt.objects.get(card=card)
    found = compare_captures(get_card(card=card), fingers=fingers, portrait=portrait)
    row.captures = {**Compared.of(row.captures).joined(found).to_map(), "captured": True}
    due = get_card(card=card)
    if isinstance(decide(due, Compared.of(row.captures), receipt_checked=row.receipt_checked), Verified):
        row.recognised_at = at
    row.save(update_fields=["captures", "recognised_at"])


@transaction.atomic
def leave_attempt(*, card: UUID, by: Operator) -> None:
    """The person left before anything was decided; nothing is sealed."""
    check_may(by, Permission.HAND_OVER)
    Attempt.objects.filter(card=card).delete()


def find_attempt(card: UUID) -> AttemptFace | None:
    row = Attempt.objects.filter(card=card).first()
    if row is None:
        return None
    compared = Compared.of(row.captures)
    decision: HolderDecision = decide(get_card(card=card), compared, receipt_checked=row.receipt_checked)
    holder = row.collector == "holder"
    return AttemptFace(
        row.card,
        row.collector,  # type: ignore[arg-type]
        row.collector_names,
        row.found_by,  # type: ignore[arg-type]
        row.receipt_shown,
        row.receipt_checked,
        compared,
        bool(row.captures.get("captured")),
        holder and isinstance(decision, Verified),
        reason_of(decision) if holder else "collected_for_another",
    )


def counter_of(attempt: AttemptFace) -> AtCounter:
    """What the attempt already knows, for the act that ends it."""
    return AtCounter(
        receipt_shown=attempt.receipt_shown,
        receipt_checked=attempt.receipt_checked,
        found_by=attempt.found_by,
        collector=attempt.collector,
        collector_names=attempt.collector_names,
        compared=attempt.compared,
    )
