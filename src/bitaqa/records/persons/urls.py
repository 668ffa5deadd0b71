"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import import_screens

app_name = "persons"
urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", import_screens.imports, name="imports"),
    path("imports/<uuid:register_import>/", import_screens.one, name="import"),
    path("imports/<uuid:register_import>/load/", import_screens.load, name="import-load"),
    path("imports/<uuid:register_import>/progress/", import_screens.progress, name="import-progress"),
    path("imports/<uuid:register_import>/to-correct.csv", import_screens.problems, name="import-problems"),
]
