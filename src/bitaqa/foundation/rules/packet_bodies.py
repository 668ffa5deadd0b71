"""What travels inside a sealed packet, by kind. The station writes these, intake reads them; nothing else does.

Bytes (portrait, templates, papers, signature) travel beside the body as named attachments:
`portrait` image/jpeg · `finger/<position>` application/x-iso19794-2 · `ridge/<position>` image/png ·
`paper/<code>` image/jpeg · `signature` image/png · `witness-signature` image/png.
Refuses: unknown keys, unknown codes, an attachment named in the body but absent (checked at intake).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationError, model_validator

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.header import PacketKind

from .applications import GROUNDS, ApplicationKind, Ground, PaperCode, Priority
from .persons import Body, Code, Identity, LegalRepresentative, Text


class BodyNotUnderstoodError(BitaqaError):
    code = "packet.body_not_understood"
    sentence = "The packet opened, but “%(field)s” does not follow the rules of its kind (%(problem)s)."
    next_step = "Keep the packet in quarantine and send it to the station's support with this sentence."
    status = 422


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
    """The missing papers of an incomplete file, brought at the later visit (or a recapture that was asked for)."""

    what: Literal["completion"] = "completion"
    application: UUID
    visit: UUID
    place: Code
    day: date
    operator: Text
    papers: tuple[Paper, ...]
    fee: Fee | None = None
    at: AwareDatetime


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


class VerificationMethod(StrEnum):
    FINGER = "finger"
    FACE = "face"
    TWO_PEOPLE = "two_people"


class Verification(Body):
    """How the person was recognised: 1:1 finger, then face, failing which two people with a reason."""

    method: VerificationMethod
    engine: Text = ""
    score: float | None = None
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


class StationEntry(Body):
    """One entry of the station's own journal; ids and codes only."""

    event: Code
    at: AwareDatetime
    operator: Text
    subject: UUID | None = None
    facts: dict[str, Any] = {}


class JournalBody(Body):
    entries: tuple[StationEntry, ...]


class DayReportBody(Body):
    """The day in figures; a station closes it only when it reconciles with what it sealed."""

    report: UUID
    visit: UUID
    place: Code
    day: date
    head: Text
    opened_at: AwareDatetime
    closed_at: AwareDatetime
    tickets: Annotated[int, Field(ge=0)] = 0
    enrolled: dict[ApplicationKind, int]
    incomplete: Annotated[int, Field(ge=0)]
    completed: Annotated[int, Field(ge=0)]
    referred: Annotated[int, Field(ge=0)]
    abandoned: Annotated[int, Field(ge=0)]
    handed_over: Annotated[int, Field(ge=0)]
    wrong_cards: Annotated[int, Field(ge=0)]
    not_verified: Annotated[int, Field(ge=0)]
    cards_received: Annotated[int, Field(ge=0)]
    cards_left: Annotated[int, Field(ge=0)]
    old_cards_taken_back: Annotated[int, Field(ge=0)]
    money_centimes: Annotated[int, Field(ge=0)]
    stamps: Annotated[int, Field(ge=0)]
    waivers: Annotated[int, Field(ge=0)]
    packets_sealed: Annotated[int, Field(ge=0)]
    first_sequence: int | None = None
    last_sequence: int | None = None
    remarks: Text = ""


CorrectionBody = CompletionBody | WrongCardBody
PacketBody = ApplicationBody | CompletionBody | WrongCardBody | HandOverBody | CustodyBody | JournalBody | DayReportBody


def read_body(kind: PacketKind, raw: dict[str, Any]) -> PacketBody:
    """The body of an opened packet. Raises BodyNotUnderstoodError naming the first field that breaks a rule."""
    shape: type[PacketBody]
    match kind:
        case PacketKind.APPLICATION:
            shape = ApplicationBody
        case PacketKind.HAND_OVER:
            shape = HandOverBody
        case PacketKind.CUSTODY:
            shape = CustodyBody
        case PacketKind.JOURNAL:
            shape = JournalBody
        case PacketKind.DAY_REPORT:
            shape = DayReportBody
        case PacketKind.CORRECTION:
            shape = WrongCardBody if raw.get("what") == "wrong_card" else CompletionBody
    try:
        return shape.model_validate(raw)
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or kind.value
        raise BodyNotUnderstoodError(field=place, problem=first["msg"]) from None


def instants(body: PacketBody) -> datetime:
    """When the act happened, by the station's clock."""
    match body:
        case ApplicationBody():
            return body.confirmed_at
        case CompletionBody() | WrongCardBody() | HandOverBody():
            return body.at
        case CustodyBody() | JournalBody():
            return max(entry.at for entry in body.entries)
        case DayReportBody():
            return body.closed_at
