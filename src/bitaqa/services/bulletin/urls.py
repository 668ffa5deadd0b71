"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import screens
from .api import api

app_name = "bulletin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.bulletin_list, name="bulletins"),
    path("<uuid:bulletin>/", screens.one_bulletin, name="bulletin"),
    path("<uuid:bulletin>/publish", screens.publish, name="publish"),
    path("<uuid:bulletin>/compare", screens.compare, name="compare"),
    path("<uuid:bulletin>/bulletin.pdf", screens.as_pdf, name="pdf"),
    path("<uuid:bulletin>/bulletin.csv", screens.as_csv, name="csv"),
    path("api/", api.urls),
]
