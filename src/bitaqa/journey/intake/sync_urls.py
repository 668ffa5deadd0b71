"""Addresses that stations call (docs/reference/packet-format.md)."""

from __future__ import annotations

from django.urls import path, re_path

from . import sync

app_name = "sync"
urlpatterns = [
    path("hello", sync.hello, name="hello"),
    path("packets", sync.packets, name="packets"),
    path("bundles", sync.bundles, name="bundles"),
    re_path(r"^uploads/(?P<digest>[0-9a-f]{64})$", sync.upload, name="upload"),
    path("answers", sync.answers, name="answers"),
    path("register", sync.register_look, name="register-look"),
    path("field-pack", sync.field_pack, name="field-pack"),
]
