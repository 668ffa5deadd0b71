"""A renewal starts from the old card: its zone, barcode or number gives the numbers, and a first form to correct.

What the field pack knows of the card (names in both scripts, birth date) is proposed as the register wrote it. Names
of a zone are capitals without accents and may be cut: they come with the provenance `old_card`, for the operator to
compare with the card's face. Nothing that was typed is ever overwritten.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.icao.mrz import Td1, parse_td1
from bitaqa.foundation.rules.country import NationalNumberRefusedError, check_national_number
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.station.desk.door import Operator
from bitaqa.station.fieldpack.door import country, find_card

from .drafts import NewDraft, start_draft
from .editing import editing


@transaction.atomic
def start_from_card(*, new: NewDraft, card: str, by: Operator, at: datetime) -> UUID:
    """A draft that begins with what was read from the old card; nothing is started when the zone is misread.

    `card` is a zone, a barcode or a typed number; empty starts without one. Raises what `start_draft` and
    `read_card` raise.
    """
    draft = start_draft(new=new, by=by, at=at)
    if card.strip():
        read_card(draft=draft, card=card, by=by, at=at)
    return draft


def read_card(*, draft: UUID, card: str, by: Operator, at: datetime) -> dict[str, Any]:
    """A zone when it holds fillers, else the number of the card or of its holder. Raises an MrzError subclass."""
    if "<" in card:
        return read_old_card(draft=draft, mrz=card, by=by, at=at)
    return name_old_card(draft=draft, number=card, by=by, at=at)


def read_old_card(*, draft: UUID, mrz: str, by: Operator, at: datetime) -> dict[str, Any]:
    """What the zone says, as `claimed` and parts of an identity; kept where the form is still empty.

    Raises an MrzError subclass.
    """
    zone = parse_td1(_lines(mrz))
    with editing(draft, by=by, at=at) as row:
        claimed: dict[str, Any] = {"document_number": zone.document_number, "read_from": "mrz"}
        number = _national_number(zone, row.day)
        if number:
            claimed["national_number"] = number
        row.claimed = claimed
        found = _identity(zone, row.day)
        known = find_card(document_number=zone.document_number, national_number=number)
        if known is not None:
            found = {**found, **_known(known)}
        if not row.identity:
            row.identity = found
    return {"claimed": claimed, "identity": found, "may_be_truncated": zone.may_be_truncated}


def name_old_card(*, draft: UUID, number: str, by: Operator, at: datetime) -> dict[str, Any]:
    """The number of the card (barcode) or of its holder, and what the field pack knows of it."""
    text = "".join(number.upper().split())[:40]
    with editing(draft, by=by, at=at) as row:
        claimed: dict[str, Any] = {"document_number": text, "read_from": "barcode"}
        if not _is_document_number(text, row.day):
            with suppress(NationalNumberRefusedError):
                claimed = {"national_number": check_national_number(text, pack=country(), on=row.day)}
        known = find_card(
            document_number=claimed.get("document_number", ""), national_number=claimed.get("national_number", "")
        )
        found: dict[str, Any] = {}
        if known is not None:
            claimed["document_number"] = known.document_number
            if known.national_number:
                claimed["national_number"] = known.national_number
            found = _known(known)
        row.claimed = claimed
        if not row.identity:
            row.identity = found
    return {"claimed": claimed, "identity": found, "may_be_truncated": False}


def _is_document_number(text: str, day: date) -> bool:
    """Both numbers may be letters and digits: a card's begins with the prefix of the rule in force."""
    rule = country().rule("document_number", day)
    return text.startswith(rule["prefix"]) and re.fullmatch(rule["pattern"], text) is not None


def _lines(mrz: str) -> str:
    """As scanners and people write it: any spaces and line ends, small letters."""
    return "".join(mrz.upper().split())


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


def _known(card: CardDue) -> dict[str, Any]:
    names = card.names.to_map()
    return {"names": {**names, "latin_from": "register"}, "birth": str(card.birth)}
