from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "bitaqa.records.places"
    label = "places"
