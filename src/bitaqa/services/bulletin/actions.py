"""Building and publishing a bulletin. Whoever builds one does not publish it.

Refuses: figures that do not reconcile, a publication by the drafter, a bulletin whose figures, computed again from
its own position, are no longer the same.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import actor_of
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.campaigns.door import get_campaign

from . import words
from .domain import BULLETIN, BulletinState
from .errors import BulletinUnknownError, FiguresMovedError, PeriodUnreadableError, PublishedByTwoError
from .figures import Figures, Subject, compute
from .models import Bulletin
from .queries import BulletinValue, value_of
from .texts import body_of, counts_of, counts_of_tables

TREE_TABLES = ("by_area", "by_authority")
_MANY_BATCHES = 200
"""More batches of leaves than this are not waited for: what is left is said with the bulletin."""


def build_bulletin(subject: Subject, *, by: UUID, at: datetime, real_ridges: int | None = None) -> BulletinValue:
    """Computes every table at the journal's present position and keeps it as a draft.

    Committed entries get their leaf first, so that "as at" leaves nothing out; what still waits is told in `waiting`.
    `real_ridges`: of a played campaign, the requests whose fingers were images. Raises PartsDifferError,
    TotalsDifferError, LanguagesDifferError, CampaignUnknownError, PeriodUnreadableError.
    """
    title = _title(subject)
    for _batch in range(_MANY_BATCHES):
        if not journal.sequence_committed(patiently=True):
            break
    waiting = journal.waiting()
    figures = compute(subject, position=journal.position(), as_at=at)
    body = body_of(figures, title, real_ridges=real_ridges)
    with transaction.atomic():
        row = Bulletin.objects.create(
            id=new_id(),
            campaign=subject.campaign,
            since=subject.since,
            until=subject.until,
            position=figures.position,
            waiting=waiting,
            as_at=at,
            body=body,
            drafted_by=by,
            drafted_at=at,
        )
        _tell(row, "bulletin.built", by=by, at=at, figures=figures)
    return value_of(row)


def publish_bulletin(bulletin: UUID, *, by: UUID, at: datetime) -> BulletinValue:
    """Publishes a draft, once its figures were computed again; earlier ones that say otherwise are marked restated.

    Raises BulletinUnknownError, MoveNotAllowedError, PublishedByTwoError, FiguresMovedError.
    """
    with transaction.atomic():
        row = Bulletin.objects.select_for_update().filter(pk=bulletin).first()
        if row is None:
            raise BulletinUnknownError(bulletin=bulletin)
        BULLETIN.check_can_move(BulletinState(row.state), "publish")
        if row.drafted_by == by:
            raise PublishedByTwoError()
        figures = recomputed(value_of(row))
        row.state, row.published_by, row.published_at = BulletinState.PUBLISHED, by, at
        row.save(update_fields=["state", "published_by", "published_at"])
        _mark_restated(row)
        _tell(row, "bulletin.published", by=by, at=at, figures=figures)
    return value_of(row)


def recomputed(bulletin: BulletinValue) -> Figures:
    """The bulletin's figures, computed again from its position. Raises FiguresMovedError when they are others.

    Areas and authorities depend on the tree of places as it stands today, so they are not compared; their places are.
    """
    figures = compute(bulletin.subject, position=bulletin.position, as_at=bulletin.as_at, with_register=False)
    kept, now = counts_of(bulletin.body), counts_of_tables(figures.tables)
    for code, rows in kept.items():
        if code not in TREE_TABLES and now.get(code) != rows:
            raise FiguresMovedError(table=code)
    return figures


def _title(subject: Subject) -> words.Words:
    if subject.campaign is not None:
        campaign = get_campaign(subject.campaign)
        return words.title_of_campaign(campaign.name_ar, campaign.name_fr)
    if subject.since is None or subject.until is None or subject.until < subject.since:
        raise PeriodUnreadableError()
    return words.title_of_period(
        subject.since.astimezone(PLACE_ZONE).date(), subject.until.astimezone(PLACE_ZONE).date()
    )


def _mark_restated(published: Bulletin) -> None:
    """Earlier published bulletins of the same subject whose figures differ point to this one."""
    earlier = Bulletin.objects.select_for_update().filter(
        campaign=published.campaign, since=published.since, until=published.until, state=BulletinState.PUBLISHED,
        restated_by=None, position__lte=published.position,
    )  # fmt: skip
    figures = counts_of(published.body)
    differing = [row.pk for row in earlier.exclude(pk=published.pk) if counts_of(row.body) != figures]
    Bulletin.objects.filter(pk__in=differing).update(restated_by=published.pk)


def _tell(row: Bulletin, event: str, *, by: UUID, at: datetime, figures: Figures) -> None:
    journal.record(
        [
            journal.Entry(
                event=event,
                subject_kind="bulletin",
                subject=row.id,
                acted_at=at,
                actor=actor_of(by),
                act=new_id(),
                campaign=row.campaign,
                facts={"position": row.position, "requests": figures.requests, "as_at": row.as_at},
            )
        ]
    )
