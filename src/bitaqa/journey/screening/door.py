"""What starts screening, and what other rooms may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bitaqa.backbone.erasing import empty_columns
from bitaqa.backbone.jobs.door import enqueue

from .models import Answer, Case, FingerItem, Identification, IdentitySearch


def take_applications(ids: Sequence[UUID]) -> None:
    """Applications that arrived, or became complete, wait here: their fingers are searched, then they are screened."""
    enqueue(FingerItem, ids, again=True)


def erase_files(applications: Sequence[UUID], *, by: str, at: datetime, because: str) -> None:
    """What adjudicators wrote about these applications goes, and their finger templates; who decided what, and when,
    stays."""
    from .fingers.erasing import erase_fingers

    erase_fingers(applications, by=by, at=at, because=because)
    empty_columns(Case.objects.filter(application__in=applications))
    empty_columns(Identification.objects.filter(application__in=applications))
    empty_columns(IdentitySearch.objects.filter(case__application__in=applications))
    empty_columns(Answer.objects.filter(interview__case__application__in=applications))


def home(user: Any) -> Any:
    """What this person has to decide, what is late, what comes next."""
    from .home import home_of

    return home_of(user)
