"""One Django application, used by the centre and by the station; it sees only `bitaqa.foundation`."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bitaqa.ui"
    label = "ui"
    verbose_name = "Design system"
