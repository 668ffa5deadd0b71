"""A document said to be lost or stolen is invalid from the report on: suspended when the file arrives, not at its end.

Whoever finds it cannot use it while people still look at the file. Approved, the document is lost or stolen for good;
refused, it is active again. A claim alone suspends nobody's card: the birth date on the file must be the one that the
register holds for the number claimed. Refuses nothing: a claim that meets no document in force changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

REPORTED: Final[Mapping[Ground, str]] = {Ground.LOSS: "reported_lost", Ground.THEFT: "reported_stolen"}
"""Grounds that say a document is in nobody's right hands, and why it is suspended then."""


@dataclass(frozen=True, slots=True)
class _Claim:
    ground: Ground
    document_type: str
    birth: str
    national_number: str
    document_number: str


def suspend_reported(bodies: Iterable[ApplicationBody], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Suspends what these files report lost or stolen; the documents suspended. Inside a transaction.

    A fixed number of round trips, none where nothing is reported. A document already suspended stays as it is.
    """
    claims = [_claim(body) for body in bodies if _reports(body)]
    suspended: list[UUID] = []
    for ground, because in REPORTED.items():
        ids = _claimed([claim for claim in claims if claim.ground is ground], DocumentState.ACTIVE)
        suspended += documents.move(ids, "suspend", by=by, at=at, act=act, because=because, strict=False) if ids else []
    return suspended


def resume_reported(body: ApplicationBody, *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """What this file had suspended is in force again, since people refused it. Inside a transaction."""
    ids = _claimed([_claim(body)], DocumentState.SUSPENDED) if _reports(body) else []
    return documents.move(ids, "resume", by=by, at=at, act=act, because="report_refused", strict=False) if ids else []


def _reports(body: ApplicationBody) -> bool:
    return body.kind is ApplicationKind.DUPLICATE and body.ground in REPORTED and body.claimed is not None


def _claim(body: ApplicationBody) -> _Claim:
    claimed = body.claimed
    return _Claim(
        body.ground,
        body.document_type,
        str(body.identity.birth),
        claimed.national_number if claimed else "",
        claimed.document_number if claimed else "",
    )


def _claimed(claims: list[_Claim], state: DocumentState) -> list[UUID]:
    """The documents in this state that the claims name, by their number or by their holder's, where births agree."""
    if not claims:
        return []
    by_number = documents.documents_by_number(claim.document_number for claim in claims if claim.document_number)
    by_holder = persons.persons_by_number(claim.national_number for claim in claims if claim.national_number)
    holders = {d.person for d in by_number.values()} | {person.id for person in by_holder.values()}
    births = {id_: str(person.identity.birth) for id_, person in persons.persons_by_id(holders).items()}
    held = documents.documents_of_persons(holders, states=[state])
    found: dict[UUID, None] = {}
    for claim in claims:
        named, holder = by_number.get(claim.document_number), by_holder.get(claim.national_number)
        person = named.person if named else holder.id if holder else None
        if person is None or births.get(person) != claim.birth:
            continue
        found |= {d.id: None for d in held.get(person, ()) if d.document_type == claim.document_type}
    return list(found)
