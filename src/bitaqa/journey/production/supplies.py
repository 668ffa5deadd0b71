"""What else a line uses up: ribbon, laminate, print heads. How many days each still lasts at the pace of late.

The country pack says how many cards a unit makes and from how many days on to warn; people count, cards made since are
taken off. Refuses: supplies nobody declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bitaqa.foundation.rules.country import CountryPack

from . import policy
from .errors import SupplyUnknownError
from .models import ChipRecord, SupplyCount

PACE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Supply:
    """One row of `[[production.supplies]]`."""

    code: str
    name_ar: str
    name_fr: str
    cards_per_unit: int
    warn_days: int


@dataclass(frozen=True, slots=True)
class SupplyState:
    """`cards`: how many can still be made; `days` at the pace of the last two weeks, None when nothing was made."""

    supply: Supply
    cards: int
    days: int | None
    counted_at: datetime | None

    @property
    def short(self) -> bool:
        return (
            self.counted_at is None or self.cards <= 0 or (self.days is not None and self.days < self.supply.warn_days)
        )


def supplies_of(pack: CountryPack) -> list[Supply]:
    rows: Sequence[dict[str, Any]] = pack.raw.get("production", {}).get("supplies", ())
    return [Supply(r["code"], r["name_ar"], r["name_fr"], r["cards_per_unit"], r["warn_days"]) for r in rows]


def count_supply(centre: str, code: str, units: Decimal, *, by: str, at: datetime) -> None:
    """Somebody counted. Raises SupplyUnknownError."""
    if code not in {each.code for each in supplies_of(policy.country_pack())}:
        raise SupplyUnknownError(supply=code)
    SupplyCount.objects.create(issuing_centre=centre, supply=code, units=units, counted_by=by, counted_at=at)


def supply_states(centre: str, *, at: datetime) -> list[SupplyState]:
    """One row per declared supply."""
    made = ChipRecord.objects.filter(batch__issuing_centre=centre)
    pace = made.filter(signed_at__gt=at - timedelta(days=PACE_DAYS)).count() / PACE_DAYS
    found = []
    for supply in supplies_of(policy.country_pack()):
        newest = SupplyCount.objects.filter(issuing_centre=centre, supply=supply.code).order_by("-counted_at").first()
        if newest is None:
            found.append(SupplyState(supply, 0, None, None))
            continue
        used = made.filter(signed_at__gt=newest.counted_at).count()
        cards = int(newest.units * supply.cards_per_unit) - used
        found.append(SupplyState(supply, cards, int(cards / pace) if pace and cards > 0 else None, newest.counted_at))
    return found
