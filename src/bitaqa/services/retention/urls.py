"""Addresses of this room, under /retention/."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "retention"
urlpatterns = [
    path("", screens.due_page, name="due"),
    path("<uuid:erasure>/", screens.erasure_page, name="erasure"),
    path("<uuid:erasure>/confirm/", screens.confirm, name="confirm"),
    path("<uuid:erasure>/decline/", screens.decline, name="decline"),
]
