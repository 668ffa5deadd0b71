"""Addresses of this room, under /journal/."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "journal"

urlpatterns = [
    path("", screens.search, name="search"),
    path("<uuid:entry>/", screens.entry, name="entry"),
]
