"""One card, made: written, then read back as a border would, and compared with what was to be written.

The two halves know nothing of each other; they meet here alone. A card that does not pass is set aside by its error,
never written again. Refuses: a chip that lacks a file, holds another one, or does not prove its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import ActiveAuthenticationError, ChipAuthenticationError, ChipContentError
from ..lds import file_id, file_name
from ..trust import TrustList
from .apdu import ChipLink
from .personalise import personalise
from .prepare import CardLoad
from .reading import ReadCard, read_card
from .scp03 import CardKeys


@dataclass(frozen=True, slots=True)
class MadeCard:
    """The chip's serial number, and the card as it was read back."""

    serial: bytes
    read: ReadCard


def make_card(
    link: ChipLink,
    load: CardLoad,
    *,
    transport: CardKeys,
    issuer: CardKeys,
    trust: TrustList,
    at: datetime,
    randbytes: RandomBytes,
) -> MadeCard:
    """Raises ChipError, TrustError, LdsError or MrzError: whatever does not hold."""
    serial = personalise(link, load, transport=transport, issuer=issuer, randbytes=randbytes)
    read = read_card(link, secret=load.can, trust=trust, at=at, randbytes=randbytes)
    for number in sorted(load.groups.keys() | read.groups.keys()):
        if load.groups.get(number) != read.groups.get(number):
            raise ChipContentError(file=file_name(file_id(number)))
    if not read.chip_authenticated:
        raise ChipAuthenticationError
    if not read.actively_authenticated:
        raise ActiveAuthenticationError
    return MadeCard(serial, read)
