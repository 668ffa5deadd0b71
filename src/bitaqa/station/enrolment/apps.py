"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "bitaqa.station.enrolment"
    label = "station_enrolment"
