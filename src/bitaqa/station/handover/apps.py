"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "bitaqa.station.handover"
    label = "station_handover"

    def ready(self) -> None:
        from bitaqa.ui.statuses import add_statuses

        from .words import HERE

        add_statuses(HERE)
