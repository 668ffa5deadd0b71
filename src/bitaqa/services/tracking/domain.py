"""What the public page may say of an application, and how often it may be asked (OWASP ASVS 2.2.1, 11.1.4).

Pure. The page says where a request stands in plain words, nothing that names or describes anybody: a request under
adjudication reads like any other being checked, a death reads as a closed request. Refuses: a birth date known less
exactly than the register knows it (a year alone would be guessed in eighty tries).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CardState, DocumentState


class Phase(StrEnum):
    """What an applicant is told."""

    ON_ITS_WAY_TO_US = "on_its_way_to_us"
    CHECKING = "checking"
    BRING_PAPERS = "bring_papers"
    COME_AGAIN = "come_again"
    MAKING = "making"
    ON_ITS_WAY = "on_its_way"
    WAITING_FOR_YOU = "waiting_for_you"
    ASK_US = "ask_us"
    CORRECTING = "correcting"
    HANDED_OVER = "handed_over"
    REPORTED = "reported"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NEVER_COMPLETED = "never_completed"
    NOT_COLLECTED = "not_collected"
    CLOSED = "closed"


S = ApplicationState
PHASES: Final[dict[ApplicationState, Phase]] = {
    S.DRAFT: Phase.ON_ITS_WAY_TO_US,
    S.SEALED: Phase.ON_ITS_WAY_TO_US,
    S.INCOMPLETE: Phase.BRING_PAPERS,
    S.RECEIVED: Phase.CHECKING,
    S.ADJUDICATION: Phase.CHECKING,
    S.RETURNED: Phase.COME_AGAIN,
    S.REFERRED: Phase.CHECKING,
    S.APPROVED: Phase.MAKING,
    S.UNDER_CORRECTION: Phase.CORRECTING,
    S.FULFILLED: Phase.HANDED_OVER,
    S.REFUSED: Phase.REFUSED,
    S.WITHDRAWN: Phase.WITHDRAWN,
    S.LAPSED: Phase.NEVER_COMPLETED,
    S.UNCOLLECTED: Phase.NOT_COLLECTED,
    S.STOPPED: Phase.CLOSED,
    S.ABANDONED: Phase.CLOSED,
}
"""Every state has its words (tested)."""
del S

_OF_CARDS: Final[dict[CardState, Phase]] = {
    CardState.MADE: Phase.MAKING,
    CardState.SPOILED: Phase.MAKING,
    CardState.PACKED: Phase.ON_ITS_WAY,
    CardState.DISPATCHED: Phase.ON_ITS_WAY,
    CardState.AT_DELIVERY_POINT: Phase.WAITING_FOR_YOU,
    CardState.HANDED_OVER: Phase.HANDED_OVER,
    CardState.TAKEN_BACK: Phase.ASK_US,
    CardState.RETURNED: Phase.ASK_US,
    CardState.WITHHELD: Phase.ASK_US,
    CardState.MISSING: Phase.ASK_US,
    CardState.DESTROYED: Phase.MAKING,
}
DELIVERED_AT_VISIT: Final = frozenset(
    {Phase.CHECKING, Phase.MAKING, Phase.ON_ITS_WAY, Phase.WAITING_FOR_YOU, Phase.CORRECTING}
)
COMPLETED_AT_VISIT: Final = frozenset({Phase.BRING_PAPERS, Phase.COME_AGAIN})


NOT_IN_FORCE: Final = frozenset({DocumentState.SUSPENDED, DocumentState.LOST, DocumentState.STOLEN})
"""A document reported lost or stolen since it was handed over: whoever finds it must not use it."""


def phase_of(
    state: ApplicationState,
    card: CardState | None,
    *,
    signed_file: bool = False,
    document: DocumentState | None = None,
) -> Phase:
    """The words for a request; while its card is made or travels, the latest card says where it is.

    `document`: the state of what was handed over, once it was.

    `signed_file`: the document is a signed file, which nobody carries to a visit; once made it can be asked for.
    """
    if state is ApplicationState.FULFILLED and document in NOT_IN_FORCE:
        return Phase.REPORTED
    if signed_file and state is ApplicationState.FULFILLED:
        return Phase.SIGNED
    if state is ApplicationState.APPROVED and card is not None:
        return _OF_CARDS[card]
    return PHASES[state]


def birth_is_known(registered: PartialDate, given: PartialDate) -> bool:
    """Whether the date given agrees with the register's and says at least as much."""
    says_enough = (registered.month is None or given.month is not None) and (
        registered.day is None or given.day is not None
    )
    return says_enough and registered.may_equal(given)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier try: by this address or not, for this receipt or not, and whether it failed."""

    at: datetime
    same_address: bool
    same_receipt: bool
    failed: bool


ADDRESS_WINDOW: Final = timedelta(minutes=10)
ADDRESS_TRIES: Final = 30
PAIR_WINDOW: Final = timedelta(hours=1)
PAIR_MISTAKES: Final = 5
RECEIPT_WINDOW: Final = timedelta(hours=24)
RECEIPT_MISTAKES: Final = 20


def wait_before(attempts: Sequence[Attempt], now: datetime) -> timedelta | None:
    """How long this address must wait before it may ask for this receipt; None: now.

    30 tries of any kind in ten minutes per address; 5 mistakes an hour for one receipt from one address; past 20
    mistakes a day for one receipt from anywhere, an address that was wrong about it waits for the day to pass. One
    that never was is still heard: a stranger's guesses do not lock out the holder.
    """
    mine = [a.at for a in attempts if a.same_address and now - a.at < ADDRESS_WINDOW]
    pair = [a.at for a in attempts if a.same_address and a.same_receipt and a.failed and now - a.at < PAIR_WINDOW]
    receipt = [a for a in attempts if a.same_receipt and a.failed and now - a.at < RECEIPT_WINDOW]
    own = [a.at for a in receipt if a.same_address]
    waits = []
    if len(mine) >= ADDRESS_TRIES:
        waits.append(sorted(mine)[-ADDRESS_TRIES] + ADDRESS_WINDOW - now)
    if len(pair) >= PAIR_MISTAKES:
        waits.append(sorted(pair)[-PAIR_MISTAKES] + PAIR_WINDOW - now)
    if len(receipt) >= RECEIPT_MISTAKES and own:
        waits.append(max(own) + RECEIPT_WINDOW - now)
    return max(waits) if waits else None
