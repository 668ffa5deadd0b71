"""Addresses of the papers of a campaign."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import screens

app_name = "papers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:campaign>/", screens.papers, name="papers"),
    path("<uuid:campaign>/number/", screens.number, name="number"),
    path("<uuid:campaign>/<int:revision>/<slug:paper>.pdf", screens.paper, name="paper"),
]
