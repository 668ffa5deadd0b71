"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import screens, screens_sources
from .api import api

app_name = "bulletin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.bulletin_list, name="bulletins"),
    path("<uuid:bulletin>/", screens.one_bulletin, name="bulletin"),
    path("<uuid:bulletin>/publish", screens.publish, name="publish"),
    path("<uuid:bulletin>/compare", screens.compare, name="compare"),
    path("<uuid:bulletin>/bulletin.pdf", screens.as_pdf, name="pdf"),
    path("<uuid:bulletin>/bulletin.csv", screens.as_csv, name="csv"),
    path("<uuid:bulletin>/bulletin.html", screens_sources.as_html, name="html"),
    path("<uuid:bulletin>/figures/<slug:table>/<str:row>", screens_sources.figure, name="figure"),
    path("api/", api.urls),
]
