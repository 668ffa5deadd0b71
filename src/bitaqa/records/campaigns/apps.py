from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "bitaqa.records.campaigns"
    label = "campaigns"
