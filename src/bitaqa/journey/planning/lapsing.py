"""Files whose missing papers never came: the visit that was named for them is over, so they end, told in the journal.

Over is a visit whose day report came, or that was cancelled. One that is only past may have served people whose packets
are still on the road: it is waited for. A person who comes after that brings a new request. Refuses nothing: a file
whose visit is not over, or that names none, is left alone; doing it twice finds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState, PaperCode
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.foundation.rules.reports import ReportEnd, end_of_report
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.documents import door as documents

BECAUSE = "papers_never_came"
OVER = (VisitState.CLOSED, VisitState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files of a campaign that wait for papers: `late` would lapse now; the visit of the `others` is not over, or they
    name none."""

    late: int
    others: int


def files_waiting(campaign: UUID) -> Waiting:
    """How many files would lapse, and how many still wait. Two round trips."""
    counted = applications.count_waiting(campaign)
    over = _over(counted)
    late = sum(n for visit, n in counted.items() if visit in over)
    return Waiting(late, sum(counted.values()) - late)


def _over(visits: Iterable[UUID | None]) -> set[UUID]:
    named = campaigns.visits_by_id({visit for visit in visits if visit})
    return {id_ for id_, visit in named.items() if visit.state in OVER}


@transaction.atomic
def lapse_files(*, campaign: UUID, by: str, at: datetime) -> list[UUID]:
    """Ends the incomplete files of a campaign whose named visit is closed or cancelled. Fixed round trips."""
    waiting = applications.applications_in(applications.WAITING, campaign=campaign)
    over = _over(file.complete_at for file in waiting)
    late = [file for file in waiting if file.complete_at in over]
    ids, act = [file.id for file in late], new_id()
    applications.move(ids, "lapse", by=by, at=at, act=act, because=BECAUSE)
    documents.end_reports_of_files(_ended(late), by=by, at=at, act=act)
    return ids


def _ended(late: Sequence[ApplicationValue]) -> dict[UUID, ReportEnd]:
    """A loss that was never declared on paper stands no longer; a declared one does."""
    ends = {
        file.id: end_of_report(
            ApplicationState.LAPSED, declared=PaperCode.DECLARATION_OF_LOSS.value not in file.missing
        )
        for file in late
    }
    return {id_: end for id_, end in ends.items() if end is not None}
