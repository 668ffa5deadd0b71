"""What stands on one card, whatever its layout: plain values, already decided by screening and production."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bitaqa.foundation.icao.errors import MrzError
from bitaqa.foundation.icao.face import jpeg_colours, picture_size
from bitaqa.foundation.icao.mrz import parse_td1
from bitaqa.foundation.kernel.partial_dates import PartialDate

from .errors import FaceFieldError


@dataclass(frozen=True, slots=True)
class NameParts:
    """Given names and family name in one script; the family name may be empty."""

    given: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class CardFaceData:
    """One card. Texts are registered forms; `portrait` is a JPEG of the width-to-height ratio 4:5 or near it."""

    document_number: str
    national_number: str
    names_ar: NameParts
    names_latin: NameParts
    birth: PartialDate
    birth_place_ar: str
    birth_place_latin: str
    sex: Literal["M", "F", "<"]
    nationality: str
    """Three letters, as in the machine readable zone."""
    issued_on: date
    expires_on: date
    can: str
    """Card access number, six digits (ICAO 9303-11 §9.3); printed, since it opens the printed data only."""
    mrz: tuple[str, str, str]
    portrait: bytes
    authority_ar: str
    authority_fr: str
    address_ar: str = ""
    address_latin: str = ""
    parents_ar: str = ""
    parents_latin: str = ""
    civil_status_number: str = ""


def check_can_print(card: CardFaceData) -> None:
    """Raises FaceFieldError: a card whose faces and zone disagree must not be made."""

    def refuse(field: str, rule: str) -> FaceFieldError:
        return FaceFieldError(document_number=card.document_number, field=field, rule=rule)

    if not (card.names_ar.given or card.names_ar.family):
        raise refuse("names_ar", "a name")
    if not (card.names_latin.given or card.names_latin.family):
        raise refuse("names_latin", "a name")
    if not re.match(r"^\d{6}$", card.can):
        raise refuse("can", "six digits")
    if picture_size(card.portrait) is None or jpeg_colours(card.portrait) not in (1, 3):
        raise refuse("portrait", "a JPEG picture in grey or three colours")
    if card.expires_on <= card.issued_on:
        raise refuse("expires_on", "after the day of issue")
    try:
        zone = parse_td1(card.mrz)
    except MrzError as fact:
        raise refuse("mrz", "a zone of ICAO 9303-5") from fact
    agreeing = {
        "document_number": (zone.document_number, card.document_number),
        "birth": (zone.birth, card.birth.mrz()),
        "sex": (zone.sex, card.sex),
        "expires_on": (zone.expiry, f"{card.expires_on:%y%m%d}"),
        "nationality": (zone.nationality, card.nationality),
    }
    for field, (in_zone, on_face) in agreeing.items():
        if in_zone != on_face:
            raise refuse(field, "the same in the machine readable zone")
