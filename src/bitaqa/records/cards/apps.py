from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "bitaqa.records.cards"
    label = "cards"
