"""Intake publishes the state of chains downwards to planning when the centre starts."""

from __future__ import annotations

from uuid import UUID

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bitaqa.journey.intake"
    label = "intake"

    def ready(self) -> None:
        from bitaqa.journey.planning.door import ChainState, publish_chain_state

        from .queries import head_of

        def state(station: UUID, epoch: int) -> ChainState:
            head = head_of(station, epoch)
            return ChainState(head.highest, head.gaps)

        publish_chain_state(state)
