"""Serves the design system alone on a free port, printed on the first line: `serve_living_page.py`."""

from __future__ import annotations

import socketserver
import sys
import types
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.urls import include, path

VENDOR = Path(__file__).resolve().parents[3] / "build" / "static-vendor"


class Threads(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: only the test speaks."""


def main() -> None:
    urls = types.ModuleType("living_urls")
    urls.urlpatterns = [path("ui/", include("bitaqa.ui.urls"))]  # type: ignore[attr-defined]
    sys.modules["living_urls"] = urls
    settings.configure(
        SECRET_KEY="specimen-key-of-a-page-that-keeps-nothing-at-all",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="living_urls",
        INSTALLED_APPS=[
            "bitaqa.ui",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "bitaqa.ui.headers.SecurityHeadersMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "bitaqa.ui.language.LanguageMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "bitaqa.ui.errors.ErrorMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                        "bitaqa.ui.context.shell",
                    ]
                },
            }
        ],
        LANGUAGE_CODE="ar",
        LANGUAGES=[("ar", "Arabic"), ("fr", "French"), ("en", "English")],
        USE_TZ=True,
        TIME_ZONE="Africa/Casablanca",
        STATIC_URL="/static/",
        STATICFILES_DIRS=[VENDOR],
        WHITENOISE_USE_FINDERS=True,
        BITAQA_PROGRAM="centre",
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Threads, handler_class=Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
