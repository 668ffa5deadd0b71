"""Rules of production which need no database: routing, rank, numbers, boxes, and the accounts of numbered blanks.

What differs between countries comes in as the country pack's data; nothing here knows a city or a price.
Refuses: a number outside its series, a place of application without a route and without a default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bitaqa.foundation.kernel.clock import PLACE_ZONE, as_utc
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.country import CountryPack, DocumentType

from .errors import BlankSerialRefusedError, DocumentNumbersExhaustedError, IssuingCentreUnknownError, LayoutGoneError

CARD_CARRIER = "card"
PDF_CARRIER = "signed_pdf"


class Rank:
    """Who goes first in the queue of an issuing centre: lower first, then by deadline and day of order (F0.5)."""

    CORRECTION = 0
    REPLACEMENT = 1
    DEADLINE = 2
    ORDINARY = 3


class BlankState(StrEnum):
    """Where a numbered blank stands; each is accounted for one by one."""

    RECEIVED = "received"
    GOOD = "good"
    SPOILED = "spoiled"
    SAMPLE = "sample"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class RejectReason(StrEnum):
    """Why a card fails its check; the code goes to the journal, the words to the screen."""

    PRINT = "print"
    PORTRAIT = "portrait"
    ZONE = "zone"
    LAMINATE = "laminate"
    CHIP = "chip"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IssuingCentre:
    code: str
    name_ar: str
    name_fr: str


@dataclass(frozen=True, slots=True)
class Policy:
    """How a centre's floor works: `[production]` of the country pack, with sensible values where it is silent."""

    batch_size: int = 50
    batch_wait: timedelta = timedelta(minutes=30)
    quality_sample: int = 1
    print_files_kept: timedelta = timedelta(days=30)
    few_blanks: int = 100
    lease: timedelta = timedelta(hours=12)
    """How long a batch is its centre's without a word from it."""
    vault_by_two: bool = False
    """Batches take only blanks that two people brought from the vault to the line."""
    match_carriers: bool = False
    """A box goes into its bag only after every card was scanned onto its own carrier."""


def policy_of(pack: CountryPack) -> Policy:
    given: Mapping[str, Any] = pack.raw.get("production", {})
    return Policy(
        batch_size=min(50, given.get("batch_size", 50)),
        batch_wait=timedelta(minutes=given.get("batch_wait_minutes", 30)),
        quality_sample=given.get("quality_sample", 1),
        print_files_kept=timedelta(days=given.get("print_files_kept_days", 30)),
        few_blanks=given.get("few_blanks", 100),
        lease=timedelta(hours=given.get("lease_hours", 12)),
        vault_by_two=given.get("vault_by_two", False),
        match_carriers=given.get("match_carriers", False),
    )


def issuing_centres(pack: CountryPack) -> tuple[IssuingCentre, ...]:
    """The centres the pack's routing names, in its order."""
    return tuple(IssuingCentre(c["code"], c["name_ar"], c["name_fr"]) for c in pack.raw["routing"]["centres"])


def get_centre(code: str, pack: CountryPack) -> IssuingCentre:
    """Raises IssuingCentreUnknownError."""
    for centre in issuing_centres(pack):
        if centre.code == code:
            return centre
    raise IssuingCentreUnknownError(centre=code)


def route(ancestors: Sequence[str], pack: CountryPack) -> str:
    """The issuing centre for a place, given itself and the places it lies in, smallest first.

    The smallest place that a row of `[routing].places` names wins; else the default. Raises IssuingCentreUnknownError
    when the row names a centre the pack does not have.
    """
    routing = pack.raw["routing"]
    rows = {row["within"]: row["centre"] for row in routing.get("places", ())}
    chosen = next((rows[code] for code in ancestors if code in rows), routing["default"])
    return get_centre(chosen, pack).code


def rank_of(kind: ApplicationKind, needed_by: date | None, *, replaces: bool = False) -> int:
    """Corrections first, then cards made again for people who waited once, then whoever has a deadline, the others."""
    if kind is ApplicationKind.CORRECTION:
        return Rank.CORRECTION
    if replaces:
        return Rank.REPLACEMENT
    return Rank.DEADLINE if needed_by is not None else Rank.ORDINARY


