from django.apps import AppConfig


class BulletinConfig(AppConfig):
    name = "bitaqa.services.bulletin"
    label = "bulletin"
