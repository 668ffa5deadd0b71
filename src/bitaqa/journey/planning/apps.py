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
                "plan.waiting": Status(_p("plan", "Waiting"), "hourglass", "calm"),
                "plan.searching": Status(_p("plan", "Being searched"), "hourglass-split", "go"),
                "plan.ready": Status(_p("plan", "Found"), "check-circle", "ok"),
                "plan.proposed": Status(_p("plan", "Before the head of campaigns"), "person-check", "wait"),
                "plan.published": Status(_p("plan", "Published"), "megaphone", "ok"),
                "study.waiting": Status(_p("plan", "Waiting"), "hourglass", "calm"),
                "study.searching": Status(_p("plan", "Being searched"), "hourglass-split", "go"),
                "study.ready": Status(_p("plan", "Found"), "check-circle", "ok"),
                "study.refused": Status(_p("plan", "Not possible"), "slash-circle", "stop"),
                "study.saved": Status(_p("plan", "In the campaign"), "journal-check", "ok"),
                "station.working": Status(_p("station", "Provisioned"), "check-circle", "ok"),
                "station.revoked": Status(_p("station", "Revoked"), "slash-circle", "stop"),
            }
        )
