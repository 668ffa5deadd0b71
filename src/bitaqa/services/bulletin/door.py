"""What other rooms may ask of bulletins: the lines of a person's home."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, can
from bitaqa.ui.shapes import Home, WorkItem

from .queries import drafts_to_publish


def home(user: Any) -> Home:
    """Drafts that wait for a second person, for whoever may publish."""
    if not can(user, Permission.PUBLISH_BULLETIN):
        return Home()
    language = (get_language() or "ar")[:2]
    return Home(
        waiting=tuple(
            WorkItem(
                _("Bulletin to publish"),
                reverse("bulletin:bulletin", args=[draft.id]),
                detail=draft.body["title"].get(language, draft.body["title"]["fr"]),
                icon="bar-chart",
                tone="wait",
            )
            for draft in drafts_to_publish(apart_from=user.pk)
        )
    )
