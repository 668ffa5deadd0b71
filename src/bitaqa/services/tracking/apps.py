from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "bitaqa.services.tracking"
    label = "tracking"
