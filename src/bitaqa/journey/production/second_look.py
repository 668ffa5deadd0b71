"""Which cards two officers look at before they pass: policy as data, no database.

`[production.second_look]` of the country pack names kinds of order (application kinds, and `again` for cards made
again) and a share of all others. The share is drawn from the order and its attempt, the same at every look, so that
nobody at the bench chooses which card needs a second person. A share of nothing needs none, of one or more needs all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from bitaqa.foundation.rules.country import CountryPack

AGAIN: Final = "again"
"""Names cards made again: after a rejection, or in place of one that was lost before its holder had it."""
_WHOLE: Final = 2**64


@dataclass(frozen=True, slots=True)
class SecondLookRule:
    share: float = 0.0
    kinds: frozenset[str] = frozenset()

    def needs(self, order: UUID, attempt: int, *, kind: str, again: bool) -> bool:
        """Whether this card passes by two people only."""
        if kind in self.kinds or (again and AGAIN in self.kinds):
            return True
        drawn = hashlib.sha256(order.bytes + attempt.to_bytes(4, "big")).digest()[:8]
        return int.from_bytes(drawn, "big") < self.share * _WHOLE


def second_look_rule(pack: CountryPack) -> SecondLookRule:
    given: Mapping[str, Any] = pack.raw.get("production", {}).get("second_look", {})
    return SecondLookRule(float(given.get("share", 0.0)), frozenset(given.get("kinds", ())))
