"""A renewal starts from the old card: its machine readable zone gives the numbers, and a first form to correct."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.icao.mrz import Td1, parse_td1
from bitaqa.foundation.rules.country import NationalNumberRefusedError, check_national_number
from bitaqa.station.desk.door import Operator
from bitaqa.station.fieldpack.door import country

from .drafts import keep_change
from .reading import get_open_row


@transaction.atomic
def read_old_card(*, draft: UUID, mrz: str, by: Operator, at: datetime) -> dict[str, Any]:
    """What the zone says, as `claimed` and parts of an identity; kept where the form is still empty.

    Names of a zone are capitals without accents and may be cut: they come with the provenance `old_card`, for the
    operator to compare with the card's face. Raises an MrzError subclass.
    """
    zone = parse_td1(mrz)
    row = get_open_row(draft)
    row.claimed = {"document_number": zone.document_number, "read_from": "mrz"}
    number = _national_number(zone, row.day)
    if number:
        row.claimed["national_number"] = number
    found = _identity(zone, row.day)
    if not row.identity:
        row.identity = found
    keep_change(row, by, at)
    return {"claimed": row.claimed, "identity": found, "may_be_truncated": zone.may_be_truncated}


def _national_number(zone: Td1, day: date) -> str:
    """Cards of this country carry it in the optional field; another country's filler is not one."""
    for text in (zone.optional_1, zone.optional_2):
        try:
            return check_national_number(text, pack=country(), on=day)
        except NationalNumberRefusedError:
            continue
    return ""


def _identity(zone: Td1, day: date) -> dict[str, Any]:
    birth = zone.birth_date(as_of=day)
    return {
        "names": {
            "latin": {"given": zone.given_names.title(), "family": zone.family_name.title()},
            "latin_from": "old_card",
        },
        "sex": "X" if zone.sex == "<" else zone.sex,
        "nationality": zone.nationality,
        **({"birth": str(birth)} if birth else {}),
    }
