"""The floor in figures: what each issuing centre has waiting, in hand and done, its blanks, its nearest deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day
from bitaqa.foundation.rules.documents import OrderState

from . import policy
from .acts.form_batches import STOCK
from .acts.order_documents import orders_ahead
from .domain import BlankState, IssuingCentre, issuing_centres
from .models import Batch, Blank, Order
from .routing import DayAhead, router_of

WAITING = (OrderState.QUEUED, OrderState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """One issuing centre. Every order it has is in exactly one of the counts of `by_state`."""

    centre: IssuingCentre
    by_state: dict[str, int]
    held: int
    """Assigned orders that wait aside with a problem; counted among the assigned too."""
    blanks: int
    spoiled: int
    batches_open: int
    nearest_deadline: date | None
    few_blanks: bool
    ahead: tuple[DayAhead, ...]
    beyond: int
    """Orders that wait longer than the days of `ahead`."""
    kept: int
    promised: int
    """Cards that passed by the day they were promised for, of all that passed or are late."""
    packed_today: int
    passed_today: int
    ready_on: date
    """When an ordinary order placed now would be made, by the declared capacity."""

    @property
    def orders(self) -> int:
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        return sum(self.by_state[state] for state in WAITING)

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.promised if self.promised else None


def floor_figures(codes: Sequence[str] | None = None) -> list[CentreFigures]:
    """Figures per issuing centre of the country pack; nine round trips."""
    pack, rules = policy.country_pack(), policy.floor_policy()
    today = local_day(now())
    router = router_of(pack, orders_ahead(), today)
    states = {
        (row["issuing_centre"], row["state"]): row["n"]
        for row in Order.objects.values("issuing_centre", "state").annotate(n=Count("id")).order_by("issuing_centre")
    }
    held = _counts(Order.objects.exclude(problem="").filter(state__in=WAITING))
    stock = _counts(Blank.objects.filter(state__in=STOCK, batch=None))
    spoiled = _counts(Blank.objects.filter(state=BlankState.SPOILED))
    unclosed = _counts(Batch.objects.filter(closed_at=None))
    promises = promises_kept(today)
    midnight = datetime.combine(today, time(), PLACE_ZONE)
    packed = _counts(Order.objects.filter(state=OrderState.PACKED, state_at__gte=midnight))
    passed = _counts(Order.objects.filter(passed_at__gte=midnight))
    nearest = dict(
        Order.objects.filter(state__in=WAITING)
        .values("issuing_centre")
        .annotate(day=Min("needed_by"))
        .values_list("issuing_centre", "day")
        .order_by("issuing_centre")
    )
    return [
        CentreFigures(
            centre=centre,
            by_state={state.value: states.get((centre.code, state.value), 0) for state in OrderState},
            held=held.get(centre.code, 0),
            blanks=stock.get(centre.code, 0),
            spoiled=spoiled.get(centre.code, 0),
            batches_open=unclosed.get(centre.code, 0),
            nearest_deadline=nearest.get(centre.code),
            packed_today=packed.get(centre.code, 0),
            passed_today=passed.get(centre.code, 0),
            ready_on=router.loads[centre.code].ready_on(today),
            ahead=(ahead := tuple(router.loads[centre.code].days_ahead(today))),
            beyond=router.loads[centre.code].ahead - sum(day.cards for day in ahead) if ahead else 0,
            kept=promises.get(centre.code, (0, 0))[0],
            promised=promises.get(centre.code, (0, 0))[1],
            few_blanks=stock.get(centre.code, 0) < rules.few_blanks,
        )
        for centre in issuing_centres(pack)
        if codes is None or centre.code in codes
    ]


def promises_kept(today: date) -> dict[str, tuple[int, int]]:
    """By issuing centre: (kept, due). Due are orders that passed, and those not passed whose day is over; an order
    keeps its first promise through every remake. One round trip."""
    rows = (
        Order.objects.exclude(promised_on=None)
        .exclude(state=OrderState.CANCELLED)
        .filter(Q(passed_at__isnull=False) | Q(promised_on__lt=today))
    )
    kept = Q(passed_at__isnull=False) & Q(promised_on__gte=TruncDate("passed_at", tzinfo=PLACE_ZONE))
    counted = rows.values("issuing_centre").annotate(kept=Count("pk", filter=kept), due=Count("pk"))
    return {row["issuing_centre"]: (row["kept"], row["due"]) for row in counted.order_by("issuing_centre")}


def _counts(rows: object) -> dict[str, int]:
    counted = rows.values("issuing_centre").annotate(n=Count("pk")).order_by("issuing_centre")  # type: ignore[attr-defined]
    return {row["issuing_centre"]: row["n"] for row in counted}
