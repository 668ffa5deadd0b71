"""Binds the wiring table into the journal when the centre starts."""

from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "bitaqa.centre"
    label = "centre"

    def ready(self) -> None:
        from bitaqa.backbone.journal.door import bind

        from .wiring import WIRING

        bind(WIRING)
