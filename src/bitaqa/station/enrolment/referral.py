"""Someone without a civil-status entry leaves with a slip that says where to go; an identity is never invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.fieldpack.door import get_visit

from .errors import ReasonUnknownError
from .models import Referral
from .rules import REFERRAL_REASONS


@dataclass(frozen=True, slots=True)
class ReferralSlip:
    """What the slip says: its number of the day, the reason as a code, where it was given."""

    referral: UUID
    number: int
    because: str
    place: str
    at: datetime


@transaction.atomic
def refer_person(
    *, visit: UUID, because: str, by: Operator, at: datetime, ticket: int | None = None, referral: UUID | None = None
) -> ReferralSlip:
    """Raises ReasonUnknownError, VisitUnknownError. Nothing about the person is kept.

    `referral` is an id drawn with the form: sending it twice gives one slip.
    """
    check_may(by, Permission.ENROL)
    if because not in REFERRAL_REASONS:
        raise ReasonUnknownError(because=because)
    known = Referral.objects.filter(id=referral).first() if referral is not None else None
    if known is not None:
        return ReferralSlip(known.id, known.number, known.because, known.place, known.at)
    where = get_visit(visit)
    last = Referral.objects.filter(visit=visit).aggregate(last=Max("number"))["last"] or 0
    row = Referral.objects.create(
        id=referral or new_id(),
        number=last + 1,
        visit=visit,
        place=where.place,
        day=local_day(at),
        at=at,
        by=by.code,
        because=because,
        ticket=ticket,
    )
    record("referral.made", at=at, by=by.code, subject=row.id, facts={"because": because})
    return ReferralSlip(row.id, row.number, because, where.place, at)
