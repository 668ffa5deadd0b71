"""Addresses of this room, under /production/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .api import api
from .screens import batches, blanks, floor, holding, matching, packing, quality, vault

app_name = "production"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", floor.floor, name="floor"),
    path("centres/<slug:centre>/form/", floor.form_now, name="form-now"),
    path("orders/<uuid:order>/retry/", floor.retry, name="retry"),
    path("batches/<uuid:batch>/", batches.batch, name="batch"),
    path("batches/<uuid:batch>/faces.pdf", batches.faces, name="faces"),
    path("batches/<uuid:batch>/close/", batches.close, name="close"),
    path("batches/<uuid:batch>/to/<slug:to>/", batches.hand_over, name="fail-over"),
    path("batches/<uuid:batch>/release/", batches.release, name="release"),
    path("batches/<uuid:batch>/hold/", holding.hold, name="hold"),
    path("batches/<uuid:batch>/resume/", holding.resume, name="resume"),
    path("batches/<uuid:batch>/split/", holding.split, name="split"),
    path("batches/<uuid:batch>/blanks/", batches.extra_blanks, name="extra-blanks"),
    path("batches/<uuid:batch>/pass-rest/", quality.pass_rest, name="pass-rest"),
    path("quality/", quality.bench, name="quality"),
    path("quality/<uuid:order>/front.png", quality.face, {"side": "front"}, name="front"),
    path("quality/<uuid:order>/back.png", quality.face, {"side": "back"}, name="back"),
    path("quality/<uuid:order>/pass/", quality.approve, name="pass"),
    path("quality/<uuid:order>/reject/", quality.reject, name="reject"),
    path("blanks/<slug:centre>/", blanks.blanks, name="blanks"),
    path("blanks/<slug:centre>/receive/", blanks.receive, name="receive"),
    path("blanks/<slug:centre>/destroy/", blanks.propose, name="propose-destruction"),
    path("destructions/<uuid:destruction>/confirm/", blanks.confirm, name="confirm-destruction"),
    path("destructions/<uuid:destruction>/withdraw/", blanks.withdraw, name="withdraw-destruction"),
    path("destructions/<uuid:destruction>/record.pdf", blanks.record, name="destruction-record"),
    path("vault/<slug:centre>/", vault.vault, name="vault"),
    path("vault/<slug:centre>/out/", vault.propose, {"way": "out"}, name="move-out"),
    path("vault/<slug:centre>/back/", vault.propose, {"way": "back"}, name="move-back"),
    path("vault/<slug:centre>/shifts/<slug:shift>/close/", vault.close, name="close-shift"),
    path("vault/<slug:centre>/supplies/", vault.count, name="count-supply"),
    path("vault/moves/<uuid:move>/confirm/", vault.confirm, name="move-confirm"),
    path("vault/moves/<uuid:move>/withdraw/", vault.withdraw, name="move-withdraw"),
    path("packing/", packing.packing, name="packing"),
    path("packing/<uuid:visit>/pack/", packing.pack, name="pack"),
    path("packing/<uuid:visit>/list.pdf", packing.hand_over_list, name="hand-over-list"),
    path("boxes/<uuid:box>/", matching.box, name="box"),
    path("boxes/<uuid:box>/match/", matching.match, name="match"),
    path("boxes/<uuid:box>/bag/", matching.bag, name="bag"),
    path("boxes/<uuid:box>/carriers.pdf", matching.carriers, name="carriers"),
    path("boxes/<uuid:box>/manifest.pdf", packing.manifest, name="manifest"),
    path("api/", api.urls),
]
