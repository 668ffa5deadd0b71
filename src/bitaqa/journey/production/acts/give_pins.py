"""PINs by sealed letter, which nobody of the staff sees; those a holder types at a counter are `allow_pins`.

A letter's PIN is drawn at the line, put onto the locked chip through the issuer's channel, and set into a letter that
lies in the vault under a key of its own. Printing hands the letter to a printer, once, and destroys that key: no
screen, file, log or journal entry ever holds the PIN.
Refuses: chips that did not pass, a second letter, a letter printed before.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import blob_store, chip_keys, destroy_owner_keys
from bitaqa.foundation.icao.chip.apdu import ChipLink
from bitaqa.foundation.icao.chip.issuer_session import reset_pin
from bitaqa.foundation.icao.chip.profile import is_easy_pin
from bitaqa.foundation.kernel.ids import new_id, seeded_id
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.persons import door as persons

from ..chips.drivers import ChipDriver
from ..errors import OrderUnknownError
from ..models import Blank, ChipRecord, Order
from ..pin_errors import ChipNotPassedError, PinLetterGivenError, PinLetterGoneError
from ..sheets import pin_letter_pdf

FILE: Final = "letter.pdf"
DIGITS: Final = 6


def owner_of(chip: UUID) -> UUID:
    """Whose key seals a letter: one of its own."""
    return seeded_id(b"pin-letter/" + chip.bytes)


def draw_pin() -> str:
    """Six digits nobody guesses first."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        if not is_easy_pin(pin):
            return pin


def write_pin_letter(order: UUID, driver: ChipDriver, *, by: str, at: datetime) -> None:
    """Gives the chip of a card that passed its reading a drawn PIN, and seals the letter that tells it.

    Raises OrderUnknownError, ChipNotPassedError, PinLetterGivenError, ChipError.
    """
    row = _order(order)
    serial = Blank.objects.get(order=order, attempt=row.attempt).serial
    with transaction.atomic():
        chip = _chip(row)
        if chip.pin_letter is not None or chip.pin_letter_printed_at is not None:
            raise PinLetterGivenError()
        pin = draw_pin()
        letter = pin_letter_pdf(persons.persons_by_id([row.person])[row.person], row.number, pin, at=at)
        chip.pin_letter = blob_store().put_many([(owner_of(chip.id), {FILE: letter})])[0].id
        chip.save(update_fields=["pin_letter"])
        _tell("card.pin_set", row, by=by, at=at)
        with driver.blank(serial) as link:
            _put(link, pin)


def print_pin_letter(order: UUID, printer: Callable[[bytes], None], *, by: str, at: datetime) -> None:
    """Hands the letter to `printer`, then destroys it; where the printer refuses, the letter stays.

    Raises OrderUnknownError, ChipNotPassedError, PinLetterGoneError, and what the printer raises.
    """
    row = _order(order)
    with transaction.atomic():
        chip = _chip(row)
        if chip.pin_letter is None:
            raise PinLetterGoneError()
        letter = blob_store().read(chip.pin_letter, FILE)
        chip.pin_letter, chip.pin_letter_printed_at = None, at
        chip.save(update_fields=["pin_letter", "pin_letter_printed_at"])
        destroy_owner_keys([owner_of(chip.id)], by=by, because="pin-letter-printed")
        _tell("card.pin_letter_printed", row, by=by, at=at)
        printer(letter)


def _put(link: ChipLink, pin: str) -> None:
    reset_pin(link, pin, issuer=chip_keys("issuer"), randbytes=secrets.token_bytes)


def _order(order: UUID) -> Order:
    made = (OrderState.PERSONALISED, OrderState.PASSED, OrderState.PACKED)
    row = Order.objects.filter(pk=order, state__in=made).first()
    if row is None:
        raise OrderUnknownError()
    return row


def _chip(row: Order) -> ChipRecord:
    found = ChipRecord.objects.select_for_update().filter(order=row, attempt=row.attempt).first()
    if found is None or found.state != "read_back":
        raise ChipNotPassedError(number=row.number)
    return found


def _tell(event: str, row: Order, *, by: str, at: datetime) -> None:
    entry = Entry(
        event=event,
        subject_kind="card",
        subject=row.card or row.id,
        acted_at=at,
        actor=by,
        act=new_id(),
    )
    record([entry])
