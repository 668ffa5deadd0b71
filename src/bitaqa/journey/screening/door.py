"""What starts screening, and what other rooms may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bitaqa.backbone.erasing import empty_columns
from bitaqa.backbone.jobs.door import enqueue

from .models import Case, ScreeningItem


def take_applications(ids: Sequence[UUID]) -> None:
    """Applications that arrived, or became complete, wait here to be screened."""
    enqueue(ScreeningItem, ids, again=True)


def erase_files(applications: Sequence[UUID]) -> None:
    """What adjudicators wrote about these applications goes; who decided what, and when, stays."""
    empty_columns(Case.objects.filter(application__in=applications))


def home(user: Any) -> Any:
    """What this person has to decide, what is late, what comes next."""
    from .home import home_of

    return home_of(user)
