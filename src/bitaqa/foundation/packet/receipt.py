"""The receipt's QR code: any station can tell offline that another one made it, and nobody learns who holds it.

It carries no name, no birth date and no portrait: who the bearer is, is for the card's list, the finger or the face to
say; the code only says that this application was deposited at that station. Signed by the station, written as
`BTQ1:` and base45 text (RFC 9285), which a QR code of version 12 or less holds at error correction Q.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from .base45 import base45_decode, base45_encode
from .codec import decode, encode
from .errors import CodecError
from .header import is_count, is_line
from .keys import KEY_ID_SIZE, SIGNATURE_SIZE, Signer, Verifier, signing_input
from .message_errors import ReceiptError, ReceiptForgedError, ReceiptFromUnknownStationError, ReceiptUnreadableError
from .receipt_number import check_receipt_number, new_receipt_number

__all__ = ["Receipt", "check_receipt_number", "new_receipt_number", "read_receipt", "sign_receipt"]

_PREFIX: Final = "BTQ1:"
_PURPOSE: Final = "receipt"
_MAX_TEXT: Final = 367  # characters that QR version 12 holds at error correction Q


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the code says: which application, where and when it was deposited, when to come back.

    `kind` is the code of the application kind; `delivery_on` the local day of the visit that brings
    the card, when known.
    """

    number: str
    application: UUID
    station: UUID
    epoch: int
    kind: str
    deposited_on: date
    delivery_on: date | None


def sign_receipt(receipt: Receipt, *, signer: Signer) -> str:
    """The text of the QR code. Raises ReceiptError when a field is impossible."""
    number = check_receipt_number(receipt.number).replace("-", "")
    if not is_count(receipt.epoch, least=1) or not is_line(receipt.kind, 24):
        raise ReceiptUnreadableError(reason="an epoch or a kind is impossible")
    fields = [
        number,
        receipt.application,
        receipt.station,
        receipt.epoch,
        receipt.kind,
        receipt.deposited_on,
        receipt.delivery_on,
    ]
    content = encode(fields)
    signature = signer.sign(_signed(signer.key_id, content))
    text = _PREFIX + base45_encode(signer.key_id + signature + content)
    if len(text) > _MAX_TEXT:
        raise ReceiptUnreadableError(reason="it does not fit its QR code")
    return text


def read_receipt(text: str, verifiers: Mapping[bytes, Verifier]) -> Receipt:
    """What a scanned code says, once the signature of the station holds; no network. `verifiers` is by key id.

    Raises ReceiptUnreadableError, ReceiptFromUnknownStationError, ReceiptForgedError.
    """
    text = text.strip("\r\n\t")  # scanners add line ends; a space may be the last character of the code
    if not text.startswith(_PREFIX) or len(text) > _MAX_TEXT:
        raise ReceiptUnreadableError(reason="it is not a receipt code")
    try:
        raw = base45_decode(text.removeprefix(_PREFIX))
    except ValueError as error:
        raise ReceiptUnreadableError(reason=str(error)) from error
    signer, rest = raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:]
    signature, content = rest[:SIGNATURE_SIZE], rest[SIGNATURE_SIZE:]
    if not content:
        raise ReceiptUnreadableError(reason="it is cut short")
    verifier = verifiers.get(signer)
    if verifier is None:
        raise ReceiptFromUnknownStationError(signer=signer.hex())
    if not verifier.holds(_signed(signer, content), signature):
        raise ReceiptForgedError()
    try:
        return _receipt(decode(content, max_depth=3))
    except CodecError as error:
        raise ReceiptUnreadableError(reason=str(error)) from error


def _receipt(fields: Any) -> Receipt:
    match fields:
        case [
            str() as number,
            UUID() as application,
            UUID() as station,
            int() as epoch,
            str() as kind,
            date() as deposited_on,
            (date() | None) as delivery_on,
        ]:
            try:
                printed = check_receipt_number(number)
            except ReceiptError as error:
                raise ReceiptUnreadableError(reason=str(error)) from error
            return Receipt(printed, application, station, epoch, kind, deposited_on, delivery_on)
    raise ReceiptUnreadableError(reason="its fields are not those of a receipt")


def _signed(signer: bytes, content: bytes) -> bytes:
    return signing_input(_PURPOSE, hashlib.sha256(signer + content).digest())
