"""Reads of bulletins, and the comparison with what stations counted themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.rules.applications import COUNTED_KINDS
from bitaqa.journey.intake import door as intake
from bitaqa.records.campaigns import door as campaigns

from .domain import NAMED_PLACES, BulletinState
from .errors import BulletinUnknownError
from .figures import REGISTERED, Subject
from .models import Bulletin


@dataclass(frozen=True, slots=True)
class BulletinValue:
    """A bulletin as it was built; `body` as `texts.body_of` writes it."""

    id: UUID
    subject: Subject
    position: int
    waiting: int
    as_at: datetime
    body: Mapping[str, Any]
    state: BulletinState
    drafted_by: UUID
    drafted_at: datetime
    published_by: UUID | None
    published_at: datetime | None
    restated_by: UUID | None


def value_of(row: Bulletin) -> BulletinValue:
    return BulletinValue(
        id=row.id,
        subject=Subject(row.campaign, row.since, row.until, row.body.get("named", NAMED_PLACES)),
        position=row.position,
        waiting=row.waiting,
        as_at=row.as_at,
        body=row.body,
        state=BulletinState(row.state),
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        published_by=row.published_by,
        published_at=row.published_at,
        restated_by=row.restated_by_id,
    )


def get_bulletin(bulletin: UUID) -> BulletinValue:
    """Raises BulletinUnknownError."""
    row = Bulletin.objects.filter(pk=bulletin).first()
    if row is None:
        raise BulletinUnknownError(bulletin=bulletin)
    return value_of(row)


def bulletins(*, campaign: UUID | None = None, limit: int = 500) -> list[BulletinValue]:
    """The newest first."""
    rows = Bulletin.objects.all() if campaign is None else Bulletin.objects.filter(campaign=campaign)
    return [value_of(row) for row in rows.order_by("-drafted_at", "-id")[:limit]]


def drafts_to_publish(*, apart_from: UUID) -> list[BulletinValue]:
    """Drafts someone else built that no later bulletin of the same subject has overtaken."""
    rows = Bulletin.objects.order_by("campaign", "since", "until", "-drafted_at", "-id").distinct(
        "campaign", "since", "until"
    )
    return [
        value_of(row) for row in rows if row.state == BulletinState.DRAFT and row.drafted_by != apart_from
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayComparison:
    """One station's day: what it counted itself and what the journal holds, by kind; `reported` None: no report yet."""

    station: UUID
    place: str
    day: date
    reported: Mapping[str, int] | None
    journalled: Mapping[str, int]

    @property
    def reported_total(self) -> int | None:
        return None if self.reported is None else sum(self.reported.values())

    @property
    def journalled_total(self) -> int:
        return sum(self.journalled.values())

    @property
    def difference(self) -> int | None:
        """Journal minus report; None without a report. 0 only when every kind agrees in the sum."""
        reported = self.reported_total
        return None if reported is None else self.journalled_total - reported

    @property
    def agrees(self) -> bool | None:
        if self.reported is None:
            return None
        return all(self.reported.get(k, 0) == self.journalled.get(k, 0) for k in {*self.reported, *self.journalled})


def compared_days(campaign: UUID, *, position: int | None = None) -> list[DayComparison]:
    """Every station's day of a campaign, reported or journalled, by day and place. Three round trips."""
    counted = {kind.value for kind in COUNTED_KINDS}
    reports: dict[tuple[Any, ...], dict[str, int]] = {}
    for report in intake.station_days(visit.id for visit in campaigns.visits_of_campaign(campaign)):
        sums = reports.setdefault((report.station, report.place, report.day), {})
        for kind, n in report.enrolled.items():
            if kind in counted:
                sums[kind] = sums.get(kind, 0) + n
    told: dict[tuple[Any, ...], dict[str, int]] = {}
    by_day = journal.count_subjects(
        event=REGISTERED, campaign=campaign, position=position, by=("station", "place", "day", "kind")
    )
    for key, n in by_day.items():
        told.setdefault(key[:3], {})[str(key[3])] = n
    return [
        DayComparison(key[0], key[1], key[2], reports.get(key), told.get(key, {}))
        for key in sorted({*reports, *told}, key=lambda k: (str(k[2]), k[1], str(k[0])))
        if sum(told.get(key, {}).values()) or sum(reports.get(key, {}).values())
    ]
