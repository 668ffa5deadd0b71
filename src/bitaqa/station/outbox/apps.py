"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "bitaqa.station.outbox"
    label = "station_outbox"
