"""Counts tries before anything is looked up, in sliding windows; what counts stands in `domain.wait_before`.

A known and an unknown receipt are counted alike, so being slowed down says nothing about a receipt. Two tries at once
from one address, or for one receipt, wait for each other: parallel guesses do not share a free place.
Refuses: a try before its wait is over.
"""

from __future__ import annotations

import ipaddress
import math
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .domain import RECEIPT_WINDOW, Attempt, wait_before
from .errors import AskedTooOftenError
from .models import TrackingAttempt

_SWEPT_AT_ONCE = 50


def digest(kind: str, text: str) -> bytes:
    """16 bytes that say whether two texts are the same, to nobody without the program's secret."""
    return salted_hmac(f"bitaqa.tracking.{kind}", text, algorithm="sha256").digest()[:16]


def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, an IPv6 /64 (a household or telephone gets a whole one)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def begin_try(*, address: str, receipt: str) -> UUID:
    """Counts one try as a mistake until `forgive_try`. Raises AskedTooOftenError. Four round trips, always."""
    now = timezone.now()
    mine, asked = digest("address", network_of(address)), digest("receipt", receipt)
    with transaction.atomic():
        with connection.cursor() as cursor:
            locks = sorted(int.from_bytes(key[:8], "big", signed=True) for key in (mine, asked))
            cursor.execute("SELECT pg_advisory_xact_lock(%s), pg_advisory_xact_lock(%s)", locks)
        rows = TrackingAttempt.objects.filter(Q(address=mine) | Q(receipt=asked), at__gt=now - RECEIPT_WINDOW)
        attempts = [
            Attempt(at, bytes(row_address) == mine, bytes(row_receipt) == asked, failed)
            for at, row_address, row_receipt, failed in rows.values_list("at", "address", "receipt", "failed")
        ]
        wait = wait_before(attempts, now)
        if wait is not None:
            raise AskedTooOftenError(seconds=max(1, math.ceil(wait.total_seconds())))
        old = TrackingAttempt.objects.filter(at__lt=now - 2 * RECEIPT_WINDOW).values("id")[:_SWEPT_AT_ONCE]
        TrackingAttempt.objects.filter(id__in=old).delete()
        return TrackingAttempt.objects.create(address=mine, receipt=asked, at=now).id


def forgive_try(attempt: UUID) -> None:
    """The answer was found: the try was no mistake."""
    TrackingAttempt.objects.filter(pk=attempt).update(failed=False)
