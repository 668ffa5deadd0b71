"""Addresses of this room, under /authority/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import screens

app_name = "authority"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.log, name="log"),
    path("<uuid:ceremony>/", screens.one, name="ceremony"),
    path("<uuid:ceremony>/transcript.pdf", screens.transcript, name="transcript"),
    path("certificates/<str:serial>.cer", screens.certificate, name="certificate"),
    path("csca.pem", screens.country_certificate, name="country-certificate"),
    path("revocation-list.crl", screens.revocation_list, name="revocation-list"),
]
