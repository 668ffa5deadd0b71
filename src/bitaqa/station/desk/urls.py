"""Addresses of the desk's screens."""

from __future__ import annotations

from django.urls import path

from . import screens

app_name = "desk"
urlpatterns = [
    path("sign-in/", screens.sign_in_page, name="sign-in"),
    path("sign-out/", screens.sign_out_page, name="sign-out"),
    path("unlock/", screens.unlock_page, name="unlock"),
    path("desks/enrol/", screens.enrol_page, name="enrol"),
    path("desks/", screens.desks_page, name="desks"),
    path("me/", screens.me_page, name="me"),
]
