"""A document said to be lost or stolen by someone who asks for nothing: suspended at once; lifted when it is shown.

The report needs no paper: whoever finds the card must not use it while its holder gathers papers. Lifting takes an
adjudicator, since it brings a document back into force. Refuses: a number the register does not hold, a document not
in force, the same report twice, a report that a file still made (the file's own end says what becomes of it).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ENDED, Ground
from bitaqa.foundation.rules.documents import LIVING
from bitaqa.foundation.rules.reports import ReportEnd, Teller
from bitaqa.records.applications import door as applications
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from .errors import DocumentNotInForceError, PersonUnknownError, ReportedAlreadyError, ReportOfFileError

LIFTED = (ReportEnd.FOUND, ReportEnd.MISTAKEN)
"""Why a report is lifted at the centre; the other ends belong to files."""


def find_holder(number: str) -> PersonValue:
    """Whoever has this national number, or holds the document of this number. Raises PersonUnknownError."""
    found = persons.persons_by_number([number]).get(number)
    if found is None:
        held = documents.documents_by_number([number]).get(number)
        found = persons.persons_by_id([held.person]).get(held.person) if held else None
    if found is None:
        raise PersonUnknownError()
    return found


def documents_in_force(person: UUID) -> list[documents.DocumentValue]:
    """What this person holds that is in force, or would be if no report stood; newest first."""
    return list(documents.documents_of_persons([person], states=LIVING).get(person, ()))


@transaction.atomic
def report_document(*, document: UUID, ground: Ground, teller: Teller, by: User, at: datetime) -> UUID:
    """Suspends a document from now on; the report's id.

    Raises NotPermittedError, DocumentNotInForceError, ReportedAlreadyError.
    """
    check_can(by, Permission.REPORT_LOSS)
    held = documents.documents_by_id([document]).get(document)
    if held is None or held.state not in LIVING:
        raise DocumentNotInForceError()
    told = documents.NewReport(document=document, ground=ground, teller=teller)
    entered = documents.report_documents([told], by=actor_of(by), at=at, act=new_id())
    if not entered:
        raise ReportedAlreadyError()
    return entered[0]


@transaction.atomic
def lift_report(*, report: UUID, because: ReportEnd, by: User, at: datetime) -> bool:
    """Ends a report: the holder shows the document, or it was about another one. Whether it is in force again.

    Raises NotPermittedError, ReportOfFileError, DocumentNotInForceError (the report ended before).
    """
    check_can(by, Permission.ADJUDICATE)
    if because not in LIFTED:
        raise DocumentNotInForceError()
    found = documents.find_report(report)
    if found is None:
        raise DocumentNotInForceError()
    if found.application and is_pending(found.application):
        raise ReportOfFileError()
    return bool(documents.end_reports({report: because}, by=actor_of(by), at=at, act=new_id()))


def is_pending(application: UUID) -> bool:
    """Whether the file that made a report is still being worked on."""
    file = applications.applications_by_id([application]).get(application)
    return file is not None and file.state not in ENDED
