"""The simulated chip of a demonstration's card, as a file: a station's simulated reader takes it for the card itself.

Refuses: production, lines that are not simulated, cards whose chip was only signed (a share is written: `[chips]`).
"""

from __future__ import annotations

import secrets

from django.conf import settings

from bitaqa.backbone.vault.door import chip_keys
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.image import encode_chip

from ..errors import OrderUnknownError, SimulatedLineRefusedError
from ..models import ChipRecord
from ..pin_errors import ChipNotPassedError


def specimen_chip(number: str) -> bytes:
    """Locked, under the issuer's keys, its PIN blocked. Raises SimulatedLineRefusedError, OrderUnknownError,
    ChipNotPassedError."""
    if settings.BITAQA_PRODUCTION:
        raise SimulatedLineRefusedError()
    row = ChipRecord.objects.filter(order__number=number).order_by("-attempt").first()
    if row is None:
        raise OrderUnknownError()
    if row.line != "simulated" or row.state != "read_back":
        raise ChipNotPassedError(number=number)
    serial = bytes.fromhex(row.chip)
    chip = SimulatedChip(serial=serial, transport=chip_keys("issuer").of(serial), randbytes=secrets.token_bytes)
    chip.memory.pin_tries = 0
    return encode_chip(chip)
