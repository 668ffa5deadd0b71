from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "bitaqa.journey.planning"
    label = "planning"

    def ready(self) -> None:
        from django.utils.translation import pgettext_lazy as _p

        from bitaqa.ui.statuses import Status, add_statuses

        add_statuses(
            {
                "station.working": Status(_p("station", "Provisioned"), "check-circle", "ok"),
                "station.revoked": Status(_p("station", "Revoked"), "slash-circle", "stop"),
            }
        )
