"""The signed-in person, as this room's actions need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bitaqa.backbone.accounts.models import User as Adjudicator
else:
    Adjudicator = object

__all__ = ["Adjudicator"]
