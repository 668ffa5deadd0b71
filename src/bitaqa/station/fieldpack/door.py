"""What other rooms of the station may ask of the field pack."""

from __future__ import annotations

from .bodies import CardBody, card_body, find_card_of
from .errors import CardNotDueError, IncompleteFileUnknownError, NoFieldPackError, VisitUnknownError
from .install import install_field_pack
from .queries import (
    PackHead,
    cards_due,
    centre_sealing_key,
    find_card,
    find_pack,
    find_place_name,
    find_visit,
    get_card,
    get_incomplete,
    get_pack,
    get_place,
    get_programme,
    get_visit,
    incomplete_files,
    place_name,
    places,
    programmes,
    receipt_verifiers,
    station_name,
    visits,
)
from .rules import check_enrolment_allowed, country

__all__ = [
    "CardBody",
    "CardNotDueError",
    "IncompleteFileUnknownError",
    "NoFieldPackError",
    "PackHead",
    "VisitUnknownError",
    "card_body",
    "cards_due",
    "centre_sealing_key",
    "check_enrolment_allowed",
    "country",
    "find_card",
    "find_card_of",
    "find_pack",
    "find_place_name",
    "find_visit",
    "get_card",
    "get_incomplete",
    "get_pack",
    "get_place",
    "get_programme",
    "get_visit",
    "incomplete_files",
    "install_field_pack",
    "place_name",
    "places",
    "programmes",
    "receipt_verifiers",
    "station_name",
    "visits",
]
