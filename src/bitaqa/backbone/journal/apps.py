"""The journal as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "bitaqa.backbone.journal"
    label = "journal"
    verbose_name = _("Journal of operations")
    default_auto_field = "django.db.models.BigAutoField"
