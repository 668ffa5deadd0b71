"""Binds the wiring table into the journal, and the names of subjects, when the centre starts."""

from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "bitaqa.centre"
    label = "centre"

    def ready(self) -> None:
        from bitaqa.backbone.journal.door import bind
        from bitaqa.backbone.naming import bind_called, bind_names

        from .naming import CALLED, NAMES
        from .wiring import WIRING

        bind(WIRING)
        bind_names(NAMES)
        bind_called(CALLED)
