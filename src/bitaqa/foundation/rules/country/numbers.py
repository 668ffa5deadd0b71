"""National numbers: one validator and one numbering, both driven by the country pack; a number is never a key."""

from __future__ import annotations

import re
from datetime import date

from bitaqa.foundation.kernel.errors import BitaqaError

from .load import CountryPack


class NationalNumberRefusedError(BitaqaError):
    code = "country.national_number_refused"
    sentence = "“%(number)s” is not written like a national number."
    next_step = "Read it again from the card: letters first, then digits."
    status = 422


class NationalNumbersExhaustedError(BitaqaError):
    code = "country.national_numbers_exhausted"
    sentence = "No free national number is left in the configured ranges."
    next_step = "An administrator adds a range to the country pack."


def check_national_number(text: str, *, pack: CountryPack, on: date) -> str:
    """The number in its canonical writing (capitals, no spaces). Raises NationalNumberRefusedError."""
    number = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(pack.rule("national_number", on)["pattern"], number):
        raise NationalNumberRefusedError(number=text)
    return number


def next_national_number(position: int, *, pack: CountryPack, on: date) -> str:
    """The number at a position (0, 1, 2 …) of the configured ranges; a position is used once.

    Raises NationalNumbersExhaustedError.
    """
    for entry in pack.rule("national_number", on)["ranges"]:
        size = entry["last"] - entry["first"] + 1
        if position < size:
            return f"{entry['prefix']}{entry['first'] + position:0{entry['digits']}d}"
        position -= size
    raise NationalNumbersExhaustedError()
