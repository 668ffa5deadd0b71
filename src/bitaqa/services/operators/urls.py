"""Addresses of the comparison of operators."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "operators"
urlpatterns = [
    path("", screens.station_list, name="stations"),
    path("<slug:code>/", screens.week, name="week"),
    path("<slug:code>/figures.csv", screens.as_csv, name="csv"),
]
