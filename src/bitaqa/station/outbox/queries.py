"""What the outbox holds, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min

from .domain import PacketState
from .models import DataUse, Link, Packet


@dataclass(frozen=True, slots=True)
class OutboxState:
    """Packets by state, what waits longest, what is in trouble, when the centre was last heard."""

    by_state: dict[str, int]
    waiting: int
    in_trouble: int
    last_try_at: datetime | None
    last_ok_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class PacketFace:
    packet: UUID
    kind: str
    epoch: int
    sequence: int
    size: int
    sealed_at: datetime
    state: str
    trouble: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class SealedBetween:
    """Packets sealed in a span: how many, the first and last sequence (None when there is none)."""

    count: int
    first: int | None
    last: int | None


def outbox_state() -> OutboxState:
    counts = dict(Packet.objects.values_list("state").annotate(Count("id")))
    link = Link.objects.filter(pk=1).first()
    return OutboxState(
        {state.value: counts.get(state.value, 0) for state in PacketState},
        counts.get(PacketState.SEALED.value, 0),
        Packet.objects.exclude(trouble="").filter(state=PacketState.SEALED.value).count()
        + counts.get(PacketState.QUARANTINED.value, 0),
        link.last_try_at if link else None,
        link.last_ok_at if link else None,
        link.trouble if link else "",
    )


def packets_kept(limit: int = 500) -> tuple[PacketFace, ...]:
    """Packets whose bytes are still here, newest first."""
    rows = Packet.objects.filter(deleted_at=None).order_by("-epoch", "-sequence")[:limit]
    return tuple(_face(row) for row in rows)


def _face(r: Packet) -> PacketFace:
    return PacketFace(r.id, r.kind, r.epoch, r.sequence, r.size, r.sealed_at, r.state, r.trouble, r.reason, r.attempts)


def packets_sealed(*, since: datetime, until: datetime) -> SealedBetween:
    """Packets sealed in [since, until] by the station's clock: for the day report."""
    found = Packet.objects.filter(sealed_at__gte=since, sealed_at__lte=until).aggregate(
        n=Count("id"), first=Min("sequence"), last=Max("sequence")
    )
    return SealedBetween(found["n"], found["first"], found["last"])


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """Bytes sent and received today, and the daily budget."""

    sent: int
    budget: int


def packets_over_budget(limit: int = 5) -> tuple[PacketFace, ...]:
    """Packets that wait and are larger than a whole day's budget, oldest first: they leave by no line as it stands."""
    rows = Packet.objects.filter(state=PacketState.SEALED.value, size__gt=settings.BITAQA_DATA_BUDGET)
    return tuple(_face(row) for row in rows.order_by("epoch", "sequence")[:limit])


def budget_use(day: date) -> BudgetUse:
    used = DataUse.objects.filter(day=day).values_list("sent", flat=True).first() or 0
    return BudgetUse(used, settings.BITAQA_DATA_BUDGET)


def decided_until(at: datetime, packets: Iterable[UUID]) -> set[UUID]:
    """Those of the packets on which the centre had decided by then."""
    return set(Packet.objects.filter(id__in=packets, decided_at__lte=at).values_list("id", flat=True))


def state_of(packet: UUID) -> str:
    return str(Packet.objects.values_list("state", flat=True).get(id=packet))
