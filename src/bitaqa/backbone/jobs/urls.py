"""Addresses of this room, under /waiting/."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "jobs"

urlpatterns = [
    path("set-aside/", screens.set_aside, name="set-aside"),
    path("set-aside/<str:step>/retry/", screens.retry, name="retry"),
]
