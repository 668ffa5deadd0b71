"""A renewal, prefilled by the register when the centre can be reached: the old card's numbers go, the facts come back.

The registered Latin form is authoritative: it takes the place of what a zone spelled in capitals. What people typed
stays, and they are told where the register writes it differently. Never required: offline the request goes on by hand.
Refuses: anything but a renewal whose card was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import httpx
from django.db import transaction

from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.register_look import DocumentDue, RegisterFacts
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.fieldpack.door import places
from bitaqa.station.outbox.door import RegisterLookError, RegisterNeedsCardError, ask_register, register_patience

from .editing import editing
from .reading import get_open_row

FROM_A_MACHINE = frozenset({"", "old_card", "register"})
"""Provenances of a Latin form nobody typed."""
PLAIN = ("sex", "birth", "birth_place_ar", "birth_place_latin", "nationality", "civil_status_number")


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What came of a look: the document due, and the fields that people wrote otherwise than the register does."""

    document_number: str
    expires_on: date
    expired: bool
    differing: tuple[str, ...]


def prefill_from_register(
    *, draft: UUID, by: Operator, at: datetime, patience: httpx.Timeout | None = None
) -> Prefilled:
    """Asks, then fills what is still empty. Raises a RegisterLookError, PermissionMissingError, DraftClosedError."""
    check_may(by, Permission.ENROL)
    row = get_open_row(draft)
    claimed = row.claimed
    numbers = {name: str(claimed.get(name, "")) for name in ("document_number", "national_number")}
    if row.kind != ApplicationKind.RENEWAL.value or not any(numbers.values()):
        raise RegisterNeedsCardError()
    read_from: Literal["mrz", "barcode"] = "mrz" if claimed.get("read_from") == "mrz" else "barcode"
    try:
        facts = ask_register(
            document_type=row.document_type, read_from=read_from, operator=by.code,
            patience=patience or register_patience(), **numbers,
        )  # fmt: skip
    except RegisterLookError as refused:
        record("register.asked", at=at, by=by.code, subject=draft, facts={"outcome": refused.code})
        raise
    return _fill(draft, facts, by=by, at=at)


@transaction.atomic
def _fill(draft: UUID, facts: RegisterFacts, *, by: Operator, at: datetime) -> Prefilled:
    assert facts.identity is not None and facts.document is not None  # noqa: S101 - the shape of an answer
    known = {place.code for place in places()}
    with editing(draft, by=by, at=at) as row:
        row.identity, differing = merged(row.identity, facts.identity.to_map(), places=known)
        row.claimed = {
            **row.claimed,
            "document_number": row.claimed.get("document_number") or facts.document.number,
            **({"national_number": facts.national_number} if facts.national_number else {}),
        }
        day = row.day
    record("register.asked", at=at, by=by.code, subject=draft, facts={"outcome": "told"})
    return Prefilled(facts.document.number, facts.document.expires_on, _expired(facts.document, day), tuple(differing))


def _expired(document: DocumentDue, day: date) -> bool:
    return document.state == "expired" or document.expires_on < day


def merged(kept: Mapping[str, Any], told: Mapping[str, Any], *, places: set[str]) -> tuple[dict[str, Any], list[str]]:
    """(the identity with its gaps filled, the fields that differ): what was typed stays. Pure."""
    differing: list[str] = []
    found = dict(kept)
    for name in PLAIN:
        if not kept.get(name) and told.get(name):
            found[name] = told[name]
        elif told.get(name) and _plain(kept[name]) != _plain(told[name]):
            differing.append(name)
    found["names"] = _names(kept.get("names") or {}, told["names"], differing)
    parents = {**(told.get("parents") or {}), **{k: v for k, v in (kept.get("parents") or {}).items() if v}}
    if parents:
        found["parents"] = parents
    address, written = told.get("address") or {}, kept.get("address") or {}
    if not (written.get("lines_ar") or written.get("lines_latin")) and address.get("place") in places:
        found["address"] = dict(address)
    return found, differing


def _names(kept: Mapping[str, Any], told: Mapping[str, Any], differing: list[str]) -> dict[str, Any]:
    typed_arabic = any(str(part).strip() for part in (kept.get("arabic") or {}).values())
    typed_latin = str(kept.get("latin_from") or "") not in FROM_A_MACHINE and any(
        str(part).strip() for part in (kept.get("latin") or {}).values()
    )
    for script, typed in (("arabic", typed_arabic), ("latin", typed_latin)):
        if typed and _whole(kept.get(script)) != _whole(told.get(script)):
            differing.append(f"names.{script}")
    return {
        **told,
        "arabic": dict(kept["arabic"]) if typed_arabic else told["arabic"],
        "latin": dict(kept["latin"]) if typed_latin else told["latin"],
        "latin_from": kept["latin_from"] if typed_latin else "register",
    }


def _whole(parts: Mapping[str, Any] | None) -> str:
    return _plain(" ".join(str((parts or {}).get(part) or "") for part in ("given", "family")))


def _plain(value: Any) -> str:
    return " ".join(str(value).casefold().split())
