"""What the last scan at this desk proved, kept in the operator's session: a receipt that a station of ours signed.

It stands on the server and for one card, so that nothing in an address or a form can say that a receipt was checked.
The next scan replaces it; it is gone when the person leaves the counter.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from ..finding import Reading

_KEPT: Final = "handover_receipt_checked"


def keep_reading(request: HttpRequest, reading: Reading | None) -> None:
    """Remembers the card whose receipt was checked; a reading that proves nothing forgets the one before."""
    if reading is not None and reading.receipt_checked:
        request.session[_KEPT] = str(reading.card.card)
    else:
        request.session.pop(_KEPT, None)


def receipt_was_checked(request: HttpRequest, card: UUID) -> bool:
    """Whether the last scan of this session was this card's receipt, and its signature held."""
    return bool(request.session.get(_KEPT) == str(card))
