"""Addresses of the design system; both programs include it under `/ui/` with the namespace `ui`."""

from __future__ import annotations

from django.urls import path

from bitaqa.ui.language import choose_language
from bitaqa.ui.living.views import failure_specimen, living, map_specimen, progress_specimen, sheet_specimen

app_name = "ui"
urlpatterns = [
    path("", living, name="living"),
    path("language/<slug:language>/", choose_language, name="language"),
    path("progress/", progress_specimen, name="progress"),
    path("map.json", map_specimen, name="map"),
    path("sheet/", sheet_specimen, name="sheet"),
    path("failures/<int:status>/", failure_specimen, name="failure"),
]
