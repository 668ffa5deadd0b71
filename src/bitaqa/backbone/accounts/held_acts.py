"""An act that waits while its author shows who they are: what they were about to send, offered again afterwards.

It lives in the session for a few minutes and is never sent by itself: the person presses once more, knowing for what.
Refuses: files, large forms, and anything that came from another page than ours (the token is checked when it is sent).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.http import HttpRequest

from .domain import BETWEEN_STEPS

_HELD = "accounts_held_act"
_MOST = 4000
"""Characters of a form that is held; a session is not a store."""


@dataclass(frozen=True, slots=True)
class HeldAct:
    """Where the form goes, what it holds, and the page it stood on."""

    path: str
    fields: tuple[tuple[str, str], ...]
    back: str


def hold_act(request: HttpRequest, *, back: str) -> bool:
    """Holds the posted form; False when it cannot be held and must be filled in again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]
    if request.FILES or request.headers.get("HX-Request") or sum(len(n) + len(v) for n, v in fields) > _MOST:
        return False
    path = request.get_full_path()
    request.session[_HELD] = {"path": path, "fields": fields, "back": back, "at": time.time()}
    return True


def find_held_act(request: HttpRequest) -> HeldAct | None:
    """What this session was about to send; None when nothing waits or it waited too long."""
    kept = request.session.get(_HELD)
    if not kept or time.time() - kept["at"] > BETWEEN_STEPS.total_seconds():
        return None
    return HeldAct(kept["path"], tuple((name, value) for name, value in kept["fields"]), kept["back"])


def forget_held_act(request: HttpRequest) -> None:
    request.session.pop(_HELD, None)
