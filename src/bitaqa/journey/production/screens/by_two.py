"""What one person proposed and another confirms: whose it is on a page, and what pressing a button answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language

from bitaqa.backbone.accounts.door import actor_of, display_names, person_of
from bitaqa.backbone.clock import now


class Act(Protocol):
    """Confirms or withdraws the proposal of this id."""

    def __call__(self, id_: UUID, /, *, by: str, at: datetime) -> object: ...


def settled(
    request: HttpRequest,
    proposal: UUID,
    act: Act,
    *,
    told: str | Promise,
    to: str,
    centre: str,
    tell: Callable[[HttpRequest, Any], None] = messages.success,
) -> HttpResponse:
    """Does what was pressed in the person's name, says so, and goes back to the page of the centre."""
    act(proposal, by=actor_of(person_of(request)), at=now())
    tell(request, told)
    return redirect(to, centre=centre)


def waiting_for_two(request: HttpRequest, rows: Iterable[Any]) -> list[Mapping[str, object]]:
    """Proposals with who made them; `own` are those the reader cannot confirm."""
    me = actor_of(person_of(request))
    return [{"row": row, "own": row.proposed_by == me, "who": who(row.proposed_by)} for row in rows]


def who(actor: str) -> str:
    """The name behind `user:<id>`, in the reader's script."""
    kind, _colon, id_ = actor.partition(":")
    if kind != "user":
        return actor
    return display_names([UUID(id_)], get_language() or "ar").get(UUID(id_), "—")
