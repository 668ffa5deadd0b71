"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from . import screens

app_name = "tracking"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.track, name="track"),
    re_path(r"^(?P<language>fr|en)/$", screens.track, name="track-in"),
]
