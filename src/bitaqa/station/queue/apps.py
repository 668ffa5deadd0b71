"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "bitaqa.station.queue"
    label = "station_queue"
