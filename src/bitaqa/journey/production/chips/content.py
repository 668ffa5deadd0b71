"""What a chip says, from what its card says: one source for faces, zone and data groups."""

from __future__ import annotations

from datetime import datetime

from bitaqa.foundation.icao.chip.prepare import ChipContent
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails

from ..faces import CardFaceData


def chip_content(card: CardFaceData, *, blank: str, at: datetime) -> ChipContent:
    """Names, place and address as the register holds them, Arabic first; the blank's serial as the system's number."""
    person = PersonDetails(
        family_name=card.names_ar.family,
        given_names=card.names_ar.given,
        other_names=(f"{card.names_latin.family} {card.names_latin.given}".strip(),),
        personal_number=card.national_number,
        birth=card.birth,
        birth_place=tuple(filter(None, (card.birth_place_ar, card.birth_place_latin))),
        address=tuple(filter(None, (card.address_ar, card.address_latin))),
    )
    document = DocumentDetails(card.authority_fr, card.issued_on, at, blank)
    return ChipContent(card.mrz, card.portrait, person, document, card.can)
