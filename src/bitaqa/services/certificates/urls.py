"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import screens

app_name = "certificates"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.find, name="find"),
    path("file/<str:passed>/", screens.file, name="file"),
    path("check/", screens.check, name="check"),
]
