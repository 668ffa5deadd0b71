"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class FieldpackConfig(AppConfig):
    name = "bitaqa.station.fieldpack"
    label = "station_fieldpack"
