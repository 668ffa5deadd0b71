"""What is done with the holder's PIN and key, at hand-over and later: choose, change, prove.

Runs over a reader that opened PACE, so that a PIN travels encrypted. Refuses PINs that are not six to eight digits.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from ..chip_errors import PinBlockedError, PinFormError, PinWrongError
from .apdu import OK, Command, Response
from .profile import HOLDER_APPLICATION, HOLDER_PROOF, PIN_LEAST, PIN_MOST, PIN_REFERENCE, pin_block
from .reading import CardReader, plain_signature_holds


def choose_pin(reader: CardReader, pin: str) -> None:
    """The first PIN, by the holder. Raises PinFormError, PinBlockedError when one was chosen before."""
    reader.select_application(HOLDER_APPLICATION)
    answer = reader.ask(Command(0, 0x24, 0x01, PIN_REFERENCE, _block(pin)))
    if answer.status == 0x6985:
        raise PinBlockedError
    answer.checked("CHANGE REFERENCE DATA")


def change_pin(reader: CardReader, old: str, new: str) -> None:
    """Raises PinFormError, PinWrongError, PinBlockedError."""
    reader.select_application(HOLDER_APPLICATION)
    _check(reader.ask(Command(0, 0x24, 0x00, PIN_REFERENCE, _block(old) + _block(new))))


def prove_holder(reader: CardReader, pin: str, challenge: bytes, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether the chip, given the PIN, signs the 32-byte challenge with the holder's key.

    Raises PinFormError, PinWrongError, PinBlockedError.
    """
    reader.select_application(HOLDER_APPLICATION)
    _check(reader.ask(Command(0, 0x20, 0, PIN_REFERENCE, _block(pin))))
    signature = reader.ask(Command(0, 0x88, 0, 0, challenge, 256)).checked("INTERNAL AUTHENTICATE")
    return plain_signature_holds(key, HOLDER_PROOF + challenge, signature)


def _block(pin: str) -> bytes:
    block = pin_block(pin)
    if block is None:
        raise PinFormError(least=PIN_LEAST, most=PIN_MOST)
    return block


def _check(answer: Response) -> None:
    if answer.status == 0x6983:
        raise PinBlockedError
    if answer.status & 0xFFF0 == 0x63C0:
        left = answer.status & 0xF
        raise PinWrongError(left=left) if left else PinBlockedError
    if answer.status != OK:
        answer.checked("VERIFY")