def document_numbers(first: int, count: int, *, pack: CountryPack, on: date) -> list[str]:
    """The numbers at `count` positions from `first` (0, 1 …).

    Raises DocumentNumbersExhaustedError, NoRuleInForceError.
    """
    rule = pack.rule("document_number", on)
    if first + count >= 10 ** rule["digits"]:
        raise DocumentNumbersExhaustedError(prefix=rule["prefix"])
    return [f"{rule['prefix']}{position + 1:0{rule['digits']}d}" for position in range(first, first + count)]


def number_series(pack: CountryPack, on: date) -> str:
    """The name of the numbering in force: a new prefix starts a new one."""
    return f"document:{pack.rule('document_number', on)['prefix']}"


def type_under(pack: CountryPack, code: str, version: str) -> DocumentType:
    """The document type an application was made under. Raises LayoutGoneError when the pack no longer holds it."""
    for kind in pack.document_types:
        if kind.code == code and kind.version == version:
            return kind
    raise LayoutGoneError(document_type=code, version=version)


def shift_of(at: datetime) -> str:
    """The shift an act falls in, as a code: `2026-05-04-1` (06–14 h), `-2` (14–22 h), `-3` (the night that follows)."""
    local = as_utc(at).astimezone(PLACE_ZONE)
    if 6 <= local.hour < 14:
        return f"{local:%Y-%m-%d}-1"
    if 14 <= local.hour < 22:
        return f"{local:%Y-%m-%d}-2"
    return f"{(local - timedelta(hours=6)):%Y-%m-%d}-3"


_SERIAL = re.compile(r"^([A-Z]{0,6})(\d{1,12})$")
LARGEST_DELIVERY = 20_000


def serial_range(first: str, count: int) -> list[str]:
    """`count` serials from `first` (letters, then digits of a fixed width). Raises BlankSerialRefusedError."""
    found = _SERIAL.match(first.strip().upper())
    if found is None or not 1 <= count <= LARGEST_DELIVERY:
        raise BlankSerialRefusedError(serial=first, most=LARGEST_DELIVERY)
    prefix, digits = found.groups()
    start, width = int(digits), len(digits)
    if len(str(start + count - 1)) > width:
        raise BlankSerialRefusedError(serial=first, most=LARGEST_DELIVERY)
    return [f"{prefix}{number:0{width}d}" for number in range(start, start + count)]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A batch's blanks: received = good + spoiled + sample + returned, serial by serial."""

    received: int
    good: int
    spoiled: int
    sample: int
    returned: int
    missing: tuple[str, ...]
    foreign: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def reconciles(self) -> bool:
        return not (self.missing or self.foreign or self.twice)


def reconcile(
    received: Iterable[str],
    good: Iterable[str],
    *,
    spoiled: Iterable[str],
    sample: Iterable[str],
    returned: Iterable[str],
    rejected: Iterable[str] = (),
) -> Reconciliation:
    """Compares the serials a batch received with what became of each, as counted by hand.

    `good` comes from the cards that passed; the others are scanned at closure. `missing` are received and found
    nowhere, `foreign` were never received for this batch, `twice` are counted under two headings; a serial
    `rejected` at the bench can only be counted as spoiled.
    """
    issued, kept = set(received), set(good)
    piles = [kept, set(spoiled), set(sample), set(returned)]
    everything = set().union(*piles)
    doubled = {serial for serial in everything if sum(serial in pile for pile in piles) > 1}
    doubled |= set(rejected) & (piles[2] | piles[3])
    return Reconciliation(
        len(issued),
        len(piles[0]),
        len(piles[1]),
        len(piles[2]),
        len(piles[3]),
        missing=tuple(sorted(issued - everything)),
        foreign=tuple(sorted(everything - issued)),
        twice=tuple(sorted(doubled)),
    )
