"""The chip on the quality bench, and the button that releases a batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bitaqa.backbone.authority.models import SigningCertificate
from bitaqa.backbone.authority.signers import make_specimens
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import door, policy, queries
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.models import Batch, ChipRecord

from ..people import account, browser_of
from .conftest import ACTOR, AT, Floor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [("ar", "أعيدت قراءتها وصُدقت", "لم تجتز الفحص"), ("fr", "Relue et authentifiée", "Refusée au contrôle")],
)
def test_the_bench_shows_the_chip_beside_the_faces(floor: Floor, language: str, good: str, bad: str) -> None:
    floor.blanks(3)
    batch = floor.made(1)
    row = ChipRecord.objects.get(batch=batch)
    quality = browser_of(account("quality", "quality"), language)
    page = quality.get("/production/quality/").content.decode()
    assert good in page and row.signer in page and row.chip in page
    ChipRecord.objects.filter(pk=row.pk).update(state="failed", fault="icao.digest_mismatch", zone_agrees=False)
    page = quality.get("/production/quality/").content.decode()
    assert bad in page
    told = quality.post(f"/production/quality/{row.order_id}/pass/")
    assert told.status_code == 409
    assert queries.orders_of_batch(batch)[0].state == "personalised"


def test_a_key_that_ends_soon_is_told_on_the_home(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = account("operator", "production")
    assert all(item.icon != "key" for item in door.home(operator).wrong)
    make_specimens(at=AT - timedelta(days=80), printed=False)
    assert [item.count for item in door.home(operator).wrong if item.icon == "key"] == [9, 9, 10]  # two lines, files
    SigningCertificate.objects.filter(kind="ds").update(key_until=AT)
    monkeypatch.setattr(policy, "specimen", lambda: False)
    assert [item.tone for item in door.home(operator).wrong if item.icon == "key"] == ["stop", "stop", "wait"]


def test_a_batch_is_released_by_its_button(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_country_pack("ma")
    held = replace(pack, raw={**pack.raw, "chips": {"release": "person"}})
    monkeypatch.setattr(policy, "country_pack", lambda: held)
    floor.blanks(5)
    operator = browser_of(account("operator", "production"), "fr")
    for address in ("/production/batches/{}/release/", "/production/api/batches/{}/release"):
        floor.approve(1)
        run_until_still(["order"])
        (batch,) = form_batches(by=ACTOR, at=AT, now=True)
        page = operator.get(f"/production/batches/{batch}/").content.decode()
        assert "Libérer le lot" in page
        assert operator.post(address.format(batch), content_type="application/json").status_code in (200, 302)
        run_until_still(["personalise"])
        row = Batch.objects.get(pk=batch)
        assert row.released_by.startswith("user:") and row.personalised_at == AT
        assert "Libérer le lot" not in operator.get(f"/production/batches/{batch}/").content.decode()
    told = operator.get("/production/api/chips").json()
    assert (told["total"], told["read_back"], told["line"]) == (2, 2, "simulated")
