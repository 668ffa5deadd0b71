"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "bitaqa.station.handover"
    label = "station_handover"
