"""Addresses of adjudication."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api

app_name = "screening"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
]
