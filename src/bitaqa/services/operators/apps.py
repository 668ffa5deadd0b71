from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "bitaqa.services.operators"
    label = "operators"
