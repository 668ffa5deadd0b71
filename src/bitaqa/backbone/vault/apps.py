"""The vault as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "bitaqa.backbone.vault"
    label = "vault"
    verbose_name = _("Vault of keys and sealed files")
    default_auto_field = "django.db.models.BigAutoField"
