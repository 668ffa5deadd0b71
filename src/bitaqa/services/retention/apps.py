from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "bitaqa.services.retention"
    label = "retention"
