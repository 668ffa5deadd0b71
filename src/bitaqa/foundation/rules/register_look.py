"""What a station asks of the register about one card that is presented for renewal, and what it is told.

The numbers come from the card (its zone or barcode); nothing is searched by name. The answer holds what the form
needs, and nothing of the body: no portrait, no finger, no history. Refuses: a question without a number.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from .persons import Body, Code, Identity, Text


class RegisterQuestion(Body):
    """`look` is drawn anew for every question: a question heard on the line and sent again is refused by it."""

    look: UUID
    document_type: Code
    document_number: Text = ""
    national_number: Text = ""
    read_from: Literal["mrz", "barcode"]
    operator: Code
    purpose: Literal["renewal"] = "renewal"

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if not (self.document_number or self.national_number):
            raise ValueError("a number of the card is needed")
        return self


class WhyNot(StrEnum):
    """Why the register tells nothing of the person."""

    UNKNOWN = "unknown"
    NUMBERS_DIFFER = "numbers_differ"
    NOT_IN_HAND = "not_in_hand"
    DIED = "died"


class DocumentDue(Body):
    """The document the renewal follows."""

    number: Text
    document_type: Code
    issued_on: date
    expires_on: date
    state: Code


class RegisterFacts(Body):
    """The answer: either `because`, or who the register says the holder is and which document is due."""

    look: UUID
    because: WhyNot | None = None
    national_number: Text = ""
    identity: Identity | None = None
    document: DocumentDue | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        told = self.identity is not None and self.document is not None
        if told == (self.because is not None):
            raise ValueError("either a reason, or a person with the document due")
        return self
