from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "bitaqa.records.stations"
    label = "stations"
