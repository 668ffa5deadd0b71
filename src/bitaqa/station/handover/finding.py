"""Finding a card: by its number, by receipt (number or QR code, checked offline), by name in either script, by finger.

A lost receipt never blocks: the list, the name and the finger lead to the same card. A receipt that another station
signed is checked against the keys in the field pack; a forged one is said to be so, and the person is still served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from bitaqa.foundation.matching.compare import compared_fingers
from bitaqa.foundation.matching.templates import FingerTemplate, decode_template
from bitaqa.foundation.packet.message_errors import ReceiptError
from bitaqa.foundation.packet.receipt import Receipt, check_receipt_number, read_receipt
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.fieldpack.door import CardNotDueError, cards_due, get_card, receipt_verifiers, station_name
from bitaqa.ui.formats import day_text

from .domain import HereState, in_order_of_service
from .engines import FINGERS
from .errors import GenuineReceiptNotDueError
from .models import CardHere, HandOver
from .verifying import body_on_list

QR_PREFIX = "BTQ1:"


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card of the list, or one seen here that the list no longer names (`due` None), with its place and keeper."""

    card: UUID
    document_number: str
    state: HereState
    keeper: str
    place: str
    because: str
    due: CardDue | None

    @property
    def needed_by(self) -> date | None:
        return self.due.needed_by if self.due else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scan or a typed text was: the card it leads to, how, and whether a station's signature vouches for it."""

    card: CardFound
    found_by: str
    receipt_checked: bool = False


def cards_here(*, q: str = "", visit: UUID | None = None, states: Sequence[HereState] = ()) -> tuple[CardFound, ...]:
    """Cards due or at hand in the order of service; `q` is a part of a name or a number."""
    rows = {row.card: row for row in CardHere.objects.all()}
    found = [_found(due, rows.get(due.card)) for due in in_order_of_service(cards_due(q=q, visit=visit))]
    listed = {one.card for one in found}
    number = q.strip().upper()
    if visit is None:
        found += [
            _found(None, row)
            for row in rows.values()
            if row.card not in listed and (number in row.document_number if number else not _listed(row.card))
        ]
    return tuple(one for one in found if not states or one.state in states)


def get_card_here(card: UUID) -> CardFound:
    """Raises CardNotDueError."""
    row = CardHere.objects.filter(card=card).first()
    try:
        return _found(get_card(card=card), row)
    except CardNotDueError:
        if row is None:
            raise
        return _found(None, row)


def read_scan(text: str) -> Reading:
    """The card that a scan leads to: a receipt's QR code, a receipt number, or a document number.

    Raises CardNotDueError; GenuineReceiptNotDueError for a station's own receipt of a card that is not on this list;
    ReceiptError and its kin for a QR code that is damaged, foreign or forged.
    """
    text = text.strip("\r\n\t")
    if text.startswith(QR_PREFIX):
        receipt = read_receipt(text, receipt_verifiers())
        try:
            due = get_card(application=receipt.application)
        except CardNotDueError:
            raise _genuine(receipt) from None
        return Reading(get_card_here(due.card), "receipt", True)
    try:
        number = check_receipt_number(text)
    except ReceiptError:
        pass
    else:
        return Reading(get_card_here(get_card(receipt_number=number).card), "receipt")
    row = CardHere.objects.filter(document_number=text.strip().upper()).first()
    if row is not None:
        return Reading(get_card_here(row.card), "list")
    return Reading(get_card_here(get_card(document_number=text).card), "list")


def _genuine(receipt: Receipt) -> GenuineReceiptNotDueError:
    """Its own words: the holder did deposit a request, there and then; only their card is not here today."""
    return GenuineReceiptNotDueError(
        number=receipt.number,
        station=station_name(receipt.station) or gettext("a station of ours"),
        day=day_text(receipt.deposited_on),
    )


def receipt_vouches(text: str, due: CardDue) -> bool:
    """Whether a QR code signed by a station names this card's application. Raises ReceiptError and its kin."""
    receipt: Receipt = read_receipt(text, receipt_verifiers())
    return receipt.application == due.application


def find_by_finger(
    fingers: Sequence[FingerTemplate], *, visit: UUID | None = None
) -> tuple[tuple[CardFound, float], ...]:
    """Cards at the station whose templates agree with a finger of today, best first; often none, at most five."""
    found = []
    for card in cards_here(visit=visit, states=(HereState.AT_STATION,)):
        if card.due is None:
            continue
        kept = [decode_template(data) for data in body_on_list(card.due).fingers.values()]
        results = compared_fingers(FINGERS, fingers, kept)
        best = max((r.score for r in results), default=0.0)
        if best >= FINGERS.thresholds.one_finger:
            found.append((card, best))
    return tuple(sorted(found, key=lambda pair: -pair[1])[:5])


def attempts_of(card: UUID) -> tuple[HandOver, ...]:
    return tuple(HandOver.objects.filter(card=card).order_by("at", "sequence"))


def _found(due: CardDue | None, row: CardHere | None) -> CardFound:
    if row is not None:
        return CardFound(row.card, row.document_number, HereState(row.state), row.keeper, row.place, row.because, due)
    assert due is not None  # noqa: S101 - one of the two is given
    return CardFound(due.card, due.document_number, HereState.DUE, "", "", "", due)


def _listed(card: UUID) -> bool:
    try:
        get_card(card=card)
    except CardNotDueError:
        return False
    return True
