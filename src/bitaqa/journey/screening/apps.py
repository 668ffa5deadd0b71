from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "bitaqa.journey.screening"
    label = "screening"

    def ready(self) -> None:
        from django.utils.translation import pgettext_lazy as _p

        from bitaqa.ui.statuses import Status, add_statuses

        add_statuses(
            {
                "case.open": Status(_p("case", "To decide"), "people", "wait"),
                "case.proposed": Status(_p("case", "Waits for a second person"), "hourglass", "wait"),
                "case.settled": Status(_p("case", "Decided"), "check-circle", "ok"),
                "card.issued": Status(_p("document", "Issued, not handed over yet"), "credit-card-2-front", "go"),
                "card.cancelled": Status(_p("document", "Never became valid"), "x-circle", "stop"),
            }
        )
