from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "bitaqa.journey.planning"
    label = "planning"
