from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "bitaqa.services.board"
    label = "board"
