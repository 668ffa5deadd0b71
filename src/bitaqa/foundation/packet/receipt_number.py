"""Receipt numbers: made at the station without asking anyone, read over the phone, typed by a citizen.

14 random characters of Crockford's base 32 (70 bits) and a check character, in three groups of five:
`K7QF2-M9TXR-4B8DW`. The check is the hybrid system of ISO 7064 with modulus 32 (MOD 33,32, built as its MOD 37,36):
it stays inside the alphabet, where MOD 37,36 would bring back I, L, O and U. It catches every single wrong
character, and neighbours exchanged but for rare pairs. Reading forgives lower case, spaces and dashes, O for 0, I and L
for 1, and Arabic digits.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from .keys import RandomBytes
from .message_errors import ReceiptNumberMalformedError, ReceiptNumberMistypedError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BITS: Final = 70
LENGTH: Final = 15
_GROUP: Final = 5
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def new_receipt_number(randbytes: RandomBytes) -> str:
    """A new number from 9 bytes of `randbytes` (`secrets.token_bytes` outside tests), as it is printed."""
    number = int.from_bytes(randbytes(9), "big") >> 2
    values = [number >> shift & 31 for shift in range(RANDOM_BITS - 5, -1, -5)]
    return _grouped([*values, _check_value(values)])


def check_receipt_number(text: str) -> str:
    """The number as it is printed, from what someone typed.

    Raises ReceiptNumberMalformedError (length or character), ReceiptNumberMistypedError (check character).
    """
    values: list[int] = []
    for character in text[:200]:
        if character.isspace() or unicodedata.category(character) in ("Pd", "Cf"):  # dashes; direction marks
            continue
        digit = unicodedata.decimal(character, None)
        value = digit if digit is not None else _VALUES.get(character.upper())
        if value is None:
            raise ReceiptNumberMalformedError(length=LENGTH)
        values.append(value)
    if len(values) != LENGTH:
        raise ReceiptNumberMalformedError(length=LENGTH)
    if _check_value(values[:-1]) != values[-1]:
        raise ReceiptNumberMistypedError()
    return _grouped(values)


def _grouped(values: list[int]) -> str:
    text = "".join(ALPHABET[value] for value in values)
    return "-".join(text[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def _check_value(values: list[int]) -> int:
    """ISO 7064 hybrid system with M = 32: p starts at M; p = ((p + a) mod M, or M) · 2 mod (M + 1)."""
    running = 32
    for value in values:
        running = (((running + value) % 32) or 32) * 2 % 33
    return (33 - running) % 32
