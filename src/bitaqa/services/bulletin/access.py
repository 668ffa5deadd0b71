"""Who may build a bulletin: whoever plans the campaign, or may publish. Auditors read; they change nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bitaqa.backbone.accounts.door import Permission, Scope, can, check_can

MAY_BUILD = (Permission.PLAN_CAMPAIGNS, Permission.PUBLISH_BULLETIN)


def can_build(user: Any, campaign: UUID | None) -> bool:
    scope = Scope(campaign=campaign)
    return any(can(user, permission, scope=scope) for permission in MAY_BUILD)


def check_can_build(user: Any, campaign: UUID | None) -> None:
    """Raises NotPermittedError."""
    if not can_build(user, campaign):
        check_can(user, MAY_BUILD[0], scope=Scope(campaign=campaign))
