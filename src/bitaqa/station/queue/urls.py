"""Addresses of the queue's screens."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "queue"
urlpatterns = [
    path("", screens.board_page, name="board"),
    path("ticket/", screens.give, name="give"),
    path("call/", screens.call, name="call"),
    path("display/", screens.display, name="display"),
]
