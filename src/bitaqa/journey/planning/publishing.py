"""A plan becomes announced visits: at once the first time, afterwards by two people.

Each publication is a numbered revision that keeps the visits as they stood (`PlanRevision`). A campaign that has one is
announced: whoever replans puts the change before the head of campaigns, who did not make or touch it. Days up to
today are never changed; announced visits the new plan no longer has are cancelled, with the reason “moved”.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import VisitState
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue

from .differences import Announced, announced_rows
from .errors import (
    ApprovalNeededError,
    NothingChangedError,
    PlanNotReadyError,
    PlanSupersededError,
    SamePersonError,
)
from .instances import days_of
from .plan_models import PlanDraft, PlanRevision
from .plans import judged, open_draft

Key = tuple[UUID, str, date, str]


def revision_in_force(campaign: UUID) -> PlanRevision | None:
    """The newest revision of the campaign, None before it is announced."""
    return PlanRevision.objects.filter(campaign_id=campaign).order_by("-number").first()


def base_of(draft: PlanDraft) -> PlanDraft | None:
    """The published plan that this one began from, however many searches ago."""
    before = draft.follows
    while before is not None and before.state != "published":
        before = before.follows
    return before


def publish_plan(draft: UUID, *, by: str, at: datetime) -> int:
    """Announces a campaign for the first time; answers how many visits are new, those already there stay.

    Raises PlanNotReadyError, also when it was published already, and ApprovalNeededError when the campaign is
    announced.
    """
    with transaction.atomic():
        row = _locked(open_draft(draft))
        if revision_in_force(row.campaign_id) is not None:
            raise ApprovalNeededError()
        return _publish(row, by=by, approved_by="", at=at)


def propose_plan(draft: UUID, *, by: str, at: datetime) -> None:
    """Puts a change of an announced plan before the head of campaigns; it is not changed meanwhile.

    Raises PlanNotReadyError, PlanSupersededError when another revision was published since it was searched.
    """
    with transaction.atomic():
        row = _locked(open_draft(draft))
        _check_in_force(row)
        row.state, row.proposed_by, row.proposed_at, row.declined_because = "proposed", by, at, ""
        row.save(update_fields=["state", "proposed_by", "proposed_at", "declined_because"])
        _tell("plan.proposed", row, by=by, at=at)


def approve_plan(draft: UUID, *, by: str, at: datetime) -> int:
    """Publishes a proposed change as the next revision; answers how many visits are new.

    Raises PlanNotReadyError when it is not proposed, SamePersonError when `by` asked for it, changed it or proposed it,
    PlanSupersededError.
    """
    with transaction.atomic():
        row = _proposed(draft)
        if by in {row.by, row.proposed_by, *row.changed_by}:
            raise SamePersonError()
        _check_in_force(row)
        return _publish(row, by=row.proposed_by, approved_by=by, at=at)


def decline_plan(draft: UUID, *, by: str, at: datetime, because: str) -> None:
    """Sends a proposed change back to those who plan, with the reason. Raises PlanNotReadyError."""
    with transaction.atomic():
        row = _proposed(draft)
        row.state, row.proposed_by, row.proposed_at, row.declined_because = "ready", "", None, because[:200]
        row.save(update_fields=["state", "proposed_by", "proposed_at", "declined_because"])
        _tell("plan.declined", row, by=by, at=at)


def issue_revision(campaign: UUID, *, by: str, at: datetime) -> int:
    """Numbers the visits as they stand now, after some were added or cancelled by hand; answers the number.

    Raises NothingChangedError when they are those of the revision in force.
    """
    with transaction.atomic():
        campaigns.lock_campaign(campaign)
        last, rows = revision_in_force(campaign), announced_rows(campaign)
        if last is not None and rows == _rows(last):
            raise NothingChangedError(number=last.number)
        return _number(campaign, rows, plan=None, by=by, approved_by="", at=at).number


def _publish(row: PlanDraft, *, by: str, approved_by: str, at: datetime) -> int:
    visits, today = visits_of(row), local_day(at)
    base = base_of(row)
    there = {_key(v): v for v in campaigns.visits_of_campaign(row.campaign_id) if v.state is not VisitState.CANCELLED}
    first = revision_in_force(row.campaign_id) is None
    new = [v for v in visits if _key(v) not in there and (first or v.day > today)]
    if base is not None:
        kept = {_key(v) for v in visits}
        gone = [there[key].id for v in visits_of(base) if (key := _key(v)) not in kept and key in there]
        planned = {v.id for v in there.values() if v.state is VisitState.PLANNED and v.day > today}
        campaigns.move_visits([id_ for id_ in gone if id_ in planned], "cancel", by=by, at=at, because="moved")
    if new:
        campaigns.add_visits(new, by=by, at=at)
    campaigns.expect_people({there[_key(v)].id: v.expected for v in visits if _key(v) in there and v.day > today})
    row.state, row.published_by, row.published_at = "published", approved_by or by, at
    row.save(update_fields=["state", "published_by", "published_at"])
    made = _number(row.campaign_id, announced_rows(row.campaign_id), plan=row, by=by, approved_by=approved_by, at=at)
    _tell("plan.published", row, by=approved_by or by, at=at, revision=made.number, visits=len(new))
    return len(new)


def _number(
    campaign: UUID, rows: list[Announced], *, plan: PlanDraft | None, by: str, approved_by: str, at: datetime
) -> PlanRevision:
    last = revision_in_force(campaign)
    return PlanRevision.objects.create(
        campaign_id=campaign, number=1 if last is None else last.number + 1, plan=plan,
        visits=[row.as_json() for row in rows], by=by, approved_by=approved_by, at=at,
    )  # fmt: skip


def _rows(revision: PlanRevision) -> list[Announced]:
    return [Announced.of_json(row) for row in revision.visits]


def _check_in_force(row: PlanDraft) -> None:
    last = PlanRevision.objects.filter(campaign_id=row.campaign_id, plan__isnull=False).order_by("-number").first()
    base = base_of(row)
    if last is not None and (base is None or last.plan_id != base.pk):
        raise PlanSupersededError()


def _proposed(draft: UUID) -> PlanDraft:
    row = PlanDraft.objects.select_for_update().filter(pk=draft).first()
    if row is None or row.state != "proposed":
        raise PlanNotReadyError()
    return _locked(row)


def _locked(row: PlanDraft) -> PlanDraft:
    """Two plans of one campaign are published one after the other."""
    campaigns.lock_campaign(row.campaign_id)
    return row


def _tell(event: str, row: PlanDraft, *, by: str, at: datetime, **facts: int) -> None:
    record(
        [
            Entry(
                event=event, subject_kind="plan", subject=row.pk, acted_at=at, actor=by, act=new_id(),
                campaign=row.campaign_id, facts=facts,
            )
        ]
    )  # fmt: skip


def _key(visit: VisitValue) -> Key:
    return visit.station, visit.place, visit.day, visit.kind


def visits_of(draft: PlanDraft) -> list[VisitValue]:
    """One visit per station, place, day and kind; people expected are shared among the crews of a day."""
    _, _, account = judged(draft)
    days, stations = days_of(draft.asked), [UUID(each) for each in draft.asked["stations"]]
    found = []
    for visit in account.visits:
        for kind, people in (("enrolment", visit.people), ("delivery", visit.cards)):
            for at, vehicle in enumerate(visit.vehicles):
                share = people // len(visit.vehicles) + (at < people % len(visit.vehicles))
                if share:
                    found.append(
                        VisitValue(
                            id=new_id(), campaign=draft.campaign_id, station=stations[vehicle], kind=kind,
                            place=draft.asked["places"][visit.place]["code"], day=days[visit.day], expected=share,
                        )
                    )  # fmt: skip
    return found
