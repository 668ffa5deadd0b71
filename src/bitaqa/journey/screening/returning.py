"""A file goes back to its applicant: for papers, or to be captured again; and is taken back while nobody has come.

What is asked for stands in the file and in a letter; the station of the named visit finds it in its field pack. What
is then captured anew is searched anew (`fingers/asking.py`), and the file comes to people again only if there is still
a doubt. Refuses: sending back without saying what for, taking back a file whose applicant has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.foundation.rules.applications import ApplicationState, PaperCode, Recapture
from bitaqa.records.applications import door as applications

from .casework import case_again, locked_case, settle_case
from .domain import ReturnGround, Why
from .errors import NothingAskedError, NotReturnedError
from .letters import keep_call
from .models import Case
from .opinions import note_opinion
from .reach import check_reach


@transaction.atomic
def return_case(
    *,
    case: UUID,
    papers: Sequence[PaperCode] = (),
    recapture: Sequence[Recapture] = (),
    complete_at: UUID | None,
    by: User,
    at: datetime,
    seconds: int | None = None,
) -> UUID:
    """Sends the file back to be completed or captured again at a later visit. Returns the letter's id.

    Raises NothingAskedError and what every act on a case raises.
    """
    if not papers and not recapture:
        raise NothingAskedError()
    row = locked_case(case, by)
    ground = ReturnGround.NEEDS_RECAPTURE if recapture else ReturnGround.NEEDS_PAPER
    missing, again = [paper.value for paper in papers], [what.value for what in recapture]
    applications.await_completion(row.application, visit=complete_at, missing=missing, recapture=again)
    applications.move(
        [row.application],
        "return",
        by=actor_of(by),
        at=at,
        because=ground.value,
        facts={row.application: {"asked": "+".join([*missing, *again])}},
    )
    settle_case(row, "returned", by=by, at=at, ground=ground.value)
    row.letter = keep_call(row, at=at)
    row.save(update_fields=["letter"])
    note_opinion(row, by=by, at=at, says="return", seconds=seconds)
    return row.letter


@transaction.atomic
def take_back(*, application: UUID, by: User, at: datetime, because: str) -> UUID:
    """A file sent back by mistake comes to the bench again, while the applicant has not come. Returns the case.

    A station that has the file in its pack already may still complete it: that packet then waits in quarantine with
    its reason. Raises NotPermittedError, ApplicationUnknownError, NotReturnedError.
    """
    check_can(by, Permission.ADJUDICATE)
    file = applications.get_application(application)
    check_reach(by, Permission.ADJUDICATE, file)
    row = Case.objects.filter(application=application, outcome="returned").order_by("-settled_at").first()
    if row is None or file.state is not ApplicationState.RETURNED:
        raise NotReturnedError()
    applications.await_completion(application, visit=None)
    applications.move([application], "take_back", by=actor_of(by), at=at, because="sent_back_by_mistake")
    return case_again(row, at=at, reasons=[Why.TAKEN_BACK.value], excluded=[], remark=because).id
