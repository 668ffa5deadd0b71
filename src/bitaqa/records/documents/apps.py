from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "bitaqa.records.documents"
    label = "documents"
