from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "bitaqa.journey.screening"
    label = "screening"
