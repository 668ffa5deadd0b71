"""The card on the reader of this desk: a PC/SC reader, or the chip of a specimen card as a file.

`BITAQA_CARD_READER` names the reader; where devices are simulated and no reader is named, the newest `*.chip` file in
the folder `reader` of the station's home lies on it, and what happens to the chip is written back.
Refuses: stations without a reader, readers without a card.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from bitaqa.foundation.icao.chip.apdu import ChipLink
from bitaqa.foundation.icao.chip.image import decode_chip, encode_chip
from bitaqa.foundation.icao.chip.pcsc import PcscChip
from bitaqa.foundation.icao.chip_errors import ChipSilentError

from .errors import NoCardReaderError

FOLDER: Final = "reader"


def has_card_reader() -> bool:
    return bool(settings.BITAQA_CARD_READER) or settings.BITAQA_SIMULATED_DEVICES


@contextmanager
def card_on_reader() -> Iterator[ChipLink]:
    """The chip, powered, for as long as the `with` lasts. Raises NoCardReaderError, ChipSilentError, ChipImageError."""
    if settings.BITAQA_CARD_READER:
        with PcscChip(settings.BITAQA_CARD_READER) as link:
            link.reset()
            yield link
        return
    if not settings.BITAQA_SIMULATED_DEVICES:
        raise NoCardReaderError()
    file = _specimen(Path(settings.BITAQA_HOME) / FOLDER)
    chip = decode_chip(file.read_bytes(), randbytes=secrets.token_bytes)
    try:
        yield chip
    finally:
        part = file.with_suffix(".part")
        part.write_bytes(encode_chip(chip))
        part.replace(file)


def _specimen(folder: Path) -> Path:
    found = sorted(folder.glob("*.chip"), key=lambda file: file.stat().st_mtime) if folder.is_dir() else []
    if not found:
        raise ChipSilentError(reader=FOLDER)
    return found[-1]
