"""The room of the country signing authority."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthorityConfig(AppConfig):
    name = "bitaqa.backbone.authority"
    label = "authority"
    verbose_name = _("Country signing authority")
