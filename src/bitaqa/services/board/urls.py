"""Addresses of the board."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "board"
urlpatterns = [
    path("", screens.boards, name="boards"),
    path("<uuid:campaign>/", screens.board, name="board"),
    path("<uuid:campaign>/stream", screens.stream, name="stream"),
]
