"""Addresses of the field pack's screen."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "fieldpack"
urlpatterns = [path("", screens.pack_page, name="pack")]
