"""One change of a draft: its row is read once, under the one writer's turn, and saved once at the end.

Every action on a draft goes through `editing`. An action called inside another's block works on the same row, so that
a form with ten parts costs one read and one write; the outermost block saves. Any change takes the applicant's
confirmation back, unless the change is the confirmation itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.station.desk.door import Operator

from .errors import DraftUnknownError
from .models import CaptureAgain, Draft
from .reading import Held, get_open_row

_held: ContextVar[Draft | None] = ContextVar("draft being edited", default=None)


@contextmanager
def editing(draft: UUID, *, by: Operator, at: datetime) -> Iterator[Draft]:
    """The row, to be changed. Nothing is kept when the block raises. Raises DraftUnknownError, DraftClosedError."""
    held = _held.get()
    if held is not None and held.id == draft:
        yield held
        return
    with transaction.atomic():
        row = get_open_row(draft)
        row.changed_at, row.changed_by = at, by.code
        row.confirmed_on, row.confirmed_at = "", None
        token = _held.set(row)
        try:
            yield row
        finally:
            _held.reset(token)
        row.save()


def changing(opened: Held, *, by: Operator, at: datetime) -> AbstractContextManager[Held]:
    """`editing` of a draft, or the same of a file that is captured again."""
    return editing(opened.id, by=by, at=at) if isinstance(opened, Draft) else _capturing_again(opened.id, by=by, at=at)


@contextmanager
def _capturing_again(application: UUID, *, by: Operator, at: datetime) -> Iterator[CaptureAgain]:
    with transaction.atomic():
        row = CaptureAgain.objects.filter(id=application).first()
        if row is None:  # sealed at another desk meanwhile
            raise DraftUnknownError()
        row.changed_at, row.changed_by = at, by.code
        yield row
        row.save()
