"""What every act on a case begins and ends with: it is locked, who may act is checked, it is settled once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.applications import door as applications

from .errors import CaseSettledError, CaseUnknownError, DecidedBeforeError
from .models import Case, CaseState
from .reach import check_reach


def locked_case(case: UUID, by: User, permission: Permission = Permission.ADJUDICATE) -> Case:
    """Inside a transaction. Raises NotPermittedError, CaseUnknownError, CaseSettledError, DecidedBeforeError."""
    check_can(by, permission)
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is None:
        raise CaseUnknownError()
    if row.state == CaseState.SETTLED:
        raise CaseSettledError()
    if str(by.pk) in row.excluded:
        raise DecidedBeforeError()
    check_reach(by, permission, applications.get_application(row.application))
    return row


def settle_case(
    row: Case, outcome: str, *, by: User, at: datetime, person: UUID | None = None, ground: str = ""
) -> None:
    row.state, row.outcome, row.settled_by, row.settled_at = CaseState.SETTLED, outcome, by.pk, at
    row.person, row.ground = person, ground
    row.save()


def refused_before(row: Case) -> bool:
    """Whether two people refused this application once: on appeal, or sent back since, it takes two again."""
    return Case.objects.filter(application=row.application, outcome="refused").exists()


def note_proposal(row: Case, ground: str, *, by: User, at: datetime) -> None:
    """The first of two people: the row is saved by the caller."""
    row.state, row.proposed_by, row.proposed_at, row.proposed_ground = CaseState.PROPOSED, by.pk, at, ground


def tell_proposal(row: Case, event: str, *, by: User, at: datetime, because: str) -> None:
    applications.tell([row.application], event, by=actor_of(by), at=at, act=new_id(), because=because)


def case_again(row: Case, *, at: datetime, reasons: list[str], excluded: list[str], remark: str) -> Case:
    """The same doubt handed to people anew: a case with the same candidates, and with what was learnt of them."""
    file = applications.get_application(row.application)
    return Case.objects.create(
        application=row.application,
        opened_at=at,
        needed_by=file.needed_by,
        reasons=list(dict.fromkeys([*reasons, *row.reasons])),
        candidates=row.candidates,
        level=row.level,
        evidence=row.evidence,
        excluded=list(dict.fromkeys([*row.excluded, *excluded])),
        remark=remark.strip()[:1000],
    )
