"""Addresses of this room, under /production/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api

app_name = "production"
urlpatterns: list[URLPattern | URLResolver] = [path("api/", api.urls)]
