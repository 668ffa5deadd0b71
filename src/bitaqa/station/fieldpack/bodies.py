"""What the field pack carries of a holder's body: portrait and finger templates, from their sealed file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from bitaqa.foundation.packet.codec import decode
from bitaqa.station.durable import open_file

from .errors import NoFieldPackError
from .install import pack_folder
from .models import DueCard, Pack


@dataclass(frozen=True, slots=True)
class CardBody:
    """What the pack carries of the holder's body: portrait (JPEG) and finger templates by position."""

    portrait: bytes | None
    fingers: dict[int, bytes]


def card_body(card: UUID) -> CardBody:
    """Raises NoFieldPackError, FileDamagedError when the pack carries nothing for that card."""
    row = Pack.objects.filter(current=True).first()
    if row is None:
        raise NoFieldPackError()
    parts: dict[str, bytes] = decode(open_file(pack_folder(row.serial) / str(card), key=bytes(row.file_key)))
    fingers = {int(name.partition(".")[2]): data for name, data in parts.items() if name.startswith("finger.")}
    return CardBody(parts.get("portrait"), fingers)


def find_card_of(*, document_number: str, national_number: str) -> UUID | None:
    """The card of the list with that number or of that holder; by index alone, since every renewal asks it."""
    asked = {"document_number": document_number, "national_number": national_number}
    for name, number in asked.items():
        if number:
            found = DueCard.objects.filter(**{name: number}).values_list("card", flat=True).first()
            if found is not None:
                return found
    return None
