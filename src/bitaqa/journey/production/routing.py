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

    def ready_on(self, today: date, *, urgent: bool = False) -> date:
        return today + timedelta(days=self.days(urgent=urgent))


@dataclass
class Router:
    """Sends orders one after the other, each seeing the load of those before it."""

    loads: Mapping[str, CentreLoad]
    worth_days: int
    today: date
    sent_away: int = field(default=0)

    def send(self, home: str, *, needed_by: date | None) -> str:
        """The centre's code for an order that belongs to `home`."""
        chosen = self._choice(home, needed_by)
        load = self.loads[chosen]
        load.ahead += 1
        load.urgent += needed_by is not None
        self.sent_away += chosen != home
        return chosen

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
