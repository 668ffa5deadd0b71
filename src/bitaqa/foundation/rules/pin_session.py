"""What a counter tells of a holder who sets a new PIN, and what the centre answers: keys of one session of one chip.

The PIN is in neither: it goes from the pad to the chip. Refuses: challenges of another size, two people who are one.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from .packet_bodies import Verification
from .persons import Body, Code

PinReason = Literal["first", "blocked", "forgotten"]
"""The holder chooses a first PIN, blocked it by wrong ones, or no longer knows it."""


class PinQuestion(Body):
    """`ask` is drawn anew each time. Chip values are hexadecimal: serial 10 bytes, challenges and proof 8 each."""

    ask: UUID
    card: UUID
    operator: Code
    because: PinReason
    verification: Verification
    recognised_at: datetime
    serial: str = Field(pattern=r"^[0-9a-f]{20}$")
    host_challenge: str = Field(pattern=r"^[0-9a-f]{16}$")
    card_challenge: str = Field(pattern=r"^[0-9a-f]{16}$")
    proof: str = Field(pattern=r"^[0-9a-f]{16}$")

    @model_validator(mode="after")
    def _two_are_two(self) -> Self:
        if self.verification.second_person == self.operator:
            raise ValueError("the second person is another one")
        return self


class PinRefusal(StrEnum):
    """Why the centre answers without keys."""

    CARD_UNKNOWN = "card_unknown"
    CARD_NOT_IN_FORCE = "card_not_in_force"
    CHIP_UNKNOWN = "chip_unknown"
    CHIP_OF_ANOTHER = "chip_of_another"
    CHIP_NOT_PROVEN = "chip_not_proven"
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"


class PinAnswer(Body):
    """Either `because`, or both keys in hexadecimal."""

    ask: UUID
    because: PinRefusal | None = None
    encryption: str = Field(default="", repr=False)
    authentication: str = Field(default="", repr=False)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        told = bool(self.encryption) and bool(self.authentication)
        if told == (self.because is not None):
            raise ValueError("either a reason, or both keys")
        return self
