"""WSGI entry of the centre (granian serves it; ASGI with synchronous views would exhaust connections)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.centre.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from bitaqa.foundation.kernel.long_lived import spare_the_collector
from bitaqa.ui.keep_alive import reads_whole_body

application = reads_whole_body(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - imports every screen before the first request asks for one
spare_the_collector()
