"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .screens import disk, packets, quarantine, referrals

app_name = "intake"
urlpatterns: list[URLPattern | URLResolver] = [
    path("packets/", packets.packets, name="packets"),
    path("packets/<uuid:packet>/", packets.packet, name="packet"),
    path("packets/<uuid:packet>/release/", quarantine.release, name="release"),
    path("packets/<uuid:packet>/dismiss/", quarantine.propose, name="propose-dismissal"),
    path("packets/<uuid:packet>/dismiss/confirm/", quarantine.confirm, name="confirm-dismissal"),
    path("packets/<uuid:packet>/dismiss/decline/", quarantine.decline, name="decline-dismissal"),
    path("packets/<uuid:packet>/refer/", referrals.refer, name="refer"),
    path("packets/<uuid:packet>/refer/close/", referrals.close, name="close-referral"),
    path("packets/<uuid:packet>/bytes/", quarantine.sealed_bytes, name="packet-bytes"),
    path("disk/", disk.disk, name="disk"),
    path("disk/<slug:code>/answers/", disk.answers, name="answers"),
]
