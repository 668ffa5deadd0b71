from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "bitaqa.records.applications"
    label = "applications"
