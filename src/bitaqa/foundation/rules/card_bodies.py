"""Bodies about cards at a station: hand-overs, wrong cards, custody by scan."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PlainSerializer, model_validator

from .enrolment_bodies import ApplicationBody
from .persons import Body, Code, Text


class WrongField(Body):
    field: Code
    printed: Text
    right: Text


class WrongCardBody(Body):
    """A card whose data is wrong: not activated, destroyed by two, and the application that corrects it."""

    what: Literal["wrong_card"] = "wrong_card"
    card: UUID
    fields: tuple[WrongField, ...]
    fault: Literal["ours", "holder"]
    destroyed_by: tuple[Text, Text] | None = None
    application: ApplicationBody
    at: AwareDatetime

    @model_validator(mode="after")
    def _destroyed_by_two(self) -> WrongCardBody:
        if self.destroyed_by and len({name.strip().casefold() for name in self.destroyed_by} - {""}) != 2:
            raise ValueError("a card is destroyed by two different people")
        return self


class VerificationMethod(StrEnum):
    FINGER = "finger"
    FACE = "face"
    TWO_PEOPLE = "two_people"


Score = Annotated[float, Field(ge=0, le=1), PlainSerializer(lambda score: f"{score:.4f}", return_type=str)]
"""A comparison's score; packets carry no floating-point numbers, so it travels as text with four decimals."""


class Verification(Body):
    """How the person was recognised: 1:1 finger, then face, failing which two people with a reason."""

    method: VerificationMethod
    engine: Text = ""
    score: Score | None = None
    finger: int | None = None
    because: Code | None = None
    second_person: Text = ""


class OldCard(Body):
    """What became of the card the person held: taken back and counted, or declared lost before."""

    number: Text
    fate: Literal["taken_back", "declared_lost", "declared_stolen", "not_brought"]


class HandOverBody(Body):
    """One attempt to hand a card over, whatever came of it."""

    hand_over: UUID
    card: UUID
    document_number: Text
    application: UUID
    visit: UUID
    place: Code
    day: date
    operator: Text
    outcome: Literal["handed_over", "wrong_data", "not_verified", "stopped"]
    because: Code | None = None
    receipt_shown: bool
    receipt_checked: bool | None = None
    """Whether the station checked the signature of the receipt; None from a program that did not tell."""
    found_by: Literal["receipt", "name", "list", "finger"] = "receipt"
    collector: Literal["holder", "representative", "authorised"] = "holder"
    collector_names: Text = ""
    verification: Verification | None = None
    old_card: OldCard | None = None
    signed: bool = False
    at: AwareDatetime

    @model_validator(mode="after")
    def _verified_when_handed_over(self) -> HandOverBody:
        if self.outcome == "handed_over" and (self.verification is None or not self.signed):
            raise ValueError("a card is handed over to a verified person who signs")
        return self


class CustodyAct(StrEnum):
    RECEIVED = "received"
    MISSING = "missing"
    WITHHELD = "withheld"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class CustodyEntry(Body):
    """One card scanned: what was done with it, who keeps it now; destruction names two people."""

    act: CustodyAct
    card: UUID
    document_number: Text
    at: AwareDatetime
    keeper: Text
    because: Code | None = None
    witness: Text = ""


class CustodyBody(Body):
    """A count of cards at a station: a box received, uncollected cards returned, cards destroyed by two."""

    custody: UUID
    consignment: UUID | None = None
    visit: UUID
    place: Code
    day: date
    operator: Text
    box: Literal["whole", "short", "damaged"] | None = None
    entries: tuple[CustodyEntry, ...]

    @model_validator(mode="after")
    def _destroyed_by_two(self) -> CustodyBody:
        first = self.operator.strip().casefold()
        for entry in self.entries:
            if entry.act is CustodyAct.DESTROYED and entry.witness.strip().casefold() in ("", first):
                raise ValueError("a card is destroyed before a second person")
        return self
