"""The room as a Django application; its own states get their words here."""

from __future__ import annotations

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "bitaqa.station.enrolment"
    label = "station_enrolment"

    def ready(self) -> None:
        from django.utils.translation import pgettext_lazy as _p

        from bitaqa.ui.statuses import Status, add_statuses

        add_statuses(
            {
                "incomplete.waiting": Status(_p("incomplete", "Waits to be completed"), "hourglass", "wait"),
                "incomplete.done": Status(_p("incomplete", "Completed"), "check-circle", "ok"),
            }
        )
