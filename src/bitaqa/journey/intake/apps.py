"""Intake publishes the state of chains downwards to planning when the centre starts."""

from __future__ import annotations

from uuid import UUID

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bitaqa.journey.intake"
    label = "intake"

    def ready(self) -> None:
        from django.utils.translation import pgettext_lazy as _p

        from bitaqa.journey.planning.door import ChainState, publish_chain_state, publish_traffic
        from bitaqa.ui.statuses import Status, add_statuses

        from .queries import head_of, traffic_of_stations

        def state(station: UUID, epoch: int) -> ChainState:
            head = head_of(station, epoch)
            return ChainState(head.highest, head.gaps)

        publish_chain_state(state)
        publish_traffic(traffic_of_stations)
        add_statuses({"packet.proposed": Status(_p("packet", "Dismissal proposed"), "hourglass", "wait")})
