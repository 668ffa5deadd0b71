"""A document said to be lost or stolen is invalid from the report on: suspended when the file arrives, not at its end.

Whoever finds it cannot use it while people still look at the file. Approved, the document is lost or stolen for good;
how a file that ends otherwise ends its report is said in `rules/reports.py`. A claim alone suspends nobody's card: the
birth date on the file must be the one that the register holds for the number claimed. Refuses nothing: a claim that
meets no document in force changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import LIVING
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.rules.reports import REPORTED, Teller
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons


@dataclass(frozen=True, slots=True)
class _Claim:
    application: UUID
    ground: Ground
    document_type: str
    birth: str
    national_number: str
    document_number: str


def suspend_reported(bodies: Iterable[ApplicationBody], *, by: str, at: datetime, act: UUID) -> list[UUID]:
    """Enters what these files report lost or stolen, and suspends it; the ids of the reports. Inside a transaction.

    A fixed number of round trips, none where nothing is reported. A document already suspended stays so for both.
    """
    told = _claimed([_claim(body) for body in bodies if _reports(body)])
    return documents.report_documents(told, by=by, at=at, act=act)


def _reports(body: ApplicationBody) -> bool:
    return body.kind is ApplicationKind.DUPLICATE and body.ground in REPORTED and body.claimed is not None


def _claim(body: ApplicationBody) -> _Claim:
    claimed = body.claimed
    return _Claim(
        body.application,
        body.ground,
        body.document_type,
        str(body.identity.birth),
        claimed.national_number if claimed else "",
        claimed.document_number if claimed else "",
    )


def _claimed(claims: list[_Claim]) -> list[documents.NewReport]:
    """What the claims say of living documents, named by their number or by their holder's, where births agree."""
    if not claims:
        return []
    by_number = documents.documents_by_number(claim.document_number for claim in claims if claim.document_number)
    by_holder = persons.persons_by_number(claim.national_number for claim in claims if claim.national_number)
    holders = {d.person for d in by_number.values()} | {person.id for person in by_holder.values()}
    births = {id_: str(person.identity.birth) for id_, person in persons.persons_by_id(holders).items()}
    held = documents.documents_of_persons(holders, states=LIVING)
    found: list[documents.NewReport] = []
    for claim in claims:
        named, holder = by_number.get(claim.document_number), by_holder.get(claim.national_number)
        person = named.person if named else holder.id if holder else None
        if person is None or births.get(person) != claim.birth:
            continue
        found += [
            documents.NewReport(
                document=d.id, ground=claim.ground, teller=Teller.APPLICANT, application=claim.application
            )
            for d in held.get(person, ())
            if d.document_type == claim.document_type
        ]
    return found
