"""How long a page was open before its decision: measured decision times say how many adjudicators a year needs."""

from __future__ import annotations

import time
from uuid import UUID

from django.http import HttpRequest

_KEY = "screening_opened"
_LONGEST = 3600
"""A page left open for longer says nothing about deciding."""


def page_opened(request: HttpRequest, case: UUID) -> None:
    """The first time this case is open in this session; other cases are forgotten."""
    known = request.session.get(_KEY)
    if known is None or known[0] != str(case):
        request.session[_KEY] = [str(case), time.time()]


def seconds_open(request: HttpRequest, case: UUID) -> int | None:
    """Since then; None when it was not opened here, or too long ago."""
    known = request.session.get(_KEY)
    if known is None or known[0] != str(case):
        return None
    seconds = int(time.time() - known[1])
    return seconds if 0 <= seconds <= _LONGEST else None
