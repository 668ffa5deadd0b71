"""The pages of planning: programmes, campaigns, visits; stations from request file to revocation."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, signing_input
from bitaqa.journey.planning.models import CrewMember, FieldPackIssue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.stations import door as stations

from ..intake.conftest import World, make_world
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def coordinator(**kwargs: Any) -> Any:
    return account("coord", "coordinator", **kwargs)


def station_page(name: str = "station", code: str = "unit-1-a") -> str:
    return reverse(f"planning:{name}", args=[code])


def request_file(code: str, *, spoiled: bool = False) -> SimpleUploadedFile:
    """As a station's set-up writes it."""
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    said: dict[str, Any] = {
        "code": code,
        "verify_key": signer.public.hex(),
        "opening_public": opening.sealing_key.public.hex(),
        "desk_tls": "",
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    said["proof"] = signer.sign(signing_input("station request", digest)).hex()
    if spoiled:
        said["code"] = code + "x"
    return SimpleUploadedFile("request.json", json.dumps(said).encode(), "application/json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_empty(db: None, language: str) -> None:
    client = browser_of(coordinator(), language)
    for name in ("campaigns", "new-campaign", "new-programme", "stations", "provision"):
        answer = client.get(reverse(f"planning:{name}"))
        assert answer.status_code == 200 and f'lang="{language}' in text_of(answer)
    assert "bq-empty" in text_of(client.get(reverse("planning:campaigns")))
    assert "bq-empty" in text_of(client.get(reverse("planning:stations")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_with_data(world: World, language: str) -> None:
    client = browser_of(coordinator(), language)
    campaign = reverse("planning:campaign", args=[world.campaign])
    assert campaign in text_of(client.get(reverse("planning:campaigns")))
    assert client.get(campaign).status_code == 200
    assert station_page() in text_of(client.get(reverse("planning:stations")))
    assert 'id="crew"' in text_of(client.get(station_page()))
    assert client.get(reverse("planning:programme", args=["proximity"])).status_code == 200
    assert client.get(reverse("planning:campaign", args=[new_id()])).status_code == 404
    assert client.get(station_page(code="nowhere")).status_code == 404


def test_who_may_open_what(world: World) -> None:
    adjudicator, auditor = account("adj", "adjudicator"), account("aud", "auditor")
    for name in ("campaigns", "stations"):
        assert browser_of(None).get(reverse(f"planning:{name}")).status_code == 302
        assert browser_of(adjudicator).get(reverse(f"planning:{name}")).status_code == 403
    seen = text_of(browser_of(auditor).get(station_page()))
    assert "save-crew" not in seen and 'id="revoke"' not in seen
    for name in ("save-crew", "end-crew", "issue-pack", "revoke"):
        assert browser_of(auditor).post(station_page(name)).status_code == 403
    assert browser_of(auditor).get(station_page("provision-file")).status_code == 403


def test_a_coordinator_of_another_campaign_and_unit_reaches_nothing(world: World) -> None:
    other = browser_of(coordinator(scope=Scope(campaign=new_id())))
    assert other.get(reverse("planning:campaign", args=[world.campaign])).status_code == 403
    assert other.post(reverse("planning:open-campaign", args=[world.campaign])).status_code == 403
    assert other.get(reverse("planning:new-campaign")).status_code == 403
    assert other.get(station_page()).status_code == 403
    assert station_page() not in text_of(other.get(reverse("planning:stations")))
    unit = stations.station_by_code("unit-1-a").unit
    assert browser_of(account("unit", "coordinator", scope=Scope(unit=unit))).get(station_page()).status_code == 200


def test_a_sensitive_eligibility_is_read_by_those_who_plan_it(world: World) -> None:
    client = browser_of(coordinator())
    given = {
        "code": "quiet",
        "name_ar": "برنامج",
        "name_fr": "Programme",
        "opens": "2026-01-01",
        "document_types": ["cnie", "register-extract"],
        "eligibility": "TELLTALE",
        "eligibility_sensitive": "on",
    }
    new = reverse("planning:new-programme")
    assert client.post(new, {**given, "closes": "2025-01-01"}).status_code == 422
    assert client.post(new, {**given, "code": "UPPER"}).status_code == 422
    assert client.post(new, {**given, "document_types": ["passport"]}).status_code == 422
    assert client.post(new, given).status_code == 302
    assert client.post(new, given).status_code == 422
    assert "TELLTALE" in text_of(client.get(reverse("planning:campaigns")))
    narrow = browser_of(account("narrow", "coordinator", scope=Scope(campaign=world.campaign)))
    assert "TELLTALE" not in text_of(narrow.get(reverse("planning:campaigns")))
    changed = client.post(
        reverse("planning:programme", args=["quiet"]), {**given, "name_fr": "Autre", "fee_waived": "on"}
    )
    assert changed.status_code == 302 and campaigns.get_programme("quiet").fee_waived
    assert campaigns.get_programme("quiet").document_types == ("cnie", "register-extract")


def test_a_campaign_from_form_to_closing(world: World) -> None:
    client = browser_of(coordinator())
    given = {
        "code": "spring",
        "name_ar": "حملة الربيع",
        "name_fr": "Printemps",
        "programme": "proximity",
        "area": "settat",
        "starts": "2026-05-10",
        "ends": "2026-05-12",
    }
    new = reverse("planning:new-campaign")
    assert client.post(new, {**given, "ends": "2026-05-01"}).status_code == 422
    assert client.post(new, {**given, "area": "nowhere"}).status_code == 422
    page = client.post(new, given).headers["Location"]
    assert "id_code_error" in text_of(client.post(new, given))
    campaign = next(c for c in campaigns.all_campaigns() if c.code == "spring")
    add = reverse("planning:add-visit", args=[campaign.id])
    visit = {
        "station": str(world.station.head.station),
        "kind": "enrolment",
        "place": "el-borouj",
        "day": "2026-05-11",
        "expected": "40",
    }
    for wrong in ({"day": "2026-06-01"}, {"day": ""}, {"place": "mars"}, {"expected": "-1"}):
        assert client.post(add, {**visit, **wrong}).status_code == 422
    assert client.post(add, visit).status_code == 302
    again = client.post(add, visit)
    assert again.status_code == 422 and "id_day_error" in text_of(again)
    [planned] = campaigns.visits_of_campaign(campaign.id)
    assert str(planned.id) in text_of(client.get(page))
    cancel = reverse("planning:cancel-visit", args=[campaign.id])
    for _ in range(2):
        assert client.post(cancel, {"visit": str(planned.id), "because": "weather"}, follow=True).status_code == 200
    assert campaigns.get_visit(planned.id).state == "cancelled"
    for name, state in (
        ("open-campaign", "open"),
        ("open-campaign", "open"),
        ("close-campaign", "closed"),
        ("close-campaign", "closed"),
    ):
        answer = client.post(reverse(f"planning:{name}", args=[campaign.id]), follow=True)
        assert answer.status_code == 200 and campaigns.get_campaign(campaign.id).state == state
    assert client.post(add, visit).status_code == 422


def test_a_station_from_its_request_file_to_revocation(world: World) -> None:
    client, page = browser_of(coordinator()), reverse("planning:provision")
    new_unit = {"unit": "", "unit_code": "unit-9", "unit_name_ar": "وحدة", "unit_name_fr": "Unité", "because": ""}
    assert "id_unit_code_error" in text_of(client.post(page, {"unit": "", "request_file": request_file("st-9")}))
    for spoiled in (
        SimpleUploadedFile("x.json", b"\xff\xfe"),
        SimpleUploadedFile("x.json", b"{}"),
        SimpleUploadedFile("x.json", b" " * 70_000),
        request_file("st-9", spoiled=True),
    ):
        assert client.post(page, {**new_unit, "request_file": spoiled}).status_code == 422
    assert {s.code for s in stations.all_stations()} == {"unit-1-a"}
    owner = {"owner_ar": "ولاية أمن سطات", "owner_fr": "Préfecture de police de Settat"}
    half = client.post(page, {**new_unit, "owner_fr": owner["owner_fr"], "request_file": request_file("st-9")})
    assert "id_owner_ar_error" in text_of(half)
    answer = client.post(page, {**new_unit, **owner, "request_file": request_file("st-9")})
    assert answer.headers["Location"] == station_page(code="st-9")
    file = client.get(station_page("provision-file", "st-9"))
    assert json.loads(file.content)["format"] == "bitaqa-station-provision/1"
    assert 'filename="st-9-1-provision.json"' in file.headers["Content-Disposition"]
    assert owner["owner_ar"] in text_of(client.get(station_page(code="st-9"))), "lent to campaigns by its owner"
    unit = str(stations.station_by_code("st-9").unit)
    again = {"unit": unit, "request_file": request_file("st-9")}
    refused = client.post(page, again)
    assert refused.status_code == 409 and "planning.loss_undeclared" in text_of(refused)
    assert (
        client.post(page, {"unit": unit, "request_file": request_file("st-9"), "because": "stolen"}).status_code == 302
    )
    assert stations.station_by_code("st-9").epoch == 2
    assert text_of(client.get(station_page(code="st-9"))).count("<article>") == 2
    for _ in range(2):
        assert client.post(station_page("revoke", "st-9"), {"because": "stolen"}, follow=True).status_code == 200
    assert stations.station_by_code("st-9").revoked
    assert client.post(station_page("issue-pack", "st-9")).status_code == 403


def test_a_crew_then_a_field_pack(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from bitaqa.journey.planning.screens import stations as screens

    monkeypatch.setattr(screens, "now", lambda: datetime(2026, 5, 4, 7, tzinfo=UTC))
    client = browser_of(coordinator(), "fr")
    refused = client.post(station_page("issue-pack"))
    assert refused.status_code == 409 and "planning.no_crew" in text_of(refused)
    head = {"operator": "head-1", "role": "station_head", "name_ar": "رئيس عينة", "name_latin": "HEAD", "pin": "135791"}
    for wrong in ({"pin": "123"}, {"pin": "abcdef"}, {"operator": "A b"}, {"role": "auditor"}, {"name_latin": "عربي"}):
        assert client.post(station_page("save-crew"), {**head, **wrong}).status_code == 422
    for _ in range(2):
        assert client.post(station_page("save-crew"), head).status_code == 302
    [member] = CrewMember.objects.filter(ended_at=None)
    assert "135791" not in text_of(client.get(station_page())) and member.pin_hash.startswith("$argon2")
    assert client.post(station_page("issue-pack")).status_code == 302
    assert FieldPackIssue.objects.get().visits == 1
    assert "bq-table" in text_of(client.get(station_page()))
    assert client.get(reverse("planning:stations"), {"trouble": "pack"}).status_code == 200
    client.post(station_page("end-crew"), {"operator": "head-1"})
    assert client.post(station_page("end-crew"), {"operator": "head-1"}).status_code == 302
    assert not CrewMember.objects.filter(ended_at=None).exists()


def test_home_says_what_to_open_what_stayed_behind_and_who_leaves_without_a_pack(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from bitaqa.journey.planning import home

    user = coordinator()
    monkeypatch.setattr(home, "now", lambda: datetime(2026, 5, 3, 9, tzinfo=UTC))
    told = home.home_of(user)
    assert [len(told.waiting), len(told.wrong), len(told.upcoming)] == [1, 1, 1]
    monkeypatch.setattr(home, "now", lambda: datetime(2026, 5, 8, 9, tzinfo=UTC))
    assert len(home.home_of(user).wrong) == 1
    assert home.home_of(account("aud", "auditor")).waiting == ()
    for language in LANGUAGES:
        assert browser_of(user, language).get("/").status_code == 200
