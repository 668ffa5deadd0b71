"""Addresses of delivery."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api
from .screens import cards, consignments, returns, share

app_name = "delivery"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", cards.cards, name="cards"),
    path("order-again/", cards.order_again, name="order-again"),
    path("set-aside/", cards.set_aside, name="set-aside"),
    path("consignments/", consignments.consignments, name="consignments"),
    path("consignments/pack/", consignments.pack, name="pack"),
    path("consignments/<uuid:consignment>/", consignments.consignment, name="consignment"),
    path("consignments/<uuid:consignment>/dispatch/", consignments.dispatch, name="dispatch"),
    path("consignments/<uuid:consignment>/carry/", consignments.carry, name="carry"),
    path("consignments/<uuid:consignment>/call-back/", consignments.call_back, name="call-back"),
    path("consignments/<uuid:consignment>/manifest.pdf", consignments.manifest, name="manifest"),
    path("returns/", returns.returns, name="returns"),
    path("returns/take-back/", returns.take_back, name="take-back"),
    path("returns/propose/", returns.propose, name="propose"),
    path("returns/<uuid:destruction>/confirm/", returns.confirm, name="confirm"),
    path("returns/<uuid:destruction>/withdraw/", returns.withdraw, name="withdraw"),
    path("returns/<uuid:destruction>/record.pdf", returns.record_sheet, name="record"),
    path("share/", share.share, name="share"),
    path("api/", api.urls),
]
