"""WSGI entry of the station (granian serves it; ASGI with synchronous views would exhaust connections)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.station.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from bitaqa.foundation.kernel.long_lived import spare_the_collector
from bitaqa.station.devices.door import open_workroom
from bitaqa.ui.keep_alive import reads_whole_body

if os.environ.get("BITAQA_TLS") == "1":  # set by `bitaqa station --tls`: what signs a desk in never travels in clear
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
application = reads_whole_body(get_wsgi_application())

get_resolver().url_patterns  # noqa: B018 - imports every screen before the first request asks for one
spare_the_collector()
open_workroom("bitaqa.station.devices.drawing", "bitaqa.station.devices.pictures", "bitaqa.station.handover.engines")
if os.environ.get("BITAQA_STATION_LOOP") == "1":  # set by `bitaqa station`, which serves one process
    from bitaqa.station.loop import start_loop

    start_loop()
