"""Money as whole centimes with its currency: fees are counted, added and reconciled, never rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import PROGRAM_FAULT, BitaqaError


class CurrenciesDifferError(BitaqaError):
    code = "kernel.currencies_differ"
    sentence = "Amounts in %(one)s and %(other)s cannot be added."
    next_step = PROGRAM_FAULT


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`centimes` of `currency` (ISO 4217); 75 MAD is Money(7500)."""

    centimes: int
    currency: str = "MAD"

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise CurrenciesDifferError(one=self.currency, other=other.currency)
        return Money(self.centimes + other.centimes, self.currency)

    def __str__(self) -> str:
        whole, rest = divmod(self.centimes, 100)
        return f"{whole}.{rest:02d} {self.currency}" if rest else f"{whole} {self.currency}"


def total(amounts: Iterable[Money], currency: str = "MAD") -> Money:
    """The sum of amounts in one currency; zero when there are none. Raises CurrenciesDifferError."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
