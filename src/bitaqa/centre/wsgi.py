"""WSGI entry of the centre (granian serves it; ASGI with synchronous views would exhaust connections)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.centre.settings")

from django.core.wsgi import get_wsgi_application

from bitaqa.ui.keep_alive import reads_whole_body

application = reads_whole_body(get_wsgi_application())
