"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "bitaqa.station.devices"
    label = "station_devices"
