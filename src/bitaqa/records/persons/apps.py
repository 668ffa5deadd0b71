from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "bitaqa.records.persons"
    label = "persons"
