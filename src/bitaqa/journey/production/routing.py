"""Which issuing centre makes an order, when more than one could: policy as data, forecasts as plain arithmetic.

The place of application says where an order belongs (`domain.route`). It goes elsewhere only when a deadline could not
be kept there and can elsewhere, or when the other centre would have it ready so many days earlier as the country pack
calls worth it. A centre without a declared capacity takes whatever belongs to it. Refuses nothing: an order whose
deadline nobody can keep goes where it is ready first, and the floor shows it late.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bitaqa.foundation.rules.country import CountryPack

GRACE = timedelta(days=1)
"""Between made and checked: a promise counts until the card passed the bench."""
SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class DayAhead:
    """What a centre will make on one day, by its declared capacity: urgent orders first."""

    day: date
    urgent: int
    ordinary: int

    @property
    def cards(self) -> int:
        return self.urgent + self.ordinary


@dataclass
class CentreLoad:
    """What a centre has before it; `ahead` counts orders not made yet, `urgent` those among them with a deadline."""

    code: str
    cards_per_day: int | None
    ahead: int = 0
    urgent: int = 0

    def days(self, *, urgent: bool) -> int:
        """Whole days until an order placed now is ready: urgent ones wait behind urgent ones alone."""
        if not self.cards_per_day:
            return 0
        waiting = self.urgent if urgent else self.ahead
        return math.ceil((waiting + 1) / self.cards_per_day)

    def days_ahead(self, today: date, most: int = SHOWN_DAYS) -> list[DayAhead]:
        """The backlog day by day until it is done, `most` days at most; nothing where no capacity is declared."""
        urgent, ordinary = self.urgent, self.ahead - self.urgent
        days: list[DayAhead] = []
        while self.cards_per_day and urgent + ordinary > 0 and len(days) < most:
            first = min(urgent, self.cards_per_day)
            then = min(ordinary, self.cards_per_day - first)
            days.append(DayAhead(today + timedelta(days=len(days) + 1), first, then))
            urgent, ordinary = urgent - first, ordinary - then
        return days

    def ready_on(self, today: date, *, urgent: bool = False) -> date:
        return today + timedelta(days=self.days(urgent=urgent))


@dataclass
class Router:
    """Sends orders one after the other, each seeing the load of those before it."""

    loads: Mapping[str, CentreLoad]
    worth_days: int
    today: date
    sent_away: int = field(default=0)

    def send(self, home: str, *, needed_by: date | None) -> tuple[str, date | None]:
        """The centre's code for an order that belongs to `home`, and the day it promises; None without a capacity."""
        chosen = self._choice(home, needed_by)
        load = self.loads[chosen]
        ready = load.ready_on(self.today, urgent=needed_by is not None) + GRACE if load.cards_per_day else None
        load.ahead += 1
        load.urgent += needed_by is not None
        self.sent_away += chosen != home
        return chosen, ready

    def _choice(self, home: str, needed_by: date | None) -> str:
        urgent, own = needed_by is not None, self.loads[home]
        if own.cards_per_day is None:
            return home
        days = own.days(urgent=urgent)
        others = [load for code, load in sorted(self.loads.items()) if code != home and load.cards_per_day]
        best = min(others, key=lambda load: load.days(urgent=urgent), default=own)
        if needed_by is not None:
            late = self.today + timedelta(days=days) > needed_by
            return best.code if late and best.days(urgent=True) < days else home
        return best.code if days - best.days(urgent=False) >= self.worth_days else home


def router_of(pack: CountryPack, waiting: Mapping[str, tuple[int, int]], today: date) -> Router:
    """`waiting`: by centre, orders not made yet and those among them with a deadline."""
    routing: Mapping[str, Any] = pack.raw["routing"]
    loads = {
        row["code"]: CentreLoad(row["code"], row.get("cards_per_day"), *waiting.get(row["code"], (0, 0)))
        for row in routing["centres"]
    }
    return Router(loads, routing.get("worth_days", 2), today)
