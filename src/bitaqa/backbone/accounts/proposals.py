"""What one person proposes and another settles: who, when and how, in one row, and the rule that they are two.

For every act that nobody does alone and that waits for its second half as a row of its own: a joining of two entries,
the end of templates, the end of keeping. Each room says what is proposed, who may, and what follows; what stands here
is what they share. Refuses: the one who proposed as the one who confirms; a row that is settled already.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import models

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, FieldClass

from .errors import ProposedByOneselfError
from .models import User

DECLINED = "declined"
"""The outcome that changes nothing; whoever proposed may take the proposal back so."""


class Proposal(models.Model):
    """Open while `outcome` is empty. A room's table repeats in its constraints that two people settled it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ["id", "proposed_by", "proposed_at", "settled_by", "settled_at", "outcome"], OPEN
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


P = TypeVar("P", bound=Proposal)


def lock_proposal(kind: type[P], proposal: UUID, *, unknown: type[BitaqaError]) -> P:
    """The open row, locked until the transaction ends. Raises `unknown` when there is none or it is settled."""
    row = kind._default_manager.select_for_update().filter(pk=proposal, outcome="").first()
    if row is None:
        raise unknown()
    return row


def get_first_of_two(row: Proposal, *, second: User) -> User:
    """Who proposed, for the one who confirms. Raises ProposedByOneselfError when they are the same person."""
    if row.proposed_by == second.pk:
        raise ProposedByOneselfError()
    return User.objects.get(pk=row.proposed_by)


def settle_proposal(row: Proposal, outcome: str, *, by: User, at: datetime) -> None:
    """Writes the row with all that the room changed in it. The caller holds its lock."""
    row.outcome, row.settled_by, row.settled_at = outcome, by.pk, at
    row.save()
