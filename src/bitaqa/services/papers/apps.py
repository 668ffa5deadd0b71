from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "bitaqa.services.papers"
    label = "papers"
