"""Addresses of the day's screens."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "day"
urlpatterns = [
    path("", screens.day_page, name="day"),
    path("open/", screens.open_page, name="open"),
    path("use/", screens.use_page, name="use"),
    path("close/", screens.close_page, name="close"),
    path("crew/", screens.crew_page, name="crew"),
    path("crew/<uuid:change>/slip/", screens.slip_page, name="slip"),
    path("<uuid:day>/", screens.held_page, name="held"),
    path("<uuid:day>/report/", screens.report_page, name="report"),
]
