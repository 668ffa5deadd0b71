"""An applicant takes the request back: it ends, and with it what was under way for it.

Its open case is closed undecided; its order is cancelled, its card withheld wherever it is (`centre/wiring.py`); what
it said of a lost card is ended only where `rules/reports.py` says so. Refuses: a request that has ended, a correction
(the fault it repairs stays), a card being corrected or handed over, people whose role does not reach the file.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, actor_of, can, check_can
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationKind, ApplicationState
from bitaqa.foundation.rules.reports import Withdrawal, end_of_report
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents

from .errors import NotWithdrawableError
from .models import Case, CaseState
from .reach import check_reach, within_reach


@transaction.atomic
def withdraw_application(*, application: UUID, by: User, at: datetime, because: Withdrawal) -> None:
    """Ends the request of someone who takes it back.

    Raises NotPermittedError, ApplicationUnknownError, NotWithdrawableError (it ended, or was withdrawn before).
    """
    check_can(by, Permission.ADJUDICATE)
    file = applications.get_application(application)
    check_reach(by, Permission.ADJUDICATE, file)
    if file.kind is ApplicationKind.CORRECTION:
        raise NotWithdrawableError()
    actor, act = actor_of(by), new_id()
    moved = applications.move([application], "withdraw", by=actor, at=at, act=act, because=because.value, strict=False)
    if not moved:
        raise NotWithdrawableError()
    Case.objects.filter(application=application).exclude(state=CaseState.SETTLED).update(
        state=CaseState.SETTLED, outcome="withdrawn", settled_by=by.pk, settled_at=at
    )
    end = end_of_report(ApplicationState.WITHDRAWN, because=because.value)
    documents.end_reports_of_files({application: end} if end else {}, by=actor, at=at, act=act)


def can_withdraw(user: User, file: ApplicationValue) -> bool:
    """Whether this person may enter the withdrawal of this file as it stands."""
    return (
        file.state in APPLICATION.get_move("withdraw").sources
        and file.kind is not ApplicationKind.CORRECTION
        and can(user, Permission.ADJUDICATE)
        and file.id in within_reach(user, Permission.ADJUDICATE, [file])
    )
