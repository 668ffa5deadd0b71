"""From a row to what the rules judge: facts and rules of one draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState, Ground
from bitaqa.foundation.rules.persons import Identity, LegalRepresentative
from bitaqa.station.fieldpack.door import country, get_pack, get_visit

from .domain import DraftFacts
from .errors import DraftClosedError, DraftUnknownError
from .models import CaptureAgain, Draft
from .rules import CaseRules, case_rules
from .who import birth_of, parsed

Held = Draft | CaptureAgain
"""What captures are kept in: a draft, or a file that was sent back to be captured again."""


def draft_folder(draft: UUID) -> Path:
    return Path(settings.BITAQA_HOME) / "drafts" / str(draft)


def again_folder(application: UUID) -> Path:
    return Path(settings.BITAQA_HOME) / "captures-again" / str(application)


def folder_of(row: Held) -> Path:
    return draft_folder(row.id) if isinstance(row, Draft) else again_folder(row.id)


def get_row(draft: UUID) -> Draft:
    """Raises DraftUnknownError."""
    row = Draft.objects.filter(id=draft).first()
    if row is None:
        raise DraftUnknownError()
    return row


def get_open_row(draft: UUID) -> Draft:
    """The row of a draft that may still be changed. Raises DraftUnknownError, DraftClosedError."""
    row = get_row(draft)
    if not APPLICATION.can_move(ApplicationState(row.state), "seal"):
        raise DraftClosedError()
    return row


def get_held(file: UUID) -> Held:
    """The open draft, or what is being captured again of that application. Raises as `get_open_row` does."""
    try:
        return get_open_row(file)
    except (DraftUnknownError, DraftClosedError):  # a file sealed here may come back to be captured again
        again = CaptureAgain.objects.filter(id=file).first()
        if again is None:
            raise
        return again


def takes_fingers(row: Held) -> bool:
    """By rule for a draft; a file is sent back for fingers only if it has any."""
    return rules_of(row).fingers if isinstance(row, Draft) else True


def rules_of(row: Draft) -> CaseRules:
    """Raises NoFieldPackError, UnknownDocumentTypeError, NoRuleInForceError, KindNotOfferedError."""
    waived = any(p.code == row.programme and p.fee_waived for p in get_pack().programmes)
    return case_rules(
        country=country(),
        document_type=row.document_type,
        kind=ApplicationKind(row.kind),
        ground=Ground(row.ground),
        day=row.day,
        birth=birth_of(row.identity),
        programme=row.programme,
        waived=waived,
    )


def facts_of(row: Draft) -> DraftFacts:
    fingers: dict[str, Any] = row.fingers.get("positions", {})
    later = None
    if row.complete_at is not None:
        try:
            later = get_visit(row.complete_at).day
        except BitaqaError:
            later = None  # the visit left the newest pack: remarked as not named
    return DraftFacts(
        claimed=row.claimed,
        identity_raw=row.identity,
        identity=parsed(Identity, row.identity)[0] if row.identity else None,
        representative_raw=row.representative,
        representative=parsed(LegalRepresentative, row.representative)[0] if row.representative else None,
        papers=frozenset(code for code, paper in row.papers.items() if paper.get("file")),
        missing=tuple(entry["code"] for entry in row.missing),
        complete_at_day=later,
        portrait=bool(row.portrait.get("file")),
        portrait_remarks=tuple(row.portrait.get("remarks", ())),
        fingers={int(position): kept.get("exception", "") for position, kept in fingers.items()},
        finger_doubts=row.fingers.get("doubts", ()),
        signed=bool(row.signature.get("file")),
        witness=row.signature.get("witness", ""),
        fee=row.fee,
        notice=row.notice,
        confirmed_on=row.confirmed_on,
        confirmed_at=row.confirmed_at,
        needed_by=row.needed_by,
        places=frozenset(place.code for place in get_pack().places),
    )
