"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bitaqa.station.desk"
    label = "station_desk"
