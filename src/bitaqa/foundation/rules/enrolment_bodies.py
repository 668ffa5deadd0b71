"""Bodies made at enrolment: an application, and the papers that complete one later."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from .applications import GROUNDS, ApplicationKind, Ground, PaperCode, Priority
from .persons import Body, Code, Identity, LegalRepresentative, Text


class ClaimedPerson(Body):
    """Whom the applicant says they are in the register; the register decides."""

    national_number: Text = ""
    document_number: Text = ""
    read_from: Literal["typed", "mrz", "barcode", "register"] = "typed"


class Paper(Body):
    code: PaperCode
    number: Text = ""
    issued_by: Text = ""
    issued_on: date | None = None
    attachment: Code | None = None


class MissingPaper(Body):
    code: PaperCode
    remark: Text = ""


class FingerCapture(Body):
    """One of ten positions (ISO/IEC 19794-2 table 1): captured with its quality, or an exception with its reason."""

    position: Annotated[int, Field(ge=1, le=10)]
    quality: Annotated[int, Field(ge=0, le=100)] | None = None
    tries: Annotated[int, Field(ge=0, le=3)] = 0
    exception: Code | None = None
    attachment: Code | None = None

    @model_validator(mode="after")
    def _captured_or_excused(self) -> FingerCapture:
        if (self.attachment is None) == (self.exception is None):
            raise ValueError("a finger is either captured or excused with a reason")
        return self


class PortraitCapture(Body):
    attachment: Code = "portrait"
    remarks: tuple[Code, ...] = ()


class Signature(Body):
    signed: bool
    attachment: Code | None = None
    witness: Text = ""


class Fee(Body):
    """`centimes` due under the fee rule named; paid by a stamp number, or waived by a programme."""

    rule: Code
    centimes: Annotated[int, Field(ge=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "MAD"
    stamp_number: Text = ""
    waived_by: Code | None = None


class Notice(Body):
    """The data-protection notice that was read aloud, in which language, and that it was understood."""

    version: Code
    language: Code
    read_aloud: bool


class Versions(Body):
    """Under which rules a file was made: kept with it for ever."""

    rules: Code
    document_type: Code
    software: Text
    comparer: Text = ""
    field_pack: UUID | None = None


class ApplicationBody(Body):
    """A person enrolled at a station, complete or with a written list of what is missing."""

    application: UUID
    receipt_number: Text
    document_type: Code
    kind: ApplicationKind
    ground: Ground
    programme: Code | None = None
    campaign: UUID | None = None
    visit: UUID
    place: Code
    day: date
    desk: Text = ""
    operator: Text
    ticket: int | None = None
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    needed_for: Text = ""
    identity: Identity
    claimed: ClaimedPerson | None = None
    representative: LegalRepresentative | None = None
    collector: Text = ""
    collector_number: Text = ""
    """Of the card of whom `collector` names; files made before it was asked apart hold both in `collector`."""
    papers: tuple[Paper, ...] = ()
    missing: tuple[MissingPaper, ...] = ()
    complete_at: UUID | None = None
    """The named later visit at which the missing papers are brought."""
    portrait: PortraitCapture | None = None
    fingers: tuple[FingerCapture, ...] = ()
    fingers_rule: Literal["ten", "under_age"] = "ten"
    signature: Signature
    fee: Fee
    notice: Notice
    corrects: UUID | None = None
    started_at: AwareDatetime
    confirmed_at: AwareDatetime
    confirmed_on: Literal["second_view", "print"]
    versions: Versions

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> ApplicationBody:
        if self.ground not in GROUNDS[self.kind]:
            raise ValueError("the ground does not belong to this kind of application")
        if self.missing and self.complete_at is None:
            raise ValueError("an incomplete file names the later visit")
        if (self.kind is ApplicationKind.CORRECTION) != (self.corrects is not None):
            raise ValueError("a correction names what it corrects, and nothing else does")
        if self.fingers_rule == "ten" and sorted(f.position for f in self.fingers) != list(range(1, 11)):
            raise ValueError("each of ten fingers is captured or excused")
        return self


class CompletionBody(Body):
    """What an incomplete or returned file waited for, brought at the later visit: papers, captures made anew."""

    what: Literal["completion"] = "completion"
    application: UUID
    visit: UUID
    place: Code
    day: date
    operator: Text
    papers: tuple[Paper, ...]
    portrait: PortraitCapture | None = None
    fingers: tuple[FingerCapture, ...] = ()
    """Captured again because the file was sent back for it; each replaces what was captured before."""
    fee: Fee | None = None
    at: AwareDatetime

    @model_validator(mode="after")
    def _of_ten(self) -> CompletionBody:
        if self.fingers and sorted(f.position for f in self.fingers) != list(range(1, 11)):
            raise ValueError("each of ten fingers is captured or excused")
        return self
