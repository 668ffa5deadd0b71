"""WSGI entry of the station (granian serves it; ASGI with synchronous views would exhaust connections)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.station.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings first

application = get_wsgi_application()
