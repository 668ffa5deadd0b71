"""What travels inside a sealed packet, by kind. The station writes these, intake reads them; nothing else does.

Bytes (portrait, templates, papers, signature) travel beside the body as named attachments:
`portrait` image/jpeg · `finger/<position>` application/x-iso19794-2 · `ridge/<position>` image/png ·
`paper/<code>` image/jpeg · `signature` image/png · `witness-signature` image/png.
Refuses: unknown keys, unknown codes, an attachment named in the body but absent (checked at intake).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.header import PacketKind

from .card_bodies import (
    CustodyAct,
    CustodyBody,
    CustodyEntry,
    HandOverBody,
    OldCard,
    Verification,
    VerificationMethod,
    WrongCardBody,
    WrongField,
)
from .day_bodies import DayReportBody, JournalBody, StationEntry
from .enrolment_bodies import (
    ApplicationBody,
    ClaimedPerson,
    CompletionBody,
    Fee,
    FingerCapture,
    MissingPaper,
    Notice,
    Paper,
    PortraitCapture,
    Signature,
    Versions,
)
from .problems import problem_of

__all__ = [
    "ApplicationBody",
    "BodyNotUnderstoodError",
    "ClaimedPerson",
    "CompletionBody",
    "CorrectionBody",
    "CustodyAct",
    "CustodyBody",
    "CustodyEntry",
    "DayReportBody",
    "Fee",
    "FingerCapture",
    "HandOverBody",
    "JournalBody",
    "MissingPaper",
    "Notice",
    "OldCard",
    "PacketBody",
    "PacketKind",
    "Paper",
    "PortraitCapture",
    "Signature",
    "StationEntry",
    "Verification",
    "VerificationMethod",
    "Versions",
    "WrongCardBody",
    "WrongField",
    "instants",
    "read_body",
]


class BodyNotUnderstoodError(BitaqaError):
    code = "packet.body_not_understood"
    sentence = "The packet opened, but “%(field)s” does not follow the rules of its kind (%(problem)s)."
    next_step = "Keep the packet in quarantine and send it to the station's support with this sentence."
    status = 422


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
        raise BodyNotUnderstoodError(field=place, problem=problem_of(refused)) from None


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
