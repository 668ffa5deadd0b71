"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "bitaqa.station.day"
    label = "station_day"
