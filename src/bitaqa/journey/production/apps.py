from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "bitaqa.journey.production"
    label = "production"
