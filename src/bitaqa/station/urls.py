"""Addresses of a station: its screens, room by room, and its machine API."""

from __future__ import annotations

import importlib.util

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.module_loading import import_string

from .api import api

ROOMS = (
    ("", "bitaqa.station.desk.urls"),
    ("enrolment/", "bitaqa.station.enrolment.urls"),
    ("queue/", "bitaqa.station.queue.urls"),
    ("hand-over/", "bitaqa.station.handover.urls"),
    ("outbox/", "bitaqa.station.outbox.urls"),
    ("field-pack/", "bitaqa.station.fieldpack.urls"),
    ("day/", "bitaqa.station.day.urls"),
)
"""Each room's screens stand under its prefix; a room without `urls.py` has none yet."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("ui/", include("bitaqa.ui.urls")),
    path("", import_string("bitaqa.station.desk.screens.home"), name="home"),
    *(path(prefix, include(module)) for prefix, module in ROOMS if importlib.util.find_spec(module) is not None),
]

handler400 = "bitaqa.ui.errors.bad_request"
handler403 = "bitaqa.ui.errors.forbidden"
handler404 = "bitaqa.ui.errors.not_found"
handler500 = "bitaqa.ui.errors.server_error"
