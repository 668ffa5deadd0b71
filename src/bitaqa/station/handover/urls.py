"""Addresses of hand-over's screens."""

from __future__ import annotations

from django.urls import path

from .screens import counter, keeping, lists, pin, wrong

app_name = "handover"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("boxes/", keeping.boxes_page, name="boxes"),
    path("boxes/<uuid:consignment>/", keeping.box_page, name="box"),
    path("returns/", keeping.returns_page, name="returns"),
    path("<uuid:card>/", counter.card_page, name="card"),
    path("<uuid:card>/portrait/", lists.portrait, name="portrait"),
    path("<uuid:card>/who/", counter.who, name="who"),
    path("<uuid:card>/capture/", counter.capture, name="capture"),
    path("<uuid:card>/end/", counter.end, name="end"),
    path("<uuid:card>/give-up/", counter.give_up, name="give-up"),
    path("<uuid:card>/stop/", counter.stop, name="stop"),
    path("<uuid:card>/pin/", pin.pin_page, name="pin"),
    path("<uuid:card>/pin/capture/", pin.pin_capture, name="pin-capture"),
    path("<uuid:card>/pin/set/", pin.pin_set, name="pin-set"),
    path("<uuid:card>/pin/leave/", pin.pin_leave, name="pin-leave"),
    path("<uuid:card>/wrong/", wrong.wrong, name="wrong"),
    path("<uuid:card>/wrong/receipt.svg", wrong.correction_qr, name="correction-qr"),
]
