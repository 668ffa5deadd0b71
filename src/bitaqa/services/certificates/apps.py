from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "bitaqa.services.certificates"
    label = "certificates"
