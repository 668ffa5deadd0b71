from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bitaqa.journey.intake"
    label = "intake"
