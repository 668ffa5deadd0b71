"""What other rooms may ask of retention: the lines of a person's home."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, can
from bitaqa.ui.shapes import Home, WorkItem

from .queries import erasures_waiting_for


def home(user: Any) -> Home:
    """Lists that wait for this person as the second of two."""
    if not can(user, Permission.ERASE_PERSONAL):
        return Home()
    waiting = erasures_waiting_for(user.pk)
    if not waiting:
        return Home()
    return Home(
        waiting=(WorkItem(_("Erasures to confirm"), reverse("retention:due"), waiting, icon="hourglass-bottom"),)
    )
