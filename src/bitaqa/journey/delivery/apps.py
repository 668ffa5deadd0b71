from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "bitaqa.journey.delivery"
    label = "delivery"
