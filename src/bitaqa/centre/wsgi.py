"""WSGI entry of the centre (granian serves it; ASGI with synchronous views would exhaust connections)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.centre.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
