"""Addresses of the outbox's screens."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "outbox"
urlpatterns = [
    path("", screens.outbox_page, name="list"),
    path("packets/<uuid:packet>/erase/", screens.erase_packet, name="erase"),
    path("disk/", screens.disk_page, name="disk"),
]
