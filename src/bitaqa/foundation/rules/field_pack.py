"""What a station carries into the field: signed by the centre and sealed to the station's key.

Portraits and finger templates travel as attachments `card/<card id>/portrait`, `card/<card id>/finger/<position>`.
An expired pack allows no new enrolment; drafts are finished, packets uploaded, cards returned.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from bitaqa.foundation.kernel.errors import BitaqaError

from .applications import ApplicationKind, PaperCode, Priority, Recapture
from .persons import Body, Capacity, Code, PartialDateField, PersonNames, Text
from .roles import RoleCode


class FieldPackExpiredError(BitaqaError):
    code = "field_pack.expired"
    sentence = "The field pack ended on %(until)s: no new enrolment can be started."
    next_step = "Finish drafts, upload, return cards; then ask the centre for a new field pack."


class FieldPackNotYetValidError(BitaqaError):
    code = "field_pack.not_yet_valid"
    sentence = "The field pack starts on %(since)s; the clock of this station may be wrong."
    next_step = "Check the station's date and time with the head of station."


class PackPlace(Body):
    code: Code
    kind: Code
    name_ar: Text
    name_fr: Text
    within: Code | None = None


class PackProgramme(Body):
    """Why people are called. `fee_waived` says so without saying who is eligible (F2.4)."""

    code: Code
    name_ar: Text
    name_fr: Text
    fee_waived: bool = False
    document_types: tuple[Code, ...]


class PackVisit(Body):
    visit: UUID
    kind: Literal["enrolment", "delivery"]
    place: Code
    day: date
    campaign: UUID
    programme: Code
    expected: int = 0


class PackAccount(Body):
    """An operator as the station knows them; the PIN is set at the station with the enrolled device key."""

    operator: Code
    name_ar: Text
    name_latin: Text
    role: RoleCode
    pin_hash: str


class PackKey(Body):
    key_id: str
    public: str
    since: AwareDatetime | None = None
    station: UUID | None = None
    name_ar: Text | None = None
    name_fr: Text | None = None
    """Of a station's key: the unit whose receipts it signs, so that a receipt is told to be theirs."""


class DueRepresentative(Body):
    """Who answers for a minor, as the request named them; `number` is that of the card they showed then."""

    capacity: Capacity
    names: PersonNames
    number: Text = ""


class CardDue(Body):
    """A card waiting for its holder at a delivery visit.

    A minor's card goes to `representative`, and to nobody when a pack names none.
    """

    card: UUID
    document_number: Text
    national_number: Text = ""
    application: UUID
    receipt_number: Text
    document_type: Code
    kind: ApplicationKind
    visit: UUID
    consignment: UUID | None = None
    box: Text = ""
    """The number printed in the box of that consignment; empty where it is not known."""
    position: int = 0
    names: PersonNames
    birth: PartialDateField
    comparer: Text = ""
    fingers: tuple[int, ...] = ()
    exceptions: tuple[int, ...] = ()
    old_document_number: Text = ""
    old_card_fate: Literal["with_holder", "declared_lost", "declared_stolen", "none"] = "none"
    minor: bool = False
    representative: DueRepresentative | None = None
    authorised: Text = ""
    authorised_number: Text = ""
    stopped: Code | None = None
    needed_by: date | None = None


class IncompleteFile(Body):
    """A file waiting for its papers at one of today's visits."""

    application: UUID
    receipt_number: Text
    names: PersonNames
    birth: PartialDateField
    missing: tuple[PaperCode, ...]
    recapture: tuple[Recapture, ...] = ()
    """What must be captured again before the file is complete."""
    visit: UUID
    priority: Priority = Priority.NONE


class FieldPack(Body):
    pack: UUID
    station: UUID
    station_code: Code
    epoch: int
    serial: int
    issued_at: AwareDatetime
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    country_pack: Code
    rules_version: Code
    places: tuple[PackPlace, ...]
    programmes: tuple[PackProgramme, ...]
    visits: tuple[PackVisit, ...]
    accounts: tuple[PackAccount, ...]
    opening_keys: tuple[PackKey, ...]
    centre_keys: tuple[PackKey, ...]
    station_keys: tuple[PackKey, ...] = ()
    """Keys of the other stations, so that any station checks any receipt offline."""
    cards_due: tuple[CardDue, ...] = ()
    incomplete: tuple[IncompleteFile, ...] = ()


def check_pack_allows_enrolment(pack: FieldPack, at: datetime) -> None:
    """Raises FieldPackExpiredError or FieldPackNotYetValidError."""
    if at >= pack.valid_until:
        raise FieldPackExpiredError(until=pack.valid_until.date().isoformat())
    if at < pack.valid_from:
        raise FieldPackNotYetValidError(since=pack.valid_from.date().isoformat())
