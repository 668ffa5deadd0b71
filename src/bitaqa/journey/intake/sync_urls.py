"""Addresses that stations call (see docs/reference/packet-format.md)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "sync"
urlpatterns: list[URLPattern | URLResolver] = []
